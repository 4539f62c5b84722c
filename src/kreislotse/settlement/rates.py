"""Which rate, cap and legal basis count for one appointment: the rows of its own day. Reads each table once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kreislotse.guides.models import FundingPool, HourCap
from kreislotse.guides.rules import RunningRates, rate_of_the_day, running_rates
from kreislotse.matching.models import Assignment
from kreislotse.settlement.models import ActivityBasis


@dataclass
class RulesOfTheDay:
    """All dated rows about money, so that any number of appointments is judged without another query."""

    rates: RunningRates
    caps: dict
    pools: dict
    bases: dict

    @classmethod
    def read(cls) -> RulesOfTheDay:
        return cls(
            running_rates(),
            rows_by(HourCap.objects.all(), lambda r: (r.funding_source_id, r.role, r.for_coordinating)),
            rows_by(FundingPool.objects.all(), lambda r: r.funding_source_id),
            rows_by(ActivityBasis.objects.all(), lambda r: r.role),
        )

    def rate(self, assignment: Assignment, on: date) -> dict:
        """The rate of the day, by which booking counts, too; `{}`: the office has to say first what the work is worth."""
        running = self.rates.get((assignment.funding_source_id, assignment.role), ())
        return rate_of_the_day(assignment.rate_as_agreed, assignment.agreed_on, running, on)

    def cap(self, assignment: Assignment, on: date) -> HourCap | None:
        """The cap of the guide (must be loaded) on that day: the one for coordinating guides goes before the usual one."""
        key = assignment.funding_source_id, assignment.role
        own = _on(self.caps[*key, True], on) if assignment.guide.coordinates_on(on) else None
        return own or _on(self.caps[*key, False], on)

    def pool(self, funding_source_id: int, on: date) -> FundingPool | None:
        return _on(self.pools[funding_source_id], on)

    def basis(self, role: str, on: date) -> str:
        row = _on(self.bases[role], on)
        return row.basis if row else ""


def rows_by(rows: Iterable, key) -> dict:
    """Dated rows by key, the youngest last."""
    found: dict = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.valid_from, row.pk)):
        found[key(row)].append(row)
    return found


def _on(rows: list, on: date):
    """The youngest row in force on a day."""
    held = [row for row in rows if row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)]
    return held[-1] if held else None
