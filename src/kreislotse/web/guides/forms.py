"""Forms of the phone pages; the lines for languages and times are used in the office, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kreislotse.core.dates import DayField
from kreislotse.core.errors import DomainError
from kreislotse.districts.queries import current_district
from kreislotse.guides.models import GuideLanguage, WeeklyTime
from kreislotse.guides.operations import Speaks
from kreislotse.guides.times import parse_windows, usual_times, written
from kreislotse.matching.counting import rate_on
from kreislotse.matching.models import Appointment, AppointmentChange, Assignment, Expense, MatchProposal
from kreislotse.matching.operations import Signed, Spent
from kreislotse.matching.queries import own_appointments
from kreislotse.matching.rules import appointment_rule
from kreislotse.matching.spans import end_of, minutes_between
from kreislotse.places.models import Municipality
from kreislotse.settlement.models import LegalBasis
from kreislotse.taxonomy.models import Language

EMPTY_LINES = 3


def own_municipalities():
    """The municipalities of the district in scope that exist today."""
    return Municipality.objects.of_district(current_district()).valid_on(timezone.localdate())


class LanguageLine(forms.Form):
    language = forms.ModelChoiceField(
        label=_("Sprache"),
        queryset=Language.objects.order_by("sort_order", "name"),
        required=False,
        widget=forms.Select(attrs={"data-suggest": ""}),
    )
    level = forms.ChoiceField(label=_("Niveau"), choices=[("", "–"), *GuideLanguage.Level.choices], required=False)
    reads_and_writes = forms.BooleanField(label=_("auch schriftlich"), required=False)
    direction = forms.ChoiceField(
        label=_("Richtung beim Übersetzen"), choices=GuideLanguage._meta.get_field("direction").choices, required=False
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("language") and not cleaned.get("level"):
            self.add_error("level", _("Bitte wählen Sie, wie gut die Sprache gesprochen wird."))
        return cleaned


class LanguageLines(forms.formset_factory(LanguageLine, extra=0, max_num=30, absolute_max=40)):
    """A guide's languages, one line each, and a few empty lines; a line without a language is left out."""

    def __init__(self, data=None, *, guide=None, **kwargs):
        initial = [
            {
                "language": line.language_id, "level": line.level, "reads_and_writes": line.reads_and_writes,
                "direction": line.direction,
            }
            for line in (guide.languages.order_by("pk") if guide else ())
        ]  # fmt: skip
        initial += [{"reads_and_writes": True}] * EMPTY_LINES
        super().__init__(data, initial=initial, prefix="sprachen", **kwargs)
        choices = [("", "–"), *Language.objects.order_by("sort_order", "name").values_list("pk", "name")]
        for form in self.forms:
            form.fields["language"].widget.choices = choices

    @property
    def lines(self) -> list[Speaks]:
        return [
            Speaks(row["language"], row["level"], row["reads_and_writes"], row.get("direction") or "")
            for row in self.cleaned_data
            if row.get("language")
        ]


class WeeklyTimesForm(forms.Form):
    """One field per weekday, in which people write „9–12, 14:30–18“."""

    def __init__(self, data=None, *, guide=None, **kwargs):
        super().__init__(data, prefix="zeiten", **kwargs)
        windows = usual_times(guide) if guide else {}
        for weekday, name in WeeklyTime._meta.get_field("weekday").choices:
            self.fields[f"day{weekday}"] = forms.CharField(
                label=name, required=False, max_length=60, initial=written(windows.get(weekday, ()))
            )

    def clean(self):
        cleaned = super().clean()
        self.windows: list[tuple[int, time, time]] = []
        for weekday in range(7):
            try:
                parsed = parse_windows(cleaned.get(f"day{weekday}", ""))
            except DomainError as error:
                self.add_error(f"day{weekday}", error.said_to_them())
            else:
                self.windows += [(weekday, start, end) for start, end in parsed]
        return cleaned


