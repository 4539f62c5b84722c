"""How long one may object to minutes, and when the mail about a task goes; dated."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel


class MeetingRule(DistrictModel):
    """The days a body gives its members; without a row the usual ones."""

    objection_days = models.PositiveSmallIntegerField(
        _("Tage für Einwände gegen ein Protokoll"), default=14, validators=[MaxValueValidator(90)],
        help_text=_("So weit liegt der Tag, den das Formular beim Versenden vorschlägt."),
    )  # fmt: skip
    task_days = models.PositiveSmallIntegerField(
        _("Tage vor der Frist an eine Aufgabe erinnern"), default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Danach im selben Abstand noch einmal, bis jemand antwortet."),
    )  # fmt: skip
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Regel zu Sitzungen"), _("Regeln zu Sitzungen")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="meeting_rule_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine solche Regel."),
            ),
            models.CheckConstraint(
                name="meeting_rule_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "objection_days", "task_days", "source", "valid_from", "valid_to"]

    def __str__(self):
        return str(self.valid_from)
