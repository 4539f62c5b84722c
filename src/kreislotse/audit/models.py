from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel


class AuditEntry(DistrictModel):
    """One change to one record: who, when, what. Reading is not logged, and no entry holds a seeker's data."""

    at = models.DateTimeField(_("Zeitpunkt"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    entry = models.CharField(_("Vorgang"), max_length=60)
    object_type = models.CharField(max_length=60)
    object_pk = models.PositiveBigIntegerField()
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name, verbose_name_plural = _("Protokolleintrag"), _("Protokoll")
        indexes = [models.Index(fields=["object_type", "object_pk"], name="audit_entry_object")]

    class Privacy:
        retention = "audit"
        personal = ["by"]
        harmless = ["district", "at", "entry", "object_type", "object_pk", "details"]

    def __str__(self):
        return f"{self.entry} {self.object_type} {self.object_pk}"
