"""Offers on paper: what a slip and a hand-out print, in German and in the language of whoever carries it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import override

from kreislotse.directory.queries import SOURCE_LANGUAGE, OfferCard, offer_cards
from kreislotse.districts.models import District
from kreislotse.documents.pdf import language_tag
from kreislotse.documents.printouts import handout

# What a hand-out prints of an offer's texts, under the names of `documents.printouts`.
TEXTS = {"name": "title", "summary": "summary", "costs": "costs", "bring": "documents", "note": "registration"}


def office_of(district: District) -> dict:
    """The sender of a printed page, as `documents.printouts` takes it."""
    return {
        "district": district.name, "unit": district.terms.get("unit", ""), "address": district.address,
        "phone": district.phone, "email": district.email, "website": district.base_url,
    }  # fmt: skip


def contact_of(district: District) -> dict:
    return {"phone": district.phone, "email": district.email, "hours": district.office_hours}


def cards_in_two_languages(pks: Sequence[int], *, language: str) -> list[tuple[OfferCard, OfferCard]]:
    """Each offer in German and in `language`; with German for both, the same card twice."""
    with override(SOURCE_LANGUAGE):
        german = offer_cards(pks, language=SOURCE_LANGUAGE)
    if language == SOURCE_LANGUAGE:
        return list(zip(german, german, strict=True))
    with override(language):
        return list(zip(german, offer_cards(pks, language=language), strict=True))


def printable_offers(pks: Sequence[int], *, language: str, with_summary: bool = False) -> list[dict]:
    """The offers as `documents.printouts` sets them; where the German text is newer than its translation, German stands."""
    return [
        _printable(german, own, language, with_summary=with_summary)
        for german, own in cards_in_two_languages(pks, language=language)
    ]


def handout_pdf(district: District, pks: Sequence[int], *, language: str, address: str, today: date) -> bytes:
    """The hand-out of chosen offers; `address` is the page its QR code opens."""
    with override(SOURCE_LANGUAGE):
        return handout(
            office=office_of(district),
            created_on=today,
            address=address,
            offers=printable_offers(pks, language=language, with_summary=True),
            language=language,
            contact=contact_of(district),
        )


def _printable(german: OfferCard, own: OfferCard, language: str, *, with_summary: bool) -> dict:
    is_one_language = language_tag(language) == SOURCE_LANGUAGE
    data = _facts(german)
    if is_one_language:
        data |= {key: text for key, text in _translated(own).items() if text and key != "languages"}
    else:
        data["translated"] = _translated(own)
    data |= {
        "provider": german.offer.provider.name,
        "phone": german.reach[0],
        "email": german.reach[1],
        "website": german.reach[2],
        "address": [str(place) for place in german.places if str(place)],
    }
    if not with_summary:
        data.pop("summary")
        data.get("translated", {}).pop("summary", None)
    return data


def _facts(card: OfferCard) -> dict:
    """What reads differently in another language."""
    return {key: str(getattr(card, field)) for key, field in TEXTS.items()} | {
        "opening_hours": [f"{line.days} {', '.join(line.hours)}" for line in card.open_days],
        "languages": ", ".join(one.name for one in card.languages_spoken),
    }


def _translated(card: OfferCard) -> dict:
    """The same in the language of the card; "" for what is not translated, or was before the German text changed."""
    texts = {key: (getattr(card, field), field in card.outdated) for key, field in TEXTS.items()}
    return {key: "" if is_old or text.language else str(text) for key, (text, is_old) in texts.items()} | {
        "opening_hours": [f"{line.days} {', '.join(line.hours)}" for line in card.open_days],
        "languages": ", ".join(one.own_name for one in card.languages_spoken),
    }
