import hashlib
import unicodedata

from django.db import migrations
from django.db.models import F

FIELDS = ("title", "summary", "description", "costs", "documents", "registration")
UNKNOWN = "?"


def text_hash(text):
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def row_hash(offer, fields):
    """What one hash for the whole row was: `eligibility` was added to the texts, and to it, at last."""
    return hashlib.sha256("\x1f".join(getattr(offer, field) for field in fields).encode()).hexdigest()[:32]


def fill(apps, _schema_editor):
    """A row whose hash is still the source's is current in all its fields; of others nobody knows which changed."""
    offers = apps.get_model("directory", "Offer")._base_manager
    rows = apps.get_model("directory", "OfferTranslation")._base_manager
    keys = list(offers.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), 500):
        batch = {offer.pk: offer for offer in offers.filter(pk__in=keys[start : start + 500])}
        for offer in batch.values():
            offer.source_hashes = {field: text_hash(getattr(offer, field)) for field in (*FIELDS, "eligibility")}
        offers.bulk_update(batch.values(), ["source_hashes"])
        changed = list(rows.filter(offer_id__in=batch))
        for row in changed:
            offer = batch[row.offer_id]
            if row.source_hash in (row_hash(offer, FIELDS), row_hash(offer, (*FIELDS, "eligibility"))):
                row.source_hashes = {field: offer.source_hashes[field] for field in FIELDS}
                if row.source_hash != row_hash(offer, FIELDS):
                    row.source_hashes["eligibility"] = offer.source_hashes["eligibility"]
            else:
                row.source_hashes = {field: UNKNOWN for field in FIELDS if getattr(row, field)}
        rows.bulk_update(changed, ["source_hashes"], batch_size=500)
    offers.update(texts_changed_at=F("updated_at"))


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_source_hashes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
