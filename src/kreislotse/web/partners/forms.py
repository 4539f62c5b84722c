from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
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


class TaskAnswerForm(forms.Form):
    """What somebody says beside „erledigt“ or „dauert länger“."""

    until = DayField(
        label=_("Ich schaffe es bis"), required=False, help_text=_("Zum Beispiel 12.3. oder „in 2 Wochen“.")
    )
    note = forms.CharField(
        label=_("Möchten Sie etwas dazu sagen?"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
    )  # fmt: skip
