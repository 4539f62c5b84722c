"""Everything as tables: the tabular serialization of HSDS, a data package (datapackage.json with CSV files) in a ZIP.

One pass over the full objects of the API fills all tables in temporary files, so that neither the memory nor the
number of queries grows with a table. A package is kept until the content changes: a public address must not let
anybody make the server work for seconds as often as they like.
"""

from __future__ import annotations

import csv
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from io import TextIOWrapper

from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone, translation

from kreislotse.api.hsds import making
from kreislotse.api.hsds.listing import Listing
from kreislotse.api.hsds.reading import Reading
from kreislotse.api.hsds.rows import public_organizations
from kreislotse.api.hsds.taxonomies import all_taxonomies, all_terms
from kreislotse.core.problems import Problem
from kreislotse.directory.queries import public_offers
from kreislotse.districts.queries import current_district
from kreislotse.documents.sheets import formula_safe
from kreislotse.jobs.tasks import district_task

KEPT_IN_MEMORY = 1_000_000
BUILDING_SECONDS = 120
MADE_AT_ONCE = 2_000  # offers; about a second
LATER = Problem(503, "The package is being made just now. Please ask again in a minute.")
_TELEPHONE = re.compile(r"\+[0-9][0-9 ()/.-]*")

SERVICE = (
    "id", "organization_id", "program_id", "name", "description", "url", "email", "status", "application_process",
    "fees_description", "wait_time", "eligibility_description", "minimum_age", "maximum_age", "assured_date", "alert",
    "last_modified",
)  # fmt: skip
SCHEDULE = (
    "id", "service_id", "valid_from", "valid_to", "dtstart", "timezone", "until", "wkst", "freq", "interval", "byday",
    "description", "opens_at", "closes_at", "notes",
)  # fmt: skip
ADDRESS = (
    "id", "location_id", "address_1", "city", "region", "state_province", "postal_code", "country", "address_type",
)  # fmt: skip
TERM = ("id", "code", "name", "description", "parent_id", "taxonomy", "language", "taxonomy_id")
# resource: file, columns
TABLES = {
    "organization": ("organizations.csv", ("id", "name", "alternate_name", "description", "website")),
    "program": ("programs.csv", ("id", "organization_id", "name", "description")),
    "service": ("services.csv", SERVICE),
    "taxonomy": ("taxonomies.csv", ("id", "name", "description")),
    "taxonomy_term": ("taxonomy_terms.csv", TERM),
    "attribute": (
        "attributes.csv", ("id", "link_id", "taxonomy_term_id", "link_type", "link_entity", "value", "label")
    ),
    "location": (
        "locations.csv", ("id", "location_type", "organization_id", "name", "transportation", "latitude", "longitude")
    ),
    "service_at_location": ("service_at_location.csv", ("id", "service_id", "location_id")),
    "address": ("addresses.csv", ADDRESS),
    "accessibility": ("accessibility.csv", ("id", "location_id", "description", "details")),
    "contact": ("contacts.csv", ("id", "organization_id", "service_id", "name", "title", "email")),
    "phone": ("phones.csv", ("id", "service_id", "organization_id", "contact_id", "number", "type")),
    "schedule": ("schedules.csv", SCHEDULE),
    "service_area": ("service_areas.csv", ("id", "service_id", "name", "extent", "extent_type")),
    "language": ("languages.csv", ("id", "service_id", "name", "code", "note")),
    "cost_option": (
        "cost_options.csv", ("id", "service_id", "option", "currency", "amount", "amount_description")
    ),
    "required_document": ("required_documents.csv", ("id", "service_id", "document")),
    "unit": ("units.csv", ("id", "name", "identifier")),
    "service_capacity": (
        "service_capacity.csv", ("id", "service_id", "unit_id", "available", "maximum", "description", "updated")
    ),
    "url": ("url.csv", ("id", "label", "url", "service_id")),
}  # fmt: skip
NUMBERS = {
    "minimum_age",
    "maximum_age",
    "latitude",
    "longitude",
    "timezone",
    "interval",
    "amount",
    "available",
    "maximum",
}
DATES = {"assured_date", "valid_from", "valid_to", "dtstart", "until"}
MOMENTS, TIMES = {"last_modified", "updated"}, {"opens_at", "closes_at"}
REQUIRED = {
    "organization": "id name description", "program": "id organization_id name description",
    "service": "id organization_id name status", "taxonomy": "id name description", "taxonomy_term": "id name description",
    "attribute": "id link_id taxonomy_term_id link_entity", "location": "id location_type",
    "service_at_location": "id service_id location_id", "phone": "id number", "cost_option": "id service_id",
    "address": "id address_type country", "service_capacity": "id service_id unit_id", "url": "id url",
}  # fmt: skip
# What hangs on a service: its name in the object, and its table.
BELOW_SERVICE = {
    "additional_urls": "url", "phones": "phone", "schedules": "schedule", "service_areas": "service_area",
    "languages": "language", "cost_options": "cost_option", "required_documents": "required_document",
    "contacts": "contact", "attributes": "attribute", "capacities": "service_capacity",
}  # fmt: skip


