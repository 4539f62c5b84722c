"""Rows as the objects of Integreat's API v3: the same names, the same types, nothing beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.api.hsds.reading import web_address
from kreislotse.api.integreat.rows import Parts
from kreislotse.core.translations import Origin
from kreislotse.directory.facts import WITHOUT_A_PLACE
from kreislotse.directory.queries import SOURCE_LANGUAGE
from kreislotse.districts.models import District

NO_PLACE = 10**9  # the number of an offer in the place of a place's is above this
OF_OFFER = "o"
AHEAD = timedelta(days=31)  # as far as Integreat itself names the days of what repeats
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TAGS = {"de": "de-DE", "en": "en-GB"}
ICON = "service"
# A number for each text: that of its place or date, and behind it the language's.
NUMBERS = {code: number for number, (code, _name) in enumerate(settings.LANGUAGES, start=1)}


@dataclass
class Region:
    """Whose data, in which language, on which day."""

    district: District
    language: str
    today: date
    zone: object = field(default_factory=timezone.get_default_timezone)

    def path(self, kind: str, slug: str, language: str = "") -> str:
        return f"/integreat/{language or self.language}/{kind}/{slug}/"

    def url(self, path: str) -> str:
        return self.district.base_url + path


def languages_of(district: District) -> list[dict]:
    return [
        {
            "id": NUMBERS[code],
            "code": code,
            "bcp47_tag": TAGS.get(code, code),
            "native_name": own_name,
            "dir": "RIGHT_TO_LEFT" if code in settings.LANGUAGES_BIDI else "LEFT_TO_RIGHT",
        }
        for code, own_name in settings.LANGUAGES
        if code in (SOURCE_LANGUAGE, *district.languages)
    ]


def category(region: Region, pk: int, name: str, names: dict) -> dict:
    color = region.district.accent_color.upper()
    return {
        "id": pk,
        "name": names.get(region.language) or name,
        "color": color,
        "icon": ICON,
        "icon_url": region.url(static("kreislotse/icon.svg")),
        "icon_color": f"{ICON}_{color}",
    }


# ── texts ───────────────────────────────────────────────────────────────────────────────────────────


def _texts(offer: dict, parts: Parts) -> dict[str, str]:
    """The texts in the language of the answer, in German where there is none."""
    translated = parts.translated.get(offer["pk"], {})
    names = ("title", "summary", "description", "costs", "documents", "registration", "eligibility")
    return {name: translated.get(name) or offer[name] for name in names} | {"origin": translated.get("origin", "")}


def _content(text: dict[str, str], offer: dict, language: str) -> str:
    """The words as paragraphs; every sign that means something in HTML is written out."""
    with override(language):  # a German text has German labels, so that nobody takes it for a translation
        return _paragraphs(text, offer)


def _paragraphs(text: dict[str, str], offer: dict) -> str:
    ways = [text for name, text in (("is_online", _("online möglich")), ("is_by_phone", _("telefonisch möglich"))) if offer[name]]  # fmt: skip
    said = [text["description"] or text["summary"]]
    labels = (("eligibility", _("Wer kann teilnehmen?")), ("costs", _("Kosten")), ("registration", _("Anmeldung")), ("documents", _("Bitte mitbringen")))  # fmt: skip
    said += [f"{label}: {text[name]}" for name, label in labels if text[name]]
    said += ways
    if text["origin"] == Origin.MACHINE:
        said.append(_("Dieser Text wurde maschinell übersetzt und kann Fehler enthalten."))
    paragraphs = [part for one in said for part in one.split("\n\n") if part.strip()]
    return "".join(f"<p>{escape(part.strip()).replace(chr(10), '<br>')}</p>" for part in paragraphs)


def _begin(region: Region, kind: str, number: int, offer: dict, parts: Parts, slug: str) -> dict:
    text = _texts(offer, parts)
    path = region.path(kind, slug)
    changed = offer["changed_at"]
    return {
        "id": number * 100 + NUMBERS[region.language],
        "url": region.url(path),
        "path": path,
        "title": text["title"],
        "modified_gmt": changed.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "last_updated": changed.astimezone(region.zone).isoformat(timespec="milliseconds"),
        "excerpt": text["summary"],
        "content": _content(text, offer, region.language if offer["pk"] in parts.translated else SOURCE_LANGUAGE),
        "available_languages": _available(region, kind, number, offer, parts, slug),
    }


def _available(region: Region, kind: str, number: int, offer: dict, parts: Parts, slug: str) -> dict:
    known = {SOURCE_LANGUAGE, *parts.languages.get(offer["pk"], ())}
    found = {}
    for code in dict.fromkeys((SOURCE_LANGUAGE, *region.district.languages)):
        if code in known and code != region.language:
            path = region.path(kind, slug, code)
            # A single day of what repeats has no number of its own, as in Integreat.
            number_there = None if "$" in slug else number * 100 + NUMBERS[code]
            found[code] = {"id": number_there, "url": region.url(path), "path": path}
    return found


def _slug(title: str, pk: int | str) -> str:
    return f"{slugify(title)[:60].strip('-') or 'ort'}-{pk}"


# ── places ──────────────────────────────────────────────────────────────────────────────────────────


def location(region: Region, place: dict, parts: Parts) -> dict:
    offer = parts.offers[place["offer_id"]]
    found = _begin(region, "locations", place["pk"], offer, parts, place_slug(place, parts))
    topic = parts.topics.get(offer["pk"])
    hours = parts.hours.get(offer["pk"], [])
    return found | {
        "meta_description": found["excerpt"],
        "contacts": _contacts(offer, parts),
        "appointment_url": None,
        "icon": None,
        "thumbnail": None,
        "category": category(region, topic["topic_id"], topic["topic__name"], topic["topic__names"]) if topic else None,
        "temporarily_closed": False,
        "opening_hours": week(hours, is_appointment_only=offer["is_appointment_only"]),
        "location": position(place, parts),
        "hash": None,
        "organization": _organization(region, offer),
        "barrier_free": place["is_step_free"],
    }


def place_slug(place: dict, parts: Parts) -> str:
    title = parts.offers[place["offer_id"]]["title"]
    return _slug(title, f"{OF_OFFER}{place['offer_id']}" if _is_no_place(place) else place["pk"])


def no_place(region: Region, offer: dict) -> dict:
    """What stands for the place of an offer that has none: the town of its provider, or the district; never a point.

    Integreat knows no offer without a place, and shows one without coordinates in its lists but not on its map. The
    mark stands in the name, in the language of the text around it; a street of a provider goes out nowhere.
    """
    is_known = offer["provider__is_public"] and offer["provider__city"]
    return {
        "pk": NO_PLACE + offer["pk"],
        "offer_id": offer["pk"],
        "name": WITHOUT_A_PLACE if region.language == SOURCE_LANGUAGE else _(WITHOUT_A_PLACE),
        "street": "",
        "postcode": offer["provider__postcode"] if is_known else "",
        "city": offer["provider__city"] if is_known else region.district.name,
        "municipality__name": "",
        "latitude": None,
        "longitude": None,
        "is_step_free": None,
    }


def _is_no_place(place: dict) -> bool:
    return place["pk"] > NO_PLACE


def position(place: dict | None, parts: Parts) -> dict:
    """Where a place is; all names are there for what has none, as Integreat does."""
    if place is None:
        names = ("id", "name", "address", "town", "state", "postcode", "region", "country", "latitude", "longitude")
        return dict.fromkeys(names)
    return {
        "id": place["pk"],
        "name": place["name"] or parts.offers[place["offer_id"]]["title"],
        "address": place["street"],
        "town": place["city"] or place["municipality__name"] or "",
        "state": None,
        "postcode": place["postcode"],
        "region": None,
        "country": "Deutschland",
        "latitude": place["latitude"],
        "longitude": place["longitude"],
    }


def week(hours: list[dict], *, is_appointment_only: bool) -> list[dict] | None:
    """Seven days from Monday; only by appointment is not closed. Nothing where nobody has said anything."""
    if not hours and not is_appointment_only:
        return None
    days = []
    for weekday in range(7):
        today = [one for one in hours if one["weekday"] == weekday]
        all_day = any(one["opens_at"] == time(0) and one["closes_at"] >= time(23, 59) for one in today)
        # Without a time on any day, appointments are made for every working day.
        only_asked = is_appointment_only and (bool(today) if hours else weekday < 5)
        appointment = only_asked or (bool(today) and all(one["by_appointment"] for one in today))
        slots = [{"start": f"{one['opens_at']:%H:%M}", "end": f"{one['closes_at']:%H:%M}"} for one in today]
        days.append(
            {
                "allDay": all_day,
                "closed": not today and not appointment,
                "appointmentOnly": appointment,
                "timeSlots": [] if all_day else slots,
            }
        )
    return days


def _contacts(offer: dict, parts: Parts) -> list[dict]:
    """The offer's own numbers, then the persons who agreed to be named."""
    found = [("", "", offer["phone"], offer["email"], offer["website"])]
    for one in parts.contacts.get(offer["pk"], ()):
        found.append((one["contact__name"], one["contact__function"], one["contact__phone"], one["contact__email"], ""))
    return [
        {
            "name": name or None,
            "area_of_responsibility": area or None,
            "email": email or None,
            "phone_number": phone or None,
            "mobile_phone_number": None,
            "website": web_address(website) or None,
        }
        for name, area, phone, email, website in found
        if phone or email or website
    ]


