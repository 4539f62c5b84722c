"""Filters of the projects' list."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.queries import current_district
from kreislotse.groups.models import Project
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Topic


class ProjectFilters(forms.Form):
    text = forms.CharField(label=_("Titel oder Akteur"), required=False)
    stand = forms.ChoiceField(
        label=_("Stand"), required=False, choices=[("", _("alle")), ("open", _("alle offenen")), *Project.Stand.choices]
    )
    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Thema"), required=False, empty_label=_("alle"))
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Gemeinde"), required=False, empty_label=_("alle")
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Akteur"), required=False, empty_label=_("alle"),
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Topic.objects.filter(retired_on=None).order_by("sort_order", "name")
        here = Municipality.objects.of_district(current_district()).valid_on(timezone.localdate())
        self.fields["municipality"].queryset = here.order_by("name")
        self.fields["organization"].queryset = Organization.objects.active().order_by("name", "pk")

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
