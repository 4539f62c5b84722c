from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import registry


@registry.register
class Entry(models.TextChoices):
    HELP_REQUEST_RECEIVED = "help_request_received", _("Anfrage eingegangen")
    HELP_REQUEST_ADMITTED = "help_request_admitted", _("Trotz Ausschlussregel angenommen")
    HELP_REQUEST_CHANGED = "help_request_changed", _("Angaben geändert")
    HELP_REQUEST_ASSIGNED = "help_request_assigned", _("Zuständigkeit übernommen oder übergeben")
    HELP_REQUEST_ANSWERED = "help_request_answered", _("Antwort geschrieben")
    HELP_REQUEST_REFERRED = "help_request_referred", _("An Angebote verwiesen")
    REFERRAL_CONFIRMED = "referral_confirmed", _("Rückmeldung zum Verweis")
    HELP_REQUEST_CLOSED = "help_request_closed", _("Anfrage abgeschlossen")
    HELP_REQUEST_REOPENED = "help_request_reopened", _("Abschluss zurückgenommen")
    HELP_REQUEST_WITHDRAWN = "help_request_withdrawn", _("Von der anfragenden Person zurückgezogen")
    CALL_ADDRESS_NOTED = "call_address_noted", _("Nummer oder Link des Gesprächs eingetragen")
