"""Every public page in every language, each with the way to the others; split so that no file grows too large.

The protocol allows 50,000 addresses and 50 MB a file. With the ways to all languages an address takes about a kilobyte,
so that 5,000 are a file that can still be made in one piece.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import override

from kreislotse.directory.models import Offer, OfferTranslation
from kreislotse.directory.queries import SOURCE_LANGUAGE, public_offers
from kreislotse.districts.models import District

URLS_PER_FILE = 5000
MOST_FILES = 50_000
PAGES = (
    "start",
    "offer_search",
    "ask_for_help",
    "join",
    "about",
    "body_list",
    "plan",
    "imprint",
    "privacy",
    "accessibility",
    "open_data",
)
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def languages_of(district: District) -> list[str]:
    known = {code for code, _name in settings.LANGUAGES}
    return list(dict.fromkeys([SOURCE_LANGUAGE, *(code for code in district.languages if code in known)]))


def offers_per_file(district: District) -> int:
    return max((URLS_PER_FILE - len(PAGES)) // len(languages_of(district)), 1)


def index(district: District, *, today: date) -> str:
    """The files the addresses are split into; for few addresses the one file itself."""
    number = public_offers(today=today).aggregate(n=Count("pk"))["n"]
    size = offers_per_file(district)
    if number <= size:
        return urls(district, 1, today=today)
    files = "".join(
        f"<sitemap><loc>{escape(district.base_url)}/sitemap-{part}.xml</loc></sitemap>\n"
        for part in range(1, -(-number // size) + 1)
    )
    return f"{XML}<sitemapindex {NAMESPACE}>\n{files}</sitemapindex>\n"


def urls(district: District, part: int, *, today: date) -> str:
    """One file: the first has the pages that are no offers as well. Raises `IndexError` for a file there is not."""
    if not 1 <= part <= MOST_FILES:
        raise IndexError(part)
    codes = languages_of(district)
    size = offers_per_file(district)
    offers = public_offers(today=today).order_by("pk")[(part - 1) * size : part * size]
    rows = list(offers.values_list("pk", "changed_at"))
    if part > 1 and not rows:
        raise IndexError(part)
    said = _pages(district, codes) if part == 1 else iter(())
    entries = "".join([*said, *_offers(district, codes, rows, _translated([pk for pk, _at in rows]))])
    return f'{XML}<urlset {NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{entries}</urlset>\n'


def _translated(keys: list[int]) -> dict[int, set[str]]:
    """The languages each offer has words of its own in."""
    found = defaultdict(set)
    if keys:
        rows: QuerySet = OfferTranslation.objects.filter(offer_id__gte=keys[0], offer_id__lte=keys[-1])
        for pk, language in rows.values_list("offer_id", "language"):
            found[pk].add(language)
    return found


def _pages(district: District, codes: list[str]) -> Iterator[str]:
    for name in PAGES:
        yield from _entries({code: district.base_url + _path(f"public:{name}", code) for code in codes})


def _offers(district: District, codes: list[str], rows: Iterable, translated: dict[int, set[str]]) -> Iterator[str]:
    begin = {
        code: district.base_url + _path("public:offer_detail", code, Offer(pk=0)).removesuffix("0/") for code in codes
    }
    for pk, changed_at in rows:
        known = [code for code in codes if code == SOURCE_LANGUAGE or code in translated.get(pk, ())]
        yield from _entries({code: f"{begin[code]}{pk}/" for code in known}, changed_at.date())


def _path(name: str, language: str, offer: Offer | None = None) -> str:
    with override(language):
        return reverse(name, args=[offer.pk] if offer else [])


def _entries(addresses: dict[str, str], changed: date | None = None) -> Iterator[str]:
    """An address in each language, each with all of them beside it."""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(address)}/>'
        for code, address in [*addresses.items(), ("x-default", addresses[SOURCE_LANGUAGE])]
    )
    at = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
    for address in addresses.values():
        yield f"<url><loc>{escape(address)}</loc>{at}{others}</url>\n"
