"""An offer as one line of a list of results: what somebody needs to decide whether to open it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kreislotse.directory import facets
from kreislotse.directory.finder import Choices
from kreislotse.directory.models import Offer, OfferLocation, OfferTranslation
from kreislotse.directory.open_now import Standing, standing
from kreislotse.directory.queries import SOURCE_LANGUAGE, Text
from kreislotse.directory.schedules import schedules
from kreislotse.districts.models import District
from kreislotse.search.snapshots import Snapshot
from kreislotse.taxonomy.models import Language


@dataclass(frozen=True)
class Result:
    """`distance` is in kilometres from the place asked for, 0 within it; `None` if that cannot be said."""

    offer: Offer
    title: Text
    summary: Text
    topics: tuple[str, ...]
    languages_spoken: tuple[Language, ...]
    places: tuple[OfferLocation, ...]
    standing: Standing
    is_translated: bool
    distance: int | None

    @property
    def pk(self) -> int:
        return self.offer.pk

    @property
    def phone(self) -> str:
        provider = self.offer.provider
        return self.offer.phone or (provider.phone if provider.is_public else "")


def results(
    keys: Sequence[int],
    *,
    here: Snapshot,
    choices: Choices,
    district: District,
    language: str,
    now: datetime,
    distance_to: Callable[..., int | None],
) -> list[Result]:
    """The offers of one page in the order of `keys`; five queries whatever their number.

    Topics and languages come from the memory of the search, which is as new as the offers.
    """
    rows = Offer.objects.filter(pk__in=list(keys)).select_related("provider").defer(*_NOT_SHOWN).in_bulk()
    if not rows:
        return []
    translations = {}
    if language != SOURCE_LANGUAGE:
        translated = OfferTranslation.objects.filter(offer_id__in=rows, language=language)
        translations = {row.offer_id: row for row in translated.only("offer_id", "title", "summary")}
    places = _grouped(OfferLocation.objects.filter(offer_id__in=rows).order_by("pk"))
    hours = schedules(rows.values(), ags=district.ags)
    ags_of = {one.pk: one.ags for one in choices.municipalities}
    found = []
    for pk in keys:
        if pk not in rows:
            continue
        offer, row = rows[pk], translations.get(pk)
        there = places.get(pk, ())
        topics, spoken = here.index.values_of(pk, facets.TOPIC), here.index.values_of(pk, facets.SPOKEN)
        found.append(
            Result(
                offer=offer,
                title=_text(offer.title, row and row.title, language),
                summary=_text(offer.summary, row and row.summary, language),
                topics=tuple(topic.name_in(language) for topic in choices.topics if topic.code in topics),
                languages_spoken=tuple(one for one in choices.languages if one.code in spoken),
                places=tuple(there),
                standing=standing(hours[pk], now),
                is_translated=language == SOURCE_LANGUAGE or row is not None,
                distance=min(
                    (
                        far
                        for place in there
                        if (far := distance_to(place.latitude, place.longitude, ags_of.get(place.municipality_id)))
                        is not None
                    ),
                    default=None,
                ),
            )
        )
    return found


_NOT_SHOWN = (
    "description", "costs", "documents", "registration", "eligibility", "status_groups", "video", "source_hashes",
)  # fmt: skip


def _text(german: str, translated: str | None, language: str) -> Text:
    if german and translated:
        return Text(translated)
    return Text(german, "" if language == SOURCE_LANGUAGE else SOURCE_LANGUAGE)


def _grouped(rows) -> dict[int, list]:
    groups: dict[int, list] = {}
    for row in rows:
        groups.setdefault(row.offer_id, []).append(row)
    return groups
