"""Where an offer takes place."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.core.text import fold_german
from kreislotse.directory.models import OfferLocation
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.web.office.forms.offers.choices import municipalities

MOST_PLACES = 20


class LocationForm(DistrictModelForm):
    """A place; one without any text is not kept."""

    class Meta:
        model = OfferLocation
        fields = ["name", "street", "postcode", "city", "municipality", "is_step_free"]
        widgets = {"postcode": forms.TextInput(attrs={"inputmode": "numeric"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = municipalities()
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
