"""Find public offers: words, filters with counts, places near first.

Filters and words are sets of offers in memory (`search.snapshots`), as new as the database: every operation that changes an
offer indexes it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cached_property
from math import asin, cos, radians, sin, sqrt

from kreislotse.directory import facets
from kreislotse.directory.documents import KIND
from kreislotse.directory.models import Offer, OfferLocation
from kreislotse.directory.queries import SOURCE_LANGUAGE
from kreislotse.directory.schedules import open_at
from kreislotse.districts.models import District
from kreislotse.places.models import Municipality
from kreislotse.search.facets import FacetIndex
from kreislotse.search.queries import Hits
from kreislotse.search.queries import find as find_words
from kreislotse.search.snapshots import Snapshot, snapshot
from kreislotse.taxonomy.models import Language, TargetGroup, Topic

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class OfferFilters:
    """What somebody looks for, by the codes that stand in an address; every part may be left open.

    Of `features` all must be so: free, childcare, women, stepfree, online. `is_open` is: open at this moment.
    """

    text: str = ""
    topic: str = ""
    group: str = ""
    kind: str = ""
    level: str = ""
    spoken: str = ""
    audience: str = ""
    place: str = ""
    features: frozenset[str] = frozenset()
    is_open: bool = False

    def __bool__(self):
        return any(getattr(self, field.name) for field in fields(self))

    @property
    def single(self) -> Iterator[tuple[str, str]]:
        """The facets with one value that are asked for."""
        for facet in (
            facets.TOPIC,
            facets.GROUP,
            facets.KIND_OF,
            facets.LEVEL,
            facets.SPOKEN,
            facets.AUDIENCE,
            facets.PLACE,
        ):
            if value := getattr(self, facet):
                yield facet, value


@dataclass(frozen=True)
class Choices:
    """What the filters offer, in the office's order; read once for each state of the directory."""

    topics: tuple[Topic, ...]
    target_groups: tuple[TargetGroup, ...]
    languages: tuple[Language, ...]
    municipalities: tuple[Municipality, ...]
    postcodes: dict[str, str]


def choices(here: Snapshot, district: District, today: date) -> Choices:
    """What the filters of a district offer: its topics and target groups, the languages spoken at public offers."""
    return here.derived(f"choices {today}", lambda: _choices(here.index, district, today))


def _choices(index: FacetIndex, district: District, today: date) -> Choices:
    municipalities = tuple(Municipality.objects.of_district(district, today=today))
    return Choices(
        topics=tuple(Topic.objects.filter(retired_on=None).order_by("sort_order", "pk")),
        target_groups=tuple(TargetGroup.objects.filter(retired_on=None).order_by("sort_order", "pk")),
        languages=tuple(
            Language.objects.filter(code__in=index.values(facets.SPOKEN)).order_by("sort_order", "name", "pk")
        ),
        municipalities=municipalities,
        postcodes=_postcodes(municipalities),
    )


def _postcodes(municipalities: Iterable[Municipality]) -> dict[str, str]:
    """Postcode → AGS: of the seats of the municipalities, and of the places of offers in them."""
    known = OfferLocation.objects.exclude(municipality=None).exclude(postcode="").order_by("postcode", "pk")
    found = dict(known.values_list("postcode", "municipality__ags"))
    return found | {one.postcode: one.ags for one in municipalities if one.postcode}


