"""The directory for everybody: search and one offer."""

import logging
from urllib.parse import urlencode

from django.db import OperationalError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from kreislotse.casefacts.operations import record_search_without_hit
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.directory.facts import offer_facts
from kreislotse.directory.queries import offer_cards, public_offers
from kreislotse.directory.results import results
from kreislotse.quality.doubles import merged_into
from kreislotse.web.public.access import public_of_district
from kreislotse.web.public.forms.search import OfferSearch, spoken_name
from kreislotse.web.public.offer_map import map_of
from kreislotse.web.public.structured import structured_offer

logger = logging.getLogger(__name__)
PAGE_SIZE = 20


@vary_on_headers("HX-Request")
def _offer_search(request):
    now, language = timezone.now(), request.LANGUAGE_CODE
    search = OfferSearch(request.GET, district=request.district, language=language, now=timezone.localtime(now))
    is_map = request.GET.get("ansicht") == "karte"
    page = paginate(search.found, request, size=PAGE_SIZE)
    context = {
        "search": search,
        "page": page,
        "is_map": is_map,
        "map": map_of(search) if is_map and search.found else None,
        "cards": [] if is_map else _results(search, page),
    }
    if not search.found and search.filters:
        words = dict(search.active)
        context["wider"] = [
            {"without": words[part], "query": search.query_without(part), "number": number}
            for part, number in search.found.wider()
        ]
    if search.filters and search.found.found_nothing_as_asked and _is_asked_by_a_person(request):
        _note_search_without_hit(search, today=timezone.localdate(now))
    template = "_results.html" if wants_fragment(request) else "search.html"
    return render(request, f"public/offers/{template}", context)


offer_search = public_of_district(_offer_search)


def _results(search: OfferSearch, page) -> list:
    return results(
        page.object_list,
        here=search.here,
        choices=search.choices,
        district=search.district,
        language=search.language,
        now=search.now,
        distance_to=search.found.distance_to,
    )


def _is_asked_by_a_person(request) -> bool:
    """A whole page somebody asked for: neither a list that follows the typing nor a guess of the browser."""
    return request.method == "GET" and not request.htmx and "Sec-Purpose" not in request.headers


def _note_search_without_hit(search: OfferSearch, *, today) -> None:
    try:
        record_search_without_hit(
            topic_code=search.filters.topic, municipality=search.municipality, language=search.language, today=today
        )
    except OperationalError:  # a full disk must not keep anybody from the telephone number
        logger.warning("search without hit not counted", exc_info=True)


@public_of_district
def offer_detail(request, pk):
    now, language = timezone.now(), request.LANGUAGE_CODE
    today = timezone.localdate(now)
    if not public_offers(today=today).filter(pk=pk).exists():
        if kept := merged_into(pk):
            return redirect("public:offer_detail", pk=kept)
        raise Http404
    [card] = offer_cards([pk], language=language)
    facts = offer_facts([card.offer], now=now, ags=request.district.ags)[pk]
    topic = next(iter(card.offer.topics.all()), None)
    address = request.district.base_url + request.path
    request.alternate_languages = {"de", *card.offer.translations.values_list("language", flat=True)}
    context = {
        "card": card,
        "facts": facts,
        "structured": structured_offer(card, facts, district=request.district, address=address),
        "spoken": [(spoken_name(one, language), facts.language_hours.get(one.pk, ())) for one in card.languages_spoken],
        "help_query": urlencode({"thema": topic.code}) if topic else "",
        "address": address,
        "has_dates": bool(facts.courses),
    }
    return render(request, "public/offers/detail.html", context)
