from django.db import migrations

FIELDS = ("title", "summary", "description", "costs", "documents", "registration", "eligibility")


def fill(apps, _schema_editor):
    """Of a row a machine made, every text is the machine's."""
    rows = apps.get_model("directory", "OfferTranslation")._base_manager.filter(origin="machine")
    for row in rows.iterator(chunk_size=500):
        row.machine_fields = [name for name in FIELDS if getattr(row, name)]
        row.save(update_fields=["machine_fields"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0012_glossary_and_machine_runs")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
