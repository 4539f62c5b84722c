"""What the public search knows of an offer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from kreislotse.directory import facets
from kreislotse.directory.models import Offer
from kreislotse.search.registry import Document

KIND = "offer"


def documents(offers: list[Offer]) -> Iterable[Document]:
    """One document per language of each published offer.

    The German one also holds the names of its topics and target groups in all languages, so that who searches in
    Turkish finds what is written in German only.
    """
    offers = [offer for offer in offers if offer.status == Offer.Status.PUBLISHED]
    prefetch_related_objects(
        offers, "provider", "topics", "target_groups", "languages_spoken", "locations__municipality", "translations"
    )
    filters = {entry.key: facets.tokens(entry) for entry in facets.entries([offer.pk for offer in offers])}
    for offer in offers:
        tokens = filters.get(offer.pk, ())
        terms = [*offer.topics.all(), *offer.target_groups.all()]
        words = [
            offer.summary,
            offer.description,
            offer.registration,
            offer.eligibility,
            offer.provider.name,
            offer.provider.short_name,
        ]
        words += [word for term in terms for word in (term.name, *term.names.values(), term.search_words)]
        spoken = [language for language in offer.languages_spoken.all() if language.code != "de"]  # spoken everywhere
        words += [word for language in spoken for word in (language.name, language.own_name)]
        for location in offer.locations.all():
            words += [location.name, location.city, location.municipality.name if location.municipality else ""]
        yield Document(offer.pk, "de", offer.title, " ".join(words), filters=tokens)
        for row in offer.translations.all():
            body = f"{row.summary} {row.description} {row.registration} {row.eligibility}"
            yield Document(offer.pk, row.language, row.title, body, filters=tokens)
