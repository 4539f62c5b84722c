from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.directory.models import Offer
from kreislotse.network.models import Organization
from kreislotse.quality.doubles import FIELDS

KEPT, OTHER, BOTH = "kept", "other", "both"


def shown_value(row, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if name == "costs" and not value and row.is_free:
        value = _("kostenlos")
    return "–" if value in (None, "") else str(value)


def compared_organizations(kept: Organization, other: Organization) -> list[tuple[str, str, str]]:
    """Label and both values of what one sees of an organization."""
    names = ("name", "short_name", "kind", "responsible_for", "street", "postcode", "city", "phone", "email", "website")
    return [
        (str(Organization._meta.get_field(name).verbose_name), shown_value(kept, name), shown_value(other, name))
        for name in names
    ]


class MergeForm(forms.Form):
    """For each field in which two offers differ, which of the two values stays; the kept one's unless it is empty."""

    def __init__(self, *args, kept: Offer, other: Offer, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept, self.other = kept, other
        for name in FIELDS:
            mine, theirs = shown_value(kept, name), shown_value(other, name)
            if mine == theirs:
                continue
            self.fields[name] = forms.ChoiceField(
                label=Offer._meta.get_field(name).verbose_name,
                choices=[(KEPT, mine), (OTHER, theirs)],
                initial=OTHER if mine == "–" else KEPT,
                widget=forms.RadioSelect,
            )
        here = [str(place) for place in kept.locations.all()]
        there = [str(place) for place in other.locations.all()]
        if there and here != there:
            self.fields["places"] = forms.ChoiceField(
                label=_("Orte"),
                choices=[(KEPT, "; ".join(here) or "–"), (OTHER, "; ".join(there)), (BOTH, _("beide"))],
                initial=KEPT if here else OTHER,
                widget=forms.RadioSelect,
            )

    def arguments(self) -> dict:
        """Arguments of `merge_offers`."""
        chosen = dict(self.cleaned_data)
        return {"places": chosen.pop("places", KEPT), "chosen": chosen}
