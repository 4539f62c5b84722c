"""Words of meetings and papers that were there before they could be looked for."""

import re
import unicodedata

from django.db import migrations

SPECIAL = str.maketrans(
    {
        "ß": "ss",
        "ı": "i",
        "ł": "l",
        "đ": "d",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ة": "ه",
        "ـ": None,
        "ʼ": "'",
        "’": "'",
    }
)
SPACES = re.compile(r"\s+")
BATCH = 500


def folded(text: str) -> str:
    """As `core.text.fold_german` folds on the day of this migration."""
    lowered = unicodedata.normalize("NFKD", text.casefold().translate(SPECIAL))
    bare = "".join(c for c in lowered if not unicodedata.combining(c))
    return SPACES.sub(" ", bare).strip().replace("ae", "a").replace("oe", "o").replace("ue", "u")


def fill(apps, schema_editor):
    for name, fields in (("Meeting", ("title", "place")), ("Paper", ("name",))):
        rows = apps.get_model("groups", name)._base_manager
        batch = []
        for row in rows.filter(search_key="").only("pk", *fields).order_by("pk").iterator(BATCH):
            row.search_key = folded(" ".join(getattr(row, field) for field in fields))
            batch.append(row)
            if len(batch) == BATCH:
                rows.bulk_update(batch, ["search_key"])
                batch = []
        rows.bulk_update(batch, ["search_key"])


class Migration(migrations.Migration):
    dependencies = [("groups", "0009_search_meetings_and_papers")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
