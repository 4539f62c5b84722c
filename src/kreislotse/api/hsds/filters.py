"""Which rows a question means. All conditions hold together: each one narrows what the others left."""

from __future__ import annotations

from math import asin, cos, radians, sqrt

from django.db.models import Avg, Exists, OuterRef, Q, QuerySet

from kreislotse.api.hsds.reading import Reading
from kreislotse.api.hsds.rows import SOURCE_LANGUAGE, public_organizations
from kreislotse.api.hsds.taxonomies import with_taxonomy, with_term
from kreislotse.directory.documents import KIND
from kreislotse.directory.models import Offer, OfferLocation
from kreislotse.directory.queries import public_offers
from kreislotse.places.models import Municipality
from kreislotse.search.queries import one_of, search

EARTH_METERS = 6_371_000
METERS_PER_DEGREE = 111_195


def services(reading: Reading, asked: dict) -> tuple[QuerySet[Offer], list[int] | None]:
    """The offers meant, and with words their keys, the best match first."""
    rows = _narrowed(reading, public_offers(today=reading.today), asked)
    if not asked.get("search"):
        return rows, None
    ranked = search(asked["search"], kind=KIND, languages=[reading.language, SOURCE_LANGUAGE])
    kept = set(rows.filter(pk__in=one_of(ranked)).values_list("pk", flat=True)) if ranked else ()
    return rows, [pk for pk in ranked if pk in kept]


def _narrowed(reading: Reading, rows: QuerySet[Offer], asked: dict) -> QuerySet[Offer]:
    if asked.get("taxonomy_term_id"):
        rows = with_term(reading, rows, asked["taxonomy_term_id"])
    if asked.get("taxonomy_id"):
        rows = with_taxonomy(reading, rows, asked["taxonomy_id"])
    if asked.get("organization_id"):
        rows = rows.filter(provider__uuid=asked["organization_id"])
    if after := asked.get("modified_after"):
        rows = rows.filter(changed_at__gte=after)
    if before := asked.get("modified_before"):
        rows = rows.filter(changed_at__lt=before)
    return rows


def places(reading: Reading, asked: dict) -> tuple[QuerySet[OfferLocation], list[int] | None]:
    """The places of the offers meant, near a postcode or in reach of it; words order them by their offer."""
    offers, ranked = services(reading, asked)
    rows = OfferLocation.objects.filter(offer__in=offers)
    if asked.get("postcode"):
        rows = _near(rows, asked["postcode"], asked["proximity"])
    if ranked is None:
        return rows, None
    at = {key: position for position, key in enumerate(ranked)}
    found = rows.filter(offer_id__in=one_of(ranked)).values_list("pk", "offer_id")
    return rows, [pk for pk, _offer in sorted(found, key=lambda row: (at[row[1]], row[0]))]


def _near(rows: QuerySet[OfferLocation], postcode: str, meters: int | None) -> QuerySet[OfferLocation]:
    here = Municipality.objects.filter(postcode=postcode)
    if meters is None:
        served = Offer.municipalities_served.through.objects.filter(
            offer_id=OuterRef("offer_id"), municipality__postcode=postcode
        )
        is_known = Exists(here) | Exists(OfferLocation.objects.filter(postcode=postcode))
        whole = Q(offer__serves_whole_district=True) & Q(is_known)
        return rows.filter(whole | Exists(served) | Q(postcode=postcode) | Q(municipality__postcode=postcode))
    center = _center(postcode)
    if center is None:
        return rows.none()
    latitude, longitude = center
    degrees = meters / METERS_PER_DEGREE
    wide = degrees / max(cos(radians(latitude)), 0.01)
    box = rows.filter(
        latitude__range=(latitude - degrees, latitude + degrees), longitude__range=(longitude - wide, longitude + wide)
    )
    near = [pk for pk, *point in box.values_list("pk", "latitude", "longitude") if _distance(center, point) <= meters]
    return rows.filter(pk__in=one_of(near))


def _center(postcode: str) -> tuple[float, float] | None:
    """The middle of a postcode: of the places we know there, else of its municipalities; `None` for an unknown one."""
    for rows in (OfferLocation.objects, Municipality.objects):
        known = rows.filter(postcode=postcode, latitude__isnull=False, longitude__isnull=False)
        middle = known.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
        if middle["latitude"] is not None:
            return float(middle["latitude"]), float(middle["longitude"])
    return None


def _distance(one, other) -> float:
    """Meters between two points (latitude, longitude in degrees) on the globe, by haversine."""
    (lat1, lon1), (lat2, lon2) = ([radians(value) for value in point] for point in (one, other))
    half = sqrt(_hav(lat2 - lat1) + cos(lat1) * cos(lat2) * _hav(lon2 - lon1))
    return 2 * EARTH_METERS * asin(min(1.0, half))


def _hav(angle: float) -> float:
    return (1 - cos(angle)) / 2


def organizations(reading: Reading, asked: dict) -> QuerySet:
    """The organizations meant; a topic means that they offer something with it."""
    rows = public_organizations(reading.today)
    if asked["search"]:
        rows = rows.named_like(asked["search"])
    if asked["taxonomy_term_id"] or asked["taxonomy_id"]:
        offers = _narrowed(reading, public_offers(today=reading.today), asked)
        rows = rows.filter(pk__in=offers.values("provider_id"))
    return rows
