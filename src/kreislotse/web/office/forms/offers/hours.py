"""When an offer is there, as people write it."""

from __future__ import annotations

from django import forms

from kreislotse.directory.models import OpeningTime
from kreislotse.directory.opening import UnclearHours, parse_hours, write_hours


class HoursForm(forms.Form):
    """One line per weekday, as people say it: „9–12, 14–18 Uhr“."""

    def __init__(self, *args, times=(), **kwargs):
        super().__init__(*args, prefix="zeiten", **kwargs)
        for weekday in OpeningTime.Weekday:
            own = [one for one in times if one.weekday == weekday.value]
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
