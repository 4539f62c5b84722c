"""Rows as HSDS objects: plain dictionaries, ready for JSON.

They are not validated on the way out. For 50 full services fetching takes 23 ms of CPU, making 19 and writing JSON 5
(measured 11/2026, machine busy); pydantic models of this depth add 8 for the validation, and save 3 in writing. It would
find what the tests find: they hold every object against the published schemas.
"""

from __future__ import annotations

import json

from babel import Locale, UnknownLocaleError
from babel.units import format_unit

from kreislotse.api.hsds import ids
from kreislotse.api.hsds.reading import Reading, filled, web_address
from kreislotse.api.hsds.rows import SOURCE_LANGUAGE, Linked, Parts
from kreislotse.api.hsds.schedules import schedules, spoken_when
from kreislotse.api.hsds.taxonomies import Fact, code_term, levels, own_term
from kreislotse.core.language_names import language_name
from kreislotse.directory.codes import Availability, Program
from kreislotse.directory.models import Offer, OfferLocation

# By the first two digits of every AGS: Statistisches Bundesamt, Gemeindeverzeichnis.
LANDS = {
    "01": "Schleswig-Holstein", "02": "Hamburg", "03": "Niedersachsen", "04": "Bremen", "05": "Nordrhein-Westfalen",
    "06": "Hessen", "07": "Rheinland-Pfalz", "08": "Baden-Württemberg", "09": "Bayern", "10": "Saarland", "11": "Berlin",
    "12": "Brandenburg", "13": "Mecklenburg-Vorpommern", "14": "Sachsen", "15": "Sachsen-Anhalt", "16": "Thüringen",
}  # fmt: skip
FACTS = tuple(Fact.values)
FULL = (Availability.WAITING_LIST, Availability.FULL)


# ── organizations ───────────────────────────────────────────────────────────────────────────────────


def organization(reading: Reading, row: dict, prefix: str = "") -> dict:
    """An organization; of one that is not public only the name, because its offer says so anyway."""
    is_public, name = row[prefix + "is_public"], row[prefix + "name"]
    return filled(
        id=str(row[prefix + "uuid"]),
        name=name,
        alternate_name=row[prefix + "short_name"],
        description=(row[prefix + "responsible_for"] if is_public else "") or name,
        website=web_address(row[prefix + "website"]) if is_public else "",
    )


def full_organization(reading: Reading, row: dict, contacts: list[Linked], services: list[dict]) -> dict:
    found = organization(reading, row)
    phone = row["phone"] if row["is_public"] else ""
    return found | filled(
        phones=_phones(row["uuid"], phone),
        contacts=[_contact(row["uuid"], one) for one in contacts] if row["is_public"] else [],
        services=services,
    )


# ── services ────────────────────────────────────────────────────────────────────────────────────────


def service(reading: Reading, row: dict) -> dict:
    """A service as lists show it: what it says of itself, its organization and its program."""
    text = {name: _text(reading, row, name) for name in Offer.TRANSLATED}
    found = filled(
        id=str(row["uuid"]),
        name=text["title"],
        description="\n\n".join(filter(None, (text["summary"], text["description"]))),
        url=web_address(row["website"]) or f"{reading.offer_page}{row['pk']}/",
        email=row["email"],
        status="active",
        application_process=text["registration"],
        fees_description=text["costs"] or (reading.say("kostenlos") if row["is_free"] else ""),
        wait_time=_weeks(row["waiting_weeks"], reading.language),
        eligibility_description=text["eligibility"],
        minimum_age=row["age_from"],
        maximum_age=row["age_to"],
        assured_date=row["checked_on"].isoformat() if row["checked_on"] else None,
        alert=reading.choice(Availability, row["availability"]) if row["availability"] in FULL else "",
        last_modified=last_modified(row),
        organization=organization(reading, row, "provider__"),
        program=_program(reading, row),
    )
    if reading.language != SOURCE_LANGUAGE and row["translated__origin"]:
        found["translation"] = _translation(reading, row)
    return found


def _translation(reading: Reading, row: dict) -> dict:
    """Beside the standard: a reader must be able to say that nobody has read what a machine wrote, or that it is old."""
    shown = [name for name in Offer.TRANSLATED if row[name] and row[f"translated__{name}"]]
    now, then = row["source_hashes"] or {}, row["translated__source_hashes"] or {}
    return {
        "language": reading.language,
        "origin": row["translated__origin"],
        "is_machine_made": any(row[name] for name in row["translated__machine_fields"] or () if name in row),
        "is_outdated": any(now.get(name, "") != then.get(name, "") for name in shown),
    }


