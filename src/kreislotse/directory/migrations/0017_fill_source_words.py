from django.db import migrations

FIELDS = ("title", "summary", "description", "costs", "documents", "registration", "eligibility")


def fill(apps, _schema_editor):
    offers = apps.get_model("directory", "Offer")._base_manager
    keys = list(offers.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), 500):
        batch = list(offers.filter(pk__in=keys[start : start + 500]))
        for offer in batch:
            offer.source_words = sum(len(getattr(offer, field).split()) for field in FIELDS)
        offers.bulk_update(batch, ["source_words"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0016_source_words")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
