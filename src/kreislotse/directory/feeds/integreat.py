"""What an Integreat region says: places become offers, events become offers with dates, each language its own answer."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.core.html_text import tidy
from kreislotse.directory.codes import Kind
from kreislotse.directory.facts import WITHOUT_A_PLACE
from kreislotse.directory.feeds.merging import OfferFeed
from kreislotse.directory.feeds.records import Record, cut, first_sentence, rest_of
from kreislotse.directory.models import Weekday
from kreislotse.imports.answers import Answer
from kreislotse.imports.targets import Row

# Integreat's language names where they are not ours.
LANGUAGES = {"ku": "kmr", "kmr": "kmr", "ua": "uk", "de-si": "de-simple", "de-ls": "de-simple", "ls": "de-simple", "fas": "fa"}  # fmt: skip
SOURCE = "de"
ENDPOINTS = ("locations", "events")
MOST_DATES = 60
_PATH = re.compile(r"^(?P<region>.*?)/(?P<language>[a-z]{2,3}(?:-[a-z0-9]+)*)/(?P<kind>locations|events)/", re.IGNORECASE)  # fmt: skip
_DOOR = re.compile(r"/(?P<language>[a-z]{2,3}(?:-[a-z0-9]+)*)/wp-json/extensions/v3(?:/.*)?$", re.IGNORECASE)
_API = re.compile(r"^(?P<base>.*/api/v3/[^/]+)(?:/.*)?$")
_WEEKLY = re.compile(r"FREQ=WEEKLY(?=;|$)")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass
class _Thing:
    """A place or an event in all the languages that came."""

    kind: str
    number: int
    by_language: dict[str, list[dict]] = field(default_factory=dict)

    @property
    def original(self) -> dict | None:
        return next(iter(self.by_language.get(SOURCE, ())), None)


class IntegreatFeed(OfferFeed):
    code = "integreat"
    label = gettext_lazy("Integreat")
    help = gettext_lazy("Orte und Veranstaltungen einer Region: die Antworten „locations“ und „events“, je Sprache eine.")  # fmt: skip

    def read(self, answers: Iterable[Answer], mapping: dict[str, str]) -> list[Row]:
        things = _things(answers)
        places = {_place_id(thing.original): thing for thing in things if thing.kind == "locations" and thing.original}
        rows = []
        for number, thing in enumerate(things, start=1):
            row = Row(number)
            if thing.kind == "locations":
                _read_location(thing, row)
            else:
                _read_event(thing, row, places)
            rows.append(row)
        self.map_topics(rows, mapping)
        return rows

    def categories(self, rows: list[Row]) -> dict[str, int]:
        return dict(Counter(name for row in rows for name in row.get("categories", ())))

    def collect(self, address: str, get: Callable[[str], bytes | None]) -> Iterator[tuple[str, bytes]]:
        pattern = _addresses(address)
        for language in _languages(pattern, get):
            for endpoint in ENDPOINTS:
                content = get(pattern.format(language=language, endpoint=endpoint))
                if content is not None:
                    yield f"{language}/{endpoint}.json", content


def _addresses(address: str) -> str:
    """The address of an answer with gaps for language and endpoint, out of whatever of the region somebody copied."""
    parts = urlsplit(address)
    root = f"{parts.scheme}://{parts.netloc}".replace("{", "%7B").replace("}", "%7D")
    path = parts.path.rstrip("/").replace("{", "%7B").replace("}", "%7D")
    if match := _API.match(path):
        return f"{root}{match['base']}/{{language}}/{{endpoint}}/"
    path = _DOOR.sub("", path)
    return f"{root}{path}/{{language}}/wp-json/extensions/v3/{{endpoint}}"


def _languages(pattern: str, get: Callable[[str], bytes | None]) -> list[str]:
    """The languages the region names, German first; German alone where it names none."""
    asked = pattern.replace("/{language}/{endpoint}/", "/languages/").format(language=SOURCE, endpoint="languages")
    try:
        found = json.loads(get(asked) or b"[]")
    except ValueError:
        found = []
    codes = [one.get("code") for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    known = [code for code in codes if isinstance(code, str) and re.fullmatch(r"[A-Za-z0-9-]{2,12}", code)]
    return [SOURCE, *dict.fromkeys(code for code in known if code != SOURCE)][:30]


def _things(answers: Iterable[Answer]) -> list[_Thing]:
    """Every place and event once, whatever language it came in; a record that is no object becomes a thing of its own."""
    found: dict[Any, _Thing] = {}
    alike: dict[tuple, tuple] = {}  # (kind, language, id of a translation) → key of the thing it belongs to
    for answer in answers:
        records = answer.document if isinstance(answer.document, list) else []
        for record in records:
            if not isinstance(record, dict):
                found[("broken", len(found))] = _Thing("broken", len(found) + 1)
                continue
            if (kind := _kind(record)) is None:
                continue
            language = _language(record, answer.name)
            names = [(kind, language, record.get("id")), *_siblings(record, kind)]
            key = _key(record, kind) or next((alike[name] for name in names if name in alike), names[0])
            for name in names:
                if name[2] is not None and _is_plain(name[2]):
                    alike.setdefault(name, key)
            key = key if all(map(_is_plain, key)) else ("odd", len(found))
            thing = found.setdefault(key, _Thing(kind, len(found) + 1))
            thing.by_language.setdefault(language, []).append(record)
    return list(found.values())


def _is_plain(value) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _kind(record: dict) -> str | None:
    if "event" in record or "recurrence_rule" in record:
        return "events"
    # A category, a language and a region have names and codes; a place has a title and somewhere to go.
    return "locations" if "title" in record and ("location" in record or "opening_hours" in record) else None


def _language(record: dict, name: str) -> str:
    match = _PATH.match(record["path"]) if isinstance(record.get("path"), str) else None
    code = match["language"] if match else ""
    if not code and (hint := re.search(r"(?:^|[/_.-])([a-z]{2,3}(?:-[a-z]{2,6})?)(?=[/_.]|$)", name.lower())):
        known = {one for one, _own in settings.LANGUAGES} | LANGUAGES.keys()
        code = hint[1] if hint[1] in known else ""
    code = (code or SOURCE).lower()
    return LANGUAGES.get(code, code)


def _siblings(record: dict, kind: str) -> list[tuple]:
    others = record.get("available_languages")
    if not isinstance(others, dict):
        return []
    return [
        (kind, LANGUAGES.get(language, language), other["id"])
        for language, other in others.items()
        if isinstance(other, dict) and _is_plain(other.get("id"))
    ]


def _key(record: dict, kind: str) -> tuple | None:
    holder = record.get("event" if kind == "events" else "location")
    found = holder.get("id") if isinstance(holder, dict) else None
    return (kind, "id", found) if _is_plain(found) else None


def _place_id(record: dict | None):
    holder = (record or {}).get("location")
    found = holder.get("id") if isinstance(holder, dict) else None
    return found if _is_plain(found) else None


def _source(record: dict) -> str:
    """Where a record lives: host and region, the same from a file and from the address."""
    url = record.get("url")
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        match = _PATH.match(parts.path)
    except ValueError:
        return "integreat"
    return cut(tidy(f"{parts.netloc}{match['region']}"), 200) if match and parts.netloc else "integreat"


def _begin(thing: _Thing, row: Row) -> Record | None:
    """What places and events share: identity, texts, translations. `None` if the record is refused."""
    if thing.kind == "broken":
        row.refuse("", _("Dieser Eintrag ist kein Datensatz."))
        return None
    original = thing.original
    if original is None:
        first = next(iter(thing.by_language.values()))[0]
        row.values["title"] = Record(first, Row(0)).line("title", 160)
        row.refuse("", _("Der deutsche Text fehlt. Bitte lesen Sie auch die deutsche Antwort ein."))
        return None
    record = Record(original, row)
    key = _key(original, thing.kind) or (thing.kind, "text", original.get("id"))
    if not _is_plain(key[2]):
        row.refuse("id", _("Die Kennung fehlt. Ohne sie ließe sich der Eintrag nicht wiedererkennen."))
    row.values |= {"external_id": cut(tidy(f"{thing.kind}:{key[1]}:{key[2]}"), 120), "source": _source(original)}
    texts = _texts(record)
    row.values |= texts
    if not texts["title"]:
        row.refuse(_("Titel"), _("Diese Angabe fehlt."))
    row.values["translations"] = _translations(thing, texts, row)
    return record


def _texts(record: Record) -> dict[str, str]:
    description = record.text("content", 20_000)
    summary = record.line("meta_description", 300) or first_sentence(description or record.text("excerpt"))
    return {
        "title": record.line("title", 160),
        "summary": summary,
        "description": rest_of(description, summary),
    }


def _translations(thing: _Thing, german: dict[str, str], row: Row) -> dict[str, dict[str, str]]:
    """The texts of the other languages; where Integreat shows the German one instead, there is none."""
    known = {code for code, _own in settings.LANGUAGES}
    named = thing.original.get("available_languages")
    named = {LANGUAGES.get(code, code) for code in named} if isinstance(named, dict) else set()
    found = {}
    for language, records in thing.by_language.items():
        if language == SOURCE or (named and language not in named):
            continue
        if language not in known:
            row.remarks.append(_("Die Sprache „%(code)s“ kennen wir nicht; ihr Text wurde weggelassen.") % {"code": cut(language, 20)})  # fmt: skip
            continue
        texts = _texts(Record(records[0], Row(0)))
        if (texts["summary"], texts["description"]) != (german["summary"], german["description"]) and texts["title"]:
            found[language] = {name: text for name, text in texts.items() if text}
    return found


# ── places ──────────────────────────────────────────────────────────────────────────────────────────


def _read_location(thing: _Thing, row: Row) -> None:
    record = _begin(thing, row)
    if record is None:
        return
    row.values |= {
        "kind": Kind.OTHER,
        "phone": record.phone("phone_number"),
        "email": record.email("email"),
        "website": record.website("website"),
        "categories": _category(record),
    }
    _read_provider(record, row)
    row.values["locations"] = [place] if (place := _place(record)) else []
    _read_hours(record, row)
    if address := record.website("appointment_url"):
        _add(row, "registration", _("Termin: %(address)s") % {"address": address})
    if record.flag("temporarily_closed"):
        row.values["description"] = f"{_('Vorübergehend geschlossen.')}\n\n{row.values['description']}".strip()
        row.remarks.append(_("Der Ort ist dort als vorübergehend geschlossen vermerkt."))
    _read_contacts(record, row)


def _category(record: Record) -> list[str]:
    name = record.part("category").line("name", 80)
    return [name] if name else []


def _read_provider(record: Record, row: Row) -> None:
    organization = record.part("organization")
    name = organization.line("name") or row.values["title"]
    row.values["provider"] = {"name": name, "website": organization.website("website")}


def _place(record: Record) -> dict | None:
    location = record.part("location")
    if location.line("name") == WITHOUT_A_PLACE:
        return None
    place = {
        "name": location.line("name", 120),
        "street": location.line("address", 160),
        "postcode": location.line("postcode", 20),
        "city": location.line("town", 120),
        "latitude": location.number("latitude", -90, 90),
        "longitude": location.number("longitude", -180, 180),
        "is_step_free": record.flag("barrier_free"),
    }
    if place["latitude"] is None or place["longitude"] is None or (place["latitude"], place["longitude"]) == (0, 0):
        place["latitude"] = place["longitude"] = None
    if place["postcode"] and not re.fullmatch(r"\d{5}", place["postcode"]):
        location.remark("postcode", _("„%(value)s“ passt hier nicht und wurde weggelassen.") % {"value": place["postcode"]})  # fmt: skip
        place["postcode"] = ""
    if place["name"] == record.line("title", 120):
        place["name"] = ""
    return place if any(place[name] for name in ("street", "city", "postcode", "latitude")) else None


def _read_hours(record: Record, row: Row) -> None:
    """Seven days from Monday. Only by appointment is not closed: without times the office's sentence says so."""
    week = list(record.parts("opening_hours"))
    if len(week) not in (0, 7):
        record.remark("opening_hours", _("Statt sieben Tagen stehen hier %(count)s; die Öffnungszeiten wurden weggelassen.") % {"count": len(week)})  # fmt: skip
        week = []
    times, by_appointment, open_days = [], [], 0
    for weekday, day in enumerate(week):
        if day.flag("closed"):
            continue
        appointment = bool(day.flag("appointmentOnly"))
        spans = [(time(0, 0), time(23, 59))] if day.flag("allDay") else list(_spans(day))
        if spans or appointment:
            open_days += 1
        if appointment:
            by_appointment.append(weekday)
        times += [
            {"weekday": weekday, "opens_at": opens, "closes_at": closes, "by_appointment": appointment}
            for opens, closes in spans
        ]
    row.values["opening_times"] = times
    row.values["is_appointment_only"] = bool(open_days) and len(by_appointment) == open_days
    without_times = [day for day in by_appointment if not any(one["weekday"] == day for one in times)]
    if without_times and not row.values["is_appointment_only"]:
        days = ", ".join(str(Weekday(day).label) for day in without_times)
        _add(row, "registration", _("Nur mit Termin: %(days)s") % {"days": days})


