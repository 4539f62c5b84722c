"""The offer's own fields."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.directory.codes import Kind, StatusGroup
from kreislotse.directory.conditions import contradictions, kind_of_program
from kreislotse.directory.models import Offer
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.intake.queries import UNCLEAR_TOPIC
from kreislotse.network.models import Contact, Organization
from kreislotse.network.queries import colleagues
from kreislotse.taxonomy.models import Language, TargetGroup, Topic
from kreislotse.web.office.forms.offers.choices import name_blanks, yes_no_unknown


class OfferForm(DistrictModelForm):
    website = forms.URLField(
        label=_("Internetseite"), max_length=300, required=False, assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )  # fmt: skip
    valid_until = DayField(
        label=_("gültig bis"), required=False, help_text=_("Danach verschwindet das Angebot von selbst.")
    )
    video = forms.URLField(
        label=_("Video in Gebärdensprache (DGS)"), max_length=300, required=False, assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        help_text=_("Die Adresse des Videos. Wir zeigen den Link; das Video bleibt, wo es ist."),
    )  # fmt: skip
    status_groups = forms.MultipleChoiceField(
        label=_("Aufenthalt"), choices=StatusGroup, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nichts angekreuzt heißt: alle."),
    )  # fmt: skip
    another_contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Ansprechperson von einem anderen Akteur"), required=False,
        widget=forms.Select(attrs={"data-suggest": ""}), empty_label=_("keine"),
    )  # fmt: skip
    check_every = forms.IntegerField(
        label=_("alle wie viel Monate prüfen?"), required=False, min_value=1, max_value=60,
        help_text=_("Leer: wie bei allen, nach der Regel Ihres Büros."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Offer
        fields = [
            "provider", "kind", "program", "title", "summary", "description", "costs", "is_free", "documents",
            "registration", "topics", "target_groups", "languages_spoken", "serves_whole_district",
            "municipalities_served", "is_online", "is_by_phone", "phone", "email", "website", "video", "contacts",
            "eligibility", "age_from", "age_to", "sex", "status_groups", "level_from", "level_to", "capacity",
            "availability", "waiting_weeks", "has_childcare", "is_appointment_only", "is_closed_on_holidays",
            "valid_until", "responsible", "check_every",
        ]  # fmt: skip
        widgets = {
            "provider": forms.Select(attrs={"data-suggest": ""}),
            "summary": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 6}),
            "topics": forms.CheckboxSelectMultiple,
            "target_groups": forms.CheckboxSelectMultiple,
            "languages_spoken": forms.CheckboxSelectMultiple,
            "municipalities_served": forms.CheckboxSelectMultiple,
            "contacts": forms.CheckboxSelectMultiple,
            "eligibility": forms.Textarea(attrs={"rows": 2}),
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
        }
        labels = {"age_from": _("Alter ab (Jahre)"), "age_to": _("Alter bis (Jahre)")}
        help_texts = {
            "provider": _("Fehlt der Anbieter, nehmen Sie ihn zuerst im Netzwerk auf."),
            "summary": _("Was bekommt man hier? Kurze Wörter, höchstens 300 Zeichen; so steht es in der Liste."),
            "municipalities_served": _("Nur nötig, wenn das Angebot nicht für den ganzen Kreis gilt."),
            "program": _("Steht das Programm fest, finden Beratende das Angebot danach."),
            "contacts": _("Öffentlich erscheint nur, wer dem im Netzwerk zugestimmt hat."),
            "eligibility": _("Was die Felder darüber nicht sagen. Wird übersetzt."),
            "is_appointment_only": _("Das ist nicht „geschlossen“: Die Zeiten gelten, aber nur mit Termin."),
        }

    def __init__(self, *args, towns, **kwargs):
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
        self.fields["municipalities_served"].queryset = towns
        self.fields["municipalities_served"].choices = [(town.pk, town.name) for town in towns]
        self._offer_contacts()
        name_blanks(
            self,
            program=_("keines"),
            sex=_("alle"),
            availability=_("nicht bekannt"),
            level_from=_("egal"),
            level_to=_("egal"),
        )
        yes_no_unknown(self, "has_childcare")

    def _offer_contacts(self):
        """The provider's contacts to tick, and those chosen already; one of another organization can be looked up."""
        provider = self.data.get("provider") if self.is_bound else self.instance.provider_id
        provider = int(provider) if str(provider).isdecimal() and len(str(provider)) < 19 else None
        wanted = Q(organization=provider)
        if self.instance.pk:
            wanted |= Q(pk__in=self.instance.contacts.values("pk"))
        contacts = Contact.objects.select_related("organization").order_by("organization__name", "name", "pk")
        self.fields["contacts"].queryset = contacts.filter(wanted)
        self.fields["another_contact"].queryset = contacts.filter(organization__archived_on=None)
        chosen = {one.pk for one in self.initial.get("contacts", ())}
        everybody = list(contacts)  # read once for both fields
        self.fields["contacts"].choices = [
            (one.pk, contact_label(one, provider))
            for one in everybody
            if one.organization_id == provider or one.pk in chosen
        ]
        self.fields["another_contact"].choices = [
            ("", _("keine")),
            *((one.pk, contact_label(one)) for one in everybody if one.organization.archived_on is None),
        ]

    def clean(self):
        cleaned = super().clean()
        for name, sentence in contradictions(cleaned).items():
            self.add_error(name, sentence)
        if cleaned.get("kind") == Kind.OTHER and (kind := kind_of_program(cleaned.get("program"))):
            cleaned["kind"] = kind
        return cleaned

    @property
    def chosen_contacts(self) -> list[Contact]:
        another = self.cleaned_data.get("another_contact")
        return [*self.cleaned_data["contacts"], *([another] if another else [])]

    @property
    def seen_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen", ""))
        except ValueError:
            return None


def contact_label(contact: Contact, provider: int | None = None) -> str:
    """„Anna Muster, Beratung – VHS (nur im Büro)“; the provider itself need not be named."""
    who = ", ".join(filter(None, [contact.name, contact.function]))
    where = "" if contact.organization_id == provider else f" – {contact.organization}"
    return f"{who}{where} ({contact.get_visibility_display()})"
