from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.settlement.models.runs import Statement


class PaymentFile(DistrictModel):
    """One file for the bank. Its payments hold all that is in it, so that it can be made again, the same to the byte."""

    message_id = models.CharField(_("Kennung"), max_length=35, editable=False)
    created_at = models.DateTimeField(_("erstellt am"))
    execute_on = models.DateField(_("ausführen am"))
    payer_name = models.CharField(_("Kontoinhaber"), max_length=70)
    payer_iban = models.CharField("IBAN", max_length=34)
    payer_bic = models.CharField("BIC", max_length=11)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Zahlungsdatei"), _("Zahlungsdateien")
        constraints = [models.UniqueConstraint(fields=["district", "message_id"], name="payment_file_id_unique")]

    class Privacy:
        retention = "payment"
        personal = ["created_by"]
        harmless = [
            "district", "message_id", "created_at", "execute_on", "payer_name", "payer_iban", "payer_bic",
        ]  # fmt: skip

    def __str__(self):
        return self.message_id


class Payment(DistrictModel):
    """Money for one statement: paid out, come back, offset or waived. Written once; what was wrong gets a counter entry.

    A statement is settled when its payments add up to its total. `round` counts the returns before, so that the database
    lets nobody pay it twice.
    """

    class Kind(models.TextChoices):
        PAID = "paid", _("ausgezahlt")
        RETURNED = "returned", _("zurückgekommen")
        OFFSET = "offset", _("verrechnet")
        WAIVED = "waived", _("verzichtet")

    MOVES_MONEY = (Kind.PAID, Kind.RETURNED, Kind.OFFSET)

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="payments")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    euros = models.DecimalField(_("Betrag in Euro"), max_digits=10, decimal_places=2)
    booked_on = models.DateField(_("gebucht am"))
    file = models.ForeignKey(PaymentFile, on_delete=models.PROTECT, null=True, related_name="payments")
    end_to_end_id = models.CharField(_("Referenz"), max_length=35, blank=True)
    holder = models.CharField(_("Kontoinhaber"), max_length=70, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    returns = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="returned_by")
    round = models.PositiveSmallIntegerField(_("Durchgang"), default=0)
    note = models.CharField(_("Bemerkung"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("eingetragen am"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Zahlung"), _("Zahlungen")
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "round"], name="payment_settles_a_statement_once", condition=~Q(kind="returned"),
                violation_error_message=_("Diese Einzelabrechnung ist schon bezahlt."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "payment"
        personal = ["euros", "booked_on", "holder", "iban", "note", "recorded_by"]
        harmless = [
            "district", "statement", "kind", "file", "end_to_end_id", "returns", "round", "recorded_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.statement_id}: {self.euros}"
