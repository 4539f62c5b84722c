"""What a person may take along without internet: the offers of one language as one file, small enough for a phone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.core.cache import cache as kept
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override

import kreislotse
from kreislotse.core.scope import scope_key
from kreislotse.directory.handouts import Dates, dates_of, hours_lines, spoken_with_times
from kreislotse.directory.queries import OfferCard, offer_cards, public_offers
from kreislotse.intake.rules import emergency_numbers
from kreislotse.web.public.emergency import NUMBERS
from kreislotse.web.public.forms.search import spoken_name

BUDGET = 240_000  # bytes of the offers; with page, script and style a pack stays under 300,000
MOST = 600
BYTES_OF_THE_PAGE = 14_000  # page, script and style; a test compares
FILES = ("public/offline.css", "public/offline.js")
REMEMBER_SECONDS = 600


@dataclass(frozen=True)
class Facts:
    """What the page says of a pack before anybody takes it along."""

    bytes: int
    version: str
    shown: int
    total: int

    @property
    def kilobytes(self) -> int:
        """Of the whole pack: the offers, and what every pack holds."""
        return -(-(self.bytes + BYTES_OF_THE_PAGE) // 1000)


def pack(*, language: str, chosen: Sequence[int], today: date) -> dict:
    """The public offers for a phone, those chosen first, then those where `language` is spoken, then by title.

    Over the budget the long descriptions go first, then the last offers; what was chosen stays in full.
    """
    public = public_offers(today=today)
    by_title = public.order_by("search_key", "pk").values_list("pk", flat=True)
    spoken = by_title.filter(languages_spoken__code=language)
    known = [pk for pk in chosen if pk in set(public.filter(pk__in=chosen).values_list("pk", flat=True))]
    pks = list(dict.fromkeys([*known, *spoken[:MOST], *by_title[:MOST]]))[:MOST]
    dates = dates_of(pks, today=today)
    with override(language):
        entries = [_entry(card, language, dates[card.pk]) for card in offer_cards(pks, language=language)]
    offers = list(_within_budget(entries, whole=set(known)))
    return {
        "language": language,
        "made_on": today.isoformat(),
        "total": public.count(),
        "files": [reverse("public:offline"), *(static(file) for file in FILES)],
        "offers": offers,
    }


def facts(*, language: str, today: date) -> Facts:
    """Size and version of the pack in `language`; counted anew every ten minutes."""
    key = f"{scope_key()}:offline:{language}:{release()}"
    found = kept.get(key)
    if found is None:
        content = pack(language=language, chosen=(), today=today)
        numbers = [
            (str(one.phone), str(one.label)) for one in emergency_numbers(NUMBERS, language=language, today=today)
        ]
        digest = hashlib.sha256(json.dumps([content["offers"], content["total"], numbers]).encode()).hexdigest()[:12]
        found = (size_of(content), f"{release()}-{digest}", len(content["offers"]), content["total"])
        kept.set(key, found, REMEMBER_SECONDS)
    return Facts(*found)


def size_of(content: dict) -> int:
    return len(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


@cache
def release() -> str:
    """Changes with every release: the version, the files of the pack and the service worker itself."""
    worker = get_template("public/offline/sw.js").template.source
    parts = [kreislotse.__version__, worker, *(static(file) for file in FILES)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _within_budget(entries: list[dict], *, whole: set[int]) -> Iterator[dict]:
    sizes = [size_of(entry) for entry in entries]
    if sum(sizes) > BUDGET:
        entries = [
            entry if entry["id"] in whole else {key: text for key, text in entry.items() if key != "text"}
            for entry in entries
        ]
    left = BUDGET
    for entry in entries:
        left -= size_of(entry) + 1
        if left < 0:
            return
        yield entry


def _entry(card: OfferCard, language: str, dates: Dates) -> dict:
    """One offer with short keys and without what is empty; `german` for whoever helps at the counter."""
    phone, email, website = card.reach
    entry = {
        "id": card.pk,
        "title": str(card.title),
        "german": card.offer.title if str(card.title) != card.offer.title else "",
        "summary": str(card.summary),
        "text": str(card.description),
        "provider": card.offer.provider.name,
        "places": [str(place) for place in card.places if str(place)],
        "hours": hours_lines(card),
        "courses": dates.course_lines(),
        "spoken": spoken_with_times(card, dates, lambda one: spoken_name(one, language)),
        "phone": phone,
        "email": email,
        "website": website,
        "costs": str(card.costs),
        "register": str(card.registration),
        "bring": str(card.documents),
        "topics": list(card.topics),
    }
    return {key: value for key, value in entry.items() if value}
