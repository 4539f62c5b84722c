"""What all translation rows share: the state of each text follows from the hash of its German source.

A hash per field, not per row: a telephone hour changed in the costs does not make a title outdated.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

HASH_DIGITS = 16


def text_hash(text: str) -> str:
    """Hexadecimal digits that change exactly when the words of a text change; "" for an empty text.

    White space does not count: a browser sends other line ends than a list that was read in.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS] if text else ""


def text_hashes(source, fields: Iterable[str]) -> dict[str, str]:
    """The hash of each of `fields` of the German source, as a translation made today keeps it."""
    return {field: text_hash(getattr(source, field)) for field in fields}


def changed_fields(row: TranslationRow, source, fields: Iterable[str]) -> tuple[str, ...]:
    """The `fields` whose German text is another one than when `row` was translated, in their order."""
    return tuple(field for field in fields if row.source_hashes.get(field, "") != text_hash(getattr(source, field)))


def source_differs(field: str, source: str) -> Q:
    """As a condition of the database: the German text of `field` changed since a row was translated.

    `source` is the path from the row to the field with the hashes of the German texts (`offer__source_hashes`).
    """
    kept, now = (
        Coalesce(KeyTextTransform(field, F(path)), Value("", TextField())) for path in ("source_hashes", source)
    )
    return ~Q(Exact(kept, now))


class Origin(models.TextChoices):
    """Where a translation comes from."""

    PERSON = "person", _("von einer Person übersetzt")
    MACHINE = "machine", _("maschinell übersetzt")
    IMPORT = "import", _("übernommen")


class TranslationRow(models.Model):
    """One language of one thing's texts; a field is outdated exactly when its hash differs from the source's.

    A field without a text whose hash is the source's stays German on purpose; one without a hash was never translated.
    """

    language = models.CharField(_("Sprache"), max_length=20)
    source_hashes = models.JSONField(default=dict, editable=False)
    origin = models.CharField(_("Herkunft"), max_length=10, choices=Origin, default=Origin.PERSON)

    class Meta:
        abstract = True
