"""Forms about projects, for the office and for partners: the partner's has fewer fields."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.districts.queries import current_district
from kreislotse.groups.models import Body, Project, ProjectPartner
from kreislotse.network.models import Organization
from kreislotse.network.queries import colleagues, represented_organizations
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import TargetGroup, Topic

MOST_EUROS = 1_000_000_000
EMPTY_ROWS = 3
_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")


class EurosField(forms.CharField):
    """„12.500“, „12500,50 €“ → cents, as whole numbers; nothing is `None`."""

    def __init__(self, **kwargs):
        super().__init__(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def prepare_value(self, value):
        return f"{Decimal(value) / 100:.2f}".replace(".", ",").removesuffix(",00") if isinstance(value, int) else value

    def clean(self, value):
        text = re.sub(r"[\s€]|EUR|Euro", "", super().clean(value))
        if not text:
            return None
        whole, comma, rest = text.partition(",")
        if _THOUSANDS.fullmatch(whole.removeprefix("-")):
            whole = whole.replace(".", "")
        try:
            euros = Decimal(f"{whole}.{rest}" if comma else whole)
        except InvalidOperation:
            euros = None
        if euros is None or not euros.is_finite() or abs(euros) > MOST_EUROS or euros != round(euros, 2):
            raise forms.ValidationError(_("Bitte schreiben Sie einen Betrag in Euro, zum Beispiel 12.500 oder 480,50."))
        if euros < 0:
            raise forms.ValidationError(_("Ein Projekt kann nicht weniger als nichts kosten."))
        return int(euros * 100)


class ProjectForm(DistrictModelForm):
    """What a partner says about a project it leads."""

    starts_on = DayField(label=_("Beginn"))
    ends_on = DayField(label=_("Ende"), required=False, help_text=_("Leer, wenn es kein festes Ende gibt."))
    cents = EurosField(label=_("Kosten in Euro"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Project
        fields = [
            "title", "aims", "lead", "topics", "target_groups", "municipalities", "starts_on", "ends_on", "cents", "money_from",
        ]  # fmt: skip
        widgets = {
            "aims": forms.Textarea(attrs={"rows": 4}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "results": forms.Textarea(attrs={"rows": 4}),
            "topics": forms.CheckboxSelectMultiple,
            "target_groups": forms.CheckboxSelectMultiple,
            "municipalities": forms.CheckboxSelectMultiple,
            "bodies": forms.CheckboxSelectMultiple,
            "lead": forms.Select(attrs={"data-suggest": ""}),
        }
        help_texts = {
            "aims": _("In zwei, drei Sätzen: Was soll danach anders sein?"),
            "money_from": _("Zum Beispiel: WIR-Mikroprojekt 2026, Spenden, eigene Mittel."),
            "municipalities": _("Keine heißt: im ganzen Kreis."),
            "is_public": _("Titel, Ziel, Beteiligte, Orte und Ergebnis; keine Kosten und keine Notiz."),
            "bodies": _("In welchen Gremien das Projekt besprochen wird."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["lead"].queryset = self._leads(user).order_by("name", "pk")
        self.fields["topics"].queryset = Topic.objects.filter(retired_on=None).order_by("sort_order", "name")
        self.fields["target_groups"].queryset = TargetGroup.objects.filter(retired_on=None).order_by(
            "sort_order", "name"
        )
        here = Municipality.objects.of_district(current_district()).valid_on(today)
        self.fields["municipalities"].queryset = here.order_by("name")
        if self.instance.pk:
            self.fields["seen"].initial = self.instance.updated_at.isoformat()

    def _leads(self, user):
        return represented_organizations(user).active()

    @property
    def seen_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen", ""))
        except ValueError:
            return None

    def accept_new_state(self) -> None:
        """After a conflict: the next save means the state that is in the database now."""
        self.data = self.data.copy()
        self.data["seen"] = Project.objects.get(pk=self.instance.pk).updated_at.isoformat()

    def arguments(self) -> dict:
        """What `save_project` needs beside the project."""
        kept = [name for name in ("topics", "target_groups", "municipalities", "bodies") if name in self.fields]
        changed = [name for name in self.changed_data if name != "seen"]
        return {name: self.cleaned_data[name] for name in kept} | {"seen_at": self.seen_at, "changed": changed}


class OfficeProjectForm(ProjectForm):
    """All of it: also the bodies, who of us is responsible, the public page with titles in other languages."""

    class Meta(ProjectForm.Meta):
        fields = [*ProjectForm.Meta.fields, "bodies", "responsible", "is_public", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bodies"].queryset = Body.objects.active().order_by("name", "pk")
        self.fields["responsible"].queryset = colleagues(timezone.localdate())
        names = dict(settings.LANGUAGES)
        self.languages = [code for code in current_district().languages if code in names and code != "de"]
        for code in self.languages:
            self.fields[f"title_{code}"] = forms.CharField(
                label=names[code], max_length=160, required=False, initial=self.instance.titles.get(code, ""),
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )  # fmt: skip

    def _leads(self, user):
        return Organization.objects.active()

    @property
    def title_fields(self):
        return [self[f"title_{code}"] for code in self.languages]

    def _post_clean(self):
        super()._post_clean()
        written = {code: self.cleaned_data.get(f"title_{code}", "").strip() for code in self.languages}
        others = {code: title for code, title in self.instance.titles.items() if code not in written}
        self.instance.titles = others | {code: title for code, title in written.items() if title}


class PartnerRow(forms.Form):
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Akteur"), required=False, empty_label=_("niemand"),
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Rolle"), required=False, choices=ProjectPartner.Role.choices)

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = organizations
        self.fields["organization"].queryset = Organization.objects.active()
        self.fields["organization"].widget.choices = organizations


class _Rows(forms.BaseFormSet):
    def pairs(self) -> list[tuple[Organization, str]]:
        """Who takes part, with the role; rows with nobody do not count."""
        rows = [(form.cleaned_data.get("organization"), form.cleaned_data.get("role")) for form in self.forms]
        return [(one, role or ProjectPartner.Role.CARRIES) for one, role in rows if one is not None]


_PartnerRows = forms.formset_factory(PartnerRow, formset=_Rows, extra=EMPTY_ROWS, max_num=60, absolute_max=60)


def partner_rows(data, project: Project) -> _Rows:
    """The partners of a project and a few empty rows; the list of all actors is read once."""
    choices = [("", _("niemand")), *Organization.objects.active().order_by("name", "pk").values_list("pk", "name")]
    initial = []
    if project.pk and data is None:
        initial = [{"organization": one.organization_id, "role": one.role} for one in project.partners.order_by("pk")]
    return _PartnerRows(data, initial=initial, prefix="partners", form_kwargs={"organizations": choices})


class FinishForm(forms.Form):
    results = forms.CharField(
        label=_("Was daraus wurde"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Wer hat mitgemacht, was hat geholfen, was bleibt? Bitte ohne Namen von Teilnehmenden."),
    )  # fmt: skip
