"""Offers on paper: what a slip and a hand-out print, in German and in the language of whoever carries it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.core.words import listed
from kreislotse.directory.facts import coming_courses, course_lines
from kreislotse.directory.models import CourseRun, LanguageTime
from kreislotse.directory.open_days import open_days
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


@dataclass(frozen=True)
class Dates:
    """What a card does not hold: when which language is spoken, and the next runs of a course."""

    today: date
    spoken: dict[int, list[LanguageTime]]
    runs: Sequence[CourseRun]

    def course_lines(self) -> list[str]:
        return course_lines(self.runs, today=self.today)


def dates_of(pks: Sequence[int], *, today: date) -> dict[int, Dates]:
    """The dates of each offer by its key, in two queries."""
    times, runs = language_times(pks), coming_courses(pks, today=today)
    return {pk: Dates(today, times.get(pk, {}), runs.get(pk, ())) for pk in pks}


def printable_offers(pks: Sequence[int], *, language: str, today: date, with_summary: bool = False) -> list[dict]:
    """The offers as `documents.printouts` sets them; where the German text is newer than its translation, German stands."""
    dates = dates_of(pks, today=today)
    return [
        _printable(german, own, language, dates[own.pk], with_summary=with_summary)
        for german, own in cards_in_two_languages(pks, language=language)
    ]


def language_times(pks: Sequence[int]) -> dict[int, dict[int, list[LanguageTime]]]:
    """When which language is spoken: by the key of the offer, then of the language. One query."""
    found: dict[int, dict[int, list[LanguageTime]]] = {}
    for row in LanguageTime.objects.filter(offer_id__in=list(pks)).order_by("weekday", "opens_at", "pk"):
        found.setdefault(row.offer_id, {}).setdefault(row.language_id, []).append(row)
    return found


def hours_lines(card: OfferCard) -> list[str]:
    """The week of an offer, one line for days with the same hours. Call it in the language of the card."""
    lines = [_hours(line) for line in card.open_days]
    return [*lines, _("nur mit Termin")] if card.offer.is_appointment_only else lines


def spoken_with_times(card: OfferCard, dates: Dates, name_of) -> list[str]:
    """The languages of an offer, with the hours of those that are not always spoken: „Ukrainisch (Dienstag 09:00–11:00)“."""
    lines = []
    for language in card.languages_spoken:
        hours = ", ".join(_hours(line) for line in open_days(dates.spoken.get(language.pk, ())))
        lines.append(f"{name_of(language)} ({hours})" if hours else name_of(language))
    return lines


def _hours(line) -> str:
    text = f"{line.days} {', '.join(line.hours)}"
    return f"{text} ({_('mit Termin')})" if line.by_appointment else text


def handout_pdf(district: District, pks: Sequence[int], *, language: str, address: str, today: date) -> bytes:
    """The hand-out of chosen offers; `address` is the page its QR code opens."""
    with override(SOURCE_LANGUAGE):
        return handout(
            office=office_of(district),
            created_on=today,
            address=address,
            offers=printable_offers(pks, language=language, today=today, with_summary=True),
            language=language,
            contact=contact_of(district),
        )


def _printable(german: OfferCard, own: OfferCard, language: str, dates: Dates, *, with_summary: bool) -> dict:
    is_one_language = language_tag(language) == SOURCE_LANGUAGE
    with override(SOURCE_LANGUAGE):
        data = _facts(german, dates)
    with override(language):
        translated = _translated(own, dates)
    if is_one_language:
        data |= {key: text for key, text in translated.items() if text and key != "languages"}
    else:
        data["translated"] = translated
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


def _facts(card: OfferCard, dates: Dates) -> dict:
    """What reads differently in another language."""
    return {key: str(getattr(card, field)) for key, field in TEXTS.items()} | {
        "opening_hours": hours_lines(card),
        "courses": dates.course_lines(),
        "languages": ", ".join(spoken_with_times(card, dates, lambda language: language.name)),
    }


def _translated(card: OfferCard, dates: Dates) -> dict:
    """The same in the language of the card; "" for what is not translated, or was before the German text changed."""
    texts = {key: (getattr(card, field), field in card.outdated) for key, field in TEXTS.items()}
    return {key: "" if is_old or text.language else str(text) for key, (text, is_old) in texts.items()} | {
        "opening_hours": hours_lines(card),
        "courses": dates.course_lines(),
        "languages": listed(spoken_with_times(card, dates, lambda language: language.own_name)),
    }
