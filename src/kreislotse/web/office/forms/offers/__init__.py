"""The forms of offers: the list's filters, the page of one offer."""

from kreislotse.web.office.forms.offers.filters import SORTS, OfferListFilters
from kreislotse.web.office.forms.offers.page import OfferPage

__all__ = ["SORTS", "OfferListFilters", "OfferPage"]
