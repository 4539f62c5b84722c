"""`/integreat/{language}/wp-json/extensions/v3/…`: places, dates, categories and languages of a district."""

from __future__ import annotations

import json

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from kreislotse.api.access import open_data
from kreislotse.api.integreat import objects, rows
from kreislotse.core.problems import Problem
from kreislotse.directory.models import CourseRun, OfferLocation
from kreislotse.directory.queries import SOURCE_LANGUAGE, public_offers


def _region(request, language: str) -> objects.Region:
    if language not in (SOURCE_LANGUAGE, *request.district.languages) or language not in objects.NUMBERS:
        raise Problem(404, f"This region has no language “{language[:20]}”.", parameter="language")
    return objects.Region(request.district, language, timezone.localdate())


def _json(found: list) -> HttpResponse:
    return HttpResponse(json.dumps(found, ensure_ascii=False), content_type="application/json; charset=utf-8")


@open_data
def locations(request, language):
    """A place for each place of a public offer, and one for each offer without any, marked and on no map."""
    region = _region(request, language)
    parts = rows.parts_of(public_offers(today=region.today), language, today=region.today)
    places = list(rows.public_places(region.today))
    somewhere = {place["offer_id"] for place in places}
    with override(language):
        places += [objects.no_place(region, offer) for pk, offer in parts.offers.items() if pk not in somewhere]
    return _json([objects.location(region, place, parts) for place in places if place["offer_id"] in parts.offers])


@open_data
def events(request, language):
    """The dates of courses, each day of what repeats for a month."""
    region = _region(request, language)
    until = region.today + objects.AHEAD
    runs = list(rows.coming_runs(region.today, until))
    offers = public_offers(today=region.today).filter(course_runs__starts_on__lte=until)
    parts = rows.parts_of(offers, language, today=region.today, with_hours=False)
    by_key, by_offer = {}, {}
    for place in rows.public_places(region.today).filter(offer__in=offers):
        by_key[place["pk"]] = place
        by_offer.setdefault(place["offer_id"], place)
    found = []
    for run in runs:
        place = by_key.get(run["location_id"]) or by_offer.get(run["offer_id"])
        found += objects.events(region, run, place, parts)
    return _json(sorted(found, key=lambda one: (one["event"]["start"], one["id"])))


@open_data
def location_categories(request, language):
    region = _region(request, language)
    topics = rows.topics_in_use(region.today)
    return _json([objects.category(region, topic["pk"], topic["name"], topic["names"]) for topic in topics])


@open_data
def languages(request, language):
    _region(request, language)
    return _json(objects.languages_of(request.district))


@open_data
def page(request, language, kind, slug):
    """The addresses in the answers lead to the page of the offer."""
    region = _region(request, language)
    public = public_offers(today=region.today)
    number = slug.partition("$")[0].rpartition("-")[2]
    pk = number.removeprefix(objects.OF_OFFER)
    pk = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0
    if kind == "locations" and number.startswith(objects.OF_OFFER):
        offer = public.filter(pk=pk).values_list("pk", flat=True).first()
    else:
        model = CourseRun if kind == "events" else OfferLocation
        offer = model.objects.filter(pk=pk, offer__in=public).values_list("offer_id", flat=True).first()
    if offer is None:
        raise Problem(404, "There is nothing at this address.")
    with override(language):
        return HttpResponseRedirect(reverse("public:offer_detail", args=[offer]))


@open_data
def unknown(request, rest):
    raise Problem(404, "There is nothing at this address.")
