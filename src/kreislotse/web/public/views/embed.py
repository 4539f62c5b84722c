"""The search inside other websites: a page without script for an iframe, and a small element that fetches its offers.

Only the websites an office lists may show either; every other page of the house is never shown inside another.
"""

from functools import cache, wraps
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from csp.constants import SELF
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.vary import vary_on_headers

from kreislotse.core.ratelimit import is_allowed
from kreislotse.directory.queries import OfferCard, offer_cards
from kreislotse.web.public.access import public_of_district
from kreislotse.web.public.forms.search import OfferSearch

SHOWN = 10
FILTERS = ("thema", "sprache")  # a frame is small: two are chosen there, all others on our own page
READS = {"limit": 240, "seconds": 10 * 60}


def framed(view):
    """The page may be shown inside our own pages and those of the websites the office lists."""

    @wraps(view)
    def in_a_frame(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.xframe_options_exempt = True  # the policy below says it more exactly
        response._csp_replace = {"frame-ancestors": [SELF, *request.district.embedded_in]}
        return response

    return in_a_frame


@public_of_district
@framed
def embedded_search(request):
    search, cards = _found(request)
    fields = [name for name in FILTERS if name in search.form.fields and len(search.form.fields[name].choices) > 1]
    kept = [(name, value) for name, value in parse_qsl(search.query()) if name not in ("q", *fields)]
    context = {
        "search": search,
        "cards": cards,
        "number": len(search.found),
        "fields": [search.form[name] for name in fields],
        "kept": kept,
        "all_url": _with(reverse("public:offer_search"), search.query()),
        "reset_url": _with(reverse("public:embedded_search"), urlencode(kept)),
    }
    return render(request, "public/embed/search.html", context)


@public_of_district
@vary_on_headers("Origin")
def embedded_offers(request):
    """The same for the element `<kreislotse-finder>`, with all its words; nothing in it needs a login."""
    if not is_allowed(request, "finder", **READS):
        return JsonResponse({"error": "too many requests"}, status=429)
    search, cards = _found(request)
    base, number = request.district.base_url, len(search.found)
    content = {
        "direction": "rtl" if get_language_bidi() else "ltr",
        "label": _("Was suchen Sie?"),
        "button": _("Angebote suchen"),
        "count": ngettext("%(n)s Angebot gefunden", "%(n)s Angebote gefunden", number) % {"n": number},
        "all": {
            "label": _("Alle Angebote ansehen"),
            "url": base + _with(reverse("public:offer_search"), search.query()),
        },
        "offers": [_entry(card, base) for card in cards],
    }
    response = JsonResponse(content)
    origin = request.headers.get("Origin", "")
    if origin in request.district.embedded_in:
        response["Access-Control-Allow-Origin"] = origin
    return response


@public_of_district
@cache_control(public=True, max_age=3600)
def finder_script(request):
    """The element under an address that stays the same, for pages that are not ours."""
    response = HttpResponse(_finder(), content_type="text/javascript; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"  # a module of another origin is only loaded with it; it holds no data
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@cache
def _finder() -> bytes:
    return (Path(__file__).parent.parent / "static" / "public" / "finder.js").read_bytes()


def _found(request) -> tuple[OfferSearch, list[OfferCard]]:
    language = request.LANGUAGE_CODE
    search = OfferSearch(request.GET, district=request.district, language=language, now=timezone.localtime())
    return search, offer_cards(list(search.found[:SHOWN]), language=language, is_brief=True)


def _entry(card: OfferCard, base: str) -> dict:
    return {
        "title": str(card.title),
        "titleLanguage": card.title.language,
        "summary": str(card.summary),
        "summaryLanguage": card.summary.language,
        "places": [str(place) for place in card.places if str(place)],
        "spoken": [language.own_name for language in card.languages_spoken],
        "url": base + reverse("public:offer_detail", args=[card.pk]),
    }


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
