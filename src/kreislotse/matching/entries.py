"""What the trail says about proposals, assignments, appointments and sheets."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit.registry import register


@register
class Entry(models.TextChoices):
    GUIDE_ASKED = "guide_asked", _("angefragt")
    PROPOSAL_ACCEPTED = "proposal_accepted", _("zugesagt")
    PROPOSAL_DECLINED = "proposal_declined", _("abgesagt")
    PROPOSAL_EXPIRED = "proposal_expired", _("Anfrage abgelaufen")
    PROPOSAL_WITHDRAWN = "proposal_withdrawn", _("Anfrage zurückgezogen")
    ASSIGNMENT_AGREED = "assignment_agreed", _("Einsatz vereinbart")
    CONTACT_SHOWN = "contact_shown", _("Kontakt für die Begleitung freigegeben")
    ASSIGNMENT_FINISHED = "assignment_finished", _("Einsatz abgeschlossen")
    ASSIGNMENT_CANCELLED = "assignment_cancelled", _("Einsatz abgesagt")
    APPOINTMENT_RECORDED = "appointment_recorded", _("Termin eingetragen")
    APPOINTMENT_CHANGED = "appointment_changed", _("Termin geändert")
    SHEET_PRINTED = "sheet_printed", _("Einsatzprotokoll gedruckt")
    SHEET_CONFIRMED = "sheet_confirmed", _("Einsatzprotokoll unterschrieben zurück")
