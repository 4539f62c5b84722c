"""Forms of the phone pages; the lines for languages and times are used in the office, too."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.core.errors import DomainError
from kreislotse.districts.queries import current_district
from kreislotse.guides.models import GuideLanguage, WeeklyTime
from kreislotse.guides.operations import Speaks
from kreislotse.guides.times import parse_windows, written
from kreislotse.matching.models import Appointment
from kreislotse.places.models import Municipality
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

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("language") and not cleaned.get("level"):
            self.add_error("level", _("Bitte wählen Sie, wie gut die Sprache gesprochen wird."))
        return cleaned


class LanguageLines(forms.formset_factory(LanguageLine, extra=0, max_num=30, absolute_max=40)):
    """A guide's languages, one line each, and a few empty lines; a line without a language is left out."""

    def __init__(self, data=None, *, guide=None, **kwargs):
        initial = [
            {"language": line.language_id, "level": line.level, "reads_and_writes": line.reads_and_writes}
            for line in (guide.languages.order_by("pk") if guide else ())
        ]
        initial += [{"reads_and_writes": True}] * EMPTY_LINES
        super().__init__(data, initial=initial, prefix="sprachen", **kwargs)
        choices = [("", "–"), *Language.objects.order_by("sort_order", "name").values_list("pk", "name")]
        for form in self.forms:
            form.fields["language"].widget.choices = choices

    @property
    def lines(self) -> list[Speaks]:
        return [
            Speaks(row["language"], row["level"], row["reads_and_writes"])
            for row in self.cleaned_data
            if row.get("language")
        ]


class WeeklyTimesForm(forms.Form):
    """One field per weekday, in which people write „9–12, 14:30–18“."""

    def __init__(self, data=None, *, guide=None, **kwargs):
        super().__init__(data, prefix="zeiten", **kwargs)
        windows: dict[int, list] = defaultdict(list)
        for row in guide.weekly_times.all() if guide else ():
            windows[row.weekday].append((row.from_time, row.to_time))
        for weekday, name in WeeklyTime._meta.get_field("weekday").choices:
            self.fields[f"day{weekday}"] = forms.CharField(
                label=name, required=False, max_length=60, initial=written(windows[weekday])
            )

    def clean(self):
        cleaned = super().clean()
        self.windows: list[tuple[int, time, time]] = []
        for weekday in range(7):
            try:
                parsed = parse_windows(cleaned.get(f"day{weekday}", ""))
            except DomainError as error:
                self.add_error(f"day{weekday}", str(error))
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


class TimeForm(forms.Form):
    """Today, an hour, done: three taps. Everything else is folded away."""

    OTHER = "other"
    DAYS = [("today", _("heute")), ("yesterday", _("gestern")), (OTHER, _("anderer Tag"))]
    DURATIONS = [
        ("30", _("30 Minuten")), ("45", _("45 Minuten")), ("60", _("1 Stunde")), ("90", _("1½ Stunden")), ("120", _("2 Stunden")),
        ("180", _("3 Stunden")), (OTHER, _("andere Dauer")),
    ]  # fmt: skip
    OUTCOMES = [
        (Appointment.Outcome.TOOK_PLACE, _("hat stattgefunden")),
        (Appointment.Outcome.NO_SHOW, _("niemand kam")),
        (Appointment.Outcome.CANCELLED, _("wurde abgesagt")),
    ]

    assignment = forms.ChoiceField(label=_("Welche Begleitung?"), widget=forms.RadioSelect)
    day = forms.ChoiceField(label=_("Wann war das?"), choices=DAYS, initial="today", widget=forms.RadioSelect)
    other_day = DayField(label=_("Anderer Tag"), required=False, widget=date_input())
    duration = forms.ChoiceField(label=_("Wie lange?"), choices=DURATIONS, widget=forms.RadioSelect)
    other_minutes = forms.IntegerField(label=_("Andere Dauer in Minuten"), required=False, min_value=1, max_value=1440)
    outcome = forms.ChoiceField(
        label=_("Was wurde daraus?"), choices=OUTCOMES, initial=Appointment.Outcome.TOOK_PLACE, widget=forms.RadioSelect
    )
    persons = forms.IntegerField(label=_("Wie viele Personen?"), min_value=1, max_value=200, initial=1)
    travel_km = forms.DecimalField(
        label=_("Fahrt in Kilometern"), min_value=0, max_value=9999, max_digits=5, decimal_places=1, required=False
    )
    saw_structural_problem = forms.CharField(
        label=_("Was müsste sich ändern?"),
        max_length=200,
        required=False,
        help_text=_("Ohne Namen, zum Beispiel: „Das Formular gibt es nur auf Deutsch.“"),
    )

    def __init__(self, data=None, *, assignments, chosen=None):
        self.assignments = {str(assignment.pk): assignment for assignment in assignments}
        first = chosen if chosen in self.assignments else next(iter(self.assignments), None)
        super().__init__(data, initial={"assignment": first})
        self.fields["assignment"].choices = [
            (key, self._title(assignment)) for key, assignment in self.assignments.items()
        ]
        if len(self.assignments) == 1:
            self.fields["assignment"].widget = forms.HiddenInput()

    @staticmethod
    def _title(assignment) -> str:
        request = assignment.help_request
        return f"{request.topic.name}, {request.municipality.name}" if request.municipality else request.topic.name

    def clean(self) -> dict:
        """The arguments of `operations.note_time`."""
        cleaned = super().clean()
        on = self._day(cleaned)
        minutes = self._minutes(cleaned)
        if self.errors:
            return cleaned
        return {
            "assignment": self.assignments[cleaned["assignment"]],
            "on": on,
            "duration_minutes": minutes,
            "outcome": cleaned["outcome"],
            "persons": cleaned["persons"],
            "travel_km": cleaned["travel_km"] or 0,
            "saw_structural_problem": cleaned["saw_structural_problem"],
        }

    def _day(self, cleaned: dict) -> date | None:
        today = timezone.localdate()
        if cleaned.get("day") == self.OTHER:
            if not cleaned.get("other_day") and "other_day" not in self.errors:
                self.add_error("other_day", _("Bitte wählen Sie den Tag aus."))
            return cleaned.get("other_day")
        return today - timedelta(days=1) if cleaned.get("day") == "yesterday" else today

    def _minutes(self, cleaned: dict) -> int | None:
        if cleaned.get("duration") == self.OTHER:
            if not cleaned.get("other_minutes") and "other_minutes" not in self.errors:
                self.add_error("other_minutes", _("Bitte schreiben Sie die Dauer in Minuten, zum Beispiel 75."))
            return cleaned.get("other_minutes")
        return int(cleaned["duration"]) if cleaned.get("duration") else None
