from datetime import date
from decimal import Decimal

from django.db import migrations

CONFIRM = "; bitte bestätigen"
ALLOWANCES = (
    ("3_26", "3000.00", "year", date(2021, 1, 1), date(2025, 12, 31), "§ 3 Nr. 26 EStG"),
    ("3_26", "3300.00", "year", date(2026, 1, 1), None, "§ 3 Nr. 26 EStG, Steueränderungsgesetz 2025"),
    ("3_26a", "840.00", "year", date(2021, 1, 1), date(2025, 12, 31), "§ 3 Nr. 26a EStG"),
    ("3_26a", "960.00", "year", date(2026, 1, 1), None, "§ 3 Nr. 26a EStG, Steueränderungsgesetz 2025"),
    ("3_26b", "3300.00", "year", date(2026, 1, 1), None, "§ 3 Nr. 26b EStG, Steueränderungsgesetz 2025"),
    ("3_12", "250.00", "month", date(2021, 1, 1), None, "§ 3 Nr. 12 Satz 2 EStG"),
    ("sgb_2", "3000.00", "year", date(2021, 1, 1), None, "SGB II: im Kalenderjahr anrechnungsfrei"),
)


def seed(apps, schema_editor):
    """Districts that exist already get the rules new ones begin with."""
    model = lambda name: apps.get_model("settlement", name)._base_manager  # noqa: E731
    for district in apps.get_model("districts", "District").objects.order_by("pk").values_list("pk", flat=True):
        for kind, euros, per, valid_from, valid_to, source in ALLOWANCES:
            model("Allowance").get_or_create(
                district_id=district, kind=kind, valid_from=valid_from,
                defaults={"euros": Decimal(euros), "per": per, "valid_to": valid_to, "source": source + CONFIRM},
            )
        for role in ("guide", "interpreter"):
            model("ActivityBasis").get_or_create(
                district_id=district, role=role, valid_from=date(2021, 1, 1),
                defaults={"basis": "3_26", "source": "wie Übungsleitung behandelt" + CONFIRM},
            )
        model("ReportingThreshold").get_or_create(
            district_id=district, valid_from=date(2025, 1, 1),
            defaults={"euros": Decimal("3000.00"), "source": "Mitteilungsverordnung, BMF 12.12.2024" + CONFIRM},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("settlement", "0001_initial"),
        ("districts", "0001_initial"),
    ]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
