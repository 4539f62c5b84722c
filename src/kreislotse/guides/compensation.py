"""From the facts of one appointment and a frozen rate to an amount: the arithmetic alone, no query, no clock, no words.

The models are those of domain.md 4b. Money is `Decimal`. Each amount is rounded once, to the cent, half up
(kaufmännisch), after everything else: 50 minutes at 5 € an hour are 4.1666… € and become 4.17 €. Sums are sums of
rounded amounts, so that every total can be added up by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kreislotse.guides.models import ExpenseRate

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
M = ExpenseRate.Model


@dataclass(frozen=True)
class Work:
    """What is known of one appointment. `minutes` ≥ 0 as recorded; `payable` what is left of them under the cap of the year.

    `share_percent` is 100 for an appointment that took place, else what the rate pays for a no-show or a late cancellation.
    """

    minutes: int
    payable: int
    travel_minutes: int = 0
    travel_km: Decimal = ZERO
    expenses: Decimal = ZERO
    share_percent: int = 100
    trip_is_approved: bool = False
    month_is_paid: bool = False
    why_less: str = ""


@dataclass(frozen=True)
class Worth:
    """What one appointment is worth: minutes that count to the caps, money for the work, for the way and what was laid out."""

    minutes: int
    work: Decimal
    travel_km: Decimal
    travel: Decimal
    expenses: Decimal

    @property
    def euros(self) -> Decimal:
        return self.work + self.travel + self.expenses


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def counted_minutes(minutes: int, travel_minutes: int, rate: dict) -> int:
    """The minutes that count: with the way where the rate says so (domain.md 4b, model d)."""
    return minutes + (travel_minutes if rate.get("counts_travel_time") else 0)


def worth_of(work: Work, rate: dict) -> Worth:
    """The amount under a frozen rate (`guides.rules.frozen`)."""
    base = base_amount(work, rate) * work.share_percent / 100
    km = paid_km(work, rate)
    way = cents(km * Decimal(rate.get("per_km") or 0))
    laid_out = cents(work.expenses) if rate.get("pays_expenses") else ZERO
    return Worth(work.payable, cents(base), km, way, laid_out)


def base_amount(work: Work, rate: dict) -> Decimal:
    """For the work itself, in full and not rounded yet."""
    model, amount = rate["model"], Decimal(rate.get("amount") or 0)
    if model == M.PER_HOUR:
        return amount * work.payable / 60
    if model == M.PER_ASSIGNMENT:
        return amount
    if model == M.PER_MONTH:
        return ZERO if work.month_is_paid else amount
    if model == M.FIRST_THEN_STEP:
        return amount + steps_begun(work.payable, rate) * Decimal(rate["step_amount"])
    return ZERO


def steps_begun(minutes: int, rate: dict) -> int:
    """How many units have begun after what the basic amount covers."""
    return max(0, -(-(minutes - rate["first_minutes"]) // rate["step_minutes"]))


def paid_km(work: Work, rate: dict) -> Decimal:
    if not Decimal(rate.get("per_km") or 0) or (rate.get("km_only_if_approved") and not work.trip_is_approved):
        return ZERO
    return work.travel_km or ZERO
