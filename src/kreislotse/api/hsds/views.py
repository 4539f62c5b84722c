"""HSDS 3.1.3, read only: each view reads its question, asks for rows and answers with objects."""

from __future__ import annotations

from django.http import FileResponse
from django.utils import timezone, translation

from kreislotse.api.access import open_data
from kreislotse.api.hsds import VERSION, filters, making, objects, package, taxonomies
from kreislotse.api.hsds.endpoints import ENDPOINTS, PACKAGE_PARAMETERS
from kreislotse.api.hsds.listing import (
    MOST_MINIMAL,
    PER_PAGE,
    Listing,
    json_response,
    list_response,
    page_response,
)
from kreislotse.api.hsds.openapi import description
from kreislotse.api.hsds.reading import Reading
from kreislotse.api.hsds.rows import offer_rows, parts_of, public_organizations
from kreislotse.api.parameters import read_parameters, read_uuid
from kreislotse.core.problems import Problem
from kreislotse.directory.models import OfferLocation
from kreislotse.directory.queries import public_offers


@open_data
def about(request):
    """What this is: the first thing a harvester asks."""
    read_parameters(request, ())
    base = f"{request.district.base_url}{request.path}"
    return json_response(
        Reading(request.district, "de", _today()),
        {
            "version": VERSION,
            "profile": "https://docs.openreferral.org/en/v3.1.3/hsds/overview.html",
            "openapi_url": f"{base}openapi.json",
            "description": request.district.term("unit"),
            "publisher": {"name": request.district.name, "url": request.district.base_url},
        },
    )


@open_data
def openapi(request):
    """The description of the API for programs."""
    read_parameters(request, ())
    return json_response(Reading(request.district, "en", _today()), description(request.district))


@open_data
def datapackage(request):
    """Everything as tables, in one file."""
    asked = read_parameters(request, PACKAGE_PARAMETERS)
    reading = Reading(request.district, asked["lang"], _today())

    file = package.kept_package(reading, request.version)
    name = f"hsds-{reading.district.ags}-{reading.language}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@open_data
def unknown(request, rest):
    raise Problem(404, "There is nothing at this address. The description is at /hsds/v3/openapi.json.")


# ── services ────────────────────────────────────────────────────────────────────────────────────────


@open_data
def services(request):
    asked, reading = _asked(request, "services")
    asked["per_page"] = asked["per_page"] or (MOST_MINIMAL if asked["minimal"] else PER_PAGE)
    rows, keys = filters.services(reading, asked)
    # Who asks for changes gets the oldest first, and can go on from the last one.
    order = ("changed_at", "pk") if asked["modified_after"] else ("pk",)
    made = making.of_services(reading, minimal=asked["minimal"], full=asked["full"])
    return list_response(request, reading, asked, Listing(rows, *made, keys, order))


@open_data
def service(request, key):
    reading, row = _one(request, "services", key, lambda uuid: public_offers(today=_today()).filter(uuid=uuid), _offer)
    with translation.override(reading.language):
        parts = parts_of([row["pk"]], today=reading.today)
        return json_response(reading, objects.full_service(reading, row, parts))


def _offer(rows, reading: Reading):
    return offer_rows(rows, reading.language)


# ── organizations ───────────────────────────────────────────────────────────────────────────────────


@open_data
def organizations(request):
    asked, reading = _asked(request, "organizations")
    is_full = asked["full"] or asked["full_service"]

    def make(values):
        if not is_full:
            return [objects.organization(reading, row) for row in values]
        return making.full_organizations(reading, values, full_service=asked["full_service"])

    listing = Listing(filters.organizations(reading, asked), making.organization_rows, make)
    return list_response(request, reading, asked, listing)


@open_data
def organization(request, key):
    def wanted(uuid):
        return public_organizations(_today()).filter(uuid=uuid)

    reading, row = _one(request, "organizations", key, wanted, lambda rows, _reading: making.organization_rows(rows))
    with translation.override(reading.language):
        [found] = making.full_organizations(reading, [row], full_service=reading.asked["full_service"])
    return json_response(reading, found)


