"""What a directory after Open Referral HSDS 3 says: services become offers and keep the numbers they have there."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.directory import codes
from kreislotse.directory.feeds.merging import OfferFeed
from kreislotse.directory.feeds.records import Record, cut, first_sentence, rest_of
from kreislotse.directory.queries import SOURCE_LANGUAGE
from kreislotse.districts.queries import current_district
from kreislotse.imports.answers import Answer
from kreislotse.imports.feeds import AddressRefused
from kreislotse.imports.targets import Row
from kreislotse.network.importing import PlaceFinder
from kreislotse.taxonomy.models import Language, TargetGroup

NO_GERMAN = "nur in anderen Sprachen"
PAGE = 100
MOST_PAGES = 500
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_AGS = re.compile(r"AGS (\d{8})$")
_LIST = re.compile(r"/(?:services|organizations|service_at_locations|taxonomies|taxonomy_terms)(?:/.*)?$")
# Code lists we publish ourselves: an attribute that names one of them is understood.
_CODES = {
    "kind": codes.Kind.values, "program": codes.Program.values, "sex": codes.Sex.values,
    "availability": codes.Availability.values,
}  # fmt: skip
_FACTS = ("is_online", "is_by_phone", "is_appointment_only", "has_childcare")


class HsdsFeed(OfferFeed):
    code = "hsds"
    label = gettext_lazy("Verzeichnis mit HSDS-Schnittstelle")
    help = gettext_lazy("Open Referral HSDS 3, auch ein anderes Kreislotse: die Antworten „services“, „organizations“ und „service_at_locations“.")  # fmt: skip

    def read(self, answers: Iterable[Answer], mapping: dict[str, str]) -> list[Row]:
        services, others = _services(answers)
        rows = []
        for number, (key, values) in enumerate(services.items(), start=1):
            row = Row(number)
            _read_service(Record(values, row), row)
            _read_translations(others.get(key, {}), row)
            rows.append(row)
        self.map_topics(rows, mapping)
        return rows

    def resolve(self, rows: list[Row]) -> None:
        languages = dict(Language.objects.values_list("code", "pk"))
        groups = {group.code: group.pk for group in TargetGroup.objects.all()}
        places = PlaceFinder().by_ags
        for row in rows:
            spoken = row.values.pop("language_codes", {})
            row.values["languages_spoken"] = sorted({languages[code] for code in spoken if code in languages})
            if unknown := [name for code, name in spoken.items() if code not in languages]:
                row.remarks.append(_("Diese Sprachen kennen wir nicht: %(names)s.") % {"names": ", ".join(unknown)})
            row.values["target_groups"] = sorted({groups[c] for c in row.values.pop("group_codes", ()) if c in groups})
            served = sorted({places[ags].pk for ags in row.values.pop("served", ()) if ags in places})
            row.values |= {"municipalities_served": served, "serves_whole_district": not served}
        super().resolve(rows)

    def categories(self, rows: list[Row]) -> dict[str, int]:
        return dict(Counter(name for row in rows for name in row.get("categories", ())))

    def collect(self, address: str, get: Callable[[str], bytes | None]) -> Iterator[tuple[str, bytes]]:
        """Every page of the services, and each service by itself where the pages say only the most important.

        Then the same pages in the other languages of the district: the standard has no word for them, so we ask as our
        own interface is asked, with `lang`, and believe it where the answer is another one.
        """
        parts = urlsplit(address)
        base = f"{parts.scheme}://{parts.netloc}{_LIST.sub('', parts.path.rstrip('/'))}/services"
        more, first = f"&per_page={PAGE}&full=true", None
        try:
            beginning = get(f"{base}?page=1{more}")
        except AddressRefused:  # a strict server knows no „full“
            more = ""
            beginning = get(f"{base}?page=1")
        for page, (content, services) in enumerate(_pages(beginning, base, more, get), start=1):
            first = first or services
            if all("service_at_locations" in one or "schedules" in one for one in services):
                yield f"services-{page}.json", content
            else:
                yield from _each(base, services, get)
        if first:
            yield from _in_other_languages(first, base, more, get)


def _pages(content: bytes | None, base: str, more: str, get) -> Iterator[tuple[bytes, list[dict]]]:
    """The first page and those behind it, each with the services on it."""
    for page in range(2, MOST_PAGES + 2):
        if content is None:
            return
        found = _parsed(content)
        services = list(_listed(found))
        yield content, services
        total = found.get("total_pages") if isinstance(found, dict) else 1
        if not services or not isinstance(total, int) or page > min(total, MOST_PAGES):
            return
        content = get(f"{base}?page={page}{more}")


def _in_other_languages(german: list[dict], base: str, more: str, get) -> Iterator[tuple[str, bytes]]:
    for language in current_district().languages:
        if language == SOURCE_LANGUAGE:
            continue
        asked = f"{more}&lang={quote(language)}"
        try:
            beginning = get(f"{base}?page=1{asked}")
        except AddressRefused:  # it does not have this language, or none
            continue
        if beginning is None or list(_listed(_parsed(beginning))) == german:
            continue
        for page, (_content, services) in enumerate(_pages(beginning, base, asked, get), start=1):
            answer = {"language": language, "contents": services}
            yield f"{language}/services-{page}.json", json.dumps(answer).encode()


def _each(base: str, services: list[dict], get) -> Iterator[tuple[str, bytes]]:
    for one in services:
        if not isinstance(one.get("id"), str) or not one["id"]:
            continue
        name = quote(one["id"].encode(errors="replace"), safe="")
        content = get(f"{base}/{name}")
        # What the page said counts where a service cannot be had by itself.
        yield f"service-{name}.json", content if content is not None else json.dumps(one).encode()


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _listed(document: Any) -> Iterator[dict]:
    """The objects of an answer: a page of them, a plain list, or one alone."""
    contents = document.get("contents") if isinstance(document, dict) else document
    if isinstance(contents, list):
        yield from (one for one in contents if isinstance(one, dict))
    elif isinstance(document, dict) and "contents" not in document:
        yield document


def _language_of(document: Any, one: dict) -> str:
    """The language of a service's texts, where its answer says one other than German.

    The standard has no place for it. We write it beside the standard, as `translation` of the service; an answer as a
    whole may name a `language` too.
    """
    said = one.get("translation")
    code = said.get("language") if isinstance(said, dict) else None
    if code is None and isinstance(document, dict) and "contents" in document:
        code = document.get("language")
    code = code.strip().lower()[:20] if isinstance(code, str) else ""
    return "" if code == SOURCE_LANGUAGE else code


def _services(answers: Iterable[Answer]) -> tuple[dict[Any, dict], dict[Any, dict[str, dict]]]:
    """Every service once, with all that any answer says of it, and what answers in other languages say, by language.

    One without a number stands for itself.
    """
    found: dict[Any, dict] = {}
    others: dict[Any, dict[str, dict]] = {}
    organizations: dict[str, dict] = {}
    for answer in answers:
        for one in _listed(answer.document):
            inside = [service for service in _inside(one) if not _put_aside(others, answer.document, service)]
            if not inside and "services" not in one:
                continue
            if isinstance(one.get("service"), dict):
                _add(found, one["service"], place={key: value for key, value in one.items() if key != "service"})
            elif isinstance(one.get("services"), list):
                _note(organizations, one)
                for service in inside:
                    _add(found, {"organization": {k: v for k, v in one.items() if k != "services"}} | service)
            elif "description" in one and "organization" not in one and "status" not in one and _is_organization(one):
                _note(organizations, one)
            elif _is_service(one):
                _add(found, one)
    for service in found.values():
        if not service.get("organization") and isinstance(service.get("organization_id"), str):
            service["organization"] = organizations.get(service["organization_id"])
    for key in sorted(others.keys() - found.keys()):  # said in other languages alone: the row will be refused
        found[key] = {"id": key, "name": next(iter(others[key].values())).get("name"), "status": NO_GERMAN}
    return found, others


def _inside(one: dict) -> list[dict]:
    """The services of an object: of an organization, of a place, or itself."""
    if isinstance(one.get("services"), list):
        return [service for service in one["services"] if isinstance(service, dict)]
    return [one["service"] if isinstance(one.get("service"), dict) else one]


def _put_aside(others: dict[Any, dict[str, dict]], document: Any, service: dict) -> bool:
    """Keep a service in another language with those of its number."""
    language = _language_of(document, service)
    if not language or not isinstance(service.get("id"), str) or not _is_service(service):
        return False
    others.setdefault(service["id"], {}).setdefault(language, service)
    return True


def _is_service(one: dict) -> bool:
    return "name" in one and ("status" in one or "organization" in one or "organization_id" in one)


def _is_organization(one: dict) -> bool:
    return "name" in one and "taxonomy_id" not in one and "location_type" not in one


def _note(organizations: dict, one: dict) -> None:
    if isinstance(one.get("id"), str):
        organizations[one["id"]] = one


def _add(found: dict, service: dict, place: dict | None = None) -> None:
    key = service.get("id") if isinstance(service.get("id"), str) else len(found)
    known = found.setdefault(key, {})
    for name, value in service.items():
        longer = isinstance(value, list) and isinstance(known.get(name), list) and len(known[name]) >= len(value)
        if value not in (None, "", []) and not longer:
            known[name] = value
    if place:
        places = known.setdefault("service_at_locations", [])
        if isinstance(places, list) and place not in places:
            same = [one for one in places if isinstance(one, dict) and one.get("id") == place.get("id")]
            known["service_at_locations"] = [one for one in places if one not in same] + [place]


# ── one service ─────────────────────────────────────────────────────────────────────────────────────


def _read_service(record: Record, row: Row) -> None:
    uuid = record.uuid("id")
    row.values |= {"external_id": uuid, "uuid": uuid, "source": "hsds", "title": record.line("name", 160)}
    if not uuid:
        row.refuse("id", _("Die Kennung fehlt oder ist keine UUID. Ohne sie ließe sich der Eintrag nicht wiedererkennen."))  # fmt: skip
    if not row.values["title"]:
        row.refuse(_("Titel"), _("Diese Angabe fehlt."))
    status = record.line("status", 40).lower()
    if record.values.get("status") is NO_GERMAN:
        row.refuse(_("Sprachen der Texte"), _("Der deutsche Text fehlt. Bitte lesen Sie auch die Antwort auf Deutsch ein."))  # fmt: skip
    elif status not in ("", "active"):
        row.refuse("status", _("Das Angebot gibt es dort nicht mehr („%(status)s“).") % {"status": status})
    _read_attributes(record, row)
    places = list(record.parts("service_at_locations"))
    row.values |= _texts(record, row) | {
        "website": record.website("url"),
        "email": record.email("email"),
        "phone": _phone(record, places),
    }
    _read_ages(record, row)
    _read_costs(record, row)
    _read_provider(record, row)
    _read_languages(record, row)
    row.values["served"] = [
        found[1] for area in record.parts("service_areas") if (found := _AGS.match(area.line("extent")))
    ]
    row.values["locations"] = [found for one in places if (found := _place(one))]
    if any(one.part("location").line("location_type") == "virtual" for one in places):
        row.values["is_online"] = True
    _read_schedules(record, places, row)
    row.values["contacts"] = _contacts([record, *places])


def _texts(record: Record, row: Row) -> dict[str, str]:
    """The texts of a service that stand in its own fields; of the costs see `_read_costs`."""
    # An alert that is one of our codes is kept as the code.
    alert = "" if row.get("availability") else record.text("alert")
    text = "\n\n".join(filter(None, [alert, record.text("description", 20_000)]))
    summary = first_sentence(text)
    return {
        "summary": summary,
        "description": rest_of(text, summary),
        "registration": record.text("application_process", 300),
        "eligibility": record.text("eligibility_description", 300),
        "documents": cut(", ".join(filter(None, (one.line("document") for one in record.parts("required_documents")))), 300),
    }  # fmt: skip


def _read_translations(by_language: dict[str, dict], row: Row) -> None:
    """The texts of the other languages; where another system shows the German one instead, there is none."""
    known = {code for code, *_rest in settings.LANGUAGES}
    found = {}
    for language, values in by_language.items():
        if language not in known:
            row.remarks.append(_("Die Sprache „%(code)s“ kennen wir nicht; ihr Text wurde weggelassen.") % {"code": language})  # fmt: skip
            continue
        record = Record(values, row, language)
        texts = {"title": record.line("name", 200)} | _texts(record, row)
        if row.get("costs"):
            texts["costs"] = record.line("fees_description", 300) or record.line("fees", 300)
        texts = {name: text for name, text in texts.items() if text and row.get(name) and text != row.get(name)}
        if texts:
            said = record.part("translation")
            texts["by_machine"] = said.flag("is_machine_made") is True
            texts["is_outdated"] = said.flag("is_outdated") is True
            found[language] = texts
    row.values["translations"] = found


def _phone(record: Record, places: list[Record]) -> str:
    holders = [record, *places, *(one.part("location") for one in places)]
    return next((phone for holder in holders for one in holder.parts("phones") if (phone := one.phone("number"))), "")


def _read_ages(record: Record, row: Row) -> None:
    least, most = record.whole("minimum_age", 150), record.whole("maximum_age", 150)
    if least is not None and most is not None and most < least:
        record.remark("maximum_age", _("Das höchste Alter liegt unter dem niedrigsten und wurde weggelassen."))
        most = None
    row.values |= {"age_from": least, "age_to": most}


def _read_costs(record: Record, row: Row) -> None:
    options = list(record.parts("cost_options"))
    amounts = [one.number("amount", 0, 1e9) for one in options]
    said = [
        " ".join(filter(None, [one.line("option", 80), _money(amount, one), one.line("amount_description", 80)]))
        for one, amount in zip(options, amounts, strict=True)
    ]
    fees = record.line("fees_description", 200) or record.line("fees", 200)
    is_free = bool(amounts) and all(amount == 0 for amount in amounts)
    row.values |= {"costs": "" if is_free and not fees else fees or cut("; ".join(filter(None, said)), 200)}
    row.values["is_free"] = is_free
    if is_free and row.values["costs"] in ("kostenlos", "frei", "free"):
        row.values["costs"] = ""


def _money(amount: float | None, option: Record) -> str:
    return f"{amount:g} {option.line('currency', 3).upper()}".strip() if amount else ""


def _read_provider(record: Record, row: Row) -> None:
    organization = record.part("organization")
    name = organization.line("name")
    if not name:
        row.refuse(_("Anbieter"), _("Diese Angabe fehlt."))
        return
    description = organization.text("description", 2000)
    row.values["provider"] = {
        "name": name,
        "uuid": organization.uuid("id"),
        "website": organization.website("website"),
        "email": organization.email("email"),
        "phone": next((phone for one in organization.parts("phones") if (phone := one.phone("number"))), ""),
        "responsible_for": "" if description == name else description,
    }


def _read_languages(record: Record, row: Row) -> None:
    found = {}
    for one in record.parts("languages"):
        if code := one.line("code", 20) or one.line("name", 20):
            found[code] = one.line("name", 80) or code
    row.values["language_codes"] = found


def _read_attributes(record: Record, row: Row) -> None:
    """Terms are categories; those of our own code lists say more."""
    categories, groups, levels, status = [], [], [], []
    for one in record.parts("attributes"):
        kind, value = one.line("link_type", 40), one.line("value", 60)
        term = one.part("taxonomy_term")
        is_fact = kind == "fact"
        kind = term.line("code", 40) if is_fact else kind
        if kind in _CODES and value in _CODES[kind]:
            row.values[kind] = value
        elif kind in _FACTS and value in ("true", "false"):
            row.values[kind] = value == "true"
        elif kind == "capacity" and value.isdigit():
            row.values["capacity"] = min(int(value), 32_767)
        elif kind == "target_group" and value:
            groups.append(value)
        elif kind == "level" and value in codes.Level.values:
            levels.append(value)
        elif kind == "status_group" and value in codes.StatusGroup.values:
            status.append(value)
        elif is_fact:
            continue
        elif name := term.line("name", 80) or (kind == "" and one.line("label", 80)):
            categories.append(name)
    order = codes.Level.values
    if levels:
        row.values |= {"level_from": min(levels, key=order.index), "level_to": max(levels, key=order.index)}
    row.values |= {
        "categories": list(dict.fromkeys(categories)),
        "group_codes": groups,
        "status_groups": sorted(status),
    }


def _place(record: Record) -> dict | None:
    location = record.part("location")
    address = next(location.parts("addresses"), Record({}, record.row))
    place = {
        "uuid": record.uuid("id"),
        "name": location.line("name", 120),
        "street": cut(", ".join(filter(None, [address.line("address_1"), address.line("address_2")])), 160),
        "postcode": address.line("postal_code", 20),
        "city": address.line("city", 120),
        "transport": location.line("transportation", 160),
        "latitude": location.number("latitude", -90, 90),
        "longitude": location.number("longitude", -180, 180),
        **_access(location),
    }
    if place["latitude"] is None or place["longitude"] is None:
        place["latitude"] = place["longitude"] = None
    if place["postcode"] and not re.fullmatch(r"\d{5}", place["postcode"]):
        address.remark("postal_code", _("„%(value)s“ passt hier nicht und wurde weggelassen.") % {"value": place["postcode"]})  # fmt: skip
        place["postcode"] = ""
    if place["street"] == place["name"]:
        place["street"] = ""
    return place if any(place[name] for name in ("name", "street", "city", "postcode", "latitude")) else None


def _access(location: Record) -> dict:
    """What we say of access ourselves; other words stay there, because „rollstuhlgerecht?“ is no fact we could keep."""
    words = {
        "stufenlos erreichbar": "is_step_free",
        "barrierefreie Toilette": "has_accessible_toilet",
        "Hilfe beim Hören (Induktion)": "has_hearing_loop",
    }
    found = {}
    for one in location.parts("accessibility"):
        if name := words.get(one.line("description")):
            found[name] = {"ja": True, "nein": False}.get(one.line("details", 10))
    return found


def _read_schedules(record: Record, places: list[Record], row: Row) -> None:
    """The week as opening times, days that differ, runs of a course; what says more than that stays as words."""
    times, exceptions, runs, words = [], [], [], []
    is_course = row.get("kind") == codes.Kind.COURSE
    holders = [record] if "schedules" in record.values else [*places, *(one.part("location") for one in places)]
    for one in (schedule for holder in holders for schedule in holder.parts("schedules")):
        opens, closes = one.clock("opens_at"), one.clock("closes_at")
        if closes is not None and (opens is None or closes <= opens):
            one.remark("", _("Die Öffnungszeit endet, bevor sie beginnt, und wurde weggelassen."))
            continue
        starts, ends = one.day("dtstart") or one.day("valid_from"), one.day("until") or one.day("valid_to")
        if starts and ends and ends < starts:
            one.remark("", _("Der letzte Tag liegt vor dem ersten; die Zeit wurde weggelassen."))
            continue
        days = [_DAYS.index(day) for day in one.line("byday").upper().split(",") if day in _DAYS]
        is_weekly = one.line("freq").upper() == "WEEKLY" and one.whole("interval") in (None, 1) and bool(days)
        note = one.line("description", 120)
        if one.line("notes").startswith("exception:") and starts:
            exceptions.append({
                "first_day": starts, "last_day": ends or starts, "opens_at": opens if closes else None,
                "closes_at": closes, "by_appointment": _says_appointment(note), "reason": _reason(note),
            })  # fmt: skip
        elif is_course and starts and (one.day("dtstart") or not is_weekly):
            runs.append({
                "uuid": one.uuid("id"), "name": note, "starts_on": starts, "ends_on": ends, "weekdays": days,
                "starts_at": opens if closes else None, "ends_at": closes,
            })  # fmt: skip
        elif is_weekly and opens and closes:
            times += [
                {
                    "weekday": day, "opens_at": opens, "closes_at": closes, "by_appointment": _says_appointment(note),
                    "valid_from": starts, "valid_until": ends,
                }
                for day in days
            ]  # fmt: skip
        elif note:
            words.append(note)
    row.values |= {"opening_times": times, "opening_exceptions": exceptions, "course_runs": runs}
    if words:
        said = _("Zeiten: %(words)s") % {"words": "; ".join(dict.fromkeys(words))}
        row.values["description"] = "\n\n".join(filter(None, [row.values["description"], said]))


def _says_appointment(note: str) -> bool:
    return "mit termin" in note.lower() or "by appointment" in note.lower()


def _reason(note: str) -> str:
    return ", ".join(part for part in note.split(", ") if part not in ("geschlossen", "nur mit Termin"))


def _contacts(holders: list[Record]) -> list[dict]:
    found = []
    for one in (contact for holder in holders for contact in holder.parts("contacts")):
        person = {
            "name": one.line("name", 120),
            "function": one.line("title", 120) or one.line("department", 120),
            "email": one.email("email"),
            "phone": next((phone for number in one.parts("phones") if (phone := number.phone("number"))), ""),
        }
        if person["name"] and person not in found:
            found.append(person)
    return found
