"""What the public search knows of an offer."""

from __future__ import annotations

from collections.abc import Iterable

from kreislotse.directory.models import Offer, OfferLocation, OfferTranslation
from kreislotse.network.models import Organization
from kreislotse.search.registry import Document
from kreislotse.taxonomy.models import Language, TargetGroup, Topic

KIND = "offer"


def documents(offers: list[Offer]) -> Iterable[Document]:
    """One document per language of each published offer; the queries do not depend on their number.

    The German one also holds the names of its topics and target groups in all languages, so that who searches in
    Turkish finds what is written in German only.
    """
    offers = [offer for offer in offers if offer.status == Offer.Status.PUBLISHED]
    keys = [offer.pk for offer in offers]
    words_of = _words_of_relations(keys)
    providers = Organization.objects.in_bulk({offer.provider_id for offer in offers})
    translations: dict[int, list[OfferTranslation]] = {}
    for row in OfferTranslation.objects.filter(offer_id__in=keys).order_by("pk"):
        translations.setdefault(row.offer_id, []).append(row)
    for offer in offers:
        provider = providers[offer.provider_id]
        words = [
            offer.summary, offer.description, offer.registration, offer.eligibility, provider.name, provider.short_name,
            *words_of.get(offer.pk, ()),
        ]  # fmt: skip
        yield Document(offer.pk, "de", offer.title, " ".join(words))
        for row in translations.get(offer.pk, ()):
            body = f"{row.summary} {row.description} {row.registration} {row.eligibility}"
            yield Document(offer.pk, row.language, row.title, body)


def _words_of_relations(keys: list[int]) -> dict[int, list[str]]:
    """For each offer the words of its topics, target groups, languages and places.

    Each topic and language is read once, and not once for each offer.
    """
    found: dict[int, list[str]] = {}
    for relation, model, say in (
        (Offer.topics, Topic, _all_names),
        (Offer.target_groups, TargetGroup, _all_names),
        (Offer.languages_spoken, Language, _both_names),
    ):
        said = {row.pk: say(row) for row in model.objects.all()}
        column = relation.field.m2m_reverse_field_name() + "_id"
        for offer, key in (
            relation.through.objects.filter(offer_id__in=keys).order_by("pk").values_list("offer_id", column)
        ):
            found.setdefault(offer, []).append(said[key])
    places = OfferLocation.objects.filter(offer_id__in=keys).order_by("pk")
    for offer, *words in places.values_list("offer_id", "name", "city", "municipality__name"):
        found.setdefault(offer, []).extend(word for word in words if word)
    return found


def _all_names(term: Topic | TargetGroup) -> str:
    return " ".join([term.name, *term.names.values(), term.search_words])


def _both_names(language: Language) -> str:
    """German is spoken everywhere and finds nothing in particular."""
    return "" if language.code == "de" else f"{language.name} {language.own_name}"
