from uuid import uuid4

from django.db import migrations, models


def fill(apps, _schema_editor):
    """Each organization its own number: the default of a new column is asked once for all rows."""
    model = apps.get_model("network", "Organization")
    for pk in model._base_manager.values_list("pk", flat=True):
        model._base_manager.filter(pk=pk).update(uuid=uuid4())


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]

    operations = [
        migrations.AddField("organization", "uuid", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "organization", "uuid", models.UUIDField(default=uuid4, editable=False, unique=True)
        ),
    ]
