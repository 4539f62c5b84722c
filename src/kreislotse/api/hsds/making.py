"""From filtered rows to objects, one page or chunk at a time: what views and the data package share."""

from __future__ import annotations

from kreislotse.api.hsds import objects
from kreislotse.api.hsds.reading import Reading
from kreislotse.api.hsds.rows import LOCATION, ORGANIZATION, Parts, offer_rows, parts_of
from kreislotse.directory.models import Offer
from kreislotse.directory.queries import public_offers


def of_services(reading: Reading, *, minimal: bool = False, full: bool = False):
    """How the rows of services are fetched, and what is made of them."""

    def fetch(rows, **more):
        if minimal:
            fields = ("pk", "uuid", "title", "changed_at")
            return rows.annotate(**more).values(*fields, *more)
        return offer_rows(rows, reading.language, **more)

    def make(values):
        if minimal:
            return [objects.minimal_service(row) for row in values]
        if full:
            parts = parts_of([row["pk"] for row in values], today=reading.today)
            return [objects.full_service(reading, row, parts) for row in values]
        return [objects.service(reading, row) for row in values]

    return fetch, make


def organization_rows(rows, **more):
    return rows.annotate(**more).values("pk", *ORGANIZATION, *more)


def full_organizations(reading: Reading, values: list[dict], *, full_service: bool) -> list[dict]:
    """Organizations with their services: in full, or as a list of services shows them."""
    keys = [row["pk"] for row in values]
    offers = list(
        offer_rows(public_offers(today=reading.today).filter(provider__in=keys).order_by("pk"), reading.language)
    )
    of_offers = [row["pk"] for row in offers] if full_service else []
    parts = parts_of(of_offers, organizations=keys, today=reading.today)
    by_provider: dict[int, list[dict]] = {}
    for row in offers:
        made = objects.full_service(reading, row, parts) if full_service else objects.service(reading, row)
        made.pop("organization")
        by_provider.setdefault(row["provider_id"], []).append(made)
    return [
        objects.full_organization(reading, row, parts.organization_contacts[row["pk"]], by_provider.get(row["pk"], []))
        for row in values
    ]


def place_rows(rows, **more):
    return rows.annotate(**more).values(*LOCATION, *more)


def places_with_services(reading: Reading, values: list[dict], *, is_full: bool) -> list[dict]:
    keys = list({row["offer_id"] for row in values})
    offers = {row["pk"]: row for row in offer_rows(Offer.objects.filter(pk__in=keys), reading.language)}
    parts = parts_of(keys, today=reading.today, with_locations=False) if is_full else Parts()
    found = []
    for row in values:
        offer = offers[row["offer_id"]]
        one = objects.place(reading, row, is_brief=not is_full)
        one["service"] = objects.nested_service(reading, offer, parts) if is_full else objects.service(reading, offer)
        found.append(one)
    return found
