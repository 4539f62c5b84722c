"""When an offer is there, as people write it."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.directory.models import OpeningTime
from kreislotse.directory.open_now import Span
from kreislotse.directory.opening import UnclearHours, parse_hours, write_hours
from kreislotse.directory.writing import (
    language_finder,
    parse_exceptions,
    parse_language_times,
    parse_periods,
    write_exceptions,
    write_language_times,
    write_periods,
)
from kreislotse.taxonomy.models import Language

_KEPT = timedelta(days=1)  # exceptions that are over say nothing any more


class HoursForm(forms.Form):
    """One line per weekday, as people say it: „9–12, 14–18 Uhr“."""

    def __init__(self, *args, times=(), **kwargs):
        super().__init__(*args, prefix="zeiten", **kwargs)
        for weekday in OpeningTime.Weekday:
            ordinary = (one for one in times if not (one.valid_from or one.valid_until))
            own = [one for one in ordinary if one.weekday == weekday.value]
            self.fields[str(weekday.value)] = forms.CharField(
                label=weekday.label, required=False, max_length=120, initial=write_hours(own)
            )

    def clean(self):
        for name in list(self.fields):
            try:
                self.cleaned_data[name] = parse_hours(self.cleaned_data.get(name, ""))
            except UnclearHours as error:
                self.add_error(name, str(error))
        return self.cleaned_data

    @property
    def spans(self) -> dict[int, list]:
        return {int(name): spans for name, spans in self.cleaned_data.items() if spans}


class LinesField(forms.CharField):
    """Several lines, each read by a function of `directory.writing`; its sentence about a line is the error."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, read=None, **kwargs):
        self.read = read
        super().__init__(required=False, max_length=4000, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        try:
            return self.read(text)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


class VariationsForm(forms.Form):
    """What differs from the ordinary week, one thing on each line."""

    periods = LinesField(
        label=_("Andere Zeiten für einen Zeitraum"),
        help_text=_("Eine Zeile für jeden Zeitraum: „1.7.–31.8.: Di 17–19, Do 9–12“ oder „ab 1.12.: Mo–Fr 9–12“. Ein Zeitraum mit Anfang und Ende ersetzt die Woche darüber."),
    )  # fmt: skip
    exceptions = LinesField(
        label=_("Einzelne Tage"),
        help_text=_("Eine Zeile für jede Ausnahme: „24.12.–1.1. geschlossen (Betriebsferien)“ oder „2.4. 9–11 Uhr“."),
    )

    def __init__(self, *args, times=(), exceptions=(), **kwargs):
        today = timezone.localdate()
        ahead = [one for one in exceptions if one.last_day >= today - _KEPT]
        initial = {"periods": write_periods(times), "exceptions": write_exceptions(ahead)}
        super().__init__(*args, prefix="abweichend", initial=initial, **kwargs)
        self.fields["periods"].read = lambda text: parse_periods(text, today=today)
        self.fields["exceptions"].read = lambda text: parse_exceptions(text, today=today)

    def added_to(self, week: dict[int, list[Span]]) -> dict[int, list[Span]]:
        """`week` with the times that hold for a period only."""
        periods = self.cleaned_data["periods"]
        return {day: [*week.get(day, []), *periods.get(day, [])] for day in {*week, *periods}}


class LanguageTimesForm(forms.Form):
    """When which language is spoken."""

    language_times = LinesField(
        label=_("Sprachen zu bestimmten Zeiten"),
        help_text=_("Eine Zeile für jede Sprache: „Arabisch: dienstags 9–12“. Ohne Zeile gilt eine Sprache immer, wenn geöffnet ist."),
    )  # fmt: skip

    def __init__(self, *args, times=(), **kwargs):
        super().__init__(
            *args, prefix="sprachzeiten", initial={"language_times": write_language_times(times)}, **kwargs
        )
        self.fields["language_times"].read = lambda text: parse_language_times(
            text, find=language_finder(Language.objects.all())
        )
