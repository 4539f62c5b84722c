"""What can be read of offers: by the office, and by everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from kreislotse.accounts.access import grants_of
from kreislotse.core.text import fold_german
from kreislotse.core.translations import Origin, changed_fields, source_differs
from kreislotse.directory.models import Offer, OfferLocation, OfferTranslation, OpeningTime
from kreislotse.directory.open_days import OpenDays, open_days
from kreislotse.directory.rhythm import Rhythm, due_offers, rhythm_in_force
from kreislotse.network.models import Contact
from kreislotse.network.queries import represented_organizations
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language, Topic
from kreislotse.taxonomy.names import languages_named, topics_named

SOURCE_LANGUAGE = "de"


# ── for the office ──────────────────────────────────────────────────────────────────────────────────


def visible_offers(*, to) -> QuerySet[Offer]:
    """The offers `to` may see: all in the office, those of the own organization for its editors, none for others."""
    grants = grants_of(to)
    rows = Offer.objects.all()
    if grants.offer_view:
        return rows
    if grants.own_organization_edit:
        return rows.filter(provider__in=represented_organizations(to))
    return rows.none()


def offers_by_contact(contacts: Iterable[Contact], *, to) -> dict[int, list[Offer]]:
    """The visible offers each contact is named at, by the contact's key and in one query."""
    used: dict[int, list[Offer]] = {}
    rows = Offer.contacts.through.objects.filter(contact__in=[one.pk for one in contacts])
    rows = rows.filter(offer__in=visible_offers(to=to).values("pk")).select_related("offer")
    for row in rows.order_by("offer__search_key", "offer_id"):
        used.setdefault(row.contact_id, []).append(row.offer)
    return used


def with_publicity(offers: QuerySet[Offer], *, today: date) -> QuerySet[Offer]:
    """`offers` with `is_public`: whether everybody may see them, asked in the same query."""
    return offers.annotate(is_public=Exists(Offer.objects.published(today).filter(pk=OuterRef("pk"))))


def find_offers(text: str, *, to) -> list[Offer]:
    """At most eight visible offers whose title or provider contains every word of `text`; the archive comes last.

    If none does: those with a topic or a spoken language of that name.
    """
    if not fold_german(text):
        return []
    visible = visible_offers(to=to).select_related("provider")
    rows = visible.titled_like(text)
    if not rows.exists():
        topics, languages = topics_named(text), languages_named(text)
        if not topics and not languages:
            return []
        rows = visible.filter(Q(topics__in=topics) | Q(languages_spoken__in=languages)).distinct()
    return list(
        rows.annotate(is_put_away=Q(status=Offer.Status.ARCHIVED)).order_by("is_put_away", "search_key", "pk")[:8]
    )


def filtered_offers(
    offers: QuerySet[Offer],
    *,
    text: str = "",
    status: str = "",
    topic: Topic | None = None,
    spoken: Language | None = None,
    municipality: Municipality | None = None,
    untranslated: str = "",
    due_on: date | None = None,
) -> QuerySet[Offer]:
    """The offers a list of the office shows; without a status all but the archive.

    `untranslated` is a language in which an offer is missing, incomplete or outdated; `due_on` a day on which its facts
    are due for checking.
    """
    rows = offers.filter(status=status) if status else offers.exclude(status=Offer.Status.ARCHIVED)
    if text:
        rows = rows.titled_like(text)
    if untranslated:
        rows = rows.exclude(pk__in=current_translations().filter(language=untranslated).values("offer"))
    if due_on:
        rows = due_offers(rows, rhythm_in_force(due_on), today=due_on)
    # each condition as a list of keys, so that the database begins with the shortest one and names no offer twice
    if topic:
        rows = rows.filter(pk__in=_with(Offer.topics, topic=topic))
    if spoken:
        rows = rows.filter(pk__in=_with(Offer.languages_spoken, language=spoken))
    if municipality:
        there = OfferLocation.objects.filter(municipality=municipality).values("offer_id")
        served = _with(Offer.municipalities_served, municipality=municipality)
        rows = rows.filter(Q(serves_whole_district=True) | Q(pk__in=served) | Q(pk__in=there))
    return rows


def offers_to_check(*, to, rhythm: Rhythm, today: date) -> QuerySet[Offer]:
    """Public offers whose facts are due for checking, with `check_due_on`; those never checked first."""
    rows = due_offers(visible_offers(to=to), rhythm, today=today)
    return rows.order_by(F("check_due_on").asc(nulls_first=True), "search_key", "pk")


