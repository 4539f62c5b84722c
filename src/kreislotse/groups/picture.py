"""The network of a Kreis as `networkanalysis` reads it: who shares bodies, projects, and what was arranged between them.

Organizations only, never the people on their seats. Referrals make no ties here: a closed month names no
organization (`casefacts`), and open casework must not be looked into. A package above that one day counts them with
suppression passes them in as `counts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kreislotse.directory.models import Offer, OfferLocation
from kreislotse.groups.models import Body, MarketItem, Project, ProjectPartner, Seat
from kreislotse.network.models import Organization
from kreislotse.networkanalysis import LARGEST_CIRCLE, Actor, Circle, Gap, Network, Tie, coverage_gaps
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Topic

UNCLEAR = "unklar"
"""The topic of requests nobody has understood yet: nobody offers anything for it, and nobody has to."""


class TieKind(models.TextChoices):
    BODY = "body", _("gemeinsame Gremien")
    PROJECT = "project", _("gemeinsame Projekte")
    MARKET = "market", _("Suche und Biete")
    REFERRALS = "referrals", _("Verweise")
    """Comes from closed months, which stand above this package: whoever asks for the picture brings them."""


@dataclass(frozen=True)
class Cut:
    """Which part is looked at. `topic` and `body` choose the circles, `municipality` the actors."""

    topic: Topic | None = None
    municipality: Municipality | None = None
    body: Body | None = None
    kind: str = ""
    largest: int | None = LARGEST_CIRCLE
    is_public: bool = False


def read_network(cut: Cut, *, today: date, counts: Iterable[Tie] = ()) -> Network:
    """What stands in the house on a day; a constant number of queries."""
    circles = [one for kind, read in _READERS.items() if cut.kind in ("", kind) for one in read(cut, today)]
    return Network.of(_actors(cut, circles), circles, counts, largest=cut.largest)


def key_of(organization_id: int) -> str:
    return f"akteur-{organization_id}"


def id_of(key: str) -> int:
    return int(key.partition("-")[2])


def _actors(cut: Cut, circles: list[Circle]) -> list[Actor]:
    rows = Organization.objects.active()
    in_circles = {id_of(key) for circle in circles for key in circle.members}
    if cut.municipality is not None:
        served = Organization.municipalities_served.through.objects.filter(municipality=cut.municipality)
        rows = rows.filter(Q(municipality=cut.municipality) | Q(pk__in=served.values("organization")))
    topics, places = _topics_of(rows), _grouped(_served_by(rows))
    if cut.is_public:
        rows = rows.filter(Q(is_public=True) | Q(pk__in=in_circles))
    found = []
    for pk, name, kind, home in rows.values_list("pk", "name", "kind", "municipality_id"):
        is_wanted = cut.topic is None or cut.topic.pk in topics.get(pk, ()) or pk in in_circles
        if not is_wanted or (cut.body is not None and pk not in in_circles):
            continue
        there = {str(place) for place in places.get(pk, ())} | ({str(home)} if home else set())
        found.append(Actor(key_of(pk), name, kind, frozenset(str(one) for one in topics.get(pk, ())), frozenset(there)))
    return found


def _topics_of(organizations) -> dict[int, set[int]]:
    rows = Organization.topics.through.objects.filter(organization__in=organizations.values("pk"))
    return _grouped(rows.values_list("organization_id", "topic_id"))


def _served_by(organizations):
    rows = Organization.municipalities_served.through.objects.filter(organization__in=organizations.values("pk"))
    return rows.order_by().values_list("organization_id", "municipality_id")


def _grouped(pairs) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
    return found


def _bodies(cut: Cut, today: date) -> list[Circle]:
    rows = Body.objects.active()
    if cut.is_public:
        rows = rows.filter(is_public=True)
    if cut.topic is not None:
        rows = rows.filter(topics=cut.topic)
    if cut.body is not None:
        rows = rows.filter(pk=cut.body.pk)
    seats = Seat.objects.on(today).filter(body__in=rows.values("pk"), organization__archived_on=None)
    members = _grouped(seats.exclude(organization=None).values_list("body_id", "organization_id"))
    return [_circle("gremium", pk, name, TieKind.BODY, members) for pk, name in rows.values_list("pk", "name")]


def _projects(cut: Cut, today: date) -> list[Circle]:
    """Projects that go on or were finished; what was called off brought nobody together."""
    rows = Project.objects.filter(cancelled_on=None)
    if cut.is_public:
        rows = rows.filter(is_public=True)
    if cut.topic is not None:
        rows = rows.filter(topics=cut.topic)
    if cut.body is not None:
        rows = rows.filter(bodies=cut.body)
    partners = ProjectPartner.objects.filter(project__in=rows.values("pk"))
    members = _grouped(partners.values_list("project_id", "organization_id"))
    circles = []
    for pk, title, lead in rows.values_list("pk", "title", "lead_id"):
        members.setdefault(pk, set()).add(lead)
        circles.append(_circle("projekt", pk, title, TieKind.PROJECT, members))
    return circles


def _market(cut: Cut, today: date) -> list[Circle]:
    """What was arranged between two partners; never public, and of no topic or body."""
    if cut.is_public or cut.topic is not None or cut.body is not None:
        return []
    rows = MarketItem.objects.exclude(settled_with=None)
    return [
        _circle("markt", item.pk, str(item), TieKind.MARKET, {item.pk: {item.organization_id, item.settled_with_id}})
        for item in rows.only("pk", "kind", "what", "organization_id", "settled_with_id")
    ]


def _circle(prefix: str, pk: int, name: str, kind: str, members: dict[int, set[int]]) -> Circle:
    return Circle(f"{prefix}-{pk}", name, kind.value, tuple(key_of(one) for one in members.get(pk, ())))


_READERS = {TieKind.BODY.value: _bodies, TieKind.PROJECT.value: _projects, TieKind.MARKET.value: _market}


@dataclass(frozen=True)
class Coverage:
    """How many actors and public offers stand for each topic in each municipality, and where there is none."""

    topics: list[Topic]
    places: list[Municipality]
    counts: dict[tuple[str, str], int]
    gaps: list[Gap]

    def rows(self) -> list[tuple[Topic, list[int]]]:
        return [(topic, [self.counts[str(topic.pk), str(place.pk)] for place in self.places]) for topic in self.topics]


def read_coverage(district, *, today: date) -> Coverage:
    """An actor counts where it sits or works, an offer where it takes place or whom it is for. Six queries."""
    topics = list(Topic.objects.filter(retired_on=None).exclude(code=UNCLEAR).order_by("sort_order", "name"))
    places = list(Municipality.objects.of_district(district).valid_on(today).order_by("name"))
    everywhere = {place.pk for place in places}
    actors = Organization.objects.active()
    homes = actors.exclude(municipality=None).order_by().values_list("pk", "municipality_id")
    at = _grouped(homes.union(_served_by(actors)))
    covered = _pairs(_topics_of(actors), at)
    offers = Offer.objects.filter(status=Offer.Status.PUBLISHED)
    served = Offer.municipalities_served.through.objects.filter(offer__in=offers.values("pk"))
    held = OfferLocation.objects.filter(offer__in=offers.values("pk")).exclude(municipality=None)
    pairs = [rows.order_by().values_list("offer_id", "municipality_id") for rows in (served, held)]
    there = _grouped(pairs[0].union(pairs[1]))
    for pk in offers.filter(serves_whole_district=True).values_list("pk", flat=True):
        there[pk] = everywhere
    of_topic = Offer.topics.through.objects.filter(offer__in=offers.values("pk"))
    covered += _pairs(_grouped(of_topic.values_list("offer_id", "topic_id")), there)
    counts, gaps = coverage_gaps(
        covered, topics=[str(one.pk) for one in topics], places=[str(one.pk) for one in places]
    )  # fmt: skip
    return Coverage(topics, places, counts, gaps)


def _pairs(topics: dict[int, set[int]], places: dict[int, set[int]]) -> list[tuple[str, str]]:
    return [(str(topic), str(place)) for pk, own in topics.items() for topic in own for place in places.get(pk, ())]