def _organization(region: Region, offer: dict) -> dict:
    website = web_address(offer["provider__website"]) if offer["provider__is_public"] else ""
    return {
        "id": offer["provider_id"],
        "slug": _slug(offer["provider__name"], offer["provider_id"]),
        "name": offer["provider__name"],
        "logo": region.url(static("kreislotse/icon.svg")),
        "website": website or region.district.base_url,
    }


# ── dates ───────────────────────────────────────────────────────────────────────────────────────────


def events(region: Region, run: dict, place: dict | None, parts: Parts) -> Iterator[dict]:
    """A date, or each day of the next month on which something that repeats takes place."""
    if not run["weekdays"]:
        yield _event(region, run, place, parts, run["starts_on"], run["ends_on"] or run["starts_on"], "")
        return
    rule = _rule(run)
    day, last = max(region.today, run["starts_on"]), region.today + AHEAD
    last = min(last, run["ends_on"]) if run["ends_on"] else last
    while day <= last:
        if day.weekday() in run["weekdays"]:
            yield _event(region, run, place, parts, day, day, rule)
        day += timedelta(days=1)


def _event(region: Region, run: dict, place: dict | None, parts: Parts, first: date, last: date, rule: str) -> dict:
    offer = parts.offers[run["offer_id"]]
    slug = _slug(offer["title"], run["pk"])
    found = _begin(region, "events", run["pk"], offer, parts, f"{slug}${first.isoformat()}" if rule else slug)
    if run["name"]:
        found["title"] = f"{found['title']}: {run['name']}"
    all_day = run["starts_at"] is None
    begins, ends = run["starts_at"] or time(0), run["ends_at"] or (time(23, 59, 59) if all_day else run["starts_at"])
    start = datetime.combine(first, begins, tzinfo=region.zone)
    end = datetime.combine(last, ends, tzinfo=region.zone)
    return found | {
        "thumbnail": None,
        "location": position(place, parts),
        "location_path": region.path("locations", place_slug(place, parts)) if place else None,
        "meeting_url": None,
        "event": {
            "id": run["pk"],
            "start": start.isoformat(),
            "start_date": first.isoformat(),
            "start_time": begins.isoformat(timespec="seconds"),
            "end": end.isoformat(),
            "end_date": last.isoformat(),
            "end_time": ends.isoformat(timespec="seconds"),
            "all_day": all_day,
            "only_weekdays": False,
            "recurrence_id": run["pk"] if rule else None,
            "timezone": str(region.zone),
        },
        "hash": None,
        "recurrence_rule": rule or None,
    }


def _rule(run: dict) -> str:
    days = ",".join(DAYS[day] for day in sorted(set(run["weekdays"])) if day in range(7))
    until = f";UNTIL={run['ends_on']:%Y%m%d}T235959" if run["ends_on"] else ""
    begins = run["starts_at"] or time(0)
    return f"DTSTART:{run['starts_on']:%Y%m%d}T{begins:%H%M%S}\nRRULE:FREQ=WEEKLY{until};BYDAY={days}"
