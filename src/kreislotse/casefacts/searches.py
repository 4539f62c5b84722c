"""What people looked for in vain: of closed months, protected month by month.

A period is the sum of what its months show, and nothing else. Were each period protected on its own, two that overlap
could be subtracted from each other, and what is left would be a month nobody has protected; the running month could be
compared with itself from day to day.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kreislotse.casefacts.models import MonthClosing, SearchFact
from kreislotse.casefacts.protection import Names, Row
from kreislotse.casefacts.queries import threshold_of
from kreislotse.casefacts.search_months import SearchMonth, search_month
from kreislotse.casefacts.statistics import PeriodRow, PeriodTable, added
from kreislotse.districts.models import District

MOST_PAIRS = 20


@dataclass(frozen=True)
class SearchReport:
    """Searches without a hit in some closed months: tables by topic, place and month, and the pairs often asked for."""

    months: list[date]
    threshold: int
    tables: list[PeriodTable]
    pairs: list[Row]

    @property
    def number(self) -> int:
        """All searches the months show; a lower bound where one hides its own."""
        return self.tables[0].total.number if self.tables else 0

    @property
    def hides_something(self) -> bool:
        return any(row.is_lower_bound for table in self.tables for row in table.rows)


def searches_in_vain(first: date, last: date, *, district: District) -> SearchReport:
    """The searches of the closed months from `first` to `last` (their first days); four queries, whatever was sought."""
    closings = MonthClosing.objects.filter(month__gte=first, month__lte=last).order_by("month")
    thresholds = {closing.month: threshold_of(closing, district) for closing in closings}
    facts: dict[date, list[SearchFact]] = {month: [] for month in thresholds}
    for fact in SearchFact.objects.filter(month__in=list(thresholds)).order_by("pk"):
        facts[fact.month].append(fact)
    names = Names.of(district)
    months = {month: search_month(facts[month], names=names, threshold=thresholds[month]) for month in thresholds}
    sought = [month for month in months if facts[month]]
    tables = [added(list(same)) for same in zip(*(months[month].tables for month in sought), strict=True)]
    if tables:
        tables.append(_by_month({month: months[month] for month in sought}, tables[0].total))
    pairs: Counter = Counter()
    for month in months.values():
        pairs.update({row.label: row.number for row in month.pairs})
    shown = [Row(label, number) for label, number in sorted(pairs.items(), key=lambda one: (-one[1], one[0]))]
    threshold = max(thresholds.values(), default=threshold_of(None, district))
    return SearchReport(list(months), threshold, tables, shown[:MOST_PAIRS])


def _by_month(months: dict[date, SearchMonth], total: PeriodRow) -> PeriodTable:
    """The totals of the months, oldest first."""
    lines = [
        PeriodRow(date_format(month, "F Y"), 0 if one.tables[0].rows[0].is_secret else one.number, None,
                  int(one.tables[0].rows[0].is_secret))
        for month, one in months.items()
    ]  # fmt: skip
    return PeriodTable("month", _("Monate"), _("Suchen ohne Treffer"), [total, *lines], has_hours=False)
