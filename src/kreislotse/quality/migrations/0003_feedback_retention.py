"""Districts that exist already get the period for feedback, too."""

from datetime import date

from django.db import migrations


def seed(apps, schema_editor):
    District = apps.get_model("districts", "District")
    RetentionRule = apps.get_model("privacy", "RetentionRule")
    for district in District.objects.order_by("pk"):
        RetentionRule._base_manager.get_or_create(
            district=district,
            kind="feedback",
            valid_from=date(2020, 1, 1),
            defaults={"start": "collection", "days": 30},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("quality", "0002_feedback"),
        ("privacy", "0002_feedback"),
    ]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
