"""What a settlement may still pay: the caps of persons and the budgets of fundings, as pure numbers.

The law of the whole package stands here and is tested without a database: whatever is claimed in whatever order, no
person gets more minutes than their cap of the year, and no funding gives more hours or euros than its budget.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kreislotse.core.dates import first_of_month
from kreislotse.guides.compensation import M, Work, Worth, worth_of

ZERO = Decimal(0)


class Limit(StrEnum):
    """What keeps a claim from being paid in full."""

    CAP = "cap"
    POOL_HOURS = "pool_hours"
    POOL_EUROS = "pool_euros"


@dataclass(frozen=True)
class Claim:
    """One appointment as it asks to be paid. Limits are minutes and euros of the whole year; `None` means without.

    `is_on_top` says that the head of office allowed it beyond the budget: the budget neither limits it nor loses by it.
    """

    guide: int
    source: int
    role: str
    on: date
    work: Work
    rate: dict
    cap: int | None = None
    pool_minutes: int | None = None
    pool_euros: Decimal | None = None
    is_on_top: bool = False

    @property
    def person(self) -> tuple:
        return self.guide, self.source, self.role, self.on.year

    @property
    def month(self) -> tuple:
        return self.guide, self.source, self.role, first_of_month(self.on)


@dataclass(frozen=True)
class Verdict:
    """What a claim is worth (`None`: it has to wait), the work as it counts, and the limit that was met."""

    work: Work
    worth: Worth | None
    limit: Limit | None = None
    euros_left: Decimal = ZERO
    euros_needed: Decimal = ZERO


@dataclass
class Used:
    """What is settled already, by person and by funding; grows while a run is reckoned."""

    by_person: dict = field(default_factory=lambda: defaultdict(int))  # (guide, source, role, year) → minutes
    pool_minutes: dict = field(default_factory=lambda: defaultdict(int))  # (source, year) → minutes
    pool_euros: dict = field(default_factory=lambda: defaultdict(Decimal))  # (source, year) → euros
    lumps: set = field(default_factory=set)  # (guide, source, role, month) paid

    def judge(self, claim: Claim) -> Verdict:
        """What would be paid; nothing is added yet."""
        payable, limit = self._payable(claim)
        work = replace(claim.work, payable=payable, month_is_paid=claim.month in self.lumps)
        if claim.work.minutes and not payable:
            return Verdict(work, None, limit)
        worth = worth_of(work, claim.rate)
        if claim.pool_euros is not None and not claim.is_on_top:
            left = claim.pool_euros - self.pool_euros[claim.source, claim.on.year]
            if worth.euros > left:
                return Verdict(work, None, Limit.POOL_EUROS, max(left, ZERO), worth.euros)
        return Verdict(work, worth, limit)

    def settle(self, claim: Claim) -> Verdict:
        """Judge a claim and, if it is paid, remember that."""
        verdict = self.judge(claim)
        if verdict.worth is not None:
            self.add(claim.person, verdict.worth.minutes, verdict.worth.euros, is_on_top=claim.is_on_top)
            if pays_a_month(claim.rate, verdict.work):
                self.lumps.add(claim.month)
        return verdict

    def add(self, person: tuple, minutes: int, euros: Decimal, *, is_on_top: bool) -> None:
        _guide, source, _role, year = person
        self.by_person[person] += minutes
        if not is_on_top:
            self.pool_minutes[source, year] += minutes
            self.pool_euros[source, year] += euros

    def _payable(self, claim: Claim) -> tuple[int, Limit | None]:
        """How many of the minutes still fit, and what limits them."""
        payable, limit = claim.work.minutes, None
        rooms = [(Limit.CAP, claim.cap, self.by_person[claim.person])]
        if not claim.is_on_top:
            rooms.append((Limit.POOL_HOURS, claim.pool_minutes, self.pool_minutes[claim.source, claim.on.year]))
        for name, most, used in rooms:
            if most is not None and max(0, most - used) < payable:
                payable, limit = max(0, most - used), name
        return payable, limit


def pays_a_month(rate: dict, work: Work) -> bool:
    """Whether an appointment brings the flat rate of its month with it."""
    return rate["model"] == M.PER_MONTH and not work.month_is_paid
