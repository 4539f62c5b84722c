"""The picture of the network for office and partners: which part, the drawing, its table, what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kreislotse.casefacts.referrals import referrals_between
from kreislotse.charts import Line, Node, label_width, network_chart
from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.groups import picture_findings as findings
from kreislotse.groups.models import Body
from kreislotse.groups.picture import Cut, TieKind, id_of, key_of, read_network
from kreislotse.network.models import Organization
from kreislotse.networkanalysis import LARGEST_CIRCLE, Analysis, Pair, Tie, analyse, draw_circles, draw_communities
from kreislotse.networkanalysis.drawing import MOST_DRAWN, Drawing
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Topic

WIDTH, MOST_CIRCLES = 1040.0, 4
SHAPES = {"body": ("square", 2), "project": ("diamond", 3), "market": ("diamond", 4)}
_SIZES = (8, LARGEST_CIRCLE, 20, 40)


def _size_name(size: int) -> str:
    return _("mit höchstens %(n)d Akteuren") % {"n": size}


class PictureFilters(forms.Form):
    """Which part is looked at, as it stands in the address."""

    topic = forms.ModelChoiceField(Topic.objects.none(), label=gettext_lazy("Thema"), required=False, empty_label=gettext_lazy("alle"))  # fmt: skip
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=gettext_lazy("Gemeinde"), required=False, empty_label=gettext_lazy("alle")
    )
    body = forms.ModelChoiceField(Body.objects.none(), label=gettext_lazy("Gremium"), required=False, empty_label=gettext_lazy("alle"))  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("Verbunden durch"), required=False, choices=[("", gettext_lazy("alles")), *TieKind.choices]
    )
    around = forms.ModelChoiceField(
        Organization.objects.none(), label=gettext_lazy("Nur die Gruppe um"), required=False,
        empty_label=gettext_lazy("alle"), widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    size = forms.ChoiceField(label=gettext_lazy("Kreise zählen"), required=False)

    def __init__(self, *args, is_public: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_public = is_public
        today = timezone.localdate()
        self.fields["topic"].queryset = Topic.objects.filter(retired_on=None).order_by("sort_order", "name")
        self.district = current_district()
        here = Municipality.objects.of_district(self.district).valid_on(today)
        self.fields["municipality"].queryset = here.order_by("name")
        self.fields["size"].choices = [
            ("", _size_name(LARGEST_CIRCLE)),
            *((str(size), _size_name(size)) for size in _SIZES if size != LARGEST_CIRCLE),
            ("alle", _("jeder Größe")),
        ]
        bodies = Body.objects.active()
        if is_public:
            bodies = bodies.filter(is_public=True)
            self.fields["kind"].choices = [
                one for one in self.fields["kind"].choices if one[0] not in (TieKind.MARKET, TieKind.REFERRALS)
            ]
        self.fields["body"].queryset = bodies.order_by("name", "pk")
        self.fields["around"].queryset = Organization.objects.active().order_by("name", "pk")

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def cut(self) -> Cut:
        values = self.values
        size = values.get("size", LARGEST_CIRCLE)
        return Cut(
            topic=values.get("topic"), municipality=values.get("municipality"), body=values.get("body"),
            kind=values.get("kind", ""), largest=None if size == "alle" else int(size), is_public=self.is_public,
        )  # fmt: skip


def analysed(filters: PictureFilters) -> Analysis:
    """The chosen part with all that is found in it."""
    cut, today = filters.cut, timezone.localdate()
    analysis = analyse(read_network(cut, today=today, counts=_referrals(cut, today, filters.district)))
    around = filters.values.get("around")
    if around is None:
        return analysis
    for part in analysis.communities:
        keys = [analysis.actor(one).key for one in part]
        if key_of(around.pk) in keys:
            return analyse(analysis.network.only(keys))
    return analysis


def _referrals(cut: Cut, today: date, district: District) -> list[Tie]:
    """Referrals of closed quarters as ties; never in the public part, and not where a topic or body was chosen."""
    if cut.is_public or cut.topic or cut.body or cut.kind not in ("", TieKind.REFERRALS):
        return []
    counted: dict[tuple[str, str], int] = {}
    for one in referrals_between(today=today, district=district):
        pair = tuple(sorted((key_of(one.asked_by), key_of(one.provider))))
        counted[pair] = counted.get(pair, 0) + one.number
    words = TieKind.REFERRALS
    return [
        Tie(one, other, words.value, ngettext("%(n)d Verweis", "%(n)d Verweise", n) % {"n": n}, n)
        for (one, other), n in counted.items()
    ]


@dataclass(frozen=True)
class Row:
    """Who, with whom, by what."""

    one: str
    one_id: int
    other: str
    other_id: int
    by: str


def row_of(analysis: Analysis, pair: Pair, *, most: int = MOST_CIRCLES) -> Row:
    one, other = sorted((analysis.actor(pair.one), analysis.actor(pair.other)), key=lambda actor: actor.name.casefold())
    by = findings.listed([circle.name for circle in analysis.by_what(pair)], most)
    return Row(one.name, id_of(one.key), other.name, id_of(other.key), by)


def pairs_of(analysis: Analysis) -> list[Pair]:
    """The closest first."""
    return sorted(analysis.pairs, key=lambda pair: (-round(pair.weight, 9), pair.one, pair.other))


@dataclass(frozen=True)
class Picture:
    svg: str
    is_of_communities: bool


def drawn(analysis: Analysis, *, url_of) -> Picture | None:
    """Organizations with their circles, or communities where there are too many; who has no tie is named beside it.

    `url_of(key)` is where a node leads, "" for nowhere; for a community it gets the key of its most connected actor.
    """
    alone = set(analysis.isolated)
    linked = [actor.key for number, actor in enumerate(analysis.network.actors) if number not in alone]
    if not linked:
        return None
    if len(linked) > MOST_DRAWN:
        return Picture(_communities(analysis, url_of), True)
    analysis = analyse(analysis.network.only(linked))
    drawing = draw_circles(analysis, width=WIDTH, label_width=label_width)
    partners = {actor.key: len(analysis.neighbors[number]) for number, actor in enumerate(analysis.network.actors)}
    nodes = []
    for spot in drawing.spots:
        shape, series = SHAPES.get(spot.kind, ("circle", 1))
        if spot.key in partners:
            label = ngettext(
                "%(name)s: arbeitet mit %(n)d anderen", "%(name)s: arbeitet mit %(n)d anderen", partners[spot.key]
            )
            label = label % {"name": spot.name, "n": partners[spot.key]}
        else:
            label = f"{TieKind(spot.kind).label}: {spot.name}"
        nodes.append(
            Node(
                spot.name,
                spot.x,
                spot.y,
                spot.radius,
                label,
                shape,
                series,
                url_of(spot.key),
                ring=spot.kind == "bridge",
            )
        )
    description = _("Kreise sind Akteure, Quadrate Gremien, Rauten Projekte und was über Suche und Biete zustande kam. Ein Ring bedeutet: Dieser Akteur verbindet Teile, die sonst nichts verbindet. Alles steht auch in der Tabelle.")  # fmt: skip
    return Picture(_svg(drawing, nodes, description), False)


def _communities(analysis: Analysis, url_of) -> str:
    names, labels = [], []
    for part in analysis.communities:
        if len(part) > 1:
            first = analysis.actor(analysis.most_connected(part)).name
            names.append(_("Gruppe um %(name)s") % {"name": first})
            labels.append(_("Gruppe um %(name)s: %(n)d Akteure") % {"name": first, "n": len(part)})
    drawing = draw_communities(analysis, names=names, width=WIDTH, label_width=label_width)
    nodes = [
        Node(spot.name, spot.x, spot.y, spot.radius, label, url=url_of(spot.key, is_group=True), number=spot.number)
        for spot, label in zip(drawing.spots, labels, strict=True)
    ]
    description = _("Jeder Kreis ist eine Gruppe von Akteuren, die viel miteinander zu tun haben; die Zahl sagt, wie viele es sind. Je stärker eine Linie, desto mehr verbindet die Gruppen. Ein Klick zeigt die Gruppe von innen.")  # fmt: skip
    return _svg(drawing, nodes, description)


def _svg(drawing: Drawing, nodes: list[Node], description: str) -> str:
    most = max((weight for _one, _other, weight, kind in drawing.lines if kind == "between"), default=1.0)
    lines = [
        Line(one, other, weight / most if kind == "between" else 0.0, is_dashed=kind == "referrals")
        for one, other, weight, kind in drawing.lines
    ]
    svg = network_chart(
        nodes,
        lines,
        width=drawing.width,
        height=drawing.height,
        title=_("Wer mit wem arbeitet"),
        description=description,
    )
    return mark_safe(svg)  # noqa: S308 - escaped in charts


def groups_of(analysis: Analysis) -> list[tuple[str, list[tuple[int, str]]]]:
    """Communities of more than one: who has the most partners there, and all members by name."""
    groups = [part for part in analysis.communities if len(part) > 1]
    first = [analysis.actor(analysis.most_connected(part)).name for part in groups]
    members = [
        sorted(((id_of(analysis.actor(one).key), analysis.actor(one).name) for one in part), key=lambda one: one[1].casefold())
        for part in groups
    ]  # fmt: skip
    return list(zip(first, members, strict=True))


def alone_of(analysis: Analysis) -> list[tuple[int, str]]:
    rows = [(id_of(analysis.actor(one).key), analysis.actor(one).name) for one in analysis.isolated]
    return sorted(rows, key=lambda one: one[1].casefold())
