"""What this API promises of its objects: those fields of HSDS 3.1.3 that Kreislotse fills, in their nesting.

Written anew, not copied: the published schemas are CC BY-SA, and they name many fields nobody gets here. The tests hold
our answers against both.
"""

from __future__ import annotations

UUID = {"type": "string", "format": "uuid"}
TEXT = {"type": "string"}
URI = {"type": "string", "format": "uri"}
EMAIL = {"type": "string", "format": "email"}
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
CLOCK = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}
NUMBER = {"type": "number"}
COUNT = {"type": "integer", "minimum": 0}


def ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def many(name: str) -> dict:
    return {"type": "array", "items": ref(name)}


def thing(said: str, /, *, required: str = "id", **fields) -> dict:
    return {
        "type": "object",
        "description": said,
        "properties": {"id": UUID, **fields},
        "required": required.split(),
    }


SCHEMAS = {
    "taxonomy": thing("A list of terms.", required="id name description", name=TEXT, description=TEXT),
    "taxonomy_term": thing(
        "A term of a taxonomy; a group of topics is the parent of its topics.", required="id code name description taxonomy_id",
        code=TEXT, name=TEXT, description=TEXT, parent_id=UUID, taxonomy=TEXT, language=TEXT, taxonomy_id=UUID,
    ),
    "attribute": thing(
        "A term the service carries; where the term is a fact, the value says which: “true”, or a number.", required="id link_id taxonomy_term_id link_type link_entity value label",
        link_id=UUID, link_type=TEXT, link_entity=TEXT, taxonomy_term_id=UUID, value=TEXT, label=TEXT,
        taxonomy_term=ref("taxonomy_term"),
    ),
    "phone": thing("A telephone.", required="id number", number=TEXT, type=TEXT),
    "contact": thing(
        "A person who agreed to be named.", required="id name", name=TEXT, title=TEXT, email=EMAIL, phones=many("phone")
    ),
    "url": thing("A further address.", required="id url", label=TEXT, url=URI),
    "language": thing(
        "A language spoken there; note says when, if not always.", required="id name code", name=TEXT, code=TEXT, note=TEXT
    ),
    "schedule": thing(
        "Hours as in iCalendar, in the district's local time; notes begins with “exception” for days that differ.",
        valid_from=DAY, valid_to=DAY, dtstart=DAY, until=DAY, timezone=NUMBER,
        wkst={"type": "string", "enum": ["MO"]}, freq={"type": "string", "enum": ["WEEKLY"]},
        interval={"type": "integer", "minimum": 1}, byday={"type": "string", "pattern": "^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$"},
        opens_at=CLOCK, closes_at=CLOCK, description=TEXT, notes=TEXT,
    ),
    "service_area": thing(
        "Where people may live who use it: the extent names an official key (AGS).", required="id name",
        name=TEXT, extent=TEXT, extent_type=TEXT,
    ),
    "cost_option": thing("What it costs.", option=TEXT, currency=TEXT, amount=NUMBER, amount_description=TEXT),
    "required_document": thing("What to bring.", required="id document", document=TEXT),
    "unit": thing("What is counted.", required="id name", name=TEXT, identifier=TEXT),
    "service_capacity": thing(
        "That no place is free at the moment.", required="id unit available updated",
        unit=ref("unit"), available=COUNT, maximum=COUNT, description=TEXT, updated=MOMENT,
    ),
    "program": thing("A public programme.", required="id name description", name=TEXT, description=TEXT),
    "address": thing(
        "A postal address.", required="id address_1 city state_province postal_code country address_type",
        address_1=TEXT, city=TEXT, region=TEXT, state_province=TEXT, postal_code=TEXT, country=TEXT,
        address_type={"type": "string", "enum": ["physical"]},
    ),
    "accessibility": thing("How one gets in.", required="id description", description=TEXT, details=TEXT),
    "location": thing(
        "A place.", required="id location_type", location_type={"type": "string", "enum": ["physical"]}, name=TEXT,
        transportation=TEXT, latitude=NUMBER, longitude=NUMBER, addresses=many("address"), accessibility=many("accessibility"),
    ),
    "service_at_location": thing(
        "A service at one of its places.", required="id location", location=ref("location"), service=ref("service"),
    ),
    "organization": thing(
        "Who offers it; of an organization that is not public only the name is said.", required="id name description",
        name=TEXT, alternate_name=TEXT, description=TEXT, website=URI, phones=many("phone"), contacts=many("contact"),
        services=many("service"),
    ),
    "service": thing(
        "What a seeker can use. Lists leave out arrays unless `full` is given.", required="id name status last_modified",
        name=TEXT, description=TEXT, url=URI, email=EMAIL, status={"type": "string", "enum": ["active"]},
        application_process=TEXT, fees_description=TEXT, wait_time=TEXT, eligibility_description=TEXT, minimum_age=COUNT,
        maximum_age=COUNT, assured_date=DAY, alert=TEXT, last_modified=MOMENT, modified_date=MOMENT,
        organization=ref("organization"), program=ref("program"), additional_urls=many("url"), phones=many("phone"),
        schedules=many("schedule"), service_areas=many("service_area"), languages=many("language"),
        cost_options=many("cost_option"), required_documents=many("required_document"), contacts=many("contact"),
        capacities=many("service_capacity"), attributes=many("attribute"), service_at_locations=many("service_at_location"),
        translation={
            "type": "object",
            "description": "Beside HSDS, where the texts are not German: who translated them, whether nobody has read "
            "what a machine wrote, and whether the German has changed since. Please say so to your readers too.",
            "properties": {
                "language": TEXT, "origin": {"type": "string", "enum": ["person", "machine", "import"]},
                "is_machine_made": {"type": "boolean"}, "is_outdated": {"type": "boolean"},
            },
            "required": ["language", "origin", "is_machine_made", "is_outdated"],
        },
    ),
    "problem": {
        "type": "object",
        "description": "Why there is no answer (RFC 9457).",
        "properties": {
            "type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT,
            "parameter": {"type": "string", "description": "The name of what was wrong in the address."},
        },
        "required": ["type", "title", "status", "detail"],
    },
    "page": {
        "type": "object",
        "properties": {
            "total_items": COUNT, "total_pages": COUNT, "page_number": {"type": "integer", "minimum": 1}, "size": COUNT,
            "first_page": {"type": "boolean"}, "last_page": {"type": "boolean"}, "empty": {"type": "boolean"},
        },
        "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty"],
    },
    "about": {
        "type": "object",
        "properties": {
            "version": TEXT, "profile": URI, "openapi_url": URI, "description": TEXT,
            "publisher": {"type": "object", "properties": {"name": TEXT, "url": URI}, "required": ["name", "url"]},
        },
        "required": ["version", "profile", "openapi_url"],
    },
}  # fmt: skip
