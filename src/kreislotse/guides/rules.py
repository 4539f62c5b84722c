"""Caps and rates in force on a day: rows the office keeps, never constants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kreislotse.core.dated import holds, in_force, youngest
from kreislotse.guides.models import ExpenseRate, FundingPool, FundingSource, Guide, HourCap


def funding_sources_in_force(on: date):
    """Who can pay for an assignment on that day, the proposed one first."""
    return in_force(FundingSource.objects.all(), on).order_by("-is_default", "priority", "name", "pk")


def default_funding_source(on: date) -> FundingSource | None:
    return funding_sources_in_force(on).first()


def caps_of(
    guides: Iterable[Guide], on: date, *, caps: Iterable[HourCap] | None = None
) -> dict[int, dict[tuple[int, str], HourCap]]:
    """The caps of the day for each guide, by (key of the funding, role); the youngest row of each counts. One query.

    None if the caller has the `caps` of several days already. Whoever coordinates others on that day has the caps for that, where there are any, and else those of everybody.
    """
    if caps is None:
        caps = in_force(HourCap.objects.select_related("funding_source"), on)
    rows = sorted((cap for cap in caps if holds(cap, on)), key=lambda cap: (cap.valid_from, cap.pk))
    usual = {(cap.funding_source_id, cap.role): cap for cap in rows if not cap.for_coordinating}
    coordinating = usual | {(cap.funding_source_id, cap.role): cap for cap in rows if cap.for_coordinating}
    return {guide.pk: coordinating if guide.coordinates_on(on) else usual for guide in guides}


def pools_in_force(on: date, *, pools: Iterable[FundingPool] | None = None) -> dict[int, FundingPool]:
    """What all persons together may use in the calendar year of that day, by key of the funding; the youngest row counts."""
    pools = in_force(FundingPool.objects.all(), on) if pools is None else pools
    rows = sorted((pool for pool in pools if holds(pool, on)), key=lambda pool: (pool.valid_from, pool.pk))
    return {pool.funding_source_id: pool for pool in rows}


def pool_in_force(funding_source: FundingSource | None, on: date) -> FundingPool | None:
    """What all persons together may use in the calendar year of that day; `None` without a limit."""
    if funding_source is None:
        return None
    return youngest(in_force(FundingPool.objects.filter(funding_source=funding_source), on))


def rate_in_force(funding_source: FundingSource | None, role: str, on: date) -> ExpenseRate | None:
    """What a guide gets on that day under one funding in one role; `None` if the office has set nothing."""
    if funding_source is None:
        return None
    return youngest(in_force(ExpenseRate.objects.filter(funding_source=funding_source, role=role), on))


RunningRates = dict[tuple[int, str], list[ExpenseRate]]
"""By (key of the funding, role) the rates that count for assignments agreed before them."""


def running_rates(rows: Iterable[ExpenseRate] | None = None) -> RunningRates:
    """The rates of all times that count for running assignments, too. One query; none if the caller has the `rows`."""
    found: RunningRates = {}
    for row in ExpenseRate.objects.filter(applies_to_running=True) if rows is None else rows:
        found.setdefault((row.funding_source_id, row.role), []).append(row)
    return found


def rate_of_the_day(agreed: dict, agreed_on: date, running: Iterable[ExpenseRate], on: date) -> dict:
    """The rate by which an appointment of that day counts and is paid: the one agreed, unless a younger one runs for all.

    `running` are the rates of the same funding and role that count for running assignments. `{}` if nothing was agreed.
    `matching.counting` says the same to the database.
    """
    younger = youngest(row for row in running if row.valid_from > agreed_on and holds(row, on))
    return agreed if younger is None else frozen(younger)


RatesOfDay = dict[tuple[int, str], ExpenseRate]
"""By (key of the funding, role) the rate of one day."""


def by_funding_and_role(rates: Iterable[ExpenseRate]) -> RatesOfDay:
    """Of rates that hold on one day the youngest of each funding and role."""
    rows = sorted(rates, key=lambda rate: (rate.valid_from, rate.pk))
    return {(rate.funding_source_id, rate.role): rate for rate in rows}


def frozen(rate: ExpenseRate | None) -> dict:
    """The rate as plain values, to be kept with an assignment whatever becomes of the row."""
    if rate is None:
        return {}
    numbers = {name: getattr(rate, name) for name in ("amount", "step_amount", "per_km")}
    return {
        "model": rate.model,
        "first_minutes": rate.first_minutes,
        "step_minutes": rate.step_minutes,
        "km_only_if_approved": rate.km_only_if_approved,
        "counts_travel_time": rate.counts_travel_time,
        "pays_expenses": rate.pays_expenses,
        "no_show_percent": rate.no_show_percent,
        "late_cancellation_percent": rate.late_cancellation_percent,
        "valid_from": rate.valid_from.isoformat(),
        "source": rate.source,
        **{name: None if value is None else str(value) for name, value in numbers.items()},
    }
