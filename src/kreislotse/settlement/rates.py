"""Which rate, cap and legal basis count for one appointment: the rows of its own day. Reads each table once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kreislotse.guides.models import ExpenseRate, FundingPool, HourCap
from kreislotse.guides.rules import frozen
from kreislotse.matching.models import Appointment, Assignment
from kreislotse.settlement.models import ActivityBasis


@dataclass
class RulesOfTheDay:
    """All dated rows about money, so that any number of appointments is judged without another query."""

    rates: dict
    caps: dict
    pools: dict
    bases: dict

    @classmethod
    def read(cls) -> RulesOfTheDay:
        return cls(
            rows_by(ExpenseRate.objects.filter(applies_to_running=True), lambda r: (r.funding_source_id, r.role)),
            rows_by(HourCap.objects.all(), lambda r: (r.funding_source_id, r.role, r.for_coordinating)),
            rows_by(FundingPool.objects.all(), lambda r: r.funding_source_id),
            rows_by(ActivityBasis.objects.all(), lambda r: r.role),
        )

    def rate(self, assignment: Assignment, on: date) -> dict:
        """The rate that was agreed, unless a younger one says that it counts for running assignments, too.

        `{}` if nothing was agreed: then the office has to say first what the work is worth.
        """
        younger = _on(self.rates[assignment.funding_source_id, assignment.role], on)
        if younger is not None and younger.valid_from > assignment.agreed_on:
            return frozen(younger)
        return assignment.rate_as_agreed

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


def share_percent(appointment: Appointment, rate: dict) -> int:
    """How much of the full amount an outcome is worth; rates agreed before the question came up pay a no-show in full."""
    if appointment.outcome == Appointment.Outcome.NO_SHOW:
        return rate.get("no_show_percent", 100)
    if appointment.outcome == Appointment.Outcome.CANCELLED:
        return rate.get("late_cancellation_percent", 0)
    return 100


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
