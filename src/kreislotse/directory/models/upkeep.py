"""How offers stay true: how often somebody looks, who was asked when, and what a provider wants changed."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel


class CheckRule(DistrictModel):
    """How often the facts of an offer are checked here, and whether providers are asked by mail; dated."""

    months = models.PositiveSmallIntegerField(
        _("Prüfen alle … Monate"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Ein Angebot kann einen eigenen Abstand haben."),
    )  # fmt: skip
    is_mailed = models.BooleanField(
        _("Anbieter jede Nacht von selbst per E-Mail fragen, wenn eine Prüfung fällig ist"), default=False
    )
    reminder_weeks = models.PositiveSmallIntegerField(
        _("Einmal erinnern nach … Wochen"), null=True, blank=True, default=3,
        validators=[MinValueValidator(1), MaxValueValidator(26)], help_text=_("Leer: nicht erinnern."),
    )  # fmt: skip
    link_days = models.PositiveSmallIntegerField(
        _("Der Link in der E-Mail gilt … Tage"), default=60, validators=[MinValueValidator(7), MaxValueValidator(365)]
    )
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Regel zum Prüfen"), _("Regeln zum Prüfen")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="check_rule_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine Regel zum Prüfen."),
            ),
            models.CheckConstraint(
                name="check_rule_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "months", "is_mailed", "reminder_weeks", "link_days", "valid_from", "valid_to"]

    def __str__(self):
        return f"{self.months}"

    def clean(self):
        if self.reminder_weeks and self.link_days and self.reminder_weeks * 7 >= self.link_days:
            raise ValidationError(
                {"link_days": _("Der Link wäre abgelaufen, bevor wir erinnern. Bitte lassen Sie ihn länger gelten.")}
            )
