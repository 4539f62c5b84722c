"""When an offer is there, in the words of iCalendar (RFC 5545)."""

from __future__ import annotations

import json
from collections import defaultdict
from uuid import UUID

from kreislotse.api.hsds import ids
from kreislotse.api.hsds.reading import Reading, filled
from kreislotse.api.hsds.rows import Hours

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def schedules(reading: Reading, owner: UUID, openings: list[Hours], exceptions: list[Hours], courses: list[Hours]):
    """The week (days with the same hours together), the days that differ, and the runs of a course."""
    found = []
    week: dict[tuple, list[int]] = defaultdict(list)
    for one in openings:
        week[one.opens_at, one.closes_at, one.by_appointment, one.first_day, one.last_day].append(one.weekday)
    for (opens_at, closes_at, by_appointment, first, last), days in week.items():
        days = ",".join(DAYS[day] for day in sorted(set(days)))
        found.append(
            filled(
                id=ids.below(owner, f"schedule/{days}/{opens_at}/{closes_at}/{by_appointment}/{first}/{last}"),
                valid_from=_day(first),
                valid_to=_day(last),
                timezone=reading.utc_offset,
                wkst="MO",
                freq="WEEKLY",
                interval=1,
                byday=days,
                opens_at=_clock(opens_at),
                closes_at=_clock(closes_at),
                description=reading.say("nur mit Termin") if by_appointment else "",
            )
        )
    return found + [_exception(reading, owner, one) for one in exceptions] + [_run(reading, one) for one in courses]


def _exception(reading: Reading, owner: UUID, one: Hours) -> dict:
    """Days that differ from the week; without hours they are closed."""
    said = [
        reading.say("geschlossen") if one.opens_at is None else "",
        one.text,
        reading.say("nur mit Termin") if one.by_appointment else "",
    ]
    return filled(
        id=ids.below(owner, f"exception/{one.first_day}/{one.last_day}/{one.opens_at}"),
        valid_from=_day(one.first_day),
        valid_to=_day(one.last_day),
        dtstart=_day(one.first_day),
        until=_day(one.last_day),
        timezone=reading.utc_offset,
        opens_at=_clock(one.opens_at),
        closes_at=_clock(one.closes_at),
        description=", ".join(filter(None, said)),
        notes="exception: closed" if one.opens_at is None else "exception: other hours",
    )


def _run(reading: Reading, one: Hours) -> dict:
    """One run of a course, with its days of the week while it lasts."""
    days = ",".join(DAYS[day] for day in sorted(set(json.loads(one.days or "[]"))) if day in range(7))
    levels = "–".join(dict.fromkeys(filter(None, (one.code, one.level_to))))
    until = (
        reading.say("Anmeldung bis %(day)s") % {"day": f"{one.register_until:%d.%m.%Y}"} if one.register_until else ""
    )
    return filled(
        id=str(one.uuid),
        valid_from=_day(one.first_day),
        valid_to=_day(one.last_day),
        dtstart=_day(one.first_day),
        until=_day(one.last_day),
        timezone=reading.utc_offset,
        wkst="MO",
        freq="WEEKLY" if days else "",
        interval=1 if days else None,
        byday=days,
        opens_at=_clock(one.opens_at),
        closes_at=_clock(one.closes_at),
        description=", ".join(filter(None, (one.text, levels))),
        notes=until,
    )


def spoken_when(reading: Reading, times: list[Hours]) -> str:
    """„MO 09:00–12:00, TU 14:00–16:00“: when a language is spoken; "" for whenever the offer is there."""
    week = sorted(times, key=lambda one: (one.weekday, one.opens_at))
    return ", ".join(
        f"{DAYS[one.weekday]} {_clock(one.opens_at)}–{_clock(one.closes_at)}"
        + (f" ({reading.say('nur mit Termin')})" if one.by_appointment else "")
        for one in week
    )


def _day(day) -> str:
    return day.isoformat() if day else ""


def _clock(moment) -> str:
    return f"{moment:%H:%M}" if moment else ""
