"""Approved minutes as they were on the day of their approval."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.groups.models.meetings import Meeting


class ApprovedMinutes(DistrictModel):
    """What was approved, as data and as the PDF made of it. Never changed; it goes with its meeting (ADR 0022)."""

    meeting = models.OneToOneField(
        Meeting, verbose_name=_("Sitzung"), on_delete=models.CASCADE, related_name="approved_document"
    )
    content = models.JSONField(_("Inhalt"), editable=False)
    pdf = models.BinaryField(_("PDF"), editable=False)
    checksum = models.CharField(_("Prüfsumme (SHA-256) des PDF"), max_length=64, editable=False)
    kept_at = models.DateTimeField(_("festgehalten am"))

    class Meta:
        verbose_name, verbose_name_plural = _("genehmigtes Protokoll"), _("genehmigte Protokolle")

    class Privacy:
        retention = "meeting"
        personal = ["content", "pdf"]  # who was there, and who took on what
        harmless = ["district", "meeting", "checksum", "kept_at"]

    def __str__(self):
        return f"{self.meeting_id}: {self.checksum[:12]}"
