from datetime import date

from django.db import migrations

PERIODS = {"payment": ("end_of_process", 3650), "bank_account": ("end_of_relation", 90)}


def seed(apps, schema_editor):
    """Districts that exist already get the periods new ones begin with."""
    rules = apps.get_model("privacy", "RetentionRule")._base_manager
    for district in apps.get_model("districts", "District").objects.order_by("pk").values_list("pk", flat=True):
        for kind, (start, days) in PERIODS.items():
            if not rules.filter(district_id=district, kind=kind).exists():
                rules.create(district_id=district, kind=kind, valid_from=date(2020, 1, 1), start=start, days=days)


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0008_money_kinds"),
        ("districts", "0001_initial"),
    ]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
