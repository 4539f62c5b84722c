"""What is new and what was changed, as an Atom feed in one language."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.core.html_text import tidy
from kreislotse.directory.queries import offer_cards, public_offers
from kreislotse.districts.models import District

MOST = 50


def feed(district: District, language: str, *, today: date) -> str:
    """The offers changed last, in `language` or in German where there is no translation."""
    keys = list(public_offers(today=today).order_by("-changed_at", "-pk").values_list("pk", flat=True)[:MOST])
    with override(language):
        found = Atom1Feed(
            title=_("Neue und geänderte Angebote") + f" – {district.name}",
            link=district.base_url + reverse("public:offer_search"),
            description="",
            language=language,
            author_name=str(district.term("unit")),
            feed_url=district.base_url + reverse("api:atom", args=[language]),
            feed_guid=district.base_url + reverse("api:atom", args=[language]),
        )
        for card in offer_cards(keys, language=language, is_brief=True):
            address = district.base_url + reverse("public:offer_detail", args=[card.pk])
            found.add_item(
                title=tidy(card.title.text),
                link=address,
                description=tidy(card.summary.text),
                unique_id=f"urn:uuid:{card.offer.uuid}",
                updateddate=card.offer.changed_at,
                author_name=tidy(card.offer.provider.name),
                categories=card.topics,
            )
        return found.writeString("utf-8")
