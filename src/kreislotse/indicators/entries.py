from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import registry


@registry.register
class Entry(models.TextChoices):
    INDICATOR_DEFINED = "indicator_defined", _("Indikator festgelegt")
    INDICATOR_REDEFINED = "indicator_redefined", _("Indikator neu festgelegt")
    INDICATOR_CHANGED = "indicator_changed", _("Indikator geändert")
    OBSERVATION_RECORDED = "observation_recorded", _("Wert eingetragen")
    OBSERVATION_CORRECTED = "observation_corrected", _("Wert berichtigt")
