from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models.people import Guide


class GuideAbsence(DistrictModel):
    """Days on which a guide cannot come, both included; nobody asks why."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="absences")
    from_on = models.DateField(_("von"))
    to_on = models.DateField(_("bis"))

    class Meta:
        verbose_name, verbose_name_plural = _("Abwesenheit"), _("Abwesenheiten")
        constraints = [
            models.CheckConstraint(
                name="guide_absence_ends_after_it_begins", condition=Q(to_on__gte=F("from_on")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.UniqueConstraint(
                fields=["guide", "from_on"], name="guide_absence_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine Abwesenheit."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "guide"
        personal = ["from_on", "to_on"]
        harmless = ["district", "guide"]

    def __str__(self):
        return f"{self.from_on:%d.%m.%Y}–{self.to_on:%d.%m.%Y}"


class CalendarFeed(DistrictModel):
    """The secret address under which a guide's calendar reads the appointments; a new `version` is a new address."""

    guide = models.OneToOneField(Guide, on_delete=models.CASCADE, related_name="calendar_feed")
    version = models.UUIDField(editable=False)
    secret_digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("angelegt am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Kalender-Abo"), _("Kalender-Abos")
        constraints = [
            models.UniqueConstraint(fields=["district", "secret_digest"], name="calendar_feed_secret_unique"),
        ]

    class Privacy:
        retention = "guide"
        personal = ["secret_digest", "version"]
        harmless = ["district", "guide", "created_at"]

    def __str__(self):
        return f"{self.guide_id}"
