import hashlib
import unicodedata

from django.db import migrations

FIELDS = ("refusal", "alternative")
UNKNOWN = "?"


def text_hash(text):
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def fill(apps, _schema_editor):
    """A row whose hash is still the source's is current in both sentences; of others nobody knows which changed."""
    rows = apps.get_model("intake", "ExclusionRuleTranslation")._base_manager
    changed = list(rows.select_related("rule"))
    for row in changed:
        texts = [getattr(row.rule, field) for field in FIELDS]
        if row.source_hash == hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:32]:
            row.source_hashes = dict(zip(FIELDS, map(text_hash, texts), strict=True))
        else:
            row.source_hashes = dict.fromkeys(FIELDS, UNKNOWN)
    rows.bulk_update(changed, ["source_hashes"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_source_hashes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
