"""Bodies and their seats."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.districts.queries import current_district
from kreislotse.groups.models import Body, Seat
from kreislotse.groups.operations import Person
from kreislotse.network.models import Contact, Organization
from kreislotse.network.queries import colleagues
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Topic

ALL = [("", _("alle"))]


class BodyFilters(forms.Form):
    text = forms.CharField(label=_("Name"), required=False)
    kind = forms.ChoiceField(label=_("Art"), required=False, choices=ALL + Body.Kind.choices)
    our_role = forms.ChoiceField(label=_("Unsere Rolle"), required=False, choices=ALL + Body.OurRole.choices)
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("mit einem Sitz von"), required=False, empty_label=_("alle"),
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    is_ended = forms.BooleanField(label=_("nur beendete"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        on_bodies = Seat.objects.exclude(organization=None).values("organization")
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=on_bodies).order_by("name", "pk")

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class BodyForm(DistrictModelForm):
    term_from = DayField(label=_("Amtszeit von"), required=False)
    term_until = DayField(label=_("Amtszeit bis"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Body
        fields = [
            "name", "short_name", "kind", "purpose", "part_of", "our_role", "owner", "municipality", "topics", "legal_basis",
            "seats_limit", "term_from", "term_until", "responsible", "is_public", "takes_partners", "note",
        ]  # fmt: skip
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "topics": forms.CheckboxSelectMultiple,
            "owner": forms.Select(attrs={"data-suggest": ""}),
            "municipality": forms.Select(attrs={"data-suggest": ""}),
            "seats_limit": forms.NumberInput(attrs={"min": 1, "max": 200}),
        }
        help_texts = {
            "part_of": _("Zum Beispiel das Netzwerk, dessen Arbeitsgruppe es ist."),
            "owner": _("Nur, wenn ein anderer Akteur das Gremium trägt."),
            "municipality": _("Nur bei Gremien einer einzelnen Stadt oder Gemeinde."),
            "legal_basis": _("Zum Beispiel: § 84 HGO, Hauptsatzung vom 12.3.2024, Beschluss des Kreistags."),
            "seats_limit": _("Leer, wenn es keine feste Zahl gibt. Stellvertretungen und Beratende zählen nicht mit."),
            "is_public": _("Name, Aufgabe und die vertretenen Akteure; Menschen nur bei gewählten Gremien."),
            "note": _("Sieht nur das Büro."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        others = Body.objects.active().exclude(pk=self.instance.pk).order_by("name", "pk")
        self.fields["part_of"].queryset = others
        self.fields["owner"].queryset = Organization.objects.active().order_by("name", "pk")
        self.fields["municipality"].queryset = Municipality.objects.of_district(current_district()).valid_on(today)
        self.fields["topics"].queryset = Topic.objects.filter(retired_on=None).order_by("sort_order", "name")
        self.fields["responsible"].queryset = colleagues(today)
        if self.instance.pk:
            self.fields["seen"].initial = self.instance.updated_at.isoformat()

    @property
    def seen_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen", ""))
        except ValueError:
            return None

    def accept_new_state(self) -> None:
        """After a conflict: the next save means the state that is in the database now."""
        self.data = self.data.copy()
        self.data["seen"] = Body.objects.get(pk=self.instance.pk).updated_at.isoformat()


class PersonFields(forms.Form):
    """Who sits on a seat: a contact the network knows already, or somebody new."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Ansprechperson aus dem Netzwerk"), required=False,
        empty_label=_("jemand anderes"), widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    person_name = forms.CharField(label=_("Name"), max_length=120, required=False)
    function = forms.CharField(label=_("Funktion"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-Mail"), required=False)
    phone = forms.CharField(
        label=_("Telefon"), max_length=80, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )

    def __init__(self, *args, organization=None, **kwargs):
        super().__init__(*args, **kwargs)
        contacts = Contact.objects.filter(organization__archived_on=None).select_related("organization")
        if organization is not None:
            contacts = contacts.filter(organization=organization)
        self.fields["contact"].queryset = contacts.order_by("organization__name", "name", "pk")
        self.fields["contact"].label_from_instance = lambda one: f"{one.name}, {one.organization.name}"

    @property
    def person(self) -> Person | None:
        """Whom the form names; what was typed goes before what the contact says."""
        contact, typed = self.cleaned_data.get("contact"), self.cleaned_data
        name = typed["person_name"].strip() or (contact.name if contact else "")
        if not name:
            return None
        return Person(
            name=name,
            function=typed["function"] or (contact.function if contact else ""),
            email=typed["email"] or (contact.email if contact else ""),
            phone=typed["phone"] or (contact.phone if contact else ""),
            contact=contact,
        )


class SeatForm(PersonFields):
    """A new seat, mostly with the person on it."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Akteur"), required=False, empty_label=_("ohne Akteur"),
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Rolle"), choices=Seat.Role.choices, initial=Seat.Role.MEMBER)
    stands_for = forms.ModelChoiceField(
        Seat.objects.none(), label=_("vertritt"), required=False, empty_label=_("alle Mitglieder"),
        help_text=_("Nur bei einer Stellvertretung."),
    )  # fmt: skip
    nominated_by = forms.CharField(
        label=_("vorgeschlagen von"), max_length=160, required=False, help_text=_("Liste, Verband oder Gremium.")
    )
    from_on = DayField(label=_("von"))
    until_on = DayField(label=_("bis"), required=False)

    field_order = ["organization", "role", "stands_for", "contact", "person_name", "function", "email", "phone"]

    def __init__(self, *args, body: Body, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["organization"].queryset = Organization.objects.active().order_by("name", "pk")
        seats = Seat.objects.filter(body=body).on(today).exclude(role=Seat.Role.SUBSTITUTE)
        self.fields["stands_for"].queryset = seats.select_related("organization").order_by("organization__name", "pk")
        self.fields["from_on"].initial = max(today, body.term_from) if body.term_from else today
        self.fields["until_on"].initial = body.term_until

    def clean(self):
        cleaned = super().clean()
        contact = cleaned.get("contact")
        if contact and not cleaned.get("organization"):
            cleaned["organization"] = contact.organization
        if not self.errors and not cleaned.get("organization") and self.person is None:
            self.add_error("organization", _("Bitte wählen Sie einen Akteur oder nennen Sie eine Person."))
        return cleaned

    def arguments(self) -> dict:
        """What `operations.give_seat` needs."""
        kept = ("organization", "role", "stands_for", "nominated_by", "from_on", "until_on")
        return {name: self.cleaned_data[name] for name in kept} | {"person": self.person}


class SeveralSeatsForm(forms.Form):
    """Actors that get a seat at once; those that have one are not offered."""

    organizations = forms.ModelMultipleChoiceField(
        Organization.objects.none(), label=_("Akteure"), widget=forms.CheckboxSelectMultiple, required=False
    )
    from_on = DayField(label=_("ab"), initial=timezone.localdate)

    def __init__(self, *args, body: Body, **kwargs):
        super().__init__(*args, **kwargs)
        sitting = Seat.objects.filter(body=body).on(timezone.localdate()).exclude(organization=None)
        free = Organization.objects.active().exclude(pk__in=sitting.values("organization"))
        self.fields["organizations"].queryset = free.order_by("name", "pk")


class ChangeSeatForm(DistrictModelForm):
    from_on = DayField(label=_("von"))
    until_on = DayField(label=_("bis"), required=False)

    class Meta:
        model = Seat
        fields = ["organization", "role", "stands_for", "nominated_by", "from_on", "until_on"]
        widgets = {"organization": forms.Select(attrs={"data-suggest": ""})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Seat.objects.filter(body=self.instance.body).exclude(role=Seat.Role.SUBSTITUTE)
        self.fields["stands_for"].queryset = others.exclude(pk=self.instance.pk).select_related("organization")
        self.fields["organization"].queryset = Organization.objects.active().order_by("name", "pk")


class NamePersonForm(PersonFields):
    from_on = DayField(label=_("ab"), initial=timezone.localdate)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and self.person is None:
            self.add_error("person_name", _("Bitte nennen Sie eine Person."))
        return cleaned


class EndForm(forms.Form):
    on = DayField(label=_("letzter Tag"), initial=timezone.localdate)


class AcceptForm(forms.Form):
    """Where a new partner sits; an organization the network knows is offered first."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Akteur im Netzwerk"), required=False,
        empty_label=_("neu aufnehmen, mit dem genannten Namen"), widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Rolle"), choices=Seat.Role.choices, initial=Seat.Role.MEMBER)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.active().order_by("name", "pk")


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("Warum nicht?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Geht per Mail an die Person, die gefragt hat."),
    )  # fmt: skip