def _spans(day: Record) -> Iterator[tuple[time, time]]:
    for slot in day.parts("timeSlots"):
        opens, closes = slot.clock("start"), slot.clock("end")
        if opens is None or closes is None:
            continue
        if closes == time(0, 0):
            closes = time(23, 59)
        if closes <= opens:
            slot.remark("", _("Die Öffnungszeit endet, bevor sie beginnt, und wurde weggelassen."))
            continue
        yield opens, closes


def _read_contacts(record: Record, row: Row) -> None:
    contacts = []
    for contact in record.parts("contacts"):
        phones = [contact.phone(name) for name in ("phone_number", "mobile_phone_number")]
        found = {
            "name": contact.line("name", 120),
            "function": contact.line("area_of_responsibility", 120) or contact.line("title", 120),
            "phone": cut(" / ".join(filter(None, phones)), 80),
            "email": contact.email("email"),
        }
        if found["name"] and (found["phone"] or found["email"]):
            contacts.append(found)
        else:  # a number without a person is the place's own
            for name in ("phone", "email"):
                row.values[name] = row.values[name] or found[name]
    row.values["contacts"] = contacts


def _add(row: Row, name: str, sentence: str) -> None:
    row.values[name] = cut("\n".join(filter(None, [row.values.get(name, ""), sentence])), 300)


