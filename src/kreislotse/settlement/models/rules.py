"""What a funder, a council or the legislator may change about money: rows with dates, editable by the office."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models import Role
from kreislotse.settlement.iban import validate_bic, validate_iban


class LegalBasis(models.TextChoices):
    """Why a payment is free of tax; which one fits an activity the office decides and answers for (domain.md 4c)."""

    TRAINER = "3_26", _("§ 3 Nr. 26 EStG (wie Übungsleitung)")
    VOLUNTEER = "3_26a", _("§ 3 Nr. 26a EStG (Ehrenamtspauschale)")
    GUARDIAN = "3_26b", _("§ 3 Nr. 26b EStG (rechtliche Betreuung)")
    PUBLIC_PURSE = "3_12", _("§ 3 Nr. 12 EStG (aus öffentlichen Kassen)")


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        violation_error_message=_("Das Ende liegt vor dem Beginn."),
    )  # fmt: skip


class Allowance(DistrictModel):
    """What a person may receive over all payers without consequences: a tax-free amount, or what the Jobcenter leaves free."""

    BENEFITS = "sgb_2"

    class Per(models.TextChoices):
        YEAR = "year", _("im Kalenderjahr")
        MONTH = "month", _("im Monat")

    kind = models.CharField(
        _("Freibetrag"), max_length=10, choices=[*LegalBasis.choices, (BENEFITS, _("anrechnungsfrei beim Jobcenter"))]
    )
    euros = models.DecimalField(_("Betrag in Euro"), max_digits=8, decimal_places=2)
    per = models.CharField(_("gilt"), max_length=10, choices=Per, default=Per.YEAR)
    warn_percent = models.PositiveSmallIntegerField(
        _("Warnen ab … Prozent"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Freibetrag"), _("Freibeträge")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "kind", "valid_from"], name="allowance_once_per_day",
                violation_error_message=_("Für diesen Tag gibt es diesen Freibetrag schon."),
            ),
            ends_after_it_begins("allowance_ends_after_it_begins"),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "kind", "euros", "per", "warn_percent", "source", "valid_from", "valid_to"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.euros} €"


class ActivityBasis(DistrictModel):
    """On which legal basis an activity is paid; dated."""

    role = models.CharField(_("Aufgabe"), max_length=15, choices=Role)
    basis = models.CharField(_("Rechtsgrundlage"), max_length=10, choices=LegalBasis)
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Rechtsgrundlage einer Aufgabe"), _("Rechtsgrundlagen der Aufgaben")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "role", "valid_from"], name="activity_basis_once_per_day",
                violation_error_message=_("Für diesen Tag steht die Rechtsgrundlage dieser Aufgabe schon da."),
            ),
            ends_after_it_begins("activity_basis_ends_after_it_begins"),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "role", "basis", "source", "valid_from", "valid_to"]

    def __str__(self):
        return f"{self.get_role_display()}: {self.get_basis_display()}"


class ReportingThreshold(DistrictModel):
    """From which yearly sum payments must be reported to the tax office; below it reporting is unlawful (domain.md 4c)."""

    euros = models.DecimalField(_("ab … Euro im Kalenderjahr"), max_digits=8, decimal_places=2)
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Meldegrenze"), _("Meldegrenzen")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="reporting_threshold_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine Meldegrenze."),
            ),
            ends_after_it_begins("reporting_threshold_ends_after_it_begins"),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "euros", "source", "valid_from", "valid_to"]

    def __str__(self):
        return f"{self.euros} €"


class PayoutRule(DistrictModel):
    """From which day appointments are settled here, and from which account of the Kreis they are paid; dated."""

    settles_from = models.DateField(
        _("Abrechnen: Termine ab"),
        help_text=_("Was vorher war, haben Sie schon anders abgerechnet; es erscheint in keiner Abrechnung."),
    )
    payer_name = models.CharField(_("Kontoinhaber"), max_length=70)
    payer_iban = models.CharField("IBAN", max_length=34, validators=[validate_iban])
    payer_bic = models.CharField("BIC", max_length=11, validators=[validate_bic])
    days_to_execution = models.PositiveSmallIntegerField(
        _("Ausführen nach … Tagen"), default=2, validators=[MaxValueValidator(60)]
    )
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Auszahlung"), _("Auszahlung")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="payout_rule_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine Regel zur Auszahlung."),
            ),
            ends_after_it_begins("payout_rule_ends_after_it_begins"),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = [
            "district", "settles_from", "payer_name", "payer_iban", "payer_bic", "days_to_execution", "source", "valid_from",
            "valid_to",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.settles_from}"