def minimal_service(row: dict) -> dict:
    """What a harvester compares. The reference says „just id and modified_date“, its own schema wants name and status."""
    modified = last_modified(row)
    return {
        "id": str(row["uuid"]),
        "name": row["title"],
        "status": "active",
        "last_modified": modified,
        "modified_date": modified,
    }


def last_modified(row: dict) -> str:
    return row["changed_at"].isoformat()


def full_service(reading: Reading, row: dict, parts: Parts) -> dict:
    """A service with all that hangs on it; its places as well."""
    found = nested_service(reading, row, parts)
    places = [place(reading, one) for one in parts.locations.get(row["pk"], ())]
    return found | filled(service_at_locations=places)


def nested_service(reading: Reading, row: dict, parts: Parts) -> dict:
    """A service with what hangs on it, but without its places: as a place shows it."""
    owner, key = row["uuid"], row["pk"]
    courses = parts.courses.get(key, [])
    page = f"{reading.offer_page}{key}/"
    return service(reading, row) | filled(
        additional_urls=[
            {"id": ids.below(owner, f"url/{part}"), "label": label, "url": web_address(url)}
            for part, label, url in (
                ("page", "Kreislotse", page),
                ("video", reading.field(Offer, "video"), row["video"]),
            )
            if web_address(url)
        ],
        phones=_phones(owner, row["phone"] or (row["provider__phone"] if row["provider__is_public"] else "")),
        schedules=schedules(reading, owner, parts.openings.get(key, []), parts.exceptions.get(key, []), courses),
        service_areas=_areas(reading, row, parts.municipalities.get(key, [])),
        languages=_languages(reading, owner, parts.languages.get(key, []), parts.language_times.get(key, [])),
        cost_options=_costs(reading, row),
        required_documents=_documents(reading, row),
        contacts=[_contact(owner, one) for one in parts.contacts.get(key, [])],
        capacities=_capacities(reading, row, courses),
        attributes=_attributes(reading, row, parts),
    )


def _program(reading: Reading, row: dict) -> dict | None:
    code = row["program"]
    name = reading.choice(Program, code) if code else ""
    if not name:
        return None
    return {"id": ids.below(row["provider__uuid"], f"program/{code}"), "name": name, "description": name}


def _weeks(number: int | None, language: str) -> str:
    if number is None:
        return ""
    try:
        return format_unit(number, "duration-week", locale=Locale.parse(language.split("-")[0]))
    except (UnknownLocaleError, ValueError):
        return format_unit(number, "duration-week", locale="de")


def _phones(owner, number: str) -> list[dict]:
    return [{"id": ids.below(owner, "phone"), "number": number, "type": "voice"}] if number else []


def _contact(owner, one: Linked) -> dict:
    """A person who agreed to be named in public."""
    key = ids.below(owner, f"contact/{one.key}")
    phones = [{"id": ids.below(owner, f"contact/{one.key}/phone"), "number": one.c, "type": "voice"}] if one.c else []
    return filled(id=key, name=one.a, title=one.b, email=one.d, phones=phones)


def _areas(reading: Reading, row: dict, municipalities: list[Linked]) -> list[dict]:
    if row["serves_whole_district"]:
        places = [(reading.district.ags, reading.district.name)]
    else:
        places = [(one.a, one.b) for one in municipalities]
    return [
        {"id": ids.below(row["uuid"], f"area/{ags}"), "name": name, "extent": f"AGS {ags}", "extent_type": "text"}
        for ags, name in places
    ]


def _languages(reading: Reading, owner, spoken: list[Linked], times: list) -> list[dict]:
    return [
        filled(
            id=ids.below(owner, f"language/{one.a}"),
            name=(reading.language != SOURCE_LANGUAGE and language_name(one.a, reading.language)) or one.b,
            code=one.a,
            note=spoken_when(reading, [hours for hours in times if hours.code == one.a]),
        )
        for one in spoken
    ]


def _costs(reading: Reading, row: dict) -> list[dict]:
    costs = _text(reading, row, "costs")
    if not (row["is_free"] or costs):
        return []
    key = ids.below(row["uuid"], "cost")
    if row["is_free"]:
        return [filled(id=key, option=reading.say("kostenlos"), currency="EUR", amount=0, amount_description=costs)]
    return [filled(id=key, currency="EUR", amount_description=costs)]


