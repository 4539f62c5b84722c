"""Forms of „Suche und Biete“ and of contributions, for the office and for partners."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.groups.market import USUAL
from kreislotse.groups.models import Body, Contribution, MarketItem, Project
from kreislotse.network.models import Organization

ALL = [("", _("alle"))]


def _usual_end():
    return timezone.localdate() + USUAL


class MarketFilters(forms.Form):
    text = forms.CharField(label=_("Suchen"), required=False)
    kind = forms.ChoiceField(label=_("Suche oder Biete"), required=False, choices=ALL + MarketItem.Kind.choices)
    what = forms.ChoiceField(label=_("Worum es geht"), required=False, choices=ALL + MarketItem.What.choices)
    stand = forms.ChoiceField(
        label=_("Stand"), required=False, choices=[("", _("offen")), ("over", _("beendet oder abgelaufen"))]
    )

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class MarketItemForm(forms.Form):
    """Arguments of `post_item`; `organizations` are those one may post for."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Akteur"), widget=forms.Select(attrs={"data-suggest": ""})
    )
    kind = forms.ChoiceField(label=_("Suche oder Biete"), choices=MarketItem.Kind.choices, widget=forms.RadioSelect)
    what = forms.ChoiceField(label=_("Worum es geht"), choices=MarketItem.What.choices)
    text = forms.CharField(
        label=_("Was genau, wann und wo"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sehen alle Partner. Bitte keine Namen und nichts über einzelne Ratsuchende."),
    )  # fmt: skip
    valid_until = DayField(label=_("gilt bis"), initial=_usual_end, help_text=_("Danach verschwindet es von selbst."))

    def __init__(self, *args, organizations, item: MarketItem | None = None, **kwargs):
        if item is not None:
            kwargs["initial"] = {name: getattr(item, name) for name in ("kind", "what", "text", "valid_until")}
        super().__init__(*args, **kwargs)
        if item is not None:
            del self.fields["organization"]
            return
        self.fields["organization"].queryset = organizations
        rows = list(organizations[:2])
        if len(rows) == 1:
            self.fields["organization"].initial = rows[0].pk


class MarketAnswerForm(forms.Form):
    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Sie antworten für"))
    text = forms.CharField(
        label=_("Ihre Antwort"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Geht per Mail an den anderen Akteur, mit Ihrem Namen als Akteur und Ihrer Geschäftsadresse."),
    )  # fmt: skip

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations
        rows = list(organizations[:2])
        if len(rows) == 1:
            self.fields["organization"].initial = rows[0].pk


class MarketCloseForm(forms.Form):
    result = forms.CharField(label=_("Was daraus wurde"), max_length=300, required=False)
    settled_with = forms.ModelChoiceField(
        Organization.objects.none(), label=_("geworden mit"), required=False, empty_label=_("niemand Bestimmtes"),
        help_text=_("Der Akteur bekommt eine Mail. So zählt es auch im Bild des Netzwerks."),
    )  # fmt: skip

    def __init__(self, *args, item: MarketItem, choices=None, **kwargs):
        super().__init__(*args, **kwargs)
        answered = Organization.objects.filter(pk__in=item.answers.values("organization"))
        self.fields["settled_with"].queryset = (answered if choices is None else choices).order_by("name", "pk")


class ContributionForm(DistrictModelForm):
    """What an organization brings; `organization`, `body` or `project` is given by the page where it stands."""

    on = DayField(label=_("am"), required=False)

    class Meta:
        model = Contribution
        fields = ["organization", "body", "project", "kind", "text", "on", "status"]
        widgets = {
            "organization": forms.Select(attrs={"data-suggest": ""}),
            "body": forms.Select(attrs={"data-suggest": ""}),
            "project": forms.Select(attrs={"data-suggest": ""}),
        }
        help_texts = {"text": _("Zum Beispiel: Saal für 40 Menschen, Vortrag zur Anerkennung, zwölf Stellwände.")}

    def __init__(self, *args, given: dict, organizations=None, bodies=None, projects=None, is_partner=False, **kwargs):  # noqa: PLR0913
        super().__init__(*args, **kwargs)
        for name, value in given.items():
            setattr(self.instance, name, value)
        choices = {
            "organization": organizations if organizations is not None else Organization.objects.active(),
            "body": bodies if bodies is not None else Body.objects.active(),
            "project": projects if projects is not None else Project.objects.open(),
        }
        unneeded = set(given) | ({"body", "project"} if {"body", "project"} & set(given) else set())
        unneeded |= {"status"} if is_partner else set()
        for name in unneeded:
            del self.fields[name]
        for name, rows in choices.items():
            if name in self.fields:
                self.fields[name].queryset = rows.order_by("title" if name == "project" else "name", "pk")

    def _get_validation_exclusions(self):
        """What the page gave is checked by the operation, with its own sentence."""
        return super()._get_validation_exclusions() | {"body", "project"}