class OwnDataForm(forms.Form):
    first_name = forms.CharField(label=_("Vorname"), max_length=80)
    last_name = forms.CharField(label=_("Nachname"), max_length=80)
    phone = forms.CharField(
        label=_("Telefon"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Wohin können Sie kommen?"),
        queryset=Municipality.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ohne Haken heißt das: überall im Kreis."),
    )

    def __init__(self, data=None, *, guide):
        initial = {"first_name": guide.first_name, "last_name": guide.last_name, "phone": guide.phone}
        super().__init__(data, initial=initial | {"areas": [place.pk for place in guide.areas.all()]})
        self.fields["areas"].queryset = own_municipalities()


def date_input() -> forms.DateInput:
    """The phone's own calendar."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PlanForm(forms.Form):
    on = DayField(label=_("Tag"), widget=date_input())
    starts_at = forms.TimeField(label=_("Uhrzeit"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    duration_minutes = forms.IntegerField(label=_("Dauer in Minuten"), min_value=1, max_value=24 * 60)
    place = forms.CharField(
        label=_("Treffpunkt"),
        max_length=200,
        required=False,
        help_text=_("Straße oder Haus, ohne den Namen der Person"),
    )

    @staticmethod
    def initial_for(assignment) -> dict:
        request = assignment.help_request
        is_first = not assignment.appointments.all()
        return {
            "on": request.wanted_on if is_first else None,
            "starts_at": request.wanted_at if is_first else None,
            "duration_minutes": request.expected_minutes or 60,
            "place": request.place,
        }


@dataclass(frozen=True)
class Matter:
    """What a time is noted for: a planned appointment, or an assignment with an appointment nobody planned."""

    assignment: Assignment
    appointment: Appointment | None
    km: int | None
    way: int | None = None
    """Minutes of the way, there and back: planned or estimated, 0 if not known; `None` where the rate does not count them."""

    @property
    def key(self) -> str:
        return f"t{self.appointment.pk}" if self.appointment else f"e{self.assignment.pk}"

    @property
    def initial(self) -> dict:
        """What the plan says; texts as form fields take them, so that a phone can fill them in by itself."""
        request, planned = self.assignment.help_request, self.appointment
        values = {
            "what": self.key,
            "on": timezone.localdate().isoformat(),
            "starts_at": "",
            "ends_at": "",
            "duration_minutes": "",
            "persons": (planned.persons if planned else request.persons) or 1,
            "travel_km": "" if self.km is None else str(self.km),
            "travel_minutes": str(self.way) if self.way else "",
            "counts_way": self.way is not None,
            "institution": request.institution.name if request.institution else request.institution_name,
        }
        if planned:
            values["on"] = planned.on.isoformat()
            if planned.starts_at:
                ends_at = end_of(planned.on, planned.starts_at, planned.duration_minutes)
                values |= {"starts_at": f"{planned.starts_at:%H:%M}", "ends_at": f"{ends_at:%H:%M}"}
            else:
                values["duration_minutes"] = planned.duration_minutes
        return values


class SignatureForm(forms.Form):
    """The institution's hand; in the time form all of it may be left out."""

    institution = forms.CharField(label=_("Name der Einrichtung"), max_length=160, required=False)
    signer = forms.CharField(label=_("Wer unterschreibt? (Name)"), max_length=120, required=False)
    strokes = forms.CharField(widget=forms.HiddenInput(attrs={"data-strokes": ""}), required=False)

    def signature(self, cleaned: dict) -> Signed | None:
        """What was signed; `None` if nobody drew anything and nobody is named."""
        if not cleaned.get("strokes") and not cleaned.get("signer"):
            return None
        if not cleaned.get("strokes"):
            self.add_error(
                "signer", _("Die Unterschrift fehlt. Bitte unterschreiben Sie im Feld, oder löschen Sie den Namen.")
            )
        if not cleaned.get("signer"):
            self.add_error("signer", _("Bitte schreiben Sie den Namen der Person, die unterschrieben hat."))
        if not cleaned.get("institution"):
            self.add_error("institution", _("Bitte schreiben Sie den Namen der Einrichtung."))
        return Signed(
            cleaned.get("signer", ""),
            cleaned.get("institution", ""),
            cleaned["strokes"] if cleaned.get("strokes") else "",
        )


class HowLateField(forms.TypedChoiceField):
    """Whether an appointment that is noted afterwards was called off at short notice by the rule of the day; `None` if not said."""

    ANSWERS = {"ja": True, "nein": False}

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Wann wurde abgesagt?"), required=False, coerce=self.ANSWERS.get, empty_value=None, **kwargs
        )

    def ask_for(self, late_hours: int, *, empty=()) -> None:
        """Name the hours of the rule. Under a rule of no hours nothing said beforehand is late, and nobody is asked."""
        late = ngettext("weniger als %(n)d Stunde vorher", "weniger als %(n)d Stunden vorher", late_hours) % {
            "n": late_hours
        }
        self.choices = [*empty, ("ja", late), ("nein", _("früher"))]

    @classmethod
    def answer_of(cls, was_late: bool | None) -> str:
        return next((text for text, value in cls.ANSWERS.items() if value is was_late), "")


