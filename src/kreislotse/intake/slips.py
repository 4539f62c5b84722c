"""The slip a person carries to another office, in German and in their language; it holds no name."""

from datetime import date

from django.utils.translation import override

from kreislotse.directory.handouts import contact_of, office_of, printable_offers
from kreislotse.documents.printouts import referral_slip
from kreislotse.intake import links
from kreislotse.intake.models import Referral


def slip_pdf(referral: Referral, *, today: date) -> bytes:
    """The PDF of one slip in the language of its request, with what is true of the offers today."""
    district, language = referral.district, referral.help_request.answer_language
    offers = referral.targets.order_by("pk").values_list("offer_id", flat=True)
    with override("de"):
        return referral_slip(
            office=office_of(district),
            created_on=referral.created_on,
            code=links.readable_code(referral.code),
            confirm_url=links.confirm_url(referral),
            offers=printable_offers(list(offers), language=language, today=today),
            language=language,
            valid_until=referral.valid_until,
            contact=contact_of(district),
        )


def slip_filename(referral: Referral) -> str:
    return f"Verweis-{links.readable_code(referral.code)}.pdf"