# ── events ──────────────────────────────────────────────────────────────────────────────────────────


def _read_event(thing: _Thing, row: Row, places: dict) -> None:
    record = _begin(thing, row)
    if record is None:
        return
    row.values |= {"kind": Kind.OTHER, "categories": [], "contacts": []}
    here = places.get(_place_id(thing.original))
    row.values["locations"] = [place] if (place := _place(record)) else []
    if here is not None:
        _read_provider(Record(here.original, Row(0)), provider := Row(0, {"title": here.original.get("title")}))
        row.values["provider"] = provider.values["provider"]
    elif name := record.part("location").line("name"):
        row.values["provider"] = {"name": name}
    if address := record.website("meeting_url"):
        row.values |= {"is_online": True, "website": address}
    today = timezone.localdate()
    runs = [run for one in thing.by_language[SOURCE] for run in _runs(Record(one, row), today)]
    unique = {json.dumps(run, default=str): run for run in runs}
    row.values["course_runs"] = list(unique.values())[:MOST_DATES]
    if not runs:
        row.refuse(_("Termin"), _("Die Veranstaltung ist vorbei oder hat keinen lesbaren Termin."))
    elif all(run["ends_on"] for run in runs):
        row.values["valid_until"] = max(run["ends_on"] for run in runs)


