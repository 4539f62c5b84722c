"""Choosing measures of the plan: every state is an address, nothing needs a script."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.planning.models import Measure
from kreislotse.planning.publication import MeasureFilter, places_of

FIELDS = {"feld": "field_of_action", "gemeinde": "ags", "stand": "status", "q": "text"}


class MeasureFilters(forms.Form):
    q = forms.CharField(label=_("Wort"), required=False, max_length=100)
    feld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    gemeinde = forms.ChoiceField(label=_("Gemeinde"), required=False)
    stand = forms.ChoiceField(label=_("Stand"), required=False)

    def __init__(self, data, *, content: dict):
        super().__init__(data)
        used = {code for one in content["measures"] for code in one["fields_of_action"]}
        status = {one["status"] for one in content["measures"]}
        fields = [(one["code"], one["name"]) for one in content["fields_of_action"] if one["code"] in used]
        self.fields["feld"].choices = [("", _("alle")), *fields]
        self.fields["gemeinde"].choices = [("", _("alle")), *((one["ags"], one["name"]) for one in places_of(content))]
        self.fields["stand"].choices = [("", _("alle")), *(one for one in Measure.Status.choices if one[0] in status)]

    @property
    def filter(self) -> MeasureFilter:
        """What was chosen; what nobody can choose narrows nothing."""
        self.is_valid()
        return MeasureFilter(**{ours: self.cleaned_data.get(name, "") for name, ours in FIELDS.items()})

    @property
    def active(self) -> int:
        return sum(bool(self.cleaned_data.get(name)) for name in FIELDS) if self.is_valid() else 0
