"""What the trail says about money: never an amount beside a name, never an account number."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit.registry import register


@register
class Entry(models.TextChoices):
    RUN_PREPARED = "settlement_prepared", _("Abrechnung vorbereitet")
    RUN_DISCARDED = "settlement_discarded", _("Abrechnung verworfen")
    RUN_RELEASED = "settlement_released", _("Abrechnung freigegeben")
    PAYMENTS_ORDERED = "payments_ordered", _("Zahlungsdatei erstellt")
    PAYMENT_FILE_FETCHED = "payment_file_fetched", _("Zahlungsdatei heruntergeladen")
    PAID_OTHERWISE = "paid_otherwise", _("anders ausgezahlt")
    PAYMENT_RETURNED = "payment_returned", _("Zahlung kam zurück")
    LINE_REVERSED = "line_reversed", _("Zeile storniert")
    MONEY_WAIVED = "money_waived", _("auf offenes Geld verzichtet")
    OWED_BACK_CLOSED = "owed_back_closed", _("zu viel Gezahltes erledigt")
    TRIP_APPROVED = "trip_approved", _("Fahrt genehmigt")
    BANK_ACCOUNT_SAVED = "bank_account_saved", _("Bankverbindung eingetragen")
    INCOME_DECLARED = "income_declared", _("Selbstauskunft eingetragen")
    TAX_NUMBER_SAVED = "tax_number_saved", _("Steuer-ID eingetragen")
