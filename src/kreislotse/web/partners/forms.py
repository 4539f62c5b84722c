from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.forms import DistrictModelForm
from kreislotse.network.models import Organization


class OwnOrganizationForm(DistrictModelForm):
    """What an organization says about itself: how it is reached and what it is there for."""

    website = forms.URLField(
        label=_("Internetseite"), max_length=300, required=False, assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )  # fmt: skip

    class Meta:
        model = Organization
        fields = ["street", "postcode", "city", "phone", "email", "website", "responsible_for"]
        widgets = {"responsible_for": forms.Textarea(attrs={"rows": 4})}
