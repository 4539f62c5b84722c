from uuid import uuid4

from django.db import migrations, models


def fill(apps, _schema_editor):
    """Each row its own number: the default of a new column is asked once for all rows."""
    for name in ("Offer", "OfferLocation"):
        model = apps.get_model("directory", name)
        for pk in model._base_manager.values_list("pk", flat=True):
            model._base_manager.filter(pk=pk).update(uuid=uuid4())


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_offer_list_counts_from_the_index"), ("network", "0002_organization_uuid")]

    operations = [
        migrations.AddField("offer", "uuid", models.UUIDField(null=True, editable=False)),
        migrations.AddField("offerlocation", "uuid", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("offer", "uuid", models.UUIDField(default=uuid4, editable=False, unique=True)),
        migrations.AlterField("offerlocation", "uuid", models.UUIDField(default=uuid4, editable=False, unique=True)),
    ]
