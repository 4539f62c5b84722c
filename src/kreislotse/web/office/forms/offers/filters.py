"""The list of offers: what it is narrowed and sorted by."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.directory.models import Offer
from kreislotse.districts.languages import translation_languages
from kreislotse.districts.queries import current_district
from kreislotse.places.models import Municipality
from kreislotse.quality.hints import hint_choices
from kreislotse.taxonomy.models import Language, Topic
from kreislotse.web.office.forms.offers.choices import municipalities

SORTS = {
    "title": "search_key", "provider": "provider__name", "status": "status", "checked_on": "checked_on",
    "updated_at": "updated_at",
}  # fmt: skip


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
    untranslated = forms.ChoiceField(label=_("Zu übersetzen in"), required=False)
    is_due = forms.BooleanField(label=_("Prüfung fällig"), required=False)
    hinweis = forms.ChoiceField(label=_("Hinweis"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", _("alle außer Archiv")), *Offer.Status.choices]
        self.fields["topic"].queryset = Topic.objects.filter(retired_on=None).order_by("sort_order", "name")
        self.fields["spoken"].queryset = Language.objects.order_by("sort_order", "name")
        self.fields["municipality"].queryset = municipalities()
        self.fields["hinweis"].choices = [("", _("egal")), *hint_choices()]
        self.fields["untranslated"].choices = [("", _("egal")), *translation_languages(current_district())]

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value and name != "hinweis"}
        if values.pop("is_due", False):
            values["due_on"] = timezone.localdate()
        return values

    @property
    def hint(self) -> str:
        """The quality hint the list is narrowed to, or nothing."""
        self.is_valid()
        return self.cleaned_data.get("hinweis", "")
