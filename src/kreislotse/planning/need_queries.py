"""Who may see which need, which ones are asked for, and what belongs to one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.roles import Permission
from kreislotse.core.dated import rule_on
from kreislotse.places.models import Municipality, MunicipalityMandate
from kreislotse.planning.alike import Alike, Known, alike_needs
from kreislotse.planning.merging import family
from kreislotse.planning.models import Need, NeedAnswer, NeedDiscussion, NeedOrigin, NeedRule, NeedStep

_NONE = Value(0)


def visible_needs(*, to) -> QuerySet[Need]:
    """All for the office; for the contact of a municipality those that its own Gemeinde raised."""
    grants = grants_of(to)
    if grants.allows(Permission.NEED_VIEW):
        return Need.objects.all()
    if grants.allows(Permission.OWN_MUNICIPALITY_VIEW):
        return raised_by(own_municipalities(to))
    return Need.objects.none()


def own_municipalities(user) -> QuerySet[Municipality]:
    """The Gemeinden whose contact `user` is."""
    mandates = MunicipalityMandate.objects.filter(membership__in=grants_of(user).membership_ids)
    return Municipality.objects.filter(pk__in=mandates.values("municipality"))


def raised_by(municipalities: QuerySet[Municipality]) -> QuerySet[Need]:
    """Needs first heard from these Gemeinden, the merged ones among them."""
    said = NeedOrigin.objects.filter(kind=NeedOrigin.Kind.MUNICIPALITY, municipality__in=municipalities.values("pk"))
    here = said.filter(need=OuterRef("pk"), merged_from=None)
    once_here = said.filter(merged_from=OuterRef("pk"))
    return Need.objects.filter(Exists(here) | Exists(once_here))


def own_needs(*, to) -> list[Need]:
    """What the municipalities of `to` raised, the last first; each as it stands now in `stands`, if it was merged. Two queries."""
    rows = list(visible_needs(to=to).select_related("topic", "municipality").order_by("-raised_on", "-pk"))
    into = dict(Need.objects.exclude(merged_into=None).values_list("pk", "merged_into")) if rows else {}
    last = {}
    for row in rows:
        key = row.pk
        while key in into:
            key = into[key]
        last[row.pk] = key
    found = Need.objects.in_bulk(set(last.values()))
    for row in rows:
        row.stands = found[last[row.pk]]
    return rows


def filtered_needs(  # noqa: PLR0913
    needs: QuerySet[Need], *, text: str = "", topic=None, field_of_action=None, municipality=None, status: str = "",
    urgency: str = "", kind: str = "", heard: int | None = None, waits: bool = False, is_merged: bool = False,
) -> QuerySet[Need]:  # fmt: skip
    """`heard` is the least number of origins; `waits`: new, and nobody has discussed them for long."""
    rows = needs.filter(merged_into__isnull=not is_merged)
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(proposed_solution__icontains=word))
    for name, value in (
        ("topic", topic), ("field_of_action", field_of_action), ("municipality", municipality), ("urgency", urgency),
    ):  # fmt: skip
        if value:
            rows = rows.filter(**{name: value})
    if status == "undecided":
        rows = rows.filter(status__in=[Need.Status.OPEN, Need.Status.IN_DISCUSSION])
    elif status:
        rows = rows.filter(status=status)
    if kind:
        rows = rows.filter(Exists(NeedOrigin.objects.filter(need=OuterRef("pk"), kind=kind)))
    if waits:
        today = timezone.localdate()
        rows = waiting_long(rows, today=today, days=long_wait_days(today))
    if heard:
        rows = rows.annotate(heard_at_least=_of_origins(Count("pk"))).filter(heard_at_least__gte=heard)
    return rows


def waiting_long(needs: QuerySet[Need], *, today: date, days: int) -> QuerySet[Need]:
    """New needs nobody has discussed for more than `days` (see `long_wait_days`)."""
    return needs.filter(merged_into=None, status=Need.Status.OPEN, raised_on__lt=today - timedelta(days=days))


def long_wait_days(today: date) -> int:
    """After how many days without a discussion a need has waited long; three months where the office has set nothing."""
    return rule_on(NeedRule, today).wait_days


def with_counts(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Adds `heard` (in how many places), `times` (the sum of what was counted there) and `last_heard`."""
    return needs.annotate(
        heard=_of_origins(Count("pk")),
        times=_of_origins(Sum("times")),
        last_heard=Subquery(
            NeedOrigin.objects.filter(need=OuterRef("pk")).order_by().values("need").annotate(n=Max("heard_on")).values("n")
        ),
    )  # fmt: skip


