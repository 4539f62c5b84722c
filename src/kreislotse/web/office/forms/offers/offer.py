"""The offer's own fields."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.directory.models import Offer
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.intake.queries import UNCLEAR_TOPIC
from kreislotse.network.models import Organization
from kreislotse.network.queries import colleagues
from kreislotse.taxonomy.models import Language, TargetGroup, Topic
from kreislotse.web.office.forms.offers.choices import municipalities


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
        self.fields["municipalities_served"].queryset = municipalities()

    @property
    def seen_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen", ""))
        except ValueError:
            return None
