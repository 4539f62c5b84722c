"""Offers in six languages, one for each template and provider."""

from __future__ import annotations

from datetime import time, timedelta

from kreislotse.core.translations import HASH_DIGITS, Origin, text_hashes
from kreislotse.demo import read_facts
from kreislotse.demo.offer_details import Details, languages_with_times
from kreislotse.demo.world import World, batches, link
from kreislotse.directory.models import (
    GlossaryTerm,
    Offer,
    OfferLocation,
    OfferTranslation,
    OpeningTime,
)
from kreislotse.network.models import Organization


def build_directory(world: World) -> None:
    _glossary()
    details = Details(world)
    for batch in batches(_templates(world)):
        created = [_offer(world, template, provider, details) for template, provider in batch]
        Offer.objects.bulk_create(created)
        pairs = [(template, offer) for (template, _p), offer in zip(batch, created, strict=True)]  # fmt: skip
        _links(world, pairs, details)
        OfferLocation.objects.bulk_create(
            details.place(_location(world, offer), offer) for template, offer in pairs
            if template["key"] != "gewaltschutz"
        )  # fmt: skip
        hours = {offer.pk: list(_opening_times(world, template, offer)) for template, offer in pairs}
        OpeningTime.objects.bulk_create(opening for of_offer in hours.values() for opening in of_offer)
        OfferTranslation.objects.bulk_create(
            translation for template, offer in pairs for translation in _translations(world, template, offer)
        )
        details.add_rows(pairs, hours)
        for template, offer in pairs:
            if offer.status == Offer.Status.PUBLISHED:
                for code in template["topics"]:
                    world.offers_by_topic.setdefault(code, []).append(offer)


# Words of the trade that offices keep asking each other about.
_GLOSSARY = {
    "Jugendamt": ("Amt für Kinder, Jugendliche und Familien", {
        "en": "youth welfare office", "ar": "مكتب رعاية الشباب", "uk": "служба у справах молоді", "tr": "gençlik dairesi",
        "fa": "اداره جوانان",
    }),
    "Ausländerbehörde": ("Amt für Aufenthalt und Erlaubnisse", {
        "en": "immigration office", "ar": "دائرة الأجانب", "uk": "відомство у справах іноземців", "tr": "yabancılar dairesi",
        "fa": "اداره امور خارجیان",
    }),
    "Aufenthaltstitel": ("Erlaubnis, in Deutschland zu leben", {
        "en": "residence permit", "ar": "تصريح الإقامة", "uk": "посвідка на проживання", "tr": "oturma izni", "fa": "اجازه اقامت",
    }),
    "Integrationskurs": ("Deutschkurs mit Orientierungskurs", {
        "en": "integration course", "ar": "دورة الاندماج", "uk": "інтеграційний курс", "tr": "uyum kursu", "fa": "دوره ادغام",
    }),
    "Jobcenter": ("bleibt deutsch: So steht es am Haus", {}),
}  # fmt: skip


def _glossary() -> None:
    for term, (note, words) in _GLOSSARY.items():
        GlossaryTerm.objects.create(term=term, note=note, translations=words, stays_german=not words)


def _templates(world: World):
    for copy in range(world.scale):
        for template in read_facts.offers()["offers"]:
            for key in template["providers"]:
                providers = world.organizations[key]
                own = len(providers) // world.scale
                yield template, providers[copy * own + world.chance.between(0, own - 1)]


def _offer(world: World, template: dict, provider: Organization, details: Details) -> Offer:
    chance = world.chance
    status = chance.weighted({"published": 92, "draft": 5, "archived": 3})
    checked_days = chance.weighted({20: 3, 75: 4, 160: 3, 300: 1, 420: 1})
    texts = _texts(template, provider.city, "de")
    offer = Offer(
        provider=provider,
        is_free=template["cost"] == "free",
        serves_whole_district=chance.happens(0.65),
        is_online=chance.happens(0.15),
        phone=provider.phone,
        email=provider.email,
        website=f"{provider.website}{template['key']}/",
        status=status,
        valid_until=world.today + timedelta(days=chance.between(-20, 240)) if chance.happens(0.25) else None,
        checked_on=world.today - timedelta(days=checked_days + chance.between(0, 15)),
        responsible=chance.one(world.office.caseworkers),
        **texts,
    )
    details.add_to(offer, template)
    return offer


def _texts(template: dict, city: str, language: str) -> dict[str, str]:
    """The translated fields of an offer in `language`."""
    facts = read_facts.offers()
    texts = {field: template[language][field].replace("{place}", city) for field in ("title", "summary", "description")}
    texts["costs"] = facts["costs"][template["key"]][language] if template["cost"] == "fee" else ""
    texts["documents"] = "; ".join(facts["documents"][code][language] for code in template.get("documents", []))
    texts["registration"] = (
        read_facts.phrases()["registration"][language]["text"] if template.get("appointment") else ""
    )
    texts["eligibility"] = read_facts.offer_details()[template["key"]].get("eligibility", {}).get(language, "")
    return texts


def _translations(world: World, template: dict, offer: Offer):
    """All five further languages; a few lag behind their German source, and one language is missing now and then."""
    chance = world.chance
    current = text_hashes(offer, Offer.TRANSLATED)
    for language in read_facts.OFFER_LANGUAGES:
        if chance.happens(0.03):
            continue
        outdated = chance.happens(0.04)
        yield OfferTranslation(
            offer=offer,
            language=language,
            source_hashes=current | {"summary": "0" * HASH_DIGITS} if outdated else current,
            origin=Origin.PERSON,
            **_texts(template, offer.provider.city, language),
        )


def _links(world: World, pairs: list[tuple[dict, Offer]], details: Details) -> None:
    chance = world.chance
    link(
        Offer.topics.through,
        (
            {"offer_id": offer.pk, "topic_id": world.topics[code].pk}
            for template, offer in pairs
            for code in template["topics"]
        ),
    )
    link(
        Offer.target_groups.through,
        (
            {"offer_id": offer.pk, "targetgroup_id": world.target_groups[code].pk}
            for template, offer in pairs
            for code in template["target_groups"]
        ),
    )
    link(
        Offer.languages_spoken.through,
        (
            {"offer_id": offer.pk, "language_id": world.languages[code].pk}
            for template, offer in pairs
            for code in dict.fromkeys(
                ["de", *chance.some(template["languages"][1:], 0, 4), *languages_with_times(details, template)]
            )
        ),
    )
    link(
        Offer.municipalities_served.through,
        (
            {"offer_id": offer.pk, "municipality_id": town.pk}
            for _template, offer in pairs
            if not offer.serves_whole_district
            for town in world.near(offer.provider.municipality)[: chance.between(1, 4)]
        ),
    )


def _location(world: World, offer: Offer) -> OfferLocation:
    provider = offer.provider
    return OfferLocation(
        offer=offer,
        name=provider.name.removesuffix(" (Demo)")[:120],
        street=provider.street,
        postcode=provider.postcode,
        city=provider.city,
        municipality=provider.municipality,
        is_step_free=world.chance.weighted({True: 6, False: 2, None: 2}),
    )


def _opening_times(world: World, template: dict, offer: Offer):
    shift = world.chance.one([0, 0, 0, 1])
    for weekday, opens, closes in template["hours"]:
        yield OpeningTime(
            offer=offer,
            weekday=min(weekday - 1 + shift, 5),
            opens_at=time.fromisoformat(opens),
            closes_at=time.fromisoformat(closes),
            by_appointment=bool(template.get("appointment")),
        )
