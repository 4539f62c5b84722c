"""The form in which a provider edits a copy of an offer: one field for each value that may be proposed."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.core.errors import DomainError
from kreislotse.directory import proposable, proposals
from kreislotse.directory.models import Offer, OfferLocation, Weekday
from kreislotse.directory.opening import UnclearHours, parse_hours, write_hours
from kreislotse.directory.writing import write_exceptions, write_periods
from kreislotse.taxonomy.models import Language, Topic

LONGEST_TEXT = 10_000
LONGEST_WAIT = 520


class HoursField(forms.CharField):
    """The hours of one day in words; what is not understood is refused with an example."""

    def clean(self, value):
        text = super().clean(value)
        try:
            return write_hours(parse_hours(text))
        except UnclearHours as error:
            raise forms.ValidationError(str(error)) from error


class LinesField(forms.CharField):
    """Times on several lines; they come back as we write them, so that the same said otherwise is no change."""

    def __init__(self, *, read, write, **kwargs):
        self.read, self.write = read, write
        super().__init__(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value):
        text = super().clean(value)
        try:
            return self.write(self.read(text))
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


class ProposalForm(forms.Form):
    """Begins with what stands in the offer, or with the proposal that already waits; `values` and `seen` go to `propose`."""

    sealed = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, offer: Offer, asks_for_address: bool):
        state = proposable.state(offer)
        waiting = proposals.open_proposal(offer)
        changes = {key: value for key, value in (waiting.changes if waiting else {}).items() if key in state}
        initial = state | changes | {"sealed": proposals.sealed_state(offer), "note": waiting.note if waiting else ""}
        if initial["valid_until"]:
            initial["valid_until"] = date.fromisoformat(initial["valid_until"])
        super().__init__(data, initial=initial)
        self.offer, self.waiting, self.keys = offer, waiting, list(state)
        for key in proposable.in_order(state):
            self.fields[key] = _field(key)
        self.fields["note"] = forms.CharField(
            label=_("Was wir sonst noch wissen sollten"), required=False, max_length=2000,
            help_text=_("Zum Beispiel ein neuer Ort, oder dass es das Angebot nicht mehr gibt."),
            widget=forms.Textarea(attrs={"rows": 3}),
        )  # fmt: skip
        if asks_for_address:
            self.fields["sender_name"] = forms.CharField(label=_("Ihr Name"), required=False, max_length=120)
            self.fields["sender_email"] = forms.EmailField(
                label=_("E-Mail für unsere Antwort"), required=False,
                help_text=_("Leer lassen: Wir antworten an die Adresse, an die unsere E-Mail ging."),
            )  # fmt: skip

    def group(self, keys):
        return [self[key] for key in proposable.in_order(self.keys) if key in keys]

    @property
    def texts(self):
        return self.group(proposable.TEXTS[:7])

    @property
    def facts(self):
        return self.group((*proposable.YES_OR_NO, *proposable.OTHERS))

    @property
    def languages(self):
        """The languages spoken there, and in words which are chosen now."""
        return self._folded(proposable.LANGUAGES)

    @property
    def folded_topics(self):
        return self._folded(proposable.TOPICS)

    def _folded(self, key: str):
        return self[key], proposable.words_of(key, self.initial[key])

    @property
    def ways(self):
        return self.group(("phone", "email", "website"))

    @property
    def hours(self):
        return [self[key] for key in self.keys if key.startswith("hours-")]

    @property
    def variations(self):
        return [self[proposable.PERIODS], self[proposable.EXCEPTIONS]]

    @property
    def has_variations(self) -> bool:
        return any(one.value() or one.errors for one in self.variations)

    @property
    def places(self):
        """Each place with its fields."""
        for place in self.offer.locations.order_by("pk"):
            yield place, [self[f"place-{place.uuid}-{name}"] for name in proposable.OF_A_PLACE]

    @property
    def asks_for_address(self):
        return [self[key] for key in ("sender_name", "sender_email") if key in self.fields]

    @property
    def values(self) -> dict:
        """What the form says now, by key, as plain values."""
        return {key: proposable.plain(self.cleaned_data[key]) for key in self.keys if key in self.cleaned_data}

    @property
    def seen(self) -> dict:
        return proposals.opened_state(self.offer, self.cleaned_data.get("sealed", ""))


def _field(key: str) -> forms.Field:
    kind, _dash, rest = key.partition("-")
    if kind == "hours":
        return HoursField(label=Weekday(int(rest)).label, required=False, max_length=120)
    if key == proposable.PERIODS:
        return LinesField(
            label=_("Andere Zeiten für einen Zeitraum"), read=proposable.periods_in, write=write_periods,
            help_text=_("Eine Zeile für jeden Zeitraum: „1.7.–31.8.: Di 17–19, Do 9–12“ oder „ab 1.12.: Mo–Fr 9–12“."),
        )  # fmt: skip
    if key == proposable.EXCEPTIONS:
        return LinesField(
            label=_("Einzelne Tage"), read=proposable.exceptions_in, write=write_exceptions,
            help_text=_("Eine Zeile für jede Ausnahme: „24.12.–1.1. geschlossen (Betriebsferien)“ oder „2.4. 9–11 Uhr“."),
        )  # fmt: skip
    if kind == "place":
        return _from_model(OfferLocation._meta.get_field(rest.rpartition("-")[2]))
    if key == proposable.LANGUAGES:
        return _Codes(
            label=_("Sprachen vor Ort"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=lambda: Language.objects.order_by("sort_order", "name").values_list("code", "name"),
        )  # fmt: skip
    if key == proposable.TOPICS:
        return _Codes(
            label=_("Themen"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=lambda: Topic.objects.filter(retired_on=None).order_by("sort_order", "name").values_list("code", "name"),
        )  # fmt: skip
    return _from_model(Offer._meta.get_field(key))


class _Codes(forms.MultipleChoiceField):
    def clean(self, value):
        return sorted(super().clean(value))


def _yes_or_no(value):
    return {"True": True, "False": False}.get(value)


def _from_model(field) -> forms.Field:
    """The form field of a model field, with the limits a stranger's text needs."""
    label = field.verbose_name
    if field.name == "valid_until":
        return DayField(label=label, required=False, help_text=_("Danach verschwindet das Angebot von selbst."))
    if field.get_internal_type() == "BooleanField" and field.null:
        choices = [("", _("nicht bekannt")), ("True", _("ja")), ("False", _("nein"))]
        return forms.TypedChoiceField(label=label, required=False, choices=choices, coerce=_yes_or_no, empty_value=None)
    if field.name == "website":
        return forms.URLField(
            label=label, required=False, max_length=field.max_length, assume_scheme="https",
            widget=forms.TextInput(attrs={"inputmode": "url"}),
        )  # fmt: skip
    if field.name == "waiting_weeks":
        return forms.IntegerField(label=label, required=False, min_value=0, max_value=LONGEST_WAIT)
    if field.name == "availability":
        return forms.ChoiceField(label=label, required=False, choices=[("", _("keine Angabe")), *field.choices])
    made = field.formfield()
    if field.name == "description":
        box = forms.Textarea(attrs={"rows": 8})
        made = forms.CharField(label=label, required=False, max_length=LONGEST_TEXT, widget=box)
    elif field.name == "summary":
        made.widget = forms.Textarea(attrs={"rows": 2})
    return made