@dataclass(frozen=True)
class TranslationState:
    """How an offer stands in one language.

    `outdated` are the fields whose German text changed since, `untranslated` those that only German has.
    """

    language: str
    row: OfferTranslation | None = None
    outdated: tuple[str, ...] = ()
    untranslated: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """One word for it: missing, outdated, incomplete or current."""
        if self.row is None:
            return "missing"
        return "outdated" if self.outdated else "incomplete" if self.untranslated else "current"

    @property
    def to_do(self) -> tuple[str, ...]:
        """The fields somebody has to translate or look at, in their order."""
        return tuple(field for field in Offer.TRANSLATED if field in self.outdated + self.untranslated)

    @property
    def is_machine_made(self) -> bool:
        return self.row is not None and self.row.origin == Origin.MACHINE


def translation_states(offer: Offer, languages: Sequence[str]) -> list[TranslationState]:
    """How an offer stands in each of `languages` but German, in their order."""
    rows = {row.language: row for row in offer.translations.all()}
    return [
        translation_state(offer, language, rows.get(language)) for language in languages if language != SOURCE_LANGUAGE
    ]


def translation_state(offer: Offer, language: str, row: OfferTranslation | None) -> TranslationState:
    if row is None:
        return TranslationState(language, None, (), tuple(name for name in Offer.TRANSLATED if getattr(offer, name)))
    changed = changed_fields(row, offer, Offer.TRANSLATED)
    return TranslationState(
        language,
        row,
        outdated=tuple(name for name in changed if getattr(row, name)),
        untranslated=tuple(name for name in changed if not getattr(row, name)),
    )


def current_translations() -> QuerySet[OfferTranslation]:
    """The translations with nothing to do: each German text is still the one that was translated."""
    return OfferTranslation.objects.exclude(_has_changed(*Offer.TRANSLATED))


def _has_changed(*fields: str) -> Q:
    return reduce(or_, (source_differs(name, "offer__source_hashes") for name in fields))


# ── for everybody ───────────────────────────────────────────────────────────────────────────────────


def public_offers(*, today: date) -> QuerySet[Offer]:
    """The offers everybody may see."""
    return Offer.objects.published(today)


def _with(relation, **condition) -> QuerySet:
    return relation.through.objects.filter(**condition).values("offer_id")


@dataclass(frozen=True)
class Text:
    """A text in the language of the page, or in German; `language` is "" unless it differs from the page's."""

    text: str
    language: str = ""

    def __bool__(self):
        return bool(self.text)

    def __str__(self):
        return self.text


@dataclass(frozen=True)
class OfferCard:
    """An offer as the public reads it, in one language with German for what is not translated."""

    offer: Offer
    title: Text
    summary: Text
    description: Text
    costs: Text
    documents: Text
    registration: Text
    eligibility: Text
    topics: tuple[str, ...]
    target_groups: tuple[str, ...]
    languages_spoken: tuple[Language, ...]
    places: tuple[OfferLocation, ...]
    open_days: tuple[OpenDays, ...]
    served: tuple[str, ...]
    is_translated: bool
    is_machine_made: bool
    outdated: frozenset[str]  # the texts whose German is newer than their translation

    @property
    def is_outdated(self) -> bool:
        return bool(self.outdated)

    @property
    def pk(self) -> int:
        return self.offer.pk

    @property
    def reach(self) -> tuple[str, str, str]:
        """Telephone, e-mail, address on the web: the offer's own, else its provider's telephone if that is public."""
        provider = self.offer.provider
        phone = self.offer.phone or (provider.phone if provider.is_public else "")
        return phone, self.offer.email, self.offer.website or (provider.website if provider.is_public else "")


def offer_cards(pks: Sequence[int], *, language: str, is_brief: bool = False) -> list[OfferCard]:
    """The offers of one page in the order of `pks`, in `language`; the number of queries does not depend on their number.

    `is_brief` leaves out what only the page of one offer shows: target groups and municipalities served.
    """
    offers = Offer.objects.filter(pk__in=list(pks)).select_related("provider").in_bulk()
    parts = _parts(list(offers), language, is_brief)
    return [_card(offers[pk], parts, language) for pk in pks if pk in offers]


