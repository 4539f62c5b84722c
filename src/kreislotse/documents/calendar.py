"""Appointments for other people's calendars; this module alone knows icalendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

ZONE = ZoneInfo("Europe/Berlin")
PRODUCT = "-//Kreislotse//Termine//DE"
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Series:
    """Something that happens on one day, or every week on `weekdays` (0 = Monday) until `last_day` at the latest.

    Without hours it takes the whole day; without weekdays it lasts from the first day to the last. `left_out` are days
    on which it does not happen. Hours are German time. `ends_on`
    is the day `ends_at` belongs to, if it is over after midnight.
    """

    uid: str
    first_day: date
    summary: str
    last_day: date | None = None
    weekdays: tuple[int, ...] = ()
    starts_at: time | None = None
    ends_at: time | None = None
    ends_on: date | None = None
    left_out: frozenset[date] = frozenset()
    location: str = ""
    description: str = ""
    url: str = ""


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

    return _calendar([event], method="CANCEL" if is_cancelled else "PUBLISH")


def series_ics(series: Iterable[Series], *, name: str, stamped_at: datetime) -> bytes:
    """Any number of series in one file, called `name` where a calendar shows it.

    The same `uid` in a later file replaces the entry.
    """
    events = []
    for one in series:
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", stamped_at.astimezone(UTC))
        event.add("last-modified", stamped_at.astimezone(UTC))
        _add_dates(event, one)
        for key, value in (("summary", one.summary), ("location", one.location), ("description", one.description)):
            if value:
                event.add(key, _text(value))
        if one.url:
            event.add("url", "".join(one.url.split()))
        events.append(event)
    return _calendar(events, name=name)


def _add_dates(event: Event, series: Series) -> None:
    day = _first_day(series)
    if day is None or not series.weekdays:
        day = series.first_day
        last = series.last_day if not series.weekdays else None
        _add_span(event, series, day, last or day)
        return
    _add_span(event, series, day, day)
    rule = {"freq": "weekly", "byday": [_DAYS[weekday] for weekday in sorted(set(series.weekdays))]}
    if series.last_day:
        rule["until"] = (
            _local(series.last_day, time(23, 59, 59)).astimezone(UTC) if series.starts_at else series.last_day
        )
    event.add("rrule", rule)
    left_out = sorted(one for one in series.left_out if one > day and one.weekday() in series.weekdays)
    if series.last_day:
        left_out = [one for one in left_out if one <= series.last_day]
    if left_out:
        dates = [_local(one, series.starts_at) for one in left_out] if series.starts_at else left_out
        event.add("exdate", dates, parameters=None if series.starts_at else {"value": "DATE"})


def _first_day(series: Series) -> date | None:
    """The first day on which it really happens; `None` if there is none within a year."""
    for ahead in range(366):
        day = series.first_day + timedelta(days=ahead)
        if series.last_day and day > series.last_day:
            return None
        if day.weekday() in series.weekdays and day not in series.left_out:
            return day
    return None


def _add_span(event: Event, series: Series, first: date, last: date) -> None:
    if series.starts_at and first == last:
        event.add("dtstart", _local(first, series.starts_at))
        event.add("dtend", _local(series.ends_on or first, series.ends_at or series.starts_at))
    else:
        event.add("dtstart", first)
        event.add("dtend", last + timedelta(days=1))
        event.add("transp", "TRANSPARENT")


def _local(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZONE)


def _calendar(events: Iterable[Event], *, method: str = "PUBLISH", name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", _text(name))
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _text(value: str) -> str:
    return "".join(character for character in str(value) if character == "\n" or character.isprintable())
