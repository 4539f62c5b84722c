"""Rules with dates that the inbox and the public pages follow."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel

_ENDS = Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))


class WaitRule(DistrictModel):
    """From how many days on a request has waited long, and how long an answer to a slip is awaited; dated."""

    days = models.PositiveSmallIntegerField(
        _("Lange gewartet hat, wer mehr als … Tage wartet"), default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )  # fmt: skip
    slip_days = models.PositiveSmallIntegerField(
        _("Auf die Rückmeldung zu einem Zettel warten wir … Tage"), default=60,
        validators=[MinValueValidator(7), MaxValueValidator(365)],
        help_text=_("Danach nimmt der Link auf dem Zettel keine Rückmeldung mehr an, und „Heute“ fragt nach. Schon ausgestellte Zettel behalten ihre Frist."),
    )  # fmt: skip
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Regel zum Warten"), _("Regeln zum Warten")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="wait_rule_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine Regel zum Warten."),
            ),
            models.CheckConstraint(
                name="wait_rule_ends_after_it_begins", condition=_ENDS,
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "days", "slip_days", "source", "valid_from", "valid_to"]

    def __str__(self):
        return f"{self.days}"


class EmergencyNumber(DistrictModel):
    """A telephone number of this district for an emergency, beside those that hold in the whole country; dated."""

    phone = models.CharField(
        _("Telefonnummer"), max_length=30,
        validators=[RegexValidator(r"^\+?[\d /()-]{3,}$", _("Bitte geben Sie eine Telefonnummer ein, zum Beispiel 05631 1234."))],
    )  # fmt: skip
    label = models.CharField(
        _("Wofür ist sie da?"), max_length=120, help_text=_("zum Beispiel „Frauenhaus, rund um die Uhr“")
    )
    labels = models.JSONField(_("in anderen Sprachen"), default=dict, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=10)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Notrufnummer"), _("Notrufnummern")
        constraints = [
            models.CheckConstraint(
                name="emergency_number_ends_after_it_begins", condition=_ENDS,
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "phone", "label", "labels", "sort_order", "valid_from", "valid_to"]

    def __str__(self):
        return f"{self.phone} {self.label}"
