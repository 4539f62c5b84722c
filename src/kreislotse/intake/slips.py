"""The slip a person carries to another office, in German and in their language; it holds no name."""

from collections import defaultdict

from django.utils.translation import override

from kreislotse.core.translations import changed_fields
from kreislotse.directory.models import OfferTranslation, OpeningTime
from kreislotse.districts.models import District
from kreislotse.documents.printouts import referral_slip
from kreislotse.intake import links
from kreislotse.intake.models import Referral


def office_of(district: District) -> dict:
    """The sender of a printed page, as `documents.printouts` takes it."""
    return {
        "district": district.name, "unit": district.terms.get("unit", ""), "address": district.address,
        "phone": district.phone, "email": district.email, "website": district.base_url,
    }  # fmt: skip


def slip_pdf(referral: Referral) -> bytes:
    """The PDF of one slip in the language of its request."""
    district, language = referral.district, referral.help_request.answer_language
    with override("de"):
        return referral_slip(
            office=office_of(district),
            created_on=referral.created_on,
            code=links.readable_code(referral.code),
            confirm_url=links.confirm_url(referral),
            offers=_offers(referral, language),
            language=language,
            valid_until=referral.valid_until,
            contact={"phone": district.phone, "email": district.email, "hours": district.office_hours},
        )


def slip_filename(referral: Referral) -> str:
    return f"Verweis-{links.readable_code(referral.code)}.pdf"


def _offers(referral: Referral, language: str) -> list[dict]:
    offers = [
        target.offer
        for target in referral.targets.select_related("offer__provider").prefetch_related(
            "offer__locations", "offer__opening_times", "offer__languages_spoken"
        ).order_by("pk")
    ]  # fmt: skip
    translations = {
        row.offer_id: row
        for row in OfferTranslation.objects.filter(offer__in=[offer.pk for offer in offers], language=language)
    }
    return [_offer(offer, translations.get(offer.pk), language) for offer in offers]


def _offer(offer, translation, language: str) -> dict:
    spoken = list(offer.languages_spoken.all())
    data = {
        "name": offer.title, "provider": offer.provider.name, "phone": offer.phone, "email": offer.email,
        "website": offer.website, "bring": offer.documents, "note": offer.registration,
        "address": [str(location) for location in offer.locations.all() if str(location)],
        "opening_hours": _hours(offer, "de"), "languages": ", ".join(one.name for one in spoken),
    }  # fmt: skip
    data["translated"] = {
        "opening_hours": _hours(offer, language),
        "languages": ", ".join(one.own_name for one in spoken),
    }
    if translation:
        changed = changed_fields(translation, offer, offer.TRANSLATED)  # a counter reads what holds now
        data["translated"] |= {
            key: getattr(translation, field)
            for key, field in (("name", "title"), ("bring", "documents"), ("note", "registration"))
            if field not in changed
        }
    return data


def _hours(offer, language: str) -> list[str]:
    """One line per weekday: "Montag 09:00–12:00, 14:00–16:00"."""
    spans: dict[int, list[str]] = defaultdict(list)
    for time in sorted(offer.opening_times.all(), key=lambda one: (one.weekday, one.opens_at)):
        spans[time.weekday].append(f"{time.opens_at:%H:%M}–{time.closes_at:%H:%M}")
    with override(language):
        return [f"{OpeningTime.Weekday(weekday).label} {', '.join(times)}" for weekday, times in spans.items()]
