from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import registry


@registry.register
class Entry(models.TextChoices):
    ORGANIZATION_RECORDED = "organization_recorded", _("Akteur aufgenommen")
    ORGANIZATION_CHANGED = "organization_changed", _("Akteur geändert")
    ORGANIZATION_IMPORTED = "organization_imported", _("aus einer Liste übernommen")
    ORGANIZATION_COMPLETED = "organization_completed", _("aus einer Liste ergänzt")
    ORGANIZATION_ARCHIVED = "organization_archived", _("ins Archiv gelegt")
    ORGANIZATION_RESTORED = "organization_restored", _("aus dem Archiv geholt")
    AGREEMENT_DONE = "agreement_done", _("Vereinbarung erledigt")