# ── services at locations ───────────────────────────────────────────────────────────────────────────


@open_data
def service_at_locations(request):
    asked, reading = _asked(request, "service_at_locations")
    if asked["proximity"] and not asked["postcode"]:
        raise Problem(400, "“proximity” needs a “postcode” to measure from.", parameter="proximity")
    rows, keys = filters.places(reading, asked)
    listing = Listing(
        rows,
        making.place_rows,
        lambda values: making.places_with_services(reading, values, is_full=asked["full"]),
        keys,
    )
    return list_response(request, reading, asked, listing)


@open_data
def service_at_location(request, key):
    def wanted(uuid):
        return OfferLocation.objects.filter(offer__in=public_offers(today=_today()), uuid=uuid)

    reading, row = _one(request, "service_at_locations", key, wanted, lambda rows, _reading: making.place_rows(rows))
    with translation.override(reading.language):
        [found] = making.places_with_services(reading, [row], is_full=True)
    return json_response(reading, found)


# ── taxonomies ──────────────────────────────────────────────────────────────────────────────────────


@open_data
def taxonomy_list(request):
    asked, reading = _asked(request, "taxonomies")
    with translation.override(reading.language):
        return _short_list(request, reading, asked, taxonomies.all_taxonomies(reading, search=asked["search"]))


@open_data
def taxonomy(request, key):
    asked, reading = _asked(request, "taxonomies", is_item=True)
    with translation.override(reading.language):
        return json_response(reading, _with_id(taxonomies.all_taxonomies(reading), key, "taxonomy"))


@open_data
def taxonomy_terms(request):
    asked, reading = _asked(request, "taxonomy_terms")
    conditions = {name: asked[name] for name in ("search", "taxonomy_id", "parent_id", "top_only")}
    with translation.override(reading.language):
        return _short_list(request, reading, asked, taxonomies.terms_matching(reading, **conditions))


@open_data
def taxonomy_term(request, key):
    asked, reading = _asked(request, "taxonomy_terms", is_item=True)
    with translation.override(reading.language):
        terms = taxonomies.all_terms(reading, also_retired=True)
        return json_response(reading, _with_id(terms, key, "taxonomy term"))


def _short_list(request, reading, asked, found: list[dict]):
    """A list short enough to be made whole; the stream of lines is then its lines."""
    if asked["format"] == "ndjson":
        return list_response(request, reading, asked, Listing(None, None, lambda keys: keys, found))
    first = (asked["page"] - 1) * asked["per_page"]
    return page_response(request, reading, asked, found[first : first + asked["per_page"]], len(found))


# ── shared ──────────────────────────────────────────────────────────────────────────────────────────


def _today():
    return timezone.localdate()


def _asked(request, path: str, *, is_item: bool = False) -> tuple[dict, Reading]:
    endpoint = ENDPOINTS[path]
    asked = read_parameters(request, endpoint.item_parameters if is_item else endpoint.list_parameters)
    return asked, Reading(request.district, asked["lang"], _today(), asked=asked)


def _one(request, path: str, key: str, wanted, fetch) -> tuple[Reading, dict]:
    """The row with the UUID `key` among those `wanted(uuid)`. Raises `Problem`."""
    _asked_for, reading = _asked(request, path, is_item=True)
    row = fetch(wanted(_uuid(key)), reading).first()
    if row is None:
        raise Problem(404, f"There is no {path.replace('_', ' ')} object with this id, or it is no longer public.")
    return reading, row


def _with_id(found: list[dict], key: str, kind: str) -> dict:
    wanted = str(_uuid(key))
    for one in found:
        if one["id"] == wanted:
            return one
    raise Problem(404, f"There is no {kind} with this id.")


def _uuid(key: str):
    try:
        return read_uuid(key)
    except ValueError as error:
        raise Problem(400, f"The id must be {error}.", parameter="id") from None
