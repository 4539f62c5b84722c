"""The one page on which an offer is recorded or changed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kreislotse.directory.codes import Kind
from kreislotse.directory.models import Offer
from kreislotse.web.office.forms.offers.choices import municipalities
from kreislotse.web.office.forms.offers.courses import MOST_RUNS, CourseForm, CourseForms
from kreislotse.web.office.forms.offers.hours import HoursForm, LanguageTimesForm, VariationsForm
from kreislotse.web.office.forms.offers.offer import OfferForm
from kreislotse.web.office.forms.offers.places import MOST_PLACES, LocationForm, LocationForms

ADDABLE = {"orte": MOST_PLACES, "kurse": MOST_RUNS}
RELATIONS = ("topics", "target_groups", "languages_spoken", "municipalities_served")
# What each folded part of the page asks; one that says something, or is wrong, is unfolded.
FOLDED = {
    "conditions": ("age_from", "age_to", "sex", "level_from", "level_to", "status_groups", "eligibility"),
    "room": ("capacity", "availability", "waiting_weeks", "has_childcare"),
    "contacts": ("contacts", "another_contact"),
    "video": ("video",),
}


class OfferPage:
    """The form of an offer, its week and what differs from it, its languages, places and courses.

    `add` names rows to which an empty one is added instead of saving; nothing is checked then.
    """

    def __init__(self, offer: Offer, data=None, *, add: str = ""):
        self.is_stored = offer.pk is not None
        self.is_adding = data is not None and add in ADDABLE
        if self.is_adding:
            data = data.copy()
            data[f"{add}-TOTAL_FORMS"] = str(min(_number(data.get(f"{add}-TOTAL_FORMS")) + 1, ADDABLE[add]))
        towns = municipalities()  # read once for all fields
        self.form = OfferForm(data, instance=offer, towns=towns)
        times = self._rows(offer, "opening_times", "weekday", "opens_at")
        self.hours = HoursForm(data, times=times)
        self.variations = VariationsForm(
            data, times=times, exceptions=self._rows(offer, "opening_exceptions", "first_day", "opens_at")
        )
        self.language_times = LanguageTimesForm(
            data, times=self._rows(offer, "language_times", "language", "weekday", "opens_at", related="language")
        )
        places = self._rows(offer, "locations", "pk")
        self.locations = LocationForms(
            data,
            prefix="orte",
            initial=[LocationForm.initial_of(one) for one in places],
            form_kwargs={"towns": towns},
        )
        runs = self._rows(offer, "course_runs", "starts_on", "pk")
        self.courses = CourseForms(
            data,
            prefix="kurse",
            initial=[CourseForm.initial_of(one, places) for one in runs],
            form_kwargs={"places": self._place_choices()},
        )
        if self.is_adding:
            self._show_without_errors(add)

    def _rows(self, offer: Offer, accessor: str, *order: str, related: str = "") -> list:
        if not self.is_stored:
            return []
        rows = getattr(offer, accessor).order_by(*order)
        return list(rows.select_related(related) if related else rows)

    def _place_choices(self) -> list[tuple[str, str]]:
        choices = []
        for number, form in enumerate(self.locations):
            name = form["name"].value() or form["street"].value() or form["city"].value()
            label = _("Ort %(number)d") % {"number": number + 1}
            choices.append((str(number), f"{label}: {name}" if name else label))
        return choices

    def _show_without_errors(self, add: str) -> None:
        for form in self.all_forms:
            form._errors = {}
        for rows in (self.locations, self.courses):
            rows._errors, rows._non_form_errors = [], rows.error_class()
        last = {"orte": self.locations, "kurse": self.courses}[add].forms[-1]
        next(iter(last.visible_fields())).field.widget.attrs["data-focus"] = ""

    @property
    def all_forms(self) -> list:
        return [self.form, self.hours, self.variations, self.language_times, *self.locations, *self.courses]

    @property
    def unfolded(self) -> dict[str, bool]:
        """Which parts of the page are open at once."""
        open_parts = {
            part: any(
                self.form[name].value() not in (None, "", [], "unknown") or self.form[name].errors for name in names
            )
            for part, names in FOLDED.items()
        }
        said = [bound for form in (self.variations,) for bound in form]
        open_parts["variations"] = any(bound.value() or bound.errors for bound in said)
        open_parts["languages"] = any(bound.value() or bound.errors for bound in self.language_times)
        open_parts["courses"] = bool(len(self.courses.forms)) or self.form["kind"].value() == Kind.COURSE
        return open_parts

    def is_valid(self) -> bool:
        parts = (self.form, self.hours, self.variations, self.language_times, self.locations, self.courses)
        are_valid = [part.is_valid() for part in parts]  # each one, so that all errors are said at once
        return all(are_valid) and self._courses_have_places()

    def _courses_have_places(self) -> bool:
        """A course may not take place where nothing is written."""
        empty = {number for number, form in enumerate(self.locations) if form.place is None}
        for form in self.courses:
            if (run := form.run) and run["place"] in empty:
                form.add_error(
                    "place", _("An diesem Ort steht nichts. Bitte füllen Sie ihn aus oder wählen Sie einen anderen.")
                )
        return not any(form.errors for form in self.courses)

    def operation_arguments(self) -> dict:
        cleaned = self.form.cleaned_data
        places = [form.place for form in self.locations]
        positions = {number: position for position, number in enumerate(n for n, one in enumerate(places) if one)}
        runs = [run for form in self.courses if (run := form.run)]
        for run in runs:
            run["place"] = positions.get(run["place"])
        return {
            **{name: cleaned[name] for name in RELATIONS},
            "contacts": self.form.chosen_contacts,
            "locations": [place for place in places if place],
            "opening_times": self.variations.added_to(self.hours.spans),
            "opening_exceptions": self.variations.cleaned_data["exceptions"],
            "language_times": self.language_times.cleaned_data["language_times"],
            "course_runs": runs,
            "seen_at": self.form.seen_at,
        }

    def accept_new_state(self, offer: Offer) -> None:
        """After a conflict: the next save means the state that is in the database now."""
        self.form.data = self.form.data.copy()
        self.form.data["seen"] = Offer.objects.get(pk=offer.pk).updated_at.isoformat()


def _number(text) -> int:
    return int(text) if str(text).isdecimal() and len(str(text)) < 4 else 0
