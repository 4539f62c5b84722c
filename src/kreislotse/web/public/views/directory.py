"""The directory for everybody: search and one offer."""

import logging
from urllib.parse import urlencode

from django.db import OperationalError
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from kreislotse.casefacts.operations import record_search_without_hit
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.directory.calendars import coming_runs
from kreislotse.directory.queries import offer_cards, public_offers, search_offers
from kreislotse.web.public.access import public_of_district
from kreislotse.web.public.forms.search import OfferSearch, spoken_name

logger = logging.getLogger(__name__)
PAGE_SIZE = 20


@vary_on_headers("HX-Request")
def _offer_search(request):
    today, language = timezone.localdate(), request.LANGUAGE_CODE
    search = OfferSearch(request.GET, district=request.district, language=language)
    page = paginate(search_offers(search.filters, language=language, today=today), request, size=PAGE_SIZE)
    context = {
        "search": search,
        "page": page,
        "cards": offer_cards(list(page.object_list), language=language, is_brief=True),
    }
    if not context["cards"] and search.filters:
        context["wider"] = _wider(search, today=today)
        if _is_asked_by_a_person(request):
            _note_search_without_hit(search, today=today)
    template = "_results.html" if wants_fragment(request) else "search.html"
    return render(request, f"public/offers/{template}", context)


offer_search = public_of_district(_offer_search)


def _wider(search: OfferSearch, *, today) -> list[dict]:
    """The same search without one of its filters, where that finds something; the most hits first."""
    wider = []
    for parameter, words in search.active:
        if len(search.active) == 1:
            break
        found = search_offers(search.filters_without(parameter), language=search.language, today=today)
        if number := len(found) if isinstance(found, list) else found.count():
            wider.append({"without": words, "query": search.query(without=parameter), "number": number})
    return sorted(wider, key=lambda one: -one["number"])


def _is_asked_by_a_person(request) -> bool:
    """A whole page somebody asked for: neither a list that follows the typing nor a guess of the browser."""
    return request.method == "GET" and not request.htmx and "Sec-Purpose" not in request.headers


def _note_search_without_hit(search: OfferSearch, *, today) -> None:
    filters = search.filters
    try:
        record_search_without_hit(
            topic_code=filters.topic.code if filters.topic else "",
            municipality=filters.municipality,
            language=search.language,
            today=today,
        )
    except OperationalError:  # a full disk must not keep anybody from the telephone number
        logger.warning("search without hit not counted", exc_info=True)


@public_of_district
def offer_detail(request, pk):
    today, language = timezone.localdate(), request.LANGUAGE_CODE
    if not public_offers(today=today).filter(pk=pk).exists():
        raise Http404
    [card] = offer_cards([pk], language=language)
    topic = next(iter(card.offer.topics.all()), None)
    context = {
        "card": card,
        "spoken": [spoken_name(one, language) for one in card.languages_spoken],
        "help_query": urlencode({"thema": topic.code}) if topic else "",
        "address": request.district.base_url + request.path,
        "has_dates": coming_runs(pk, today=today).exists(),
    }
    return render(request, "public/offers/detail.html", context)