def _documents(reading: Reading, row: dict) -> list[dict]:
    text = _text(reading, row, "documents")
    return [{"id": ids.below(row["uuid"], "document"), "document": text}] if text else []


def _capacities(reading: Reading, row: dict, courses: list) -> list[dict]:
    """Only where it is known that no place is free: „Plätze frei“ says no number, and HSDS wants one."""
    unit = {
        "id": ids.below(ids.EVERYWHERE, "unit/seat"),
        "name": reading.field(Offer, "capacity"),
        "identifier": "seat",
    }
    known = [(row["uuid"], row["capacity"], row["availability"], "")]
    known += [(one.uuid, one.seats, one.availability, one.text) for one in courses]
    return [
        filled(
            id=ids.below(owner, "capacity"),
            unit=unit,
            available=0,
            maximum=maximum,
            description=", ".join(filter(None, (name, reading.choice(Availability, code)))),
            updated=last_modified(row),
        )
        for owner, maximum, code, name in known
        if code in FULL
    ]


def _attributes(reading: Reading, row: dict, parts: Parts) -> list[dict]:
    """Terms of all taxonomies; a fact says its value beside its term."""
    key, owner = row["pk"], row["uuid"]
    terms = []
    for kind, linked in (("topic", parts.topics), ("target_group", parts.target_groups)):
        for one in linked.get(key, ()):
            names = json.loads(one.d or "{}")
            terms.append((kind, own_term(reading, kind, one.a, one.b, one.c, names, one.e)))
    coded = [("kind", row["kind"]), ("program", row["program"]), ("sex", row["sex"])]
    coded += [("availability", row["availability"])]
    coded += [("status_group", code) for code in row["status_groups"] or () if isinstance(code, str)]
    coded += [("level", code) for code in levels(row["level_from"], row["level_to"])]
    terms += [(kind, code_term(reading, kind, code)) for kind, code in coded if code]
    found = [(kind, term, term["code"]) for kind, term in terms if term]
    found += [
        ("fact", code_term(reading, "fact", name), str(row[name]).lower())
        for name in FACTS
        if row[name] is not None and row[name] is not False
    ]
    return [
        {
            "id": ids.below(owner, f"attribute/{term['id']}"),
            "link_id": str(owner),
            "link_type": kind,
            "link_entity": "service",
            "taxonomy_term_id": term["id"],
            "value": value,
            "label": term["name"],
            "taxonomy_term": term,
        }
        for kind, term, value in found
    ]


def _text(reading: Reading, row: dict, name: str) -> str:
    """A text in the language asked for, in German where it is not translated; what is no longer said in German is gone."""
    german = row[name]
    own = row[f"translated__{name}"] if german and reading.language != SOURCE_LANGUAGE else ""
    return own or german


# ── places ──────────────────────────────────────────────────────────────────────────────────────────

_ACCESS = ("is_step_free", "has_accessible_toilet", "has_hearing_loop")


def place(reading: Reading, row: dict, *, is_brief: bool = False) -> dict:
    """A service at one location, without the service."""
    return {"id": str(row["uuid"]), "location": location(reading, row, is_brief=is_brief)}


def location(reading: Reading, row: dict, *, is_brief: bool = False) -> dict:
    owner = row["uuid"]
    found = filled(
        id=ids.below(owner, "location"),
        location_type="physical",
        name=row["name"],
        transportation=row["transport"],
        latitude=row["latitude"],
        longitude=row["longitude"],
    )
    if is_brief:
        return found
    land = LANDS.get((row["municipality__ags"] or reading.district.ags)[:2], "")
    address = {
        "id": ids.below(owner, "address"),
        "address_1": row["street"] or row["name"] or "",
        "city": row["city"] or row["municipality__name"] or "",
        "region": reading.district.name,
        "state_province": land,
        "postal_code": row["postcode"],
        "country": "DE",
        "address_type": "physical",
    }
    access = [
        {
            "id": ids.below(owner, f"accessibility/{name}"),
            "description": reading.field(OfferLocation, name),
            "details": reading.say("ja") if row[name] else reading.say("nein"),
        }
        for name in _ACCESS
        if row[name] is not None
    ]
    return found | filled(addresses=[address], accessibility=access)