class TimeForm(SignatureForm):
    """What became of an appointment, prefilled from the plan: in the usual case one tap."""

    OUTCOMES = [
        (Appointment.Outcome.TOOK_PLACE, _("hat stattgefunden")),
        (Appointment.Outcome.NO_SHOW, _("niemand kam")),
        (Appointment.Outcome.CANCELLED, _("wurde abgesagt")),
    ]
    SIDES = [
        (AppointmentChange.Side.GUIDE, _("ich selbst")),
        (AppointmentChange.Side.INSTITUTION, _("die Einrichtung")),
        (AppointmentChange.Side.PERSON, _("die begleitete Person")),
        (AppointmentChange.Side.OFFICE, _("das Büro")),
    ]
    EXPENSE_LINES = (1, 2, 3)
    LONGEST_MINUTES = 24 * 60

    key = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.CharField(widget=forms.HiddenInput, max_length=20)
    on = DayField(label=_("Tag"), widget=date_input(), error_messages={"required": _("Bitte wählen Sie den Tag aus.")})
    starts_at = forms.TimeField(
        label=_("Von"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    ends_at = forms.TimeField(
        label=_("Bis"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    duration_minutes = forms.IntegerField(
        label=_("Oder nur die Dauer in Minuten"), required=False, min_value=1, max_value=LONGEST_MINUTES
    )
    outcome = forms.ChoiceField(
        label=_("Was wurde daraus?"), choices=OUTCOMES, initial=Appointment.Outcome.TOOK_PLACE, widget=forms.RadioSelect
    )
    asks_who = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)
    side = forms.ChoiceField(label=_("Wer hat abgesagt?"), choices=SIDES, required=False, widget=forms.RadioSelect)
    was_late = HowLateField(widget=forms.RadioSelect)
    took_place_all_the_same = forms.BooleanField(label=_("Der Termin hat trotzdem stattgefunden"), required=False)
    persons = forms.IntegerField(label=_("Wie viele Personen?"), min_value=1, max_value=200, initial=1)
    travel_km = forms.DecimalField(
        label=_("Fahrt in Kilometern, hin und zurück"), min_value=0, max_value=9999, max_digits=5, decimal_places=1,
        required=False, help_text=_("Ein Vorschlag von Ort zu Ort. Bitte ändern Sie ihn, wenn er nicht stimmt."),
    )  # fmt: skip
    travel_minutes = forms.IntegerField(
        label=_("Fahrtzeit in Minuten, hin und zurück"), min_value=0, max_value=LONGEST_MINUTES, required=False,
        help_text=_("Die Fahrt zählt hier als Zeit. Ein Vorschlag von Ort zu Ort. Bitte ändern Sie ihn, wenn er nicht stimmt."),
    )  # fmt: skip
    saw_structural_problem = forms.CharField(
        label=_("Was müsste sich ändern?"),
        max_length=200,
        required=False,
        help_text=_("Ohne Namen, zum Beispiel: „Das Formular gibt es nur auf Deutsch.“"),
    )

    def __init__(self, data=None, files=None, *, guide, matter: Matter | None):
        self.guide = guide
        super().__init__(data, files, initial=({"key": uuid4()} | matter.initial) if matter else {"key": uuid4()})
        if late_hours := appointment_rule(timezone.localdate()).late_hours:
            self.fields["was_late"].ask_for(late_hours)
        else:
            del self.fields["was_late"]
        for line in self.EXPENSE_LINES:
            self.fields[f"amount_{line}"] = forms.DecimalField(
                label=_("Betrag in Euro"), min_value=Decimal("0.01"), max_value=99999, max_digits=7, decimal_places=2,
                required=False, localize=True,
            )  # fmt: skip
            self.fields[f"category_{line}"] = forms.ChoiceField(
                label=_("Wofür?"), choices=[("", "–"), *Expense.Category.choices], required=False
            )
            self.fields[f"receipt_{line}"] = forms.FileField(
                label=_("Foto vom Beleg"), required=False,
                widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "data-photo": ""}),
            )  # fmt: skip

    @property
    def expense_lines(self) -> list[list]:
        return [[self[f"{name}_{line}"] for name in ("category", "amount", "receipt")] for line in self.EXPENSE_LINES]

    @property
    def has_expense_errors(self) -> bool:
        return any(name.startswith(("amount_", "category_", "receipt_")) for name in self.errors)

    @property
    def has_signature_errors(self) -> bool:
        return any(name in self.errors for name in ("signer", "institution", "strokes"))

    def clean(self) -> dict:
        """The arguments of `operations.enter_time`."""
        cleaned = super().clean()
        assignment, planned = self._matter(cleaned.get("what", ""))
        minutes = self._minutes(cleaned, planned)
        side, was_late = self._called_off(cleaned)
        if was_late and side != AppointmentChange.Side.GUIDE and not minutes and not self.errors:
            self.add_error(
                "duration_minutes", _("Bitte schreiben Sie auch, wie viele Minuten der Termin dauern sollte.")
            )
        expenses = [one for line in self.EXPENSE_LINES if (one := self._expense(cleaned, line))]
        signature = self.signature(cleaned)
        if self.errors:
            return cleaned
        return {
            "assignment": assignment,
            "planned": planned,
            "key": cleaned["key"],
            "on": cleaned["on"],
            "starts_at": cleaned["starts_at"],
            "duration_minutes": minutes,
            "outcome": cleaned["outcome"],
            "side": side,
            "was_late": was_late,
            "took_place_all_the_same": cleaned["took_place_all_the_same"],
            "persons": cleaned["persons"],
            "travel_km": cleaned["travel_km"] or 0,
            "travel_minutes": self._way(cleaned, assignment),
            "saw_structural_problem": cleaned["saw_structural_problem"],
            "expenses": expenses,
            "signature": signature,
        }

    def _matter(self, what: str) -> tuple[Assignment | None, Appointment | None]:
        """Own things only, and also those that ended meanwhile: the operation explains what became of them."""
        kind, pk = what[:1], what[1:]
        if pk.isdecimal() and len(pk) < 16:
            if kind == "t" and (planned := own_appointments(self.guide).filter(pk=pk).first()):
                return planned.assignment, planned
            if kind == "e" and (assignment := Assignment.objects.filter(guide=self.guide, pk=pk).first()):
                return assignment, None
        self.add_error(None, _("Diesen Termin gibt es nicht mehr. Ihre Angaben sind noch da. Bitte rufen Sie uns an."))
        return None, None

    def _minutes(self, cleaned: dict, planned: Appointment | None) -> int:
        start, end, minutes = (cleaned.get(name) for name in ("starts_at", "ends_at", "duration_minutes"))
        if end and not start:
            self.add_error("starts_at", _("Bitte schreiben Sie auch, wann es anfing."))
        elif end and minutes:
            self.add_error("duration_minutes", _("Bitte schreiben Sie entweder „Bis“ oder die Dauer, nicht beides."))
        elif end and cleaned.get("on"):
            try:
                return minutes_between(cleaned["on"], start, end)
            except DomainError as error:
                self.add_error("ends_at", error.said_to_them())
        elif not minutes and cleaned.get("outcome") == Appointment.Outcome.CANCELLED:
            return planned.duration_minutes if planned else 0
        elif not minutes and not end:
            self.add_error("ends_at", _("Bitte schreiben Sie, wie lange es gedauert hat: von – bis oder die Minuten."))
        return minutes or 0

    def _way(self, cleaned: dict, assignment: Assignment) -> int | None:
        """Minutes of the way where they count; `None` where they do not, or where the page on the phone did not ask yet."""
        if "travel_minutes" not in self.data or not rate_on(assignment, cleaned["on"]).get("counts_travel_time"):
            return None
        return cleaned["travel_minutes"] or 0

    @property
    def counts_way(self) -> bool:
        return bool(self.initial.get("counts_way"))

    def _called_off(self, cleaned: dict) -> tuple[str, bool | None]:
        """By whom and whether at short notice. A page kept on the phone from before these questions does not ask them."""
        if cleaned.get("outcome") != Appointment.Outcome.CANCELLED or not cleaned.get("asks_who"):
            return "", None
        if not cleaned.get("side") and "side" not in self.errors:
            self.add_error("side", _("Bitte wählen Sie, wer abgesagt hat."))
        if "was_late" not in self.fields:
            return cleaned.get("side", ""), False
        if cleaned.get("was_late") is None and "was_late" not in self.errors:
            self.add_error("was_late", _("Bitte wählen Sie, wann abgesagt wurde."))
        return cleaned.get("side", ""), cleaned.get("was_late")

    def _expense(self, cleaned: dict, line: int) -> Spent | None:
        amount, category, receipt = (cleaned.get(f"{name}_{line}") for name in ("amount", "category", "receipt"))
        if not amount and not category and not receipt:
            return None
        if not amount and f"amount_{line}" not in self.errors:
            self.add_error(f"amount_{line}", _("Bitte schreiben Sie den Betrag."))
        if not category:
            self.add_error(f"category_{line}", _("Bitte wählen Sie, wofür das war."))
        if not amount or not category:
            return None
        return Spent(category, amount, receipt.read() if receipt else None)


class DeclineForm(forms.Form):
    """A no with a reason, if somebody wants to give one."""

    reason = forms.ChoiceField(choices=[("", "–"), *MatchProposal.DeclineReason.choices], required=False)


class AbsenceForm(forms.Form):
    from_on = DayField(label=_("Von"), widget=date_input())
    to_on = DayField(label=_("Bis"), widget=date_input())


class FallOutForm(forms.Form):
    """Why somebody cannot come, in a category; not saying it is an answer, too."""

    R = AppointmentChange.Reason
    REASONS = [
        (R.ILL, _("Ich bin krank")),
        (R.FAMILY, _("Familie oder Beruf")),
        (R.TRANSPORT, _("Ich komme nicht hin")),
        (R.TOO_CLOSE, _("Ich kenne die Person oder Familie")),
        (R.NOT_SAID, _("Das möchte ich nicht sagen")),
    ]

    reason = forms.ChoiceField(choices=REASONS, required=False)


class AwayForm(forms.Form):
    """Days on which somebody cannot come, although there may be appointments."""

    REASONS = [one for one in FallOutForm.REASONS if one[0] != AppointmentChange.Reason.TOO_CLOSE]

    first = DayField(label=_("Von"), widget=date_input())
    last = DayField(label=_("Bis"), widget=date_input())
    reason = forms.ChoiceField(label=_("Warum?"), choices=REASONS, required=False)


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)


class AccountForm(forms.Form):
    holder = forms.CharField(label=_("Kontoinhaberin oder Kontoinhaber"), max_length=70)
    iban = forms.CharField(
        label=_("IBAN"), max_length=42, widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
    )


class OtherPayersForm(forms.Form):
    """One amount for each legal basis of the year; an empty field is nothing."""

    def __init__(self, data=None, *, bases, declared):
        super().__init__(data)
        for basis in bases:
            known = declared.get(basis)
            self.fields[f"euros_{basis}"] = forms.DecimalField(
                label=LegalBasis(basis).label, min_value=0, max_value=999999, max_digits=8, decimal_places=2, required=False,
                localize=True, initial=known.euros if known else None,
            )  # fmt: skip

    @property
    def amounts(self) -> dict[str, Decimal]:
        return {name.removeprefix("euros_"): value or Decimal(0) for name, value in self.cleaned_data.items()}
