"""Where and in which languages the pool has nobody: the ground for a call to providers and to the public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from kreislotse.districts.models import District
from kreislotse.guides.models import Guide, GuideLanguage
from kreislotse.guides.queries import visible_guides
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language


@dataclass(frozen=True)
class PlaceCovered:
    """`living` active guides live there, `named` said they come there; `coming` counts also those who go everywhere."""

    municipality: Municipality
    living: int
    named: int
    coming: int
    languages: int

    @property
    def has_nobody(self) -> bool:
        """Who goes everywhere is no reason not to look for somebody there."""
        return not self.living and not self.named


@dataclass(frozen=True)
class Coverage:
    """The pool by municipality, language and Träger; of active guides only."""

    active: int
    everywhere: int
    places: list[PlaceCovered]
    languages: list[tuple[Language, int, int]]
    carriers: list[tuple[Organization | None, int, int]]

    @property
    def places_without(self) -> list[Municipality]:
        return [row.municipality for row in self.places if row.has_nobody]

    @property
    def languages_without(self) -> list[Language]:
        return [language for language, number, _interpreters in self.languages if not number]


def coverage(*, to, district: District, today: date, asked_for: Iterable[int] = ()) -> Coverage:
    """How the active guides `to` may see spread. `asked_for` are keys of languages people ask for: those that nobody
    speaks are listed, too. A fixed number of queries."""
    active = visible_guides(to=to).filter(status=Guide.Status.ACTIVE)
    keys = set(active.order_by().values_list("pk", flat=True))
    home = dict(active.order_by().values_list("pk", "home_municipality_id"))
    areas = Guide.areas.through.objects.filter(guide__in=active).values_list("guide_id", "municipality_id")
    coming: dict[int, set[int]] = {}
    somewhere = set()
    for guide, place in areas:
        coming.setdefault(place, set()).add(guide)
        somewhere.add(guide)
    everywhere = keys - somewhere
    spoken: dict[int, set[int]] = {}
    for guide, language in GuideLanguage.objects.filter(guide__in=active).values_list("guide_id", "language_id"):
        spoken.setdefault(guide, set()).add(language)
    places = []
    for place in (
        Municipality.objects.of_district(district).valid_on(today).filter(is_inhabited=True).order_by("name", "pk")
    ):
        named = coming.get(place.pk, set())
        people = everywhere | named
        living = sum(1 for town in home.values() if town == place.pk)
        places.append(
            PlaceCovered(
                place, living, len(named), len(people), len(set().union(*(spoken.get(p, set()) for p in people)))
            )
        )
    places.sort(key=lambda row: not row.has_nobody)
    return Coverage(len(keys), len(everywhere), places, _languages(active, spoken, asked_for), _carriers(to))


def _languages(active, spoken, asked_for) -> list[tuple[Language, int, int]]:
    interpreters = set(active.filter(is_interpreter=True).order_by().values_list("pk", flat=True))
    wanted = set().union(*spoken.values(), asked_for) if spoken else set(asked_for)
    rows = []
    for language in Language.objects.filter(pk__in=wanted).order_by("sort_order", "name"):
        speakers = {guide for guide, languages in spoken.items() if language.pk in languages}
        rows.append((language, len(speakers), len(speakers & interpreters)))
    return sorted(rows, key=lambda row: (row[1], str(row[0])))


def _carriers(to) -> list[tuple[Organization | None, int, int]]:
    """Per Träger (`None`: the Kreis itself) how many are active and how many are on their way."""
    on_the_way = [
        Guide.Status.INTERESTED,
        Guide.Status.IN_CONVERSATION,
        Guide.Status.IN_TRAINING,
        Guide.Status.APPOINTED,
    ]
    rows = visible_guides(to=to).order_by().values("organization").annotate(
        active=Count("pk", filter=Q(status=Guide.Status.ACTIVE)), coming=Count("pk", filter=Q(status__in=on_the_way))
    )  # fmt: skip
    numbers = {row["organization"]: (row["active"], row["coming"]) for row in rows}
    names = Organization.objects.in_bulk([key for key in numbers if key is not None])
    found = [(names.get(key), *pair) for key, pair in numbers.items() if any(pair)]
    return sorted(found, key=lambda row: (row[0] is not None, str(row[0] or "")))
