"""The rules on money and on working together a new district starts with, out of its preset; the office edits them afterwards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kreislotse.guides.models import (
    ConductRule,
    ExpenseRate,
    FundingSource,
    GuideRule,
    HourCap,
    RoleRequirement,
    TrainingModule,
)

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


def seed_requirements(preset: dict) -> None:
    """Give a new district what its preset says of trainings, papers and periods; what is there already stays."""
    wanted = preset.get("guides", {})
    if "rule" in wanted and not GuideRule.objects.exists():
        GuideRule(**_dated(wanted["rule"])).save()
    for model, key in ((RoleRequirement, "requirements"), (ConductRule, "conduct_rules")):
        if not model.objects.exists():
            for row in wanted.get(key, []):
                model(**_dated(row)).save()
    if not TrainingModule.objects.exists():
        for row in wanted.get("modules", []):
            TrainingModule(**row).save()


def _dated(row: dict) -> dict:
    values = {key: Decimal(str(value)) if key in _NUMBERS else value for key, value in row.items()}
    return values | {"valid_from": _day(row["valid_from"]), "valid_to": _day(row.get("valid_to"))}


def _day(value) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
