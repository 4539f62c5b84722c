"""Which municipality a key, a name or a postcode means, on which day, and what became of the old ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from kreislotse.districts.models import District
from kreislotse.places.models import Boundary, Gazetteer, Municipality, TerritorialChange

LONGEST_CHAIN = 20


def municipality_at(ags: str, day: date) -> Municipality | None:
    """The municipality that has this key on `day`; `None` if the key is unknown, not yet or no longer in use."""
    return Municipality.objects.filter(ags=ags).valid_on(day).first()


def municipalities_with_postcode(postcode: str, day: date) -> QuerySet[Municipality]:
    """Municipalities whose seat has this postcode, by name; often several, for the post does not follow borders."""
    return Municipality.objects.filter(postcode=postcode, is_inhabited=True).valid_on(day).order_by("name", "pk")


def successors(ags: str, day: date) -> list[Municipality]:
    """What a key has become by `day`, by name: itself if it is still in use, else whatever took its place, step by step."""
    changes = _changes_until(day)
    found, waiting, seen = set(), [ags], set()
    for _step in range(LONGEST_CHAIN):
        following = []
        for key in waiting:
            seen.add(key)
            later = changes.get(key, [])
            if later:
                following += [change.successor_ags for change in later if change.successor_ags not in seen]
            if not later or sum(change.share_percent for change in later) < 100:
                found.add(key)
        waiting = following
        if not waiting:
            break
    return list(Municipality.objects.filter(ags__in=found).valid_on(day).order_by("name", "pk"))


def _changes_until(day: date) -> dict[str, list[TerritorialChange]]:
    found: dict[str, list[TerritorialChange]] = {}
    for change in TerritorialChange.objects.filter(changed_on__lte=day).order_by("changed_on", "pk"):
        if change.predecessor_ags != change.successor_ags:
            found.setdefault(change.predecessor_ags, []).append(change)
    return found


def predecessors(municipality: Municipality) -> list[TerritorialChange]:
    """What went into a municipality, oldest first: each change names the former key, the day and the evidence."""
    rows = TerritorialChange.objects.filter(successor_ags=municipality.ags)
    return list(rows.order_by("changed_on", "predecessor_name", "pk"))


@dataclass(frozen=True)
class County:
    """A Kreis: its key, its name as far as we know it, and its row here if it uses this installation."""

    ags: str
    name: str
    district: District | None


def district_of(place: str) -> County | None:
    """The Kreis a place belongs to today, by key, postcode or name; `None` if unknown or if several Kreise come into question."""
    place = " ".join(place.split())
    if place.isdigit() and len(place) == 8:
        keys = {place[:5]}
        if not Municipality.objects.filter(ags=place).exists():
            return None
    elif place:
        match = Q(postcode=place) if place.isdigit() else Q(name__iexact=place) | Q(official_name__iexact=place)
        rows = Municipality.objects.filter(match, valid_to=None)
        keys = {ags[:5] for ags in rows.values_list("ags", flat=True)[:50]}
    else:
        return None
    return county(keys.pop()) if len(keys) == 1 else None


def county(ags: str) -> County:
    """The Kreis with these five digits, named after the newest Gemeindeverzeichnis."""
    district = District.objects.filter(ags=ags).first()
    name = district.name if district else ""
    if not name:
        for counties in Gazetteer.objects.order_by("-valid_on").values_list("counties", flat=True):
            if ags in counties:
                name = counties[ags]
                break
    return County(ags, name, district)


@dataclass(frozen=True)
class PlaceRow:
    """A municipality of the list, with what it grew from."""

    municipality: Municipality
    changes: list[TerritorialChange]


def places_of(district: District, *, today: date) -> list[PlaceRow]:
    """The municipalities of a district today, by name, each with its predecessors; three queries for any number."""
    rows = list(Municipality.objects.of_district(district, today=today).select_related("association"))
    changes: dict[str, list[TerritorialChange]] = {}
    for change in TerritorialChange.objects.filter(
        successor_ags__startswith=district.ags, changed_on__lte=today
    ).order_by("changed_on", "predecessor_name", "pk"):
        changes.setdefault(change.successor_ags, []).append(change)
    return [PlaceRow(row, changes.get(row.ags, [])) for row in rows]


def former_places_of(district: District, *, today: date) -> list[tuple[Municipality, list[TerritorialChange]]]:
    """Municipalities that no longer exist, the latest first, with what became of them."""
    rows = Municipality.objects.filter(ags__startswith=district.ags, is_inhabited=True, valid_to__lt=today)
    changes: dict[str, list[TerritorialChange]] = {}
    for change in TerritorialChange.objects.filter(predecessor_ags__startswith=district.ags).order_by(
        "changed_on", "pk"
    ):
        changes.setdefault(change.predecessor_ags, []).append(change)
    return [(row, changes.get(row.ags, [])) for row in rows.order_by("-valid_to", "name", "pk")]


def outlines_of(district: District, *, today: date) -> list[Boundary]:
    """The newest outline of each municipality of today that has one."""
    newest: dict[int, Boundary] = {}
    municipalities = Municipality.objects.filter(ags__startswith=district.ags).valid_on(today)
    for outline in Boundary.objects.filter(municipality__in=municipalities).order_by("valid_on", "pk"):
        newest[outline.municipality_id] = outline
    return list(newest.values())


def gazetteers() -> list[Gazetteer]:
    """The Gemeindeverzeichnisse read in so far, newest first."""
    return list(Gazetteer.objects.defer("counties").order_by("-valid_on"))
