"""What a person takes along: the chosen offers as a page, on paper and behind a QR code. Nothing is kept here."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kreislotse.core.ratelimit import is_allowed
from kreislotse.directory.handouts import cards_in_two_languages, handout_pdf
from kreislotse.documents.pdf import qr_svg
from kreislotse.documents.responses import pdf_response
from kreislotse.web.public.access import public_of_district
from kreislotse.web.public.choice import MOST, address_of, full_address_of, read_choice
from kreislotse.web.public.forms.search import spoken_name

PRINTS = {"limit": 60, "seconds": 10 * 60}  # a PDF costs the server more than a page


@public_of_district
def hand_out(request):
    language = request.LANGUAGE_CODE
    choice = read_choice(request.GET, today=timezone.localdate())
    address = full_address_of(request.district, "public:hand_out", choice.pks)
    rows = [
        {
            "card": own,
            "german": german if german is not own else None,
            "spoken": [spoken_name(one, language) for one in own.languages_spoken],
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
