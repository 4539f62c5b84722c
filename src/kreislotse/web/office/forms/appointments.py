"""Forms for what happens to agreed appointments: series, moving, calling off, falling out, standing in."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.core.errors import DomainError
from kreislotse.guides.models import Guide
from kreislotse.guides.queries import visible_guides
from kreislotse.intake.models import Setting
from kreislotse.matching.models import Appointment, AppointmentChange, Assignment, Expense, GuideExclusion
from kreislotse.matching.notice import Notice
from kreislotse.matching.operations.errors import NotProvenThen
from kreislotse.matching.operations.expenses import takes_expenses
from kreislotse.web.guides.forms import HowLateField

Reason, Side = AppointmentChange.Reason, AppointmentChange.Side
SAY_WHEN = _("Bitte wählen Sie, wann abgesagt wurde. Davon hängt ab, ob der Termin bezahlt wird.")
_WHY_OVERLAP = [("", _("nein, die Zeiten prüfen")), *((r.value, r.label) for r in (Reason.AGREED, Reason.NEARBY))]
_WHY_UNPROVEN = [("", _("bitte wählen")), *((r.value, r.label) for r in (Reason.SEEN_THEN, Reason.KNOWN_GAP))]
_WHY_CHANGE = [
    (r.value, r.label)
    for r in (
        Reason.NOT_SAID, Reason.ILL, Reason.FAMILY, Reason.OTHER_DATE, Reason.NOT_NEEDED, Reason.CLOSED, Reason.TRANSPORT,
        Reason.OTHER,
    )
]  # fmt: skip
_WHY_OUT = [
    (r.value, r.label)
    for r in (Reason.ILL, Reason.FAMILY, Reason.OTHER_DATE, Reason.TRANSPORT, Reason.TOO_CLOSE, Reason.OTHER)
]


def _clock(**kwargs):
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs)


class OverlapField(forms.Form):
    overlap_reason = forms.ChoiceField(
        label=_("Trotz Überschneidung?"), choices=_WHY_OVERLAP, required=False,
        help_text=_("Kreislotse prüft, ob die Person zu dieser Zeit schon zugesagt hat, mit dem Weg dazwischen."),
    )  # fmt: skip


class EvidenceField(forms.Form):
    """Shown once it turned out that our papers do not prove the day (`NotProvenThen`): `asks_evidence`."""

    evidence_reason = forms.ChoiceField(
        label=_("Nachweis für diesen Tag"), choices=_WHY_UNPROVEN, required=False,
        help_text=_("Steht im Verlauf des Einsatzes, mit Ihrem Namen."),
    )  # fmt: skip

    is_unproven = False

    @property
    def asks_evidence(self) -> bool:
        """Also when something else is wrong with an answer that was given."""
        return self.is_unproven or bool(self["evidence_reason"].value())

    def refuse(self, error: DomainError) -> None:
        """Say why it was not saved, and ask for the reason where only that is missing."""
        self.is_unproven = isinstance(error, NotProvenThen)
        self.add_error("evidence_reason" if self.is_unproven else None, str(error))


class CapField(forms.Form):
    """Shown where the request names a key under which the appointments of one person are counted (`counts`)."""

    cap_reason = forms.CharField(
        label=_("Ausnahme von der Höchstzahl"), max_length=200, required=False,
        help_text=_("Nur nötig, wenn die Person schon alle Termine hatte. Der Grund steht im Protokoll, bitte keine Namen."),
    )  # fmt: skip

    def __init__(self, *args, counts: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not counts:
            del self.fields["cap_reason"]


class SeriesForm(CapField):
    """A series in the office's words: „sechs Dienstage ab dem 3.3. um 10“."""

    first_on = DayField(label=_("Erster Tag"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    starts_at = _clock(label=_("Beginn"))
    duration_minutes = forms.IntegerField(label=_("Dauer in Minuten"), min_value=5, max_value=600, initial=60)
    every_weeks = forms.TypedChoiceField(
        label=_("Wie oft?"), coerce=int, initial=1,
        choices=[(1, _("jede Woche")), (2, _("alle 2 Wochen")), (3, _("alle 3 Wochen")), (4, _("alle 4 Wochen"))],
    )  # fmt: skip
    number = forms.IntegerField(label=_("Zahl der Termine"), min_value=2, max_value=52, required=False)
    until = DayField(
        label=_("oder: letzter Tag"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    setting = forms.ChoiceField(label=_("Form"), choices=Setting.choices)
    place = forms.CharField(label=_("Ort"), max_length=200, required=False)
    skips_school_free = forms.BooleanField(label=_("Nicht in den Schulferien"), required=False)
    leave_out_taken = forms.BooleanField(
        label=_("Tage auslassen, an denen die Person schon einen Termin hat oder nicht da ist"), required=False
    )


class MoveForm(OverlapField, CapField):
    on = DayField(label=_("Neues Datum"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    starts_at = _clock(label=_("Neuer Beginn"), required=False)
    duration_minutes = forms.IntegerField(label=_("Dauer in Minuten"), min_value=5, max_value=24 * 60)
    side = forms.ChoiceField(label=_("Wer hat darum gebeten?"), choices=Side.choices, initial=Side.INSTITUTION)
    reason = forms.ChoiceField(label=_("Grund"), choices=_WHY_CHANGE, required=False)


class HoldForm(OverlapField, CapField):
    """A day of a series that was left out takes place; asked only where something speaks against it."""


def ask_how_late(field: HowLateField, late_hours: int) -> None:
    field.ask_for(late_hours, empty=[("", "–")])


class CancelForm(forms.Form):
    """Calling off one planned appointment. Is the time for calling off early over, only somebody can say how late it was."""

    side = forms.ChoiceField(label=_("Wer sagt ab?"), choices=Side.choices, initial=Side.INSTITUTION)
    reason = forms.ChoiceField(label=_("Grund"), choices=_WHY_CHANGE, required=False)
    was_late = HowLateField()

    def __init__(self, *args, notice: Notice, **kwargs):
        super().__init__(*args, **kwargs)
        if notice.late_hours and notice.is_short:
            ask_how_late(self.fields["was_late"], notice.late_hours)
            self.initial["was_late"] = "" if notice.has_begun else "ja"
            self.fields["was_late"].required = True
            self.fields["was_late"].error_messages["required"] = SAY_WHEN
        else:
            del self.fields["was_late"]


class FallOutForm(forms.Form):
    reason = forms.ChoiceField(label=_("Warum?"), choices=_WHY_OUT, initial=Reason.ILL)


class AbsenceForm(FallOutForm):
    first = DayField(label=_("Von"), initial="heute", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    last = DayField(label=_("Bis einschließlich"), widget=forms.TextInput(attrs={"autocomplete": "off"}))

    field_order = ["first", "last", "reason"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("Das Ende liegt vor dem Beginn."))
        return cleaned


class StandInForm(forms.Form):
    """Whom to ask for a free appointment."""

    guides = forms.ModelMultipleChoiceField(
        Guide.objects.none(), error_messages={"required": _("Bitte wählen Sie mindestens eine Person aus.")}
    )
    over_week_is_fine = forms.BooleanField(label=_("trotzdem, die Wochengrenze ist besprochen"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guides"].queryset = visible_guides(to=user)


class BookStandInForm(forms.Form):
    guide = forms.ModelChoiceField(Guide.objects.none())
    over_week_is_fine = forms.BooleanField(required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guide"].queryset = visible_guides(to=user)


class ExcludeForm(forms.Form):
    guide = forms.ModelChoiceField(
        Guide.objects.none(), label=_("Wen nicht vorschlagen?"), widget=forms.Select(attrs={"data-suggest": ""})
    )
    reason = forms.ChoiceField(label=_("Warum nicht?"), choices=GuideExclusion.Reason.choices)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guide"].queryset = visible_guides(to=user).order_by("last_name", "first_name", "pk")


class ExpenseForm(forms.Form):
    """What a guide paid for one appointment and shows on paper; the same fields as on the phone."""

    asks_one_more = False

    appointment = forms.ModelChoiceField(
        Appointment.objects.none(), label=_("Termin"), empty_label=None,
        help_text=_("Ein abgesagter Termin steht hier nur, wenn er bezahlt wird."),
        error_messages={"invalid_choice": _("Diesen Termin gibt es hier nicht mehr. Bitte laden Sie die Seite neu.")},
    )  # fmt: skip
    category = forms.ChoiceField(
        label=_("Wofür?"), choices=[("", "–"), *Expense.Category.choices],
        error_messages={"required": _("Bitte wählen Sie, wofür das war.")},
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("Betrag in Euro"), min_value=Decimal("0.01"), max_value=99999, max_digits=7, decimal_places=2, localize=True,
        error_messages={
            "required": _("Bitte schreiben Sie den Betrag."),
            "invalid": _("Bitte schreiben Sie den Betrag als Zahl, zum Beispiel 2,80."),
            "min_value": _("Der Betrag muss größer als null sein."),
        },
    )  # fmt: skip
    is_receipt_seen = forms.BooleanField(label=_("Beleg gesehen"), required=False)
    is_one_more = forms.BooleanField(label=_("Das gab es wirklich noch einmal"), required=False)

    def __init__(self, *args, assignment: Assignment, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["appointment"]
        field.queryset = takes_expenses(assignment.appointments.all()).order_by("-on", "-starts_at", "-pk")
        field.label_from_instance = _named


def _named(appointment: Appointment) -> str:
    day = date_format(appointment.on, "SHORT_DATE_FORMAT")
    at = f", {appointment.starts_at:%H:%M}" if appointment.starts_at else ""
    return f"{day}{at}: {appointment.get_outcome_display()}"


class CallAddressForm(forms.Form):
    call_address = forms.CharField(
        label=_("Nummer oder Link des Gesprächs"), max_length=200, required=False,
        help_text=_("Das sieht nur, wer zugesagt hat."),
    )  # fmt: skip