def _of_origins(what):
    rows = NeedOrigin.objects.filter(need=OuterRef("pk")).order_by().values("need").annotate(n=what).values("n")
    return Coalesce(Subquery(rows, output_field=IntegerField()), _NONE)


ORDERS = {
    "title": ("title",), "heard": ("heard",), "times": ("times",), "raised": ("raised_on",), "urgency": ("urgent",),
}  # fmt: skip
_URGENCY = {Need.Urgency.HIGH: 2, Need.Urgency.NORMAL: 1, Need.Urgency.LOW: 0}


def ordered(needs: QuerySet[Need], sort: str) -> QuerySet[Need]:
    """By one of `ORDERS`, a minus turns it round; else what presses and is heard often comes first."""
    rows = needs.annotate(
        urgent=Case(*(When(urgency=key, then=Value(place)) for key, place in _URGENCY.items()), default=Value(0))
    )
    key, turned = sort.removeprefix("-"), sort.startswith("-")
    if key not in ORDERS:
        return rows.order_by("-urgent", "-heard", "-raised_on", "pk")
    columns = [F(name).desc() if turned else F(name).asc() for name in ORDERS[key]]
    return rows.order_by(*columns, "pk")


# ── one need ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Detail:
    """Everything about one need; a constant number of queries."""

    need: Need
    origins: list[NeedOrigin]
    merged: list[Need]
    discussions: list[NeedDiscussion]
    steps: list[NeedStep]
    answers: list[NeedAnswer]
    times: int = field(default=0)

    @property
    def uncounted(self) -> int:
        """Origins of which no number may be said, or nobody counted."""
        return sum(origin.times is None for origin in self.origins)


def detail(need: Need) -> Detail:
    """A need with where it was heard, what was merged into it, who discussed it, what was decided and what answers it."""
    keys = family(need)
    origins = list(
        NeedOrigin.objects.filter(need=need)
        .select_related("body", "organization", "municipality", "observation__definition__indicator", "item", "resolution__body", "merged_from", "entry")
        .order_by("-heard_on", "-pk")
    )  # fmt: skip
    discussions = NeedDiscussion.objects.filter(need__in=keys).select_related("body", "need").order_by("-on", "-pk")
    steps = NeedStep.objects.filter(need=need).select_related("body", "by").order_by("-on", "-pk")
    return Detail(
        need=need,
        origins=origins,
        merged=list(Need.objects.filter(pk__in=keys - {need.pk}).order_by("merged_on", "pk")),
        discussions=list(discussions),
        steps=list(steps),
        answers=answers_of(keys),
        times=sum(origin.times or 0 for origin in origins),
    )


def answers_of(needs: set[int]) -> list[NeedAnswer]:
    """What of the plan answers these needs. One query."""
    rows = NeedAnswer.objects.filter(need__in=needs).select_related(
        "need", "goal__version", "objective__goal__version", "measure__version", "measure__objective__goal"
    )
    return list(rows.order_by("linked_on", "pk"))


def alike(title: str, *, topic=None, municipality=None, besides: Need | None = None) -> list[tuple[Need, int]]:
    """Needs that may say the same, with points of 100, the most alike first. Two queries."""
    rows = Need.objects.standing().values_list("pk", "title", "topic", "municipality")
    new = Known(
        besides.pk if besides else 0, title, getattr(topic, "pk", topic), getattr(municipality, "pk", municipality)
    )
    found: list[Alike] = alike_needs(new, (Known(*row) for row in rows))
    by_key = with_counts(Need.objects.filter(pk__in=[one.key for one in found])).in_bulk()
    return [(by_key[one.key], one.points) for one in found if one.key in by_key]


# ── passed on ───────────────────────────────────────────────────────────────────────────────────────


def passed_on(*, to_whom: str = "") -> QuerySet[Need]:
    """What others have to solve: first Bund and Land, with what they answered."""
    rows = Need.objects.standing().filter(status=Need.Status.PASSED_ON)
    if to_whom:
        rows = rows.filter(passed_to=to_whom)
    return with_counts(rows.select_related("topic", "field_of_action", "municipality", "decided_by")).order_by(
        "passed_to", "decided_on", "pk"
    )
