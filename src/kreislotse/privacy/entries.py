from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import registry


@registry.register
class Entry(models.TextChoices):
    ARCHIVE_OFFERED = "archive_offered", _("dem Kreisarchiv angeboten")
    ARCHIVE_ANSWERED = "archive_answered", _("Antwort des Kreisarchivs eingetragen")
    ARCHIVE_OFFER_WITHDRAWN = "archive_offer_withdrawn", _("Anbietung an das Kreisarchiv zurückgenommen")
