"""The rules about money a new district starts with: what the law says, to be confirmed by the office (domain.md 4c)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kreislotse.guides.models import Role
from kreislotse.settlement.models import ActivityBasis, Allowance, LegalBasis, ReportingThreshold

_CONFIRM = "; bitte bestätigen"
_ALLOWANCES = (
    (LegalBasis.TRAINER, "3000.00", "year", date(2021, 1, 1), date(2025, 12, 31), "§ 3 Nr. 26 EStG"),
    (LegalBasis.TRAINER, "3300.00", "year", date(2026, 1, 1), None, "§ 3 Nr. 26 EStG, Steueränderungsgesetz 2025"),
    (LegalBasis.VOLUNTEER, "840.00", "year", date(2021, 1, 1), date(2025, 12, 31), "§ 3 Nr. 26a EStG"),
    (LegalBasis.VOLUNTEER, "960.00", "year", date(2026, 1, 1), None, "§ 3 Nr. 26a EStG, Steueränderungsgesetz 2025"),
    (LegalBasis.GUARDIAN, "3300.00", "year", date(2026, 1, 1), None, "§ 3 Nr. 26b EStG, Steueränderungsgesetz 2025"),
    (LegalBasis.PUBLIC_PURSE, "250.00", "month", date(2021, 1, 1), None, "§ 3 Nr. 12 Satz 2 EStG"),
    (Allowance.BENEFITS, "3000.00", "year", date(2021, 1, 1), None, "SGB II: im Kalenderjahr anrechnungsfrei"),
)


def seed_money_rules(preset: dict) -> None:
    """Allowances, the legal basis of both activities and the threshold of the Mitteilungsverordnung; what is there stays."""
    for kind, euros, per, valid_from, valid_to, source in _ALLOWANCES:
        Allowance.objects.get_or_create(
            kind=kind, valid_from=valid_from,
            defaults={"euros": Decimal(euros), "per": per, "valid_to": valid_to, "source": source + _CONFIRM},
        )  # fmt: skip
    for role in Role.values:
        ActivityBasis.objects.get_or_create(
            role=role, valid_from=date(2021, 1, 1),
            defaults={"basis": LegalBasis.TRAINER, "source": "wie Übungsleitung behandelt" + _CONFIRM},
        )  # fmt: skip
    ReportingThreshold.objects.get_or_create(
        valid_from=date(2025, 1, 1),
        defaults={"euros": Decimal("3000.00"), "source": "Mitteilungsverordnung, BMF 12.12.2024" + _CONFIRM},
    )
