"""Tables of the same cases, protected together, so that small numbers are neither shown nor worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kreislotse.casefacts.models import AssignmentFact
from kreislotse.disclosure import SECRET, Release, Table, protect_linked
from kreislotse.districts.models import District
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Topic

OWN, UNKNOWN = "own", "unknown"
"""In place of a provider's key: the Kreis' own guides, and months closed before providers were counted."""


@dataclass(frozen=True)
class Row:
    """One line of a table: `number` and `hours` are whole or decimal numbers, or `"."` for secret (DIN 55301)."""

    label: str
    number: int | str
    hours: float | str | None = None
    is_total: bool = False
    code: str = ""
    """What the line counts, in the words of the tables: a topic, „no_guide: language“; for a search `topic|key of the place`."""

    @property
    def is_secret(self) -> bool:
        return self.number == SECRET


@dataclass(frozen=True)
class MonthTable:
    code: str
    title: str
    counted: str
    rows: list[Row]
    has_hours: bool = False

    @property
    def hides_something(self) -> bool:
        return any(row.is_secret for row in self.rows)


@dataclass(frozen=True)
class Names:
    """What codes of topics and keys of places and providers are called. Three queries."""

    topics: dict[str, str]
    places: dict[int, str]
    providers: dict[int, str]

    @classmethod
    def of(cls, district: District) -> Names:
        topics = dict(Topic.objects.values_list("code", "name"))
        places = dict(Municipality.objects.of_district(district, including_dissolved=True).values_list("pk", "name"))
        counted = AssignmentFact.objects.exclude(provider=None).order_by().values("provider").distinct()
        providers = dict(Organization.objects.filter(pk__in=counted).values_list("pk", "name"))
        return cls(topics, places, providers)

    def topic(self, code: str) -> str:
        return str(self.topics.get(code, code))

    def place(self, key: str) -> str:
        return str(self.places.get(int(key), _("ohne Angabe"))) if key else _("ohne Angabe")

    def provider(self, code: str) -> str:
        if code == OWN:
            return _("Kreis selbst, ohne Träger")
        return _("ohne Angabe") if code == UNKNOWN else self.providers[int(code)]


@dataclass(frozen=True)
class Part:
    """One table before its protection: numbers by code, what codes are called, and minutes where they stand beside."""

    code: str
    title: str
    counts: Counter[str]
    label: Callable[[str], str] = str
    minutes: Counter[str] | None = None
    order: tuple[str, ...] | None = None
    """Codes in the order of the lines; without one the largest number comes first."""


def protected_tables(universe: str, parts: list[Part], *, counted: str, threshold: int) -> list[MonthTable]:
    """Tables of the same cases, protected together, each with its total first.

    What is hidden depends on codes and numbers alone: the same facts show the same cells on every page and every day,
    whatever topics and places are called by then.
    """
    tables = []
    for part, release in zip(parts, releases(universe, parts, threshold=threshold), strict=True):
        table = release.published
        minutes = part.minutes
        largest = sorted(part.counts, key=lambda code, part=part: (-part.counts[code], part.label(code), code))
        total = _hours(table["total"], None if minutes is None else sum(minutes.values()))
        rows = [Row(_("zusammen"), table["total"], total, is_total=True)]
        rows += [
            Row(
                part.label(code),
                table[code],
                _hours(table[code], None if minutes is None else minutes[code]),
                code=code,
            )
            for code in part.order or largest
        ]
        tables.append(MonthTable(part.code, part.title, counted, rows, has_hours=minutes is not None))
    return tables


def releases(universe: str, parts: list[Part], *, threshold: int, periods: tuple[str, ...] = ()) -> list[Release]:
    """The truth of each part and what is published of it; `periods` name the months they count, for sums over time."""
    true = [
        Table.from_counts(
            part.code, {code: part.counts[code] for code in sorted({*part.counts, *(part.order or ())})},
            universe=universe, periods=periods,
        )
        for part in parts
    ]  # fmt: skip
    published = protect_linked(true, threshold=threshold).tables
    return [Release(table, shown) for table, shown in zip(true, published, strict=True)]


def _hours(number: int | str, minutes: int | None) -> float | str | None:
    if minutes is None:
        return None
    return SECRET if number == SECRET else round(minutes / 60, 1)