def descriptor(reading: Reading) -> dict:
    """What stands in the package: its datapackage.json."""
    return {
        "name": "human_services_data",
        "title": f"{reading.district.name}: {reading.district.term('unit')}",
        "profile": "tabular-data-package",
        "version": "3.1.3",
        "homepage": reading.district.base_url,
        "created": f"{reading.today.isoformat()}T00:00:00Z",
        "languages": [reading.language],
        "resources": [_resource(name, file, columns) for name, (file, columns) in TABLES.items()],
    }


def _resource(name: str, file: str, columns: tuple[str, ...]) -> dict:
    keys = [
        {"fields": column, "reference": {"resource": column.removesuffix("_id"), "fields": "id"}}
        for column in columns
        if column.removesuffix("_id") in TABLES and column.endswith("_id")
    ]
    return {
        "name": name,
        "path": file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "primaryKey": "id",
            "fields": [_field(column, column in REQUIRED.get(name, "id").split()) for column in columns],
            "foreignKeys": keys,
        },
    }


def _field(name: str, is_required: bool) -> dict:
    kinds = ((NUMBERS, "number"), (DATES, "date"), (MOMENTS, "datetime"), (TIMES, "time"))
    found = {"name": name, "type": next((kind for names, kind in kinds if name in names), "string")}
    if found["type"] == "time":
        found["format"] = "%H:%M"
    if found["type"] == "datetime":
        found["format"] = "any"
    return found | ({"constraints": {"required": True}} if is_required else {})


def rows_of_service(one: dict) -> Iterator[tuple[str, dict]]:
    """A full service as (table, row); what many services share comes again with each of them."""
    key, owner = one["id"], one["organization"]["id"]
    program = one.get("program")
    yield "service", one | {"organization_id": owner, "program_id": program["id"] if program else None}
    if program:
        yield "program", program | {"organization_id": owner}
    for name, table in BELOW_SERVICE.items():
        for row in one.get(name, ()):
            yield table, row | {"service_id": key, "unit_id": row.get("unit", {}).get("id")}
            yield from _beside(row)
    for place in one.get("service_at_locations", ()):
        location = place["location"]
        yield "service_at_location", {"id": place["id"], "service_id": key, "location_id": location["id"]}
        yield "location", location | {"organization_id": owner}
        for name, table in (("addresses", "address"), ("accessibility", "accessibility")):
            for row in location.get(name, ()):
                yield table, row | {"location_id": location["id"]}


def _beside(row: dict) -> Iterator[tuple[str, dict]]:
    if "unit" in row:
        yield "unit", row["unit"]
    if "taxonomy_term" in row:
        yield "taxonomy_term", row["taxonomy_term"]
    for phone in row.get("phones", ()):
        yield "phone", phone | {"contact_id": row["id"]}


