"""The addresses of the API with what may be asked there; views and the OpenAPI description both read this list."""

from __future__ import annotations

from dataclasses import dataclass

from kreislotse.api import parameters as ask
from kreislotse.api.hsds.listing import MOST_PER_PAGE, PER_PAGE

LANG = ask.language()
FORMAT = ask.Parameter(
    "format", ask.one_of(["json", "ndjson"]), {"type": "string", "enum": ["json", "ndjson"], "default": "json"},
    "ndjson streams all results, one object a line, and ignores pages.", default="json",
)  # fmt: skip
SEARCH = ask.Parameter(
    "search", ask.read_text, {"type": "string", "maxLength": ask.LONGEST_TEXT}, "Words that must all occur.", default=""
)
PAGE = ask.number("page", 1, 10_000_000, "Page number.", 1)
PAGES = (PAGE, ask.number("per_page", 1, MOST_PER_PAGE, "Results on a page.", PER_PAGE))
SERVICE_PAGES = (
    PAGE, ask.number("per_page", 1, MOST_PER_PAGE, f"Results on a page: {PER_PAGE}, with minimal all of them."),
)  # fmt: skip
TERM = ask.uuid("taxonomy_term_id", "Only what carries this term; a group of topics means all its topics.")
TAXONOMY = ask.uuid("taxonomy_id", "Only what carries any term of this taxonomy.")
ORGANIZATION = ask.uuid("organization_id", "Only services of this organization.")
AFTER = ask.moment("modified_after", "Only what was changed at this time or later, in itself or in what hangs on it.")
BEFORE = ask.moment("modified_before", "Only what was last changed before this time.")
FULL = ask.yes("full", "Return objects with everything that hangs on them.")
MINIMAL = ask.yes("minimal", "Return only what a harvester compares: id, name, status and the time of the last change.")
FULL_SERVICE = ask.yes("full_service", "Return the organization's services in full.")
POSTCODE = ask.Parameter(
    "postcode", ask.read_postcode, {"type": "string", "pattern": "^[0-9]{5}$"},
    "Only services that may be used from this postcode; with proximity, only places near its middle.",
)  # fmt: skip
PROXIMITY = ask.number("proximity", 1, 500_000, "Meters from the middle of the postcode; needs postcode.")
TOP_ONLY = ask.yes("top_only", "Only terms without a parent.")
PARENT = ask.uuid("parent_id", "Only terms below this term.")
PACKAGE_PARAMETERS = (LANG,)
NARROWING = (TERM, TAXONOMY, ORGANIZATION, AFTER, BEFORE)


@dataclass(frozen=True)
class Endpoint:
    """A list and its single objects: what may be asked of each."""

    path: str
    summary: str
    list_parameters: tuple[ask.Parameter, ...]
    item_parameters: tuple[ask.Parameter, ...]
    schema: str  # of one object, in a list and alone


ENDPOINTS = {
    one.path: one
    for one in (
        Endpoint(
            "services", "Services: what seekers can use",
            (SEARCH, *NARROWING, MINIMAL, FULL, *SERVICE_PAGES, FORMAT, LANG), (LANG,), "service",
        ),
        Endpoint(
            "organizations", "Organizations: who offers it",
            (SEARCH, TERM, TAXONOMY, FULL, FULL_SERVICE, *PAGES, FORMAT, LANG), (FULL_SERVICE, LANG),
            "organization",
        ),
        Endpoint(
            "service_at_locations", "Services at locations: where it is",
            (SEARCH, *NARROWING, POSTCODE, PROXIMITY, FULL, *PAGES, FORMAT, LANG), (LANG,),
            "service_at_location",
        ),
        Endpoint("taxonomies", "Taxonomies", (SEARCH, *PAGES, FORMAT, LANG), (LANG,), "taxonomy"),
        Endpoint(
            "taxonomy_terms", "Terms of the taxonomies",
            (SEARCH, TAXONOMY, TOP_ONLY, PARENT, *PAGES, FORMAT, LANG), (LANG,), "taxonomy_term",
        ),
    )
}  # fmt: skip
