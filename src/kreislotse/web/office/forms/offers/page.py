"""The one page on which an offer is recorded or changed."""

from __future__ import annotations

from kreislotse.directory.models import Offer
from kreislotse.web.office.forms.offers.hours import HoursForm
from kreislotse.web.office.forms.offers.offer import OfferForm
from kreislotse.web.office.forms.offers.places import LocationForm, LocationForms


class OfferPage:
    """The one page on which an offer is recorded or changed: its form, its week and its places."""

    def __init__(self, offer: Offer, data=None):
        self.form = OfferForm(data, instance=offer)
        times = list(offer.opening_times.all()) if offer.pk else []
        self.hours = HoursForm(data, times=times)
        places = list(offer.locations.order_by("pk").values(*LocationForm._meta.fields)) if offer.pk else []
        self.locations = LocationForms(data, prefix="orte", initial=places)

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.hours.is_valid(), self.locations.is_valid()])

    def operation_arguments(self) -> dict:
        cleaned = self.form.cleaned_data
        relations = ("topics", "target_groups", "languages_spoken", "municipalities_served")
        return {
            **{name: cleaned[name] for name in relations},
            "locations": [place for form in self.locations if (place := form.place)],
            "opening_times": self.hours.spans,
            "seen_at": self.form.seen_at,
        }

    def accept_new_state(self, offer: Offer) -> None:
        """After a conflict: the next save means the state that is in the database now."""
        self.form.data = self.form.data.copy()
        self.form.data["seen"] = Offer.objects.get(pk=offer.pk).updated_at.isoformat()
