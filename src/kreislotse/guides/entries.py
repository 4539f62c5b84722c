"""What the trail says about guides."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit.registry import register


@register
class Entry(models.TextChoices):
    GUIDE_RECORDED = "guide_recorded", _("aufgenommen")
    GUIDE_CHANGED = "guide_changed", _("Angaben geändert")
    GUIDE_CHANGED_OWN_DATA = "guide_changed_own_data", _("eigene Angaben geändert")
    GUIDE_STATUS_CHANGED = "guide_status_changed", _("Status geändert")
    GUIDE_GOT_LOGIN = "guide_got_login", _("Zugang eingerichtet")
    GUIDE_INVITED = "guide_invited", _("zum Anmelden eingeladen")
    GUIDE_ERASED = "guide_erased", _("persönliche Angaben gelöscht")
