from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit.registry import register


@register
class Entry(models.TextChoices):
    MONTH_CLOSED = "month_closed", _("Monat abgeschlossen")
