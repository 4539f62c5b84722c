from datetime import datetime

from django import forms
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.districts.queries import current_district
from kreislotse.network import queries
from kreislotse.network.models import Agreement, Contact, Organization, Resource
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Topic

SORTS = {"name": "name", "kind": "kind", "city": "city", "updated_at": "updated_at"}


class OrganizationFilters(forms.Form):
    """The filters of the list, as they stand in the address."""

    text = forms.CharField(label=_("Name oder Ort"), required=False)
    kind = forms.ChoiceField(label=_("Art"), required=False)
    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Thema"), required=False, empty_label=_("alle"))
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Gemeinde"), required=False, empty_label=_("alle")
    )
    resource = forms.ChoiceField(label=_("kann beisteuern"), required=False)
    contact_person = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Ansprechperson bei uns"), required=False, empty_label=_("alle")
    )
    is_archived = forms.BooleanField(label=_("nur aus dem Archiv"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        every = [("", _("alle"))]
        self.fields["kind"].choices = every + Organization.Kind.choices
        self.fields["resource"].choices = every + Resource.Kind.choices
        self.fields["topic"].queryset = Topic.objects.filter(retired_on=None).order_by("sort_order", "name")
        self.fields["municipality"].queryset = _municipalities()
        self.fields["contact_person"].queryset = queries.colleagues(timezone.localdate())

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _municipalities():
    return Municipality.objects.of_district(current_district()).valid_on(timezone.localdate())


class OrganizationForm(DistrictModelForm):
    website = forms.URLField(
        label=Organization._meta.get_field("website").verbose_name,
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Organization
        fields = [
            "name", "short_name", "kind", "responsible_for", "street", "postcode", "city", "municipality", "phone",
            "email", "website", "topics", "municipalities_served", "contact_person", "note", "is_public",
        ]  # fmt: skip
        widgets = {
            "responsible_for": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "topics": forms.CheckboxSelectMultiple,
            "municipalities_served": forms.CheckboxSelectMultiple,
            "municipality": forms.Select(attrs={"data-suggest": ""}),
            "postcode": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
        }
        help_texts = {
            "responsible_for": _("Womit dürfen wir jemanden dorthin schicken?"),
            "note": _("Sieht nur das Büro. Bitte nichts über einzelne Ratsuchende."),
            "is_public": _(
                "Anschrift und Telefon stehen dann auf der öffentlichen Seite. Bei kleinen Vereinen ist das oft eine Privatadresse."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = Topic.objects.filter(retired_on=None).order_by("sort_order", "name")
        self.fields["municipality"].queryset = _municipalities()
        self.fields["municipalities_served"].queryset = _municipalities()
        self.fields["contact_person"].queryset = queries.colleagues(timezone.localdate())
        if self.instance.contact_person_id:
            self.fields["contact_person"].queryset |= type(self.instance.contact_person).objects.filter(
                pk=self.instance.contact_person_id
            )
        if self.instance.pk:
            self.fields["seen"].initial = self.instance.updated_at.isoformat()

    def clean_postcode(self):
        postcode = self.cleaned_data["postcode"].strip()
        if postcode and not (len(postcode) == 5 and postcode.isdigit()):
            raise forms.ValidationError(_("Eine Postleitzahl hat fünf Ziffern."))
        return postcode

    @property
    def seen_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen", ""))
        except ValueError:
            return None


class ContactForm(DistrictModelForm):
    consented_on = DayField(label=_("Einwilligung zur Veröffentlichung am"), required=False)

    class Meta:
        model = Contact
        fields = ["name", "function", "phone", "email", "visibility", "consented_on", "is_main"]


class ResourceForm(DistrictModelForm):
    class Meta:
        model = Resource
        fields = ["kind", "description"]


class AgreementForm(DistrictModelForm):
    agreed_on = DayField(label=_("vereinbart am"))
    due_on = DayField(label=_("fällig am"), required=False)
    done_on = DayField(label=_("erledigt am"), required=False)

    class Meta:
        model = Agreement
        fields = ["title", "text", "agreed_on", "due_on", "done_on", "responsible"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = queries.colleagues(timezone.localdate())
        if self.instance.pk is None:
            self.fields["agreed_on"].initial = timezone.localdate


class Rows(BaseInlineFormSet):
    """Rows that hang on an organization; the checkbox takes one away."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("entfernen")

    def get_queryset(self):
        if not hasattr(self, "_ordered"):
            self._ordered = super().get_queryset().order_by("pk") if self.instance.pk else self.model.objects.none()
        return self._ordered


def _rows(model, form):
    return inlineformset_factory(Organization, model, form=form, formset=Rows, extra=0, can_delete=True, max_num=100)


ROWS = {
    "contacts": _rows(Contact, ContactForm),
    "resources": _rows(Resource, ResourceForm),
    "agreements": _rows(Agreement, AgreementForm),
}


class OrganizationPage:
    """The one page on which an organization is recorded or changed: its form and the rows that hang on it.

    `add` names rows to which one empty form is added instead of saving; nothing is checked then.
    """

    def __init__(self, organization: Organization, data=None, *, add: str = ""):
        self.organization = organization
        if data is not None and add in ROWS:
            data = data.copy()
            data[f"{add}-TOTAL_FORMS"] = str(_whole_number(data.get(f"{add}-TOTAL_FORMS")) + 1)
        self.form = OrganizationForm(data, instance=organization)
        self.rows = {name: formset(data, instance=organization, prefix=name) for name, formset in ROWS.items()}
        if data is None and organization.pk is None:
            self.rows["contacts"].extra = 1
        if add in ROWS:
            self._show_without_errors()
            last = self.rows[add].forms[-1]
            next(iter(last.visible_fields())).field.widget.attrs["data-focus"] = ""

    def _show_without_errors(self) -> None:
        for form in self.all_forms:
            form._errors = {}
        for rows in self.rows.values():
            rows._errors, rows._non_form_errors = [], rows.error_class()

    @property
    def all_forms(self) -> list:
        return [self.form, *(form for rows in self.rows.values() for form in rows.forms)]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def operation_arguments(self) -> dict:
        """What `operations.save_organization` needs, from the valid forms."""
        kept, removed = [], []
        for rows in self.rows.values():
            kept += rows.save(commit=False)
            removed += rows.deleted_objects
        changed = [name for name in self.form.changed_data if name != "seen"]
        changed += [name for name, rows in self.rows.items() if rows.has_changed()]
        return {
            "topics": self.form.cleaned_data["topics"],
            "municipalities_served": self.form.cleaned_data["municipalities_served"],
            "kept": kept,
            "removed": removed,
            "seen_at": self.form.seen_at,
            "changed": changed,
        }

    def accept_new_state(self) -> None:
        """After a conflict: the next save means the state that is in the database now."""
        current = Organization.objects.get(pk=self.organization.pk)
        self.form.data = self.form.data.copy()
        self.form.data["seen"] = current.updated_at.isoformat()


def _whole_number(text) -> int:
    return int(text) if str(text).isdigit() and len(str(text)) < 4 else 0
