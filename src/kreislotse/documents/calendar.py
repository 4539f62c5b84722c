"""Appointments for other people's calendars; this module alone knows icalendar."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

ZONE = ZoneInfo("Europe/Berlin")
PRODUCT = "-//Kreislotse//Termine//DE"


def appointment_ics(
    *,
    uid: str,
    start: datetime,
    end: datetime,
    summary: str,
    location: str = "",
    description: str = "",
    url: str = "",
    organizer: tuple[str, str] | None = None,
    stamped_at: datetime | None = None,
    sequence: int = 0,
    is_cancelled: bool = False,
) -> bytes:
    """One appointment as an ICS file with the German time zone written out.

    `start` and `end` are aware; `organizer` is (name, e-mail). Sending the same `uid` again with a higher
    `sequence` changes the entry, with `is_cancelled` it removes it.
    """
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", (stamped_at or start).astimezone(UTC))
    event.add("dtstart", start.astimezone(ZONE))
    event.add("dtend", end.astimezone(ZONE))
    event.add("summary", _text(summary))
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    for name, value in (("location", location), ("description", description)):
        if value:
            event.add(name, _text(value))
    if url:
        event.add("url", "".join(url.split()))
    if organizer:
        person = vCalAddress(f"MAILTO:{''.join(organizer[1].split())}")
        person.params["cn"] = vText(_text(organizer[0]).replace('"', "'").replace("\n", " "))
        event.add("organizer", person)

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _text(value: str) -> str:
    return "".join(character for character in str(value) if character == "\n" or character.isprintable())
