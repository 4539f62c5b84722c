"""The filters of the list of assignments, as they stand in the address."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.guides.models import Guide, Role
from kreislotse.guides.queries import sees_only_own_organization
from kreislotse.matching.models import Assignment
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Topic
from kreislotse.web.guides.forms import own_municipalities
from kreislotse.web.office.forms.guides import topics_in_use

OPEN = (Assignment.Status.PROMISED, Assignment.Status.RUNNING)
SORTS = {
    "person": (F("guide__last_name"), F("guide__first_name")),
    "thema": (F("help_request__topic__name"),),
    "status": (F("status"),),
    "vereinbart": (F("agreed_on"),),
    "termin": (F("next_on"),),
    "minuten": (F("minutes"),),
}


class AssignmentFilters(forms.Form):
    person = forms.CharField(label=_("Name oder Aktenzeichen"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    termin = forms.ChoiceField(label=_("Termin"), required=False)
    aufgabe = forms.ChoiceField(label=_("Aufgabe"), required=False)
    thema = forms.ModelChoiceField(Topic.objects.none(), label=_("Thema"), required=False, empty_label=_("alle"))
    ort = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Gemeinde"), required=False, empty_label=_("alle")
    )
    traeger = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Träger"), required=False, empty_label=_("alle")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", _("offene")), ("alle", _("alle")), *Assignment.Status.choices]
        self.fields["termin"].choices = [
            ("", _("alle")), ("heute", _("heute")), ("geplant", _("geplant")), ("keiner", _("keiner geplant")),
            ("ohne-ergebnis", _("Ergebnis fehlt")),
        ]  # fmt: skip
        self.fields["aufgabe"].choices = [("", _("alle")), *Role.choices]
        self.fields["thema"].queryset = topics_in_use()
        self.fields["ort"].queryset = own_municipalities()
        if sees_only_own_organization(user):
            del self.fields["traeger"]
        else:
            self.fields["traeger"].queryset = Organization.objects.filter(
                pk__in=Guide.objects.exclude(organization=None).values("organization")
            ).order_by("name", "pk")

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def apply(self, rows, *, today: date):
        """The rows the filters leave; without a word about the status the open ones and those whose result is missing."""
        values = self.values
        termin = values.get("termin")
        if "status" in values and values["status"] != "alle":
            rows = rows.filter(status=values["status"])
        elif "status" not in values and termin != "ohne-ergebnis":
            rows = rows.filter(status__in=OPEN)
        if "person" in values:
            word = values["person"]
            rows = rows.filter(
                Q(guide__last_name__icontains=word) | Q(guide__first_name__icontains=word)
                | Q(guide__number__iexact=word) | Q(help_request__reference__icontains=word)
            )  # fmt: skip
        if termin == "heute":
            rows = rows.filter(next_on=today)
        elif termin in ("geplant", "keiner"):
            rows = rows.filter(next_on__isnull=termin == "keiner")
        elif termin == "ohne-ergebnis":
            rows = rows.filter(missing__gt=0)
        named = {"aufgabe": "role", "thema": "help_request__topic", "ort": "help_request__municipality",
                 "traeger": "guide__organization"}  # fmt: skip
        return rows.filter(**{named[name]: value for name, value in values.items() if name in named})


def ordered(rows, sort: str):
    """In the order of the address; rows without a value come last either way."""
    keys = SORTS[sort.removeprefix("-")]
    if sort.startswith("-"):
        return rows.order_by(*(key.desc(nulls_last=True) for key in keys), "-pk")
    return rows.order_by(*(key.asc(nulls_last=True) for key in keys), "pk")
