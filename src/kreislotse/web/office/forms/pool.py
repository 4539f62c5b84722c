"""The filters of the pages of the pool, as they stand in the address."""

from __future__ import annotations

from datetime import date, time

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.guides.models import Guide, Role
from kreislotse.guides.queries import sees_only_own_organization
from kreislotse.intake.models import HelpRequest
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language, Topic
from kreislotse.web.guides.forms import own_municipalities
from kreislotse.web.office.forms.guides import topics_in_use

ALL = [("", _("alle"))]


class AddressForm(forms.Form):
    """A form read from the address: a value nobody knows is no filter, an error on one field spoils no other."""

    @property
    def values(self) -> dict:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


def organizations_with_guides():
    keys = Guide.objects.exclude(organization=None).values("organization")
    return Organization.objects.filter(pk__in=keys).order_by("name", "pk")


class BoardFilters(AddressForm):
    wer = forms.ChoiceField(label=_("zuständig"), required=False)
    aufgabe = forms.ChoiceField(label=_("Aufgabe"), required=False)
    sprache = forms.ModelChoiceField(
        Language.objects.none(), label=_("Sprache"), required=False, empty_label=_("alle"),
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    thema = forms.ModelChoiceField(Topic.objects.none(), label=_("Thema"), required=False, empty_label=_("alle"))
    ort = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Gemeinde"), required=False, empty_label=_("alle")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["wer"].choices = [*ALL, ("ich", _("ich")), ("niemand", _("niemand"))]
        self.fields["aufgabe"].choices = [
            *ALL, (HelpRequest.Wish.COMPANY, _("begleiten")), (HelpRequest.Wish.INTERPRETING, _("übersetzen")),
        ]  # fmt: skip
        self.fields["sprache"].queryset = Language.objects.order_by("sort_order", "name")
        self.fields["thema"].queryset = topics_in_use()
        self.fields["ort"].queryset = own_municipalities()

    def apply(self, rows):
        values = self.values
        named = {"aufgabe": "wish", "sprache": "language", "thema": "topic", "ort": "municipality"}
        rows = rows.filter(**{named[name]: value for name, value in values.items() if name in named})
        if values.get("wer") == "ich":
            return rows.filter(responsible=self.user)
        return rows.filter(responsible=None) if values.get("wer") == "niemand" else rows


class CalendarFilters(AddressForm):
    tag = DayField(label=_("Woche oder Monat um den"), required=False)
    person = forms.CharField(label=_("Name oder Nummer"), required=False)
    sprache = forms.ModelChoiceField(
        Language.objects.none(), label=_("spricht"), required=False, empty_label=_("alle"),
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    traeger = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Träger"), required=False, empty_label=_("alle")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sprache"].queryset = Language.objects.order_by("sort_order", "name")
        if sees_only_own_organization(user):
            del self.fields["traeger"]
        else:
            self.fields["traeger"].queryset = organizations_with_guides()

    def day(self, today: date) -> date:
        return self.values.get("tag") or today

    def apply(self, guides):
        """The guides the filters leave."""
        values = self.values
        if "person" in values:
            guides = guides.named_like(values["person"])
        if "sprache" in values:
            guides = guides.speaking(values["sprache"])
        return guides.filter(organization=values["traeger"]) if "traeger" in values else guides

    @property
    def active(self) -> int:
        return len(self.values.keys() - {"tag"})


class FreeForm(AddressForm):
    """„Wer spricht Sorani und ist Dienstag frei?“"""

    sprache = forms.ModelChoiceField(
        Language.objects.none(), label=_("Wer spricht …"), required=False, empty_label=_("egal"),
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    tag = DayField(
        label=_("… und ist frei am"), required=False, help_text=_("zum Beispiel „Dienstag“, „morgen“ oder „12.3.“"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    von = forms.TimeField(label=_("ab"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    bis = forms.TimeField(
        label=_("bis"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    aufgabe = forms.ChoiceField(label=_("Aufgabe"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sprache"].queryset = Language.objects.order_by("sort_order", "name")
        self.fields["aufgabe"].choices = [("", _("egal")), *Role.choices]

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("von"), cleaned.get("bis")
        if end and not start:
            self.add_error("von", _("Bitte geben Sie auch an, ab wann."))
        elif end and end <= start:
            self.add_error("bis", _("Das Ende liegt nicht nach dem Beginn."))
        return cleaned

    def question(self, today: date) -> dict:
        """What `who_is_free` asks for."""
        values = self.values
        start: time | None = values.get("von")
        return {
            "on": values.get("tag") or today, "language": values.get("sprache"), "start": start,
            "end": values.get("bis") if start else None, "role": values.get("aufgabe", ""),
        }  # fmt: skip


class PeriodForm(AddressForm):
    """From which closed month to which."""

    von = forms.ChoiceField(label=_("von"), required=False)
    bis = forms.ChoiceField(label=_("bis"), required=False)

    def __init__(self, *args, months: list[date], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(month.strftime("%Y-%m"), date_format(month, "F Y")) for month in months]
        self.fields["von"].choices = self.fields["bis"].choices = choices

    def span(self, latest: date) -> tuple[date, date]:
        """The first and the last month asked for, else the year of the latest one."""
        values = {name: date.fromisoformat(f"{text}-01") for name, text in self.values.items()}
        return values.get("von", latest.replace(month=1)), values.get("bis", latest)


class ProviderYearForm(AddressForm):
    """Which year, and of which Träger by topic, municipality and language."""

    jahr = forms.TypedChoiceField(label=_("Jahr"), required=False, coerce=int)
    traeger = forms.ChoiceField(label=_("Träger"), required=False)

    def __init__(self, *args, years: list[int], providers: list[tuple[str, str]] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jahr"].choices = [(year, str(year)) for year in years]
        self.fields["traeger"].choices = providers


class ProofForm(forms.Form):
    """The days a proof of work covers."""

    von = DayField(label=_("von"))
    bis = DayField(label=_("bis"))
