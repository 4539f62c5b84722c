"""What translators have to do: by language, what is outdated first, then what nobody has read or written yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add, or_

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Length, Replace

from kreislotse.accounts.access import grants_of
from kreislotse.core.translations import Origin, source_differs
from kreislotse.directory.models import Offer, OfferTranslation
from kreislotse.directory.queries import TranslationState, public_offers, translation_state

OUTDATED, UNREAD, INCOMPLETE, MISSING = range(4)


def may_translate_into(language: str, *, to) -> bool:
    """Whether `to` may write this language: the office every one, a translator those of the membership."""
    grants = grants_of(to)
    return grants.offer_edit or (grants.offer_translate and language in grants.languages)


def offers_to_translate(*, to, today: date) -> QuerySet[Offer]:
    """The offers whose texts `to` may translate: the public ones, and for the office drafts too."""
    grants = grants_of(to)
    if grants.offer_edit:
        return Offer.objects.exclude(status=Offer.Status.ARCHIVED)
    return public_offers(today=today) if grants.offer_translate else Offer.objects.none()


@dataclass(frozen=True)
class Workload:
    """How much there is to do in one language, in offers and in German words."""

    language: str
    outdated: int
    unread: int
    missing: int
    words: int

    @property
    def number(self) -> int:
        return self.outdated + self.unread + self.missing


def workloads(languages: Sequence[str], *, today: date) -> list[Workload]:
    """What is to do in each of `languages`, in their order; three queries, however many offers there are.

    Field by field only where the hashes of a row differ at all: most rows are current.
    """
    offers = public_offers(today=today)
    whole = offers.aggregate(number=Count("pk"), words=Sum("source_words"))
    rows = OfferTranslation.objects.filter(language__in=languages, offer__in=offers.values("pk"))
    is_same, is_unread = Q(source_hashes=F("offer__source_hashes")), Q(origin=Origin.MACHINE)
    unread_words = Sum("offer__source_words", filter=is_same & is_unread)
    there = _by_language(
        rows, rows=Count("pk"), words=Sum("offer__source_words"), unread=Count("pk", filter=is_same & is_unread),
        unread_words=unread_words,
    )  # fmt: skip
    differing = _by_language(
        rows.exclude(is_same),
        outdated=Count("pk", filter=_is_outdated()),
        unread=Count("pk", filter=~_is_outdated() & is_unread),
        incomplete=Count("pk", filter=~_is_outdated() & ~is_unread & _differs()),
        words=Sum(_words_to_do()),
    )
    return [_workload(language, whole, there.get(language, {}), differing.get(language, {})) for language in languages]


def _by_language(found: QuerySet, **aggregates) -> dict[str, dict]:
    return {row["language"]: row for row in found.values("language").order_by("language").annotate(**aggregates)}


def _workload(language: str, whole: dict, there: dict, differing: dict) -> Workload:
    def number(row: dict, name: str) -> int:
        return row.get(name) or 0

    return Workload(
        language,
        outdated=number(differing, "outdated"),
        unread=number(there, "unread") + number(differing, "unread"),
        missing=number(differing, "incomplete") + whole["number"] - number(there, "rows"),
        words=number(whole, "words")
        - number(there, "words")
        + number(there, "unread_words")
        + number(differing, "words"),
    )


def tasks(language: str, *, today: date) -> QuerySet[Offer]:
    """The public offers with something to do in `language`, what is outdated first, and of each kind the oldest."""
    own = OfferTranslation.objects.filter(offer=OuterRef("pk"), language=language)
    rows = public_offers(today=today).annotate(
        rank=Case(
            When(~Exists(own), then=Value(MISSING)),
            When(Exists(own.filter(_is_outdated())), then=Value(OUTDATED)),
            When(Exists(own.filter(origin=Origin.MACHINE)), then=Value(UNREAD)),
            When(Exists(own.filter(_differs())), then=Value(INCOMPLETE)),
        )
    )
    return rows.exclude(rank=None).order_by("rank", "texts_changed_at", "pk")


@dataclass(frozen=True)
class Task:
    """One offer to translate, with its state and the number of German words to read."""

    offer: Offer
    state: TranslationState
    words: int


def as_tasks(offers: Iterable[Offer], language: str) -> list[Task]:
    """The tasks of one page, in one query."""
    offers = list(offers)
    rows = {row.offer_id: row for row in OfferTranslation.objects.filter(offer__in=offers, language=language)}
    return [_task(offer, translation_state(offer, language, rows.get(offer.pk))) for offer in offers]


def _task(offer: Offer, state: TranslationState) -> Task:
    fields = Offer.TRANSLATED if state.is_machine_made else state.to_do
    return Task(offer, state, sum(len(getattr(offer, name).split()) for name in fields))


def _is_outdated() -> Q:
    return reduce(or_, (~Q(**{name: ""}) & source_differs(name, "offer__source_hashes") for name in Offer.TRANSLATED))


def _differs() -> Q:
    return reduce(or_, (source_differs(name, "offer__source_hashes") for name in Offer.TRANSLATED))


def _words_to_do():
    """The German words of a row's fields that changed; of all, if a machine wrote it and nobody has read it."""
    changed = reduce(
        add,
        (
            Case(
                When(source_differs(name, "offer__source_hashes"), then=_word_count(f"offer__{name}")), default=Value(0)
            )
            for name in Offer.TRANSLATED
        ),
    )
    return Case(When(origin=Origin.MACHINE, then=F("offer__source_words")), default=changed)


def _word_count(path: str):
    """Spaces and one: near enough to plan an afternoon, and counted by the database."""
    spaces = Length(path) - Length(Replace(path, Value(" "), Value("")))
    return Case(When(**{path: ""}, then=Value(0)), default=spaces + 1)
