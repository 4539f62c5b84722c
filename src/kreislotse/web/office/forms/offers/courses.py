"""The runs of a course: when it begins, on which days, and whether there is room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.core.errors import DomainError
from kreislotse.directory.conditions import contradictions
from kreislotse.directory.models import CourseRun
from kreislotse.directory.writing import parse_course_times, write_course_times
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.web.office.forms.offers.choices import name_blanks

MOST_RUNS = 60


class CourseForm(DistrictModelForm):
    """One run; a line without any text is not kept, and a ticked one goes."""

    key = forms.IntegerField(widget=forms.HiddenInput, required=False)
    starts_on = DayField(label=_("beginnt am"), required=False)
    ends_on = DayField(label=_("endet am"), required=False)
    register_until = DayField(label=_("Anmeldung bis"), required=False)
    times = forms.CharField(label=_("Tage und Uhrzeit"), required=False, max_length=120)
    place = forms.ChoiceField(label=_("Ort"), required=False)
    is_removed = forms.BooleanField(label=_("diesen Kurstermin löschen"), required=False)

    class Meta:
        model = CourseRun
        fields = ["name", "level_from", "level_to", "starts_on", "ends_on", "register_until", "seats", "availability"]

    def __init__(self, *args, places=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("wie beim Angebot")), *places]
        name_blanks(self, level_from=_("egal"), level_to=_("egal"), availability=_("nicht bekannt"))

    def clean_times(self):
        try:
            return parse_course_times(self.cleaned_data["times"])
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_removed"):
            self._errors = self.error_class()
            return {"is_removed": True}
        if self.is_used and not cleaned.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Bitte schreiben Sie, wann der Kurs beginnt."))
        for name, sentence in contradictions(cleaned).items():
            self.add_error(name, sentence)
        return cleaned

    def _post_clean(self):
        """The lines are saved by the operation; the model's own checks are said by field above."""

    @property
    def is_used(self) -> bool:
        return any(self.data.get(self.add_prefix(name), "").strip() for name in (*self._meta.fields, "times"))

    @property
    def run(self) -> dict | None:
        """The fields of the run, or `None` for an empty or removed line."""
        if self.cleaned_data.get("is_removed") or not self.is_used:
            return None
        weekdays, starts_at, ends_at = self.cleaned_data["times"]
        place = self.cleaned_data.get("place")
        return {
            "pk": self.cleaned_data.get("key"),
            **{name: self.cleaned_data[name] for name in self._meta.fields},
            "weekdays": weekdays,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "location": None,
            "place": int(place) if place else None,
        }

    @staticmethod
    def initial_of(run: CourseRun, places: list) -> dict:
        values = {name: getattr(run, name) for name in CourseForm._meta.fields}
        keys = [place.pk for place in places]
        position = str(keys.index(run.location_id)) if run.location_id in keys else ""
        return values | {"key": run.pk, "times": write_course_times(run), "place": position}


CourseForms = forms.formset_factory(CourseForm, extra=0, max_num=MOST_RUNS, absolute_max=MOST_RUNS)