class Found(Sequence):
    """The public offers that match, as keys in the order in which they are shown; pages are cut by slices."""

    def __init__(self, filters: OfferFilters, *, here: Snapshot, district: District, language: str, now: datetime):
        self.filters, self._here, self._index = filters, here, here.index
        self._district, self._language, self._now = district, language, now

    # ── what was found ──────────────────────────────────────────────────────────────────────────────

    def __len__(self) -> int:
        return self._mask.bit_count()

    def __getitem__(self, place):
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        start, stop, _step = place.indices(len(self))
        return self._index.pages(self._in_order(self._mask), start, stop)

    def __iter__(self) -> Iterator[int]:
        return iter(self[:])

    @cached_property
    def hits(self) -> Hits | None:
        """What the words found; `None` without words."""
        if not self.filters.text:
            return None
        languages = list(dict.fromkeys([self._language, SOURCE_LANGUAGE]))
        everything = list(dict.fromkeys([*languages, *self._district.languages]))
        return find_words(self.filters.text, here=self._here, languages=languages, all_languages=everything)

    @property
    def found_nothing_as_asked(self) -> bool:
        """Whether there is nothing, or only something for other words than those that were asked."""
        return not self or self.hits is not None and bool(self.hits.left_out)

    # ── counting ────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _mask(self) -> int:
        return self._without("")

    @cached_property
    def _base(self) -> int:
        """All offers that are public today: those whose last day has not passed."""
        mask, today = self._index.everything, self._now.date()
        for last_day in self._index.values(facets.EXPIRES):
            if last_day < today:
                mask &= ~self._index.mask(facets.EXPIRES, last_day)
        return mask

    @cached_property
    def _conditions(self) -> list[tuple[str, int]]:
        """Each filter asked for, and the offers that meet it."""
        conditions = [(facet, self._of(facet, value)) for facet, value in self.filters.single]
        conditions += [(one, self._index.mask(facets.FEATURE, one)) for one in self.filters.features]
        if self.filters.is_open:
            conditions.append(("is_open", _open_now(self._here, self._district, self._now)))
        return conditions

    def _of(self, facet: str, value: str) -> int:
        mask = self._index.mask(facet, value)
        if facet == facets.PLACE:
            mask |= self._index.mask(facets.PLACE, facets.WHOLE_DISTRICT) | self._index.mask(facets.THERE, value)
        return mask

    def counts(self, facet: str, values: Iterable[str]) -> dict[str, int]:
        """How many offers there would be with each of `values` instead of what is asked for of this facet."""
        mask = self._without(facet)
        return {value: (mask & self._of(facet, value)).bit_count() for value in values}

    def counts_of_features(self, features: Iterable[str]) -> dict[str, int]:
        """How many there would be with each feature beside what is asked for."""
        return {one: (self._mask & self._index.mask(facets.FEATURE, one)).bit_count() for one in features}

    @property
    def number_open(self) -> int:
        """How many of the offers found are open at this moment."""
        return (self._without("is_open") & _open_now(self._here, self._district, self._now)).bit_count()

    def _without(self, facet: str) -> int:
        """The offers that meet everything asked for but one part."""
        mask = self._base if self.hits is None else self._base & self.hits.matches.all
        for name, condition in self._conditions:
            if name != facet:
                mask &= condition
        return mask

    def wider(self) -> list[tuple[str, int]]:
        """Each part of the question without which something is found, and how much; the most first."""
        names = [name for name, _mask in self._conditions]
        if self.filters.text and names:
            mask = self._base
            for _name, condition in self._conditions:
                mask &= condition
            found = [("text", mask.bit_count())]
        else:
            found = []
        if len(names) + bool(self.filters.text) > 1:
            found += [(name, self._without(name).bit_count()) for name in names]
        return sorted(((name, number) for name, number in found if number), key=lambda one: -one[1])

    # ── near ────────────────────────────────────────────────────────────────────────────────────────

    def _in_order(self, mask: int) -> Iterator[int]:
        """`mask` in parts: offers at the place asked for, then those in the next municipality, … at last those without;
        within each the best match first.
        """
        for near in self._in_order_of_places(mask):
            if self.hits is None:
                yield near
            else:
                yield from (near & match for match in self.hits.matches.in_order)

    def _in_order_of_places(self, mask: int) -> Iterator[int]:
        for ags in self._nearest_first if self.filters.place else ():
            part = mask & self._index.mask(facets.THERE, ags)
            yield part
            mask &= ~part
        yield mask

    @cached_property
    def _nearest_first(self) -> list[str]:
        positions = self._positions
        start = positions.get(self.filters.place)
        others = [ags for ags in self._index.values(facets.THERE) if ags != self.filters.place]
        if start is None:
            return [self.filters.place]
        known = sorted((kilometres(start, positions[ags]), ags) for ags in others if ags in positions)
        return [self.filters.place, *(ags for _distance, ags in known)]

    @cached_property
    def _positions(self) -> dict[str, tuple[float, float]]:
        return {
            one.ags: (float(one.latitude), float(one.longitude))
            for one in choices(self._here, self._district, self._now.date()).municipalities
            if one.latitude is not None
        }

    def distance_to(self, latitude: float | None, longitude: float | None, ags: str | None) -> int | None:
        """Kilometres as the crow flies from the place asked for; 0 within it, `None` where a position is missing.

        Without a position of its own a thing stands at the seat of its municipality.
        """
        start = self._positions.get(self.filters.place)
        if start is None or (ags is None and latitude is None):
            return None
        if ags == self.filters.place:
            return 0
        there = (latitude, longitude) if latitude is not None else self._positions.get(ags)
        return max(1, round(kilometres(start, there))) if there else None

    def by_place(self) -> dict[str, int]:
        """How many of the offers found take place in each municipality, for the map."""
        counts = {
            ags: (self._mask & self._index.mask(facets.THERE, ags)).bit_count()
            for ags in self._index.values(facets.THERE)
        }
        return {ags: number for ags, number in counts.items() if number}

    @property
    def number_without_place(self) -> int:
        """How many of the offers found have no place in a municipality."""
        mask = self._mask
        for ags in self._index.values(facets.THERE):
            mask &= ~self._index.mask(facets.THERE, ags)
        return mask.bit_count()


def public_directory() -> Snapshot:
    """What is known of the public offers of the district in scope; one query while nothing changes."""
    return snapshot(KIND)


def _open_now(here: Snapshot, district: District, now: datetime) -> int:
    """The offers one may come to now without an appointment; found out once a minute."""
    minute = now.replace(second=0, microsecond=0)
    known = here.extras.get("open now")
    if known is None or known[0] != minute:
        rows = Offer.objects.filter(open_at(now, ags=district.ags), status=Offer.Status.PUBLISHED)
        known = here.extras["open now"] = (minute, here.index.of_keys(rows.values_list("pk", flat=True)))
    return known[1]


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two positions (latitude, longitude in degrees) on the globe, by the haversine formula."""
    (south, west), (north, east) = (tuple(map(radians, one)), tuple(map(radians, other)))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def without(filters: OfferFilters, part: str) -> OfferFilters:
    """The same question without one of its parts, as `Found.wider` names them."""
    if part in filters.features:
        return replace(filters, features=filters.features - {part})
    return replace(filters, **{part: getattr(OfferFilters(), part)})