def _runs(record: Record, today: date) -> Iterator[dict]:
    event = record.part("event")
    starts, ends = event.moment("start"), event.moment("end")
    first, last = event.day("start_date") or _day(starts), event.day("end_date") or _day(ends)
    if first is None:
        return
    if last is not None and last < first:
        event.remark("", _("Die Veranstaltung endet, bevor sie beginnt."))
        return
    all_day = bool(event.flag("all_day"))
    opens = None if all_day else event.clock("start_time")
    closes = None if all_day else event.clock("end_time")
    if opens is not None and closes is not None and closes <= opens:  # into the night
        last = first if last == first + timedelta(days=1) else last
        closes = time(23, 59)
    if opens is None:
        closes = None
    run = {
        "name": "",
        "starts_on": first,
        "ends_on": last or first,
        "weekdays": [0, 1, 2, 3, 4] if event.flag("only_weekdays") and (last or first) > first else [],
        "starts_at": opens,
        "ends_at": closes,
    }
    if (rule := _weekly(record)) is not None:
        run |= rule
    if run["ends_on"] is None or run["ends_on"] >= today:
        yield run


def _weekly(record: Record) -> dict | None:
    """A rule that says the same weekdays each week is one run; every other rule stays the single dates that came."""
    rule = record.text("recurrence_rule")
    parts = dict(part.split("=", 1) for part in rule.rpartition("RRULE:")[2].split(";") if "=" in part)
    days = parts.get("BYDAY", "").split(",")
    if not _WEEKLY.search(rule) or parts.get("INTERVAL", "1") != "1" or not set(days) <= set(_DAYS):
        return None
    begin = re.search(r"DTSTART(?:;[^:]*)?:(\d{8})", rule)
    first = _digits(begin[1]) if begin else None
    until = _digits(parts["UNTIL"][:8]) if "UNTIL" in parts else None
    if first is None or ("UNTIL" in parts and (until is None or until < first)) or "COUNT" in parts:
        return None
    return {"starts_on": first, "ends_on": until, "weekdays": sorted(_DAYS.index(day) for day in days)}


def _digits(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        return None


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
