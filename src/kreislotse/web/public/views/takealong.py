"""What a person takes along: the chosen offers as a page, on paper and behind a QR code. Nothing is kept here."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.core.ratelimit import is_allowed
from kreislotse.directory.calendars import calendar_of, cards_of, coming_runs
from kreislotse.directory.handouts import (
    cards_in_two_languages,
    dates_of,
    handout_pdf,
    hours_lines,
    spoken_with_times,
)
from kreislotse.directory.queries import OfferCard, offer_cards, public_offers
from kreislotse.documents.pdf import qr_svg
from kreislotse.documents.responses import ics_response, pdf_response, vcard_response
from kreislotse.web.public.access import public_of_district
from kreislotse.web.public.choice import MOST, address_of, full_address_of, read_choice
from kreislotse.web.public.forms.search import spoken_name

PRINTS = {"limit": 60, "seconds": 10 * 60}  # a PDF costs the server more than a page


@public_of_district
def hand_out(request):
    language = request.LANGUAGE_CODE
    today = timezone.localdate()
    choice = read_choice(request.GET, today=today)
    address = full_address_of(request.district, "public:hand_out", choice.pks)
    dates = dates_of(choice.pks, today=today)
    rows = [
        {
            "card": own,
            "german": german if german is not own else None,
            "hours": hours_lines(own),
            "spoken": spoken_with_times(own, dates[own.pk], lambda one: spoken_name(one, language)),
            "courses": dates[own.pk].course_lines(),
            "in_german": _in_german(german, dates[own.pk]) if german is not own else None,
            "without": address_of("public:hand_out", [pk for pk in choice.pks if pk != own.pk]),
        }
        for german, own in cards_in_two_languages(choice.pks, language=language)
    ]
    context = {
        "choice": choice,
        "most": MOST,
        "rows": rows,
        "address": address,
        "qr": mark_safe(qr_svg(address, is_scalable=True)) if rows else "",
        "pdf_url": address_of("public:hand_out_pdf", choice.pks),
        "more_url": address_of("public:offer_search", choice.pks),
    }
    return render(request, "public/takealong/hand_out.html", context)


def _in_german(german: OfferCard, dates) -> dict:
    with override("de"):
        spoken = spoken_with_times(german, dates, lambda one: one.name)
        return {"hours": hours_lines(german), "spoken": spoken, "courses": dates.course_lines()}


@public_of_district
def hand_out_pdf(request):
    if not is_allowed(request, "hand-out", **PRINTS):
        return render(request, "429.html", status=429)
    today = timezone.localdate()
    choice = read_choice(request.GET, today=today)
    content = handout_pdf(
        request.district,
        choice.pks,
        language=request.LANGUAGE_CODE,
        address=full_address_of(request.district, "public:hand_out", choice.pks),
        today=today,
    )
    return pdf_response(content, filename=f"{_('Merkzettel')}.pdf")


@public_of_district
def offer_calendar(request, pk, run=None):
    """All coming runs of a course, or one of them, for a calendar."""
    today = timezone.localdate()
    card = _card(request, pk, today)
    runs = coming_runs(pk, today=today)
    runs = [one for one in runs if run in (None, one.uuid)]
    if not runs:
        raise Http404
    content = calendar_of(card, runs, district=request.district, url=_page_of(request, pk))
    return ics_response(content, filename=f"{card.title}.ics")


@public_of_district
def offer_contact(request, pk):
    card = _card(request, pk, timezone.localdate())
    return vcard_response(cards_of(card, url=_page_of(request, pk)), filename=f"{card.title}.vcf")


def _card(request, pk: int, today) -> OfferCard:
    if not public_offers(today=today).filter(pk=pk).exists():
        raise Http404
    [card] = offer_cards([pk], language=request.LANGUAGE_CODE)
    return card


def _page_of(request, pk: int) -> str:
    return request.district.base_url + reverse("public:offer_detail", args=[pk])
