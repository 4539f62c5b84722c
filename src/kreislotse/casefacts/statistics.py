"""Company over several closed months, by topic, municipality and language.

A period is the sum of what the pages of its months show, and nothing else: a small number that one month hides cannot be
worked out from a longer period, because it is not in it. Where something is hidden, the sum is a lower bound and says so.
Language comes from ended requests: company is counted by place, and place and language never stand together (ADR 0004).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kreislotse.casefacts.models import AssignmentFact, CauseFact, LanguageFact, MonthClosing, RequestFact
from kreislotse.casefacts.queries import MonthTable, Names, month_tables, threshold_of
from kreislotse.disclosure import SECRET
from kreislotse.districts.models import District

MOST_MONTHS = 24


@dataclass(frozen=True)
class PeriodRow:
    """One line: the sum of the months that show a number, and in how many months something is hidden."""

    label: str
    number: int
    hours: float | None
    hidden: int
    is_total: bool = False

    @property
    def is_lower_bound(self) -> bool:
        return self.hidden > 0


@dataclass(frozen=True)
class PeriodTable:
    code: str
    title: str
    counted: str
    rows: list[PeriodRow]
    has_hours: bool

    @property
    def total(self) -> PeriodRow:
        return self.rows[0]

    @property
    def parts(self) -> list[PeriodRow]:
        return self.rows[1:]


@dataclass(frozen=True)
class Period:
    months: list[date]
    threshold: int
    tables: list[PeriodTable]

    @property
    def hides_something(self) -> bool:
        return any(row.is_lower_bound for table in self.tables for row in table.rows)


def closed_month_days() -> list[date]:
    """The closed months, oldest first."""
    return list(MonthClosing.objects.order_by("month").values_list("month", flat=True))


def period(first: date, last: date, *, district: District) -> Period:
    """What the closed months from `first` to `last` show together, at most the latest two years of them. Seven queries."""
    closings = MonthClosing.objects.filter(month__gte=first, month__lte=last).order_by("-month")[:MOST_MONTHS]
    thresholds = {closing.month: threshold_of(closing, district) for closing in reversed(closings)}
    months = list(thresholds)
    names = Names.of(district)
    facts = [_by_month(model, months) for model in (RequestFact, LanguageFact, AssignmentFact, CauseFact)]
    found: dict[str, list[MonthTable]] = defaultdict(list)
    for month in months:
        requests, company, _late = month_tables(*(of[month] for of in facts), names=names, threshold=thresholds[month])
        for table in (*company, *requests):
            found[table.code].append(table)
    tables = [added(found[code]) for code in ("company", "company_place", "language") if found[code]]
    return Period(months, max(thresholds.values(), default=threshold_of(None, district)), tables)


def _by_month(model, months: list[date]) -> dict[date, list]:
    found = defaultdict(list)
    for fact in model.objects.filter(month__in=months).order_by("pk"):
        found[fact.month].append(fact)
    return found


def added(tables: list[MonthTable]) -> PeriodTable:
    """The same table of several months, line by line: what is hidden in one of them is not in the sum."""
    numbers: dict[str, int] = defaultdict(int)
    hours: dict[str, float] = defaultdict(float)
    hidden: dict[str, int] = defaultdict(int)
    total = tables[0].rows[0].label
    for table in tables:
        for row in table.rows:
            if row.number == SECRET:
                hidden[row.label] += 1
                numbers[row.label] += 0
            else:
                numbers[row.label] += row.number
                hours[row.label] += row.hours or 0
    labels = sorted((label for label in numbers if label != total), key=lambda label: (-numbers[label], label))
    has_hours = tables[0].has_hours
    rows = [
        PeriodRow(label, numbers[label], round(hours[label], 1) if has_hours else None, hidden[label], label == total)
        for label in (total, *labels)
    ]
    return PeriodTable(tables[0].code, tables[0].title, tables[0].counted, rows, has_hours)


def method_line(found: Period) -> str:
    """How the numbers came about, for below the table and the file."""
    return _(
        "Quelle: abgeschlossene Monate, ohne Namen. Jede Zahl ist die Summe dessen, was die Monatsseiten zeigen; Zahlen unter "
        "%(threshold)d und solche, aus denen man sie ausrechnen könnte, sind nicht enthalten („mindestens“). Sprachen stammen "
        "aus abgeschlossenen Anfragen und stehen nie zusammen mit dem Ort."
    ) % {"threshold": found.threshold}
