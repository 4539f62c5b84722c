"""Is it open now, when next, is it a holiday? Pure rules on plain values; no database, no texts.

Rows of the models can be given as they are, and so can the tuples here: only the names of the fields count.

The order of the rules, the first that says something wins:

1. An exception for the day. Of several the one with the fewest days; of those as narrow a closed one.
2. A public holiday of the Land, if the offer is closed on holidays.
3. The week of a period: times with a first *and* a last day are a week of their own and replace the ordinary one.
4. The ordinary week; a time with only a first or only a last day begins or ends with it.

By appointment is neither open nor closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kreislotse.directory.public_holidays import holiday_on

BERLIN = ZoneInfo("Europe/Berlin")
MIDNIGHT = time(23, 59)  # what „24 Uhr“ is stored as; that last minute is open too
HORIZON_DAYS = 60  # longer than any summer holidays


class Hours(NamedTuple):
    """One line of the week: `directory.OpeningTime` as plain values; 0 is Monday."""

    weekday: int
    opens_at: time
    closes_at: time
    by_appointment: bool = False
    valid_from: date | None = None
    valid_until: date | None = None


class DayException(NamedTuple):
    """Days that differ: `directory.OpeningException` as plain values; without hours it is closed."""

    first_day: date
    last_day: date
    opens_at: time | None = None
    closes_at: time | None = None
    by_appointment: bool = False
    reason: str = ""


class Span(NamedTuple):
    """From – to on one day; by appointment is not the same as closed."""

    opens_at: time
    closes_at: time
    by_appointment: bool = False
    valid_from: date | None = None
    valid_until: date | None = None

    def holds(self, moment: time) -> bool:
        return self.opens_at <= moment and (moment < self.closes_at or self.closes_at == MIDNIGHT)


@dataclass(frozen=True)
class Schedule:
    """All that says when an offer is there. `ags` names the Land whose holidays count; "" means those of all Germany."""

    hours: Sequence = ()
    exceptions: Sequence = ()
    is_appointment_only: bool = False
    is_closed_on_holidays: bool = True
    ags: str = ""

    def __bool__(self):
        return bool(self.hours or self.exceptions or self.is_appointment_only)


class State(StrEnum):
    OPEN = "open"
    APPOINTMENT = "appointment"  # somebody is there for who has an appointment
    CLOSED = "closed"
    UNKNOWN = "unknown"  # nobody has said when it is open


@dataclass(frozen=True)
class Standing:
    """How an offer stands at one moment, in Berlin's time.

    `until` is when it closes if it is open; `opens_next` when one may next come without an appointment, `None` if
    that is not within `HORIZON_DAYS`; `holiday` the German name of today's holiday, also if the offer is open on it;
    `exception` today's exception.
    """

    state: State
    day: date
    until: time | None = None
    opens_next: datetime | None = None
    holiday: str = ""
    exception: object | None = None

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def opens_today(self) -> bool:
        return self.opens_next is not None and self.opens_next.date() == self.day

    @property
    def opens_this_week(self) -> bool:
        """Within six days, so that the name of the weekday says which one."""
        return self.opens_next is not None and (self.opens_next.date() - self.day).days < 7


def spans_on(schedule: Schedule, day: date) -> list[Span]:
    """When the offer is there on `day`, earliest first; `[]` means closed."""
    if exceptions := exceptions_on(schedule.exceptions, day):
        rows = [] if any(one.opens_at is None for one in exceptions) else exceptions
    elif schedule.is_closed_on_holidays and holiday_on(day, ags=schedule.ags):
        rows = []
    else:
        rows = week_on(schedule.hours, day, weekday=day.weekday())
    spans = (Span(one.opens_at, one.closes_at, one.by_appointment or schedule.is_appointment_only) for one in rows)
    return sorted(spans, key=lambda span: span[:3])


def exceptions_on(exceptions: Iterable, day: date) -> list:
    """The exceptions that count on `day`: those with the fewest days."""
    there = [one for one in exceptions if one.first_day <= day <= one.last_day]
    shortest = min((one.last_day - one.first_day for one in there), default=None)
    return [one for one in there if one.last_day - one.first_day == shortest]


def week_on(hours: Iterable, day: date, *, weekday: int | None = None) -> list:
    """The times of the week in force on `day`, of one `weekday` or of all."""
    in_force = [
        one
        for one in hours
        if (one.valid_from is None or one.valid_from <= day) and (one.valid_until is None or day <= one.valid_until)
    ]
    rows = [one for one in in_force if one.valid_from and one.valid_until] or in_force
    return [one for one in rows if weekday is None or one.weekday == weekday]


def is_open(schedule: Schedule, now: datetime) -> bool:
    """May one come without an appointment at this moment? `now` is aware, in any time zone."""
    local = now.astimezone(BERLIN)
    return any(
        span.holds(local.time()) and not span.by_appointment for span in spans_on(schedule, local.date())
    )  # fmt: skip


def opens_next(schedule: Schedule, now: datetime, *, within_days: int = HORIZON_DAYS) -> datetime | None:
    """When one may next come without an appointment, after `now`; `None` if not within `within_days`."""
    if not _has_walk_in(schedule):
        return None
    local = now.astimezone(BERLIN)
    for number in range(within_days + 1):
        day = local.date() + timedelta(days=number)
        for span in spans_on(schedule, day):
            if not span.by_appointment and (number or span.opens_at > local.time()):
                return datetime.combine(day, span.opens_at, tzinfo=BERLIN)
    return None


def standing(schedule: Schedule, now: datetime) -> Standing:
    """How the offer stands at `now`, with all that a person at the door wants to know.

    An offer that is there by appointment only stands as `APPOINTMENT` at any hour, unless an exception or a holiday
    closes the day.
    """
    local = now.astimezone(BERLIN)
    today, moment = local.date(), local.time()
    exception = next(iter(exceptions_on(schedule.exceptions, today)), None)
    facts = {"day": today, "holiday": holiday_on(today, ags=schedule.ags), "exception": exception}
    if not schedule:
        return Standing(State.UNKNOWN, **facts)
    spans = spans_on(schedule, today)
    walk_in = [span for span in spans if not span.by_appointment and span.holds(moment)]
    if walk_in:
        return Standing(State.OPEN, until=_end(walk_in, spans), **facts)
    facts["opens_next"] = opens_next(schedule, now)
    if any(span.holds(moment) for span in spans):
        return Standing(State.APPOINTMENT, **facts)
    if _is_by_appointment(schedule) and (spans or not _is_closed_day(schedule, today)):
        return Standing(State.APPOINTMENT, **facts)
    if exception is None and not (schedule.hours or schedule.is_appointment_only):
        return Standing(State.UNKNOWN, **facts)
    return Standing(State.CLOSED, **facts)


def is_spoken(schedule: Schedule, times: Iterable, now: datetime) -> bool:
    """Is one of the offer's languages spoken there at this moment, without an appointment?

    `times` are the `LanguageTime` rows of that language. Without any it is spoken whenever the offer is open; with some
    only then, and not on a day that an exception or a holiday closes.
    """
    times = list(times)
    if not times:
        return is_open(schedule, now)
    if schedule.is_appointment_only:
        return False
    local = now.astimezone(BERLIN)
    today, moment = local.date(), local.time()
    exceptions = exceptions_on(schedule.exceptions, today)
    if _is_closed_day(schedule, today) or (exceptions and not is_open(schedule, now)):
        return False
    return any(
        one.weekday == today.weekday()
        and not one.by_appointment
        and Span(one.opens_at, one.closes_at).holds(moment)
        for one in times
    )  # fmt: skip


def exceptions_ahead(exceptions: Iterable, today: date, *, within_days: int = 42) -> list:
    """The exceptions from `today` on that begin within `within_days`, the next first."""
    last = today + timedelta(days=within_days)
    ahead = [one for one in exceptions if one.last_day >= today and one.first_day <= last]
    return sorted(ahead, key=lambda one: (one.first_day, one.last_day, one.opens_at or time.min))


def _has_walk_in(schedule: Schedule) -> bool:
    """Whether there is any time to which one may come without an appointment, on whatever day."""
    times = [one for one in (*schedule.hours, *schedule.exceptions) if one.opens_at is not None]
    return not schedule.is_appointment_only and any(not one.by_appointment for one in times)


def _is_by_appointment(schedule: Schedule) -> bool:
    return schedule.is_appointment_only or bool(schedule.hours) and all(one.by_appointment for one in schedule.hours)


def _is_closed_day(schedule: Schedule, day: date) -> bool:
    """Closed by an exception or a holiday, whatever the week says."""
    if exceptions := exceptions_on(schedule.exceptions, day):
        return any(one.opens_at is None for one in exceptions)
    return schedule.is_closed_on_holidays and bool(holiday_on(day, ags=schedule.ags))


def _end(walk_in: list[Span], spans: list[Span]) -> time:
    """The end of what is open now, over times that follow without a break."""
    end = max(span.closes_at for span in walk_in)
    for span in spans:
        if not span.by_appointment and span.opens_at <= end:
            end = max(end, span.closes_at)
    return end
