"""The district being filled, as the parts of the generator hand it on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from kreislotse.assignment.scoring import distance_km
from kreislotse.core.dates import first_of_month, previous_month
from kreislotse.demo.chance import BERLIN, Chance, Weighted
from kreislotse.demo.offices import Office
from kreislotse.demo.read_facts import DemoDistrict
from kreislotse.directory.models import Offer
from kreislotse.districts.models import District
from kreislotse.guides.models import ExpenseRate, FundingSource, Guide
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language, TargetGroup, Topic

MONTHS_OF_LIFE = 18
BATCH = 1_000


@dataclass
class World:
    """Everything already there in one district, ready to be drawn from."""

    demo: DemoDistrict
    district: District
    chance: Chance
    office: Office
    today: date
    scale: int
    towns: list[Municipality]
    topics: dict[str, Topic]
    target_groups: dict[str, TargetGroup]
    languages: dict[str, Language]
    organizations: dict[str, list[Organization]] = field(default_factory=dict)
    offers_by_topic: dict[str, list[Offer]] = field(default_factory=dict)
    guides_by_language: dict[str, list[Guide]] = field(default_factory=dict)
    guide_with_login: Guide | None = None
    funding: FundingSource | None = None
    rates: list[ExpenseRate] = field(default_factory=list)

    def __post_init__(self):
        self.now = datetime.combine(self.today, datetime.min.time(), BERLIN) + timedelta(hours=11)
        self.seat = next(t for t in self.towns if t.ags == self.demo.seat)
        self._by_size = sorted(self.towns, key=lambda t: -(t.population or 0))
        self._town = Weighted({t: t.population or 1 for t in self.towns})
        self._near: dict[int, list[Municipality]] = {}

    @property
    def begins_on(self) -> date:
        month = first_of_month(self.today)
        for _ in range(MONTHS_OF_LIFE - 1):
            month = previous_month(month)
        return month

    @property
    def large_towns(self) -> list[Municipality]:
        return self._by_size[:6]

    @property
    def municipalities_by_size(self) -> list[Municipality]:
        return self._by_size

    def rate_on(self, role: str, day: date) -> ExpenseRate | None:
        """The rate in force on `day`; the youngest one counts."""
        found = [
            rate
            for rate in self.rates
            if rate.role == role and rate.valid_from <= day and (rate.valid_to is None or day <= rate.valid_to)
        ]
        return found[-1] if found else None

    def town(self) -> Municipality:
        """Any municipality, large ones more often."""
        return self._town.draw(self.chance)

    def near(self, town: Municipality) -> list[Municipality]:
        """The five nearest municipalities, the town itself first."""
        if town.pk not in self._near:
            here = (float(town.latitude), float(town.longitude))
            self._near[town.pk] = sorted(
                self.towns,
                key=lambda t: distance_km(here, (float(t.latitude), float(t.longitude))),
            )[:6]
        return self._near[town.pk]


def batches(rows: Iterable, size: int = BATCH) -> Iterator[list]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def link(through, pairs: Iterable[dict]) -> None:
    """Fill a many-to-many table from `{key: value}` of its two ends."""
    for batch in batches((through(**pair) for pair in pairs), 5 * BATCH):
        through.objects.bulk_create(batch)