@dataclass(frozen=True)
class _Parts:
    """What hangs on the offers of one page, each by the key of its offer."""

    translations: dict[int, list[OfferTranslation]]
    topics: dict[int, list[str]]
    target_groups: dict[int, list[str]]
    languages: dict[int, list[Language]]
    locations: dict[int, list[OfferLocation]]
    served: dict[int, list[str]]
    opening_times: dict[int, list[OpeningTime]]


def _parts(keys: list[int], language: str, is_brief: bool) -> _Parts:
    """One query for each kind, grouped here.

    `prefetch_related` makes a manager and a query for each offer and each kind; on the search page that costs more
    than everything else together.
    """
    spoken = _linked(keys, Offer.languages_spoken, "sort_order", "name")
    languages = Language.objects.in_bulk({key for rows in spoken.values() for key, *_order in rows})
    translations = OfferTranslation.objects.filter(offer_id__in=keys, language=language)
    target_groups = {} if is_brief else _linked(keys, Offer.target_groups, "sort_order", "pk", "name", "names")
    served = {} if is_brief else _linked(keys, Offer.municipalities_served, "name")
    return _Parts(
        translations={} if language == SOURCE_LANGUAGE else _grouped(translations),
        topics=_names(_linked(keys, Offer.topics, "sort_order", "pk", "name", "names"), language),
        target_groups=_names(target_groups, language),
        languages={offer: [languages[key] for key, *_order in rows] for offer, rows in spoken.items()},
        locations=_grouped(OfferLocation.objects.filter(offer_id__in=keys).order_by("pk")),
        served={offer: [name for _key, name in rows] for offer, rows in served.items()},
        opening_times=_grouped(OpeningTime.objects.filter(offer_id__in=keys).order_by("pk")),
    )


def _grouped(rows) -> dict[int, list]:
    groups: dict[int, list] = {}
    for row in rows:
        groups.setdefault(row.offer_id, []).append(row)
    return groups


def _linked(keys: list[int], relation, *fields: str) -> dict[int, list[tuple]]:
    """For each offer the key and `fields` of what it is linked to, in the order of `fields` and of the key."""
    target = relation.field.m2m_reverse_field_name()
    rows = relation.through.objects.filter(offer_id__in=keys).order_by(
        *(f"{target}__{field}" for field in fields[:2]), target
    )
    groups: dict[int, list[tuple]] = {}
    for offer, *values in rows.values_list("offer_id", f"{target}_id", *(f"{target}__{field}" for field in fields)):
        groups.setdefault(offer, []).append(tuple(values))
    return groups


def _names(linked: dict[int, list[tuple]], language: str) -> dict[int, list[str]]:
    return {offer: [names.get(language) or name for *_order, name, names in rows] for offer, rows in linked.items()}


def _card(offer: Offer, parts: _Parts, language: str) -> OfferCard:
    row = next(iter(parts.translations.get(offer.pk, ())), None)
    is_source = language == SOURCE_LANGUAGE

    def text(name: str) -> Text:
        german = getattr(offer, name)
        if german and row is not None and (own := getattr(row, name)):
            return Text(own)
        return Text(german, "" if is_source else SOURCE_LANGUAGE)

    return OfferCard(
        offer=offer,
        **{name: text(name) for name in Offer.TRANSLATED},
        topics=tuple(parts.topics.get(offer.pk, ())),
        target_groups=tuple(parts.target_groups.get(offer.pk, ())),
        languages_spoken=tuple(parts.languages.get(offer.pk, ())),
        places=tuple(parts.locations.get(offer.pk, ())),
        open_days=tuple(open_days(parts.opening_times.get(offer.pk, ()))),
        served=() if offer.serves_whole_district else tuple(parts.served.get(offer.pk, ())),
        is_translated=is_source or row is not None,
        is_machine_made=row is not None and any(getattr(offer, name) for name in row.machine_fields),
        outdated=frozenset(name for name in translation_state(offer, language, row).outdated if getattr(offer, name))
        if row is not None
        else frozenset(),
    )


def topics_with_offers(*, today: date) -> QuerySet[Topic]:
    """The topics in use, each with `number` of public offers, in the office's order."""
    is_public = Q(offers__status=Offer.Status.PUBLISHED) & (
        Q(offers__valid_until=None) | Q(offers__valid_until__gte=today)
    )
    return (
        Topic.objects.filter(retired_on=None)
        .annotate(number=Count("offers", filter=is_public))
        .order_by("sort_order", "pk")
    )
