"""Caps and rates in force on a day: rows the office keeps, never constants."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from kreislotse.guides.models import ExpenseRate, FundingSource, HourCap


def in_force(rows, on: date):
    """Those of dated `rows` that hold on one day."""
    return rows.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


def funding_sources_in_force(on: date):
    """Who can pay for an assignment on that day, the proposed one first."""
    return in_force(FundingSource.objects.all(), on).order_by("-is_default", "name", "pk")


def default_funding_source(on: date) -> FundingSource | None:
    return funding_sources_in_force(on).first()


def caps_in_force(on: date) -> dict[tuple[int, str], HourCap]:
    """The caps of the day by (key of the funding, role); the youngest row of each counts. One query."""
    rows = in_force(HourCap.objects.select_related("funding_source"), on).order_by("valid_from", "pk")
    return {(cap.funding_source_id, cap.role): cap for cap in rows}


def rate_in_force(funding_source: FundingSource | None, role: str, on: date) -> ExpenseRate | None:
    """What a guide gets on that day under one funding in one role; `None` if the office has set nothing."""
    if funding_source is None:
        return None
    rows = in_force(ExpenseRate.objects.filter(funding_source=funding_source, role=role), on)
    return rows.order_by("-valid_from", "-pk").first()


def frozen(rate: ExpenseRate | None) -> dict:
    """The rate as plain values, to be kept with an assignment whatever becomes of the row."""
    if rate is None:
        return {}
    numbers = {name: getattr(rate, name) for name in ("amount", "step_amount", "per_km")}
    return {
        "model": rate.model,
        "first_minutes": rate.first_minutes,
        "step_minutes": rate.step_minutes,
        "valid_from": rate.valid_from.isoformat(),
        "source": rate.source,
        **{name: None if value is None else str(value) for name, value in numbers.items()},
    }
