from datetime import date

from django.db import migrations


def seed(apps, schema_editor):
    """Districts that exist already get the period new ones begin with: 30 days after the answer."""
    rules = apps.get_model("privacy", "RetentionRule")._base_manager
    for district in apps.get_model("districts", "District").objects.order_by("pk").values_list("pk", flat=True):
        rules.get_or_create(
            district_id=district, kind="offer_proposal", valid_from=date(2020, 1, 1),
            defaults={"start": "end_of_process", "days": 30},
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0003_retention_of_offer_proposals"),
        ("districts", "0001_initial"),
    ]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
