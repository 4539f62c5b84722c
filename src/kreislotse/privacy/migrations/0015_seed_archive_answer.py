"""How long the archive has to answer, for districts that exist already."""

from datetime import date

from django.db import migrations

KIND, START, DAYS = "archive_answer", "collection", 365
SOURCE = "Archivgesetz des Landes: sechs bis zwölf Monate nach der Anbietung; bitte bestätigen"


def seed(apps, schema_editor):
    rules = apps.get_model("privacy", "RetentionRule")._base_manager
    for district in apps.get_model("districts", "District").objects.order_by("pk").values_list("pk", flat=True):
        if not rules.filter(district_id=district, kind=KIND).exists():
            rules.create(
                district_id=district, kind=KIND, valid_from=date(2020, 1, 1), start=START, days=DAYS, source=SOURCE
            )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0014_archive_offers"), ("districts", "0001_initial")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