def rows_of_organization(one: dict) -> Iterator[tuple[str, dict]]:
    yield "organization", one
    for phone in one.get("phones", ()):
        yield "phone", phone | {"organization_id": one["id"]}
    for contact in one.get("contacts", ()):
        yield "contact", contact | {"organization_id": one["id"]}
        yield from _beside(contact)


def write_package(reading: Reading, target) -> None:
    """Write the ZIP to the binary file `target`."""
    services = Listing(public_offers(today=reading.today), *making.of_services(reading, full=True))
    organizations = Listing(
        public_organizations(reading.today),
        making.organization_rows,
        lambda values: making.full_organizations(reading, values, full_service=False),
    )
    terms = [("taxonomy", one) for one in all_taxonomies(reading)]
    terms += [("taxonomy_term", one) for one in all_terms(reading)]
    with ExitStack() as open_files:
        files, writers = {}, {}
        for name, (_file, columns) in TABLES.items():
            spool = open_files.enter_context(tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY))
            files[name] = TextIOWrapper(spool, "utf-8", errors="replace", newline="")
            writers[name] = csv.writer(files[name], lineterminator="\r\n")
            writers[name].writerow(columns)
        seen = {"program": set(), "unit": set(), "taxonomy_term": set()}  # what many services share

        def write(table: str, row: dict) -> None:
            if table in seen:
                if row["id"] in seen[table]:
                    return
                seen[table].add(row["id"])
            writers[table].writerow([_cell(row.get(column)) for column in TABLES[table][1]])

        for table, row in terms:
            write(table, row)
        for chunk in organizations.chunks():
            for one in chunk:
                for table, row in rows_of_organization(one):
                    write(table, row)
        for chunk in services.chunks():
            for one in chunk:
                for table, row in rows_of_service(one):
                    write(table, row)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("datapackage.json", json.dumps(descriptor(reading), ensure_ascii=False, indent=2))
            for name, (file, _columns) in TABLES.items():
                files[name].flush()
                files[name].buffer.seek(0)
                with package.open(file, "w") as member:
                    while part := files[name].buffer.read(1 << 16):
                        member.write(part)
                files[name].detach()


def _cell(value) -> str:
    """A value as a table shows it; a telephone number with a plus is no formula."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    return value if _TELEPHONE.fullmatch(value) else formula_safe(value)


# ── kept until the content changes ──────────────────────────────────────────────────────────────────


def kept_package(reading: Reading, version: str) -> File:
    """The stored package of this version; else it is made: at once, or in the background if that would take long."""
    name = _name(reading, version)
    if default_storage.exists(name):
        return default_storage.open(name)
    building = _building(reading)
    if not cache.add(building, 1, BUILDING_SECONDS):
        raise LATER
    if public_offers(today=reading.today).count() > MADE_AT_ONCE:
        make_package.enqueue(reading.district.pk, reading.language, version)
        raise LATER
    try:
        _make(reading, version)
    finally:
        cache.delete(building)
    return default_storage.open(name)


@district_task
def make_package(language: str, version: str) -> None:
    """Make the package as the directory is now; running twice makes it once."""
    reading = Reading(current_district(), language, timezone.localdate())
    try:
        if not default_storage.exists(_name(reading, version)):
            _make(reading, version)
    finally:
        cache.delete(_building(reading))


def _make(reading: Reading, version: str) -> None:
    with tempfile.TemporaryFile() as made, translation.override(reading.language):
        write_package(reading, made)
        made.seek(0)
        _forget(_folder(reading), reading.language)
        default_storage.save(_name(reading, version), File(made))


def _building(reading: Reading) -> str:
    return f"{reading.district.pk}:opendata:building"


def _folder(reading: Reading) -> str:
    return f"{reading.district.pk}/opendata"


def _name(reading: Reading, version: str) -> str:
    return f"{_folder(reading)}/{reading.language}-{version}.zip"


def _forget(folder: str, language: str) -> None:
    if not default_storage.exists(folder):
        return
    for old in default_storage.listdir(folder)[1]:
        if old.startswith(f"{language}-"):
            default_storage.delete(f"{folder}/{old}")
