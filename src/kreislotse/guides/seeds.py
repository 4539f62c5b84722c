"""The funding rules a new district starts with, out of its preset; the office edits them afterwards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kreislotse.guides.models import ExpenseRate, FundingSource, HourCap

_NUMBERS = ("amount", "step_amount", "per_km")


def seed_funding(preset: dict) -> None:
    """Give a new district its funding sources with caps and rates; what is there already stays as it is."""
    for entry in preset.get("funding_sources", []):
        source, created = FundingSource.objects.get_or_create(
            name=entry["name"],
            defaults={
                "is_default": entry.get("is_default", False),
                "valid_from": _day(entry["valid_from"]),
                "valid_to": _day(entry.get("valid_to")),
                "source": entry.get("source", ""),
            },
        )
        if not created:
            continue
        for cap in entry.get("caps", []):
            HourCap(funding_source=source, **_dated(cap)).save()
        for rate in entry.get("rates", []):
            ExpenseRate(funding_source=source, **_dated(rate)).save()


def _dated(row: dict) -> dict:
    values = {key: Decimal(str(value)) if key in _NUMBERS else value for key, value in row.items()}
    return values | {"valid_from": _day(row["valid_from"]), "valid_to": _day(row.get("valid_to"))}


def _day(value) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
