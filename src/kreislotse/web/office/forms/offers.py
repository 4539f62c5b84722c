from __future__ import annotations

from datetime import datetime

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.core.language_names import language_name
from kreislotse.core.text import fold_german
from kreislotse.directory.models import Offer, OfferLocation, OfferTranslation, OpeningTime
from kreislotse.directory.opening import UnclearHours, parse_hours, write_hours
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.districts.queries import current_district
from kreislotse.intake.queries import UNCLEAR_TOPIC
from kreislotse.network.models import Organization
from kreislotse.network.queries import colleagues
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language, TargetGroup, Topic

SORTS = {
    "title": "search_key", "provider": "provider__name", "status": "status", "checked_on": "checked_on",
    "updated_at": "updated_at",
}  # fmt: skip
MOST_PLACES = 20


def _municipalities():
    return Municipality.objects.of_district(current_district()).valid_on(timezone.localdate())


# German names that say more than CLDR's.
_GERMAN_NAMES = {"de-simple": _("Leichte Sprache"), "kmr": _("Kurdisch (Kurmandschi)")}


def translation_languages(district) -> list[tuple[str, str]]:
    """The languages an offer can be translated into here, with their German names."""
    known = dict(settings.LANGUAGES)
    return [
        (code, str(_GERMAN_NAMES.get(code) or language_name(code, "de") or known[code]))
        for code in district.languages
        if code in known and code != "de"
    ]


