from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.directory.codes import Availability, Level
from kreislotse.directory.models.locations import OfferLocation
from kreislotse.directory.models.offers import Offer
from kreislotse.districts.models import DistrictModel


class CourseRun(DistrictModel):
    """One run of a course, with its dates and levels: the offer says what it is, the run when."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="course_runs")
    name = models.CharField(_("Bezeichnung"), max_length=120, blank=True)
    level_from = models.CharField(_("von Niveau"), max_length=3, choices=Level, blank=True)
    level_to = models.CharField(_("bis Niveau"), max_length=3, choices=Level, blank=True)
    starts_on = models.DateField(_("beginnt am"))
    ends_on = models.DateField(_("endet am"), null=True, blank=True)
    weekdays = models.JSONField(_("Wochentage"), default=list, blank=True)  # 0 = Monday
    starts_at = models.TimeField(_("von"), null=True, blank=True)
    ends_at = models.TimeField(_("bis"), null=True, blank=True)
    register_until = models.DateField(_("Anmeldung bis"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    availability = models.CharField(_("Ist Platz?"), max_length=12, choices=Availability, blank=True)
    location = models.ForeignKey(
        OfferLocation, verbose_name=_("Ort"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("Kurstermin"), _("Kurstermine")
        constraints = [
            models.CheckConstraint(
                name="course_run_days_in_order",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Der Kurs endet, bevor er beginnt."),
            ),
            models.CheckConstraint(
                name="course_run_hours_in_order",
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("Bitte geben Sie beide Uhrzeiten an, die spätere zuletzt."),
            ),
        ]

    class Privacy:
        retention = "directory"
        harmless = [
            "district", "uuid", "offer", "name", "level_from", "level_to", "starts_on", "ends_on", "weekdays", "starts_at",
            "ends_at", "register_until", "seats", "availability", "location",
        ]  # fmt: skip

    def __str__(self):
        return self.name or f"{self.offer} {self.starts_on:%d.%m.%Y}"
