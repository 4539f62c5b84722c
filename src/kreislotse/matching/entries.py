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
    TRIED_BY_PHONE = "tried_by_phone", _("Hilfe am Telefon statt vor Ort gesucht")
    PLAN_SETTLED = "plan_settled", _("im Wochenplan festgelegt")
    PLAN_UNSETTLED = "plan_unsettled", _("Festlegung im Wochenplan zurückgenommen")
    PLAN_WEIGHED = "plan_weighed", _("Gewichte des Wochenplans geändert")
    PLAN_RELEASED = "plan_released", _("Wochenplan freigegeben")
    CONTACT_SHOWN = "contact_shown", _("Kontakt für die Begleitung freigegeben")
    ASSIGNMENT_FINISHED = "assignment_finished", _("Einsatz abgeschlossen")
    ASSIGNMENT_CANCELLED = "assignment_cancelled", _("Einsatz abgesagt")
    APPOINTMENT_RECORDED = "appointment_recorded", _("Termin eingetragen")
    APPOINTMENT_CHANGED = "appointment_changed", _("Termin geändert")
    SHEET_PRINTED = "sheet_printed", _("Einsatzprotokoll gedruckt")
    SHEET_CONFIRMED = "sheet_confirmed", _("Einsatzprotokoll unterschrieben zurück")
    SHEET_SIGNED_ON_DEVICE = "sheet_signed_on_device", _("Termin auf dem Telefon unterschrieben")
    SERIES_AGREED = "series_agreed", _("Terminreihe vereinbart")
    APPOINTMENT_MOVED = "appointment_moved", _("Termin verschoben")
    APPOINTMENT_CANCELLED = "appointment_cancelled", _("Termin abgesagt")
    GUIDE_FELL_OUT = "guide_fell_out", _("Begleitung fällt aus, Vertretung gesucht")
    VACANCY_FILLED = "vacancy_filled", _("Vertretung gefunden")
    VACANCY_GIVEN_UP = "vacancy_given_up", _("Termin ohne Vertretung abgesagt")
    BUDGET_EXCEPTION = "budget_exception", _("Ausnahme vom bewilligten Rahmen")
    OVERLAP_ALLOWED = "overlap_allowed", _("trotz Überschneidung vereinbart")
    NOT_PROVEN = "appointment_not_proven", _("Termin ohne Nachweis für diesen Tag eingetragen")
    EXPENSE_RECORDED = "expense_recorded", _("Auslage eingetragen")
    EXPENSE_REMOVED = "expense_removed", _("Auslage gelöscht")
    RECEIPT_SEEN = "receipt_seen", _("Beleg gesehen")
    LATE_ENTRY_DECIDED = "late_entry_decided", _("über einen späten Eintrag entschieden")
    GUIDE_EXCLUDED = "guide_excluded", _("Person für diese Anfrage ausgeschlossen")
    GUIDE_ADMITTED = "guide_admitted", _("Ausschluss einer Person zurückgenommen")
