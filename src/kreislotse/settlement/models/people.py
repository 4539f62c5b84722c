from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models import Guide
from kreislotse.matching.models import Appointment
from kreislotse.settlement.iban import masked, validate_iban
from kreislotse.settlement.models.rules import LegalBasis


class BankAccount(DistrictModel):
    """Where a guide's money goes. Apart from the person's record, shown masked, with its own short period."""

    guide = models.OneToOneField(Guide, on_delete=models.CASCADE, related_name="bank_account")
    holder = models.CharField(_("Kontoinhaberin oder Kontoinhaber"), max_length=70)
    iban = models.CharField("IBAN", max_length=34, validators=[validate_iban])
    changed_at = models.DateTimeField(_("geändert am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Bankverbindung"), _("Bankverbindungen")

    class Privacy:
        retention = "bank_account"
        personal = ["guide", "holder"]
        sensitive = ["iban"]
        harmless = ["district", "changed_at"]

    def __str__(self):
        return masked(self.iban)

    @property
    def masked(self) -> str:
        return masked(self.iban)


class SelfDeclaration(DistrictModel):
    """What a guide says to get from other payers in a year on one legal basis; the latest word counts."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="income_declarations")
    year = models.PositiveSmallIntegerField(_("Jahr"))
    basis = models.CharField(_("Rechtsgrundlage"), max_length=10, choices=LegalBasis)
    euros = models.DecimalField(
        _("von anderen Stellen in diesem Jahr, in Euro"), max_digits=8, decimal_places=2,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    declared_on = models.DateField(_("erklärt am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Selbstauskunft"), _("Selbstauskünfte")

    class Privacy:
        retention = "payment"
        personal = ["guide", "year", "euros", "declared_on"]
        harmless = ["district", "basis"]

    def __str__(self):
        return f"{self.year}: {self.euros}"


class TaxNumber(DistrictModel):
    """The Steuer-ID of a person whose payments must be reported; nobody else is asked for it."""

    guide = models.OneToOneField(Guide, on_delete=models.CASCADE, related_name="tax_number")
    number = models.CharField(_("Steuer-ID"), max_length=11)
    needed_for = models.PositiveSmallIntegerField(_("gebraucht für das Jahr"))
    recorded_on = models.DateField(_("eingetragen am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Steuer-ID"), _("Steuer-IDs")

    class Privacy:
        retention = "payment"
        personal = ["guide", "needed_for", "recorded_on"]
        sensitive = ["number"]
        harmless = ["district"]

    def __str__(self):
        return f"{self.guide_id}"


class TripApproval(DistrictModel):
    """That one trip, outside the county, is paid; where the rate pays kilometers only for trips approved one by one."""

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="trip_approval")
    reason = models.CharField(_("Wofür war die Fahrt nötig?"), max_length=200)
    approved_on = models.DateField(_("genehmigt am"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("genehmigte Fahrt"), _("genehmigte Fahrten")

    class Privacy:
        retention = "assignment"
        personal = ["by"]
        sensitive = ["reason"]
        harmless = ["district", "appointment", "approved_on"]

    def __str__(self):
        return f"{self.appointment_id}"


class Waiver(DistrictModel):
    """That a guide does not want the money of appointments up to a day."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="waivers")
    until = models.DateField(_("für Termine bis"))
    declared_on = models.DateField(_("erklärt am"))
    note = models.CharField(_("Bemerkung"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Verzicht"), _("Verzichte")

    class Privacy:
        retention = "payment"
        personal = ["guide", "until", "declared_on", "note", "by"]
        harmless = ["district"]

    def __str__(self):
        return f"{self.guide_id} – {self.until}"
