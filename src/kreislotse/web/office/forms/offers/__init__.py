"""The forms of offers: the list's filters, the page of one offer, its translations."""

from kreislotse.web.office.forms.offers.choices import translation_languages
from kreislotse.web.office.forms.offers.filters import SORTS, OfferListFilters
from kreislotse.web.office.forms.offers.page import OfferPage
from kreislotse.web.office.forms.offers.translation import TranslationForm

__all__ = ["SORTS", "OfferListFilters", "OfferPage", "TranslationForm", "translation_languages"]
