"""Where an offer takes place."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.core.text import fold_german
from kreislotse.directory.models import OfferLocation
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.web.office.forms.offers.choices import yes_no_unknown

MOST_PLACES = 20
_POSITION = re.compile(r"(\d{1,2}[.,]\d+)\s*°?\s*[NnEeOo]?[\s,;]+(\d{1,2}[.,]\d+)\s*°?\s*[NnEeOo]?")
# Germany with a margin; a swapped pair falls outside.
_NORTH, _EAST = (47.0, 55.2), (5.5, 15.3)


class LocationForm(DistrictModelForm):
    """A place; one without any text is not kept."""

    key = forms.IntegerField(widget=forms.HiddenInput, required=False)
    position = forms.CharField(
        label=_("Lage auf der Karte"), required=False, max_length=60,
        help_text=_("Breite und Länge, wie eine Karte sie zeigt: 51.2712, 8.8721. Leer heißt: Mitte der Gemeinde."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip

    class Meta:
        model = OfferLocation
        fields = [
            "name", "street", "postcode", "city", "municipality", "is_step_free", "has_accessible_toilet",
            "has_hearing_loop", "transport",
        ]  # fmt: skip
        widgets = {"postcode": forms.TextInput(attrs={"inputmode": "numeric"})}

    def __init__(self, *args, towns, **kwargs):
        super().__init__(*args, **kwargs)
        self.towns = towns
        self.fields["municipality"].queryset = towns
        self.fields["municipality"].choices = [("", _("nicht bekannt")), *((town.pk, town.name) for town in towns)]
        yes_no_unknown(self, "is_step_free", "has_accessible_toilet", "has_hearing_loop")

    def clean_postcode(self):
        postcode = self.cleaned_data["postcode"].strip()
        if postcode and not (len(postcode) == 5 and postcode.isascii() and postcode.isdigit()):
            raise forms.ValidationError(_("Eine Postleitzahl hat fünf Ziffern."))
        return postcode

    def clean_position(self):
        text = self.cleaned_data["position"].strip()
        if not text:
            return None, None
        match = _POSITION.fullmatch(text)
        latitude, longitude = (float(part.replace(",", ".")) for part in match.groups()) if match else (0, 0)
        if not (_NORTH[0] <= latitude <= _NORTH[1] and _EAST[0] <= longitude <= _EAST[1]):
            raise forms.ValidationError(
                _("Bitte schreiben Sie erst die Breite, dann die Länge, zum Beispiel 51.2712, 8.8721.")
            )
        return latitude, longitude

    def clean(self):
        cleaned = super().clean()
        city = fold_german(cleaned.get("city", ""))
        if city and not cleaned.get("municipality"):
            same = [one for one in self.towns if fold_german(one.name) == city]
            cleaned["municipality"] = same[0] if len(same) == 1 else None
        return cleaned

    @property
    def place(self) -> dict | None:
        """The fields of the place, or `None` for an empty line."""
        fields = {name: self.cleaned_data.get(name) for name in self._meta.fields}
        if not any(fields[name] for name in ("name", "street", "postcode", "city")):
            return None
        latitude, longitude = self.cleaned_data.get("position") or (None, None)
        return fields | {"pk": self.cleaned_data.get("key"), "latitude": latitude, "longitude": longitude}

    @staticmethod
    def initial_of(place: OfferLocation) -> dict:
        values = {name: getattr(place, name) for name in LocationForm._meta.fields}
        has_position = place.latitude is not None and place.longitude is not None
        position = f"{place.latitude:.5f}, {place.longitude:.5f}" if has_position else ""
        return values | {"municipality": place.municipality_id, "key": place.pk, "position": position}


LocationForms = forms.formset_factory(LocationForm, extra=1, max_num=MOST_PLACES, absolute_max=MOST_PLACES)
