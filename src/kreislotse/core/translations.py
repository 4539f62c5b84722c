"""What all translation rows share: the state of a translation follows from the hash of its source text."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _


def source_hash(*texts: str) -> str:
    """32 hexadecimal digits that change exactly when one of the source texts changes."""
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:32]


class Origin(models.TextChoices):
    """Where a translation comes from."""

    PERSON = "person", _("von einer Person übersetzt")
    MACHINE = "machine", _("maschinell übersetzt")
    IMPORT = "import", _("übernommen")


class TranslationRow(models.Model):
    """One language of one text; outdated exactly when `source_hash` differs from the source's."""

    language = models.CharField(_("Sprache"), max_length=20)
    source_hash = models.CharField(max_length=32, editable=False)
    origin = models.CharField(_("Herkunft"), max_length=10, choices=Origin, default=Origin.PERSON)

    class Meta:
        abstract = True