class OfferListFilters(forms.Form):
    """The filters of the list, as they stand in the address."""

    text = forms.CharField(label=_("Titel oder Anbieter"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Thema"), required=False, empty_label=_("alle"))
    spoken = forms.ModelChoiceField(
        Language.objects.none(), label=_("Sprache vor Ort"), required=False, empty_label=_("alle")
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Gemeinde"), required=False, empty_label=_("alle")
    )
    untranslated = forms.ChoiceField(label=_("Übersetzung fehlt"), required=False)
    is_due = forms.BooleanField(label=_("Prüfung fällig"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", _("alle außer Archiv")), *Offer.Status.choices]
        self.fields["topic"].queryset = Topic.objects.filter(retired_on=None).order_by("sort_order", "name")
        self.fields["spoken"].queryset = Language.objects.order_by("sort_order", "name")
        self.fields["municipality"].queryset = _municipalities()
        self.fields["untranslated"].choices = [("", _("egal")), *translation_languages(current_district())]

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        if values.pop("is_due", False):
            values["due_on"] = timezone.localdate()
        return values


class OfferForm(DistrictModelForm):
    website = forms.URLField(
        label=_("Internetseite"), max_length=300, required=False, assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )  # fmt: skip
    valid_until = DayField(
        label=_("gültig bis"), required=False, help_text=_("Danach verschwindet das Angebot von selbst.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Offer
        fields = [
            "provider", "title", "summary", "description", "costs", "is_free", "documents", "registration", "topics",
            "target_groups", "languages_spoken", "serves_whole_district", "municipalities_served", "is_online", "phone",
            "email", "website", "valid_until", "responsible",
        ]  # fmt: skip
        widgets = {
            "provider": forms.Select(attrs={"data-suggest": ""}),
            "summary": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 6}),
            "topics": forms.CheckboxSelectMultiple,
            "target_groups": forms.CheckboxSelectMultiple,
            "languages_spoken": forms.CheckboxSelectMultiple,
            "municipalities_served": forms.CheckboxSelectMultiple,
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
        }
        help_texts = {
            "provider": _("Fehlt der Anbieter, nehmen Sie ihn zuerst im Netzwerk auf."),
            "summary": _("Was bekommt man hier? Kurze Wörter, höchstens 300 Zeichen; so steht es in der Liste."),
            "municipalities_served": _("Nur nötig, wenn das Angebot nicht für den ganzen Kreis gilt."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        providers = Organization.objects.active()
        colleagues_now = colleagues(timezone.localdate())
        if self.instance.pk:
            providers |= Organization.objects.filter(pk=self.instance.provider_id)
            self.fields["seen"].initial = self.instance.updated_at.isoformat()
            if self.instance.responsible_id:
                colleagues_now |= type(self.instance.responsible).objects.filter(pk=self.instance.responsible_id)
        self.fields["provider"].queryset = providers.order_by("name", "pk")
        self.fields["responsible"].queryset = colleagues_now
        topics = Topic.objects.filter(retired_on=None).exclude(code=UNCLEAR_TOPIC)
        self.fields["topics"].queryset = topics.order_by("sort_order", "name")
        self.fields["target_groups"].queryset = TargetGroup.objects.filter(retired_on=None).order_by(
            "sort_order", "name"
        )
        self.fields["languages_spoken"].queryset = Language.objects.order_by("sort_order", "name")
        self.fields["municipalities_served"].queryset = _municipalities()

    @property
    def seen_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen", ""))
        except ValueError:
            return None


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


class LocationForm(DistrictModelForm):
    """A place; one without any text is not kept."""

    class Meta:
        model = OfferLocation
        fields = ["name", "street", "postcode", "city", "municipality", "is_step_free"]
        widgets = {"postcode": forms.TextInput(attrs={"inputmode": "numeric"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = _municipalities()
        self.fields["is_step_free"].widget.choices = [
            ("unknown", _("nicht bekannt")),
            ("true", _("ja")),
            ("false", _("nein")),
        ]

    def clean_postcode(self):
        postcode = self.cleaned_data["postcode"].strip()
        if postcode and not (len(postcode) == 5 and postcode.isdigit()):
            raise forms.ValidationError(_("Eine Postleitzahl hat fünf Ziffern."))
        return postcode

    def clean(self):
        cleaned = super().clean()
        city = fold_german(cleaned.get("city", ""))
        if city and not cleaned.get("municipality"):
            same = [one for one in self.fields["municipality"].queryset if fold_german(one.name) == city]
            cleaned["municipality"] = same[0] if len(same) == 1 else None
        return cleaned

    @property
    def place(self) -> dict | None:
        """The fields of the place, or `None` for an empty line."""
        fields = {name: self.cleaned_data.get(name) for name in self._meta.fields}
        return fields if any(fields[name] for name in ("name", "street", "postcode", "city")) else None


LocationForms = forms.formset_factory(LocationForm, extra=1, max_num=MOST_PLACES, absolute_max=MOST_PLACES)


class OfferPage:
    """The one page on which an offer is recorded or changed: its form, its week and its places."""

    def __init__(self, offer: Offer, data=None):
        self.form = OfferForm(data, instance=offer)
        times = list(offer.opening_times.all()) if offer.pk else []
        self.hours = HoursForm(data, times=times)
        places = list(offer.locations.order_by("pk").values(*LocationForm._meta.fields)) if offer.pk else []
        self.locations = LocationForms(data, prefix="orte", initial=places)

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.hours.is_valid(), self.locations.is_valid()])

    def operation_arguments(self) -> dict:
        cleaned = self.form.cleaned_data
        relations = ("topics", "target_groups", "languages_spoken", "municipalities_served")
        return {
            **{name: cleaned[name] for name in relations},
            "locations": [place for form in self.locations if (place := form.place)],
            "opening_times": self.hours.spans,
            "seen_at": self.form.seen_at,
        }

    def accept_new_state(self, offer: Offer) -> None:
        """After a conflict: the next save means the state that is in the database now."""
        self.form.data = self.form.data.copy()
        self.form.data["seen"] = Offer.objects.get(pk=offer.pk).updated_at.isoformat()


class TranslationForm(forms.ModelForm):
    """An offer's texts in another language, each beside its German source."""

    class Meta:
        model = OfferTranslation
        fields = Offer.TRANSLATED
        widgets = {"summary": forms.Textarea(attrs={"rows": 2}), "description": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, offer: Offer, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer = offer
        for field in self.fields.values():
            field.required = False
            field.widget.attrs |= {"lang": language, "dir": "auto"}

    def _post_clean(self):
        """The operation decides; the form only turns text into clean values."""

    @property
    def pairs(self):
        """German text and field, for those that have a German text or a translation."""
        for bound in self:
            if source := getattr(self.offer, bound.name) or bound.value():
                yield getattr(self.offer, bound.name) if source else "", bound
