"""The days of a series: which fall on a holiday or into school holidays, and are left out for everybody to see."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.directory.public_holidays import holiday_on
from kreislotse.districts.queries import current_district
from kreislotse.intake.models import HelpRequest, SchoolFreeTime, SeriesWish
from kreislotse.intake.wish_models import MOST_DATES

LONGEST = timedelta(days=366)
HOLIDAY, SCHOOL_FREE = "holiday", "school_free"


class SeriesUnclear(DomainError):
    message = _("Bitte nennen Sie entweder die Zahl der Termine oder den letzten Tag der Reihe.")


class SeriesTooLong(DomainError):
    message = _("Eine Terminreihe hat höchstens %(most)d Termine und dauert höchstens ein Jahr. Bitte kürzen Sie sie.")


class SeriesEmpty(DomainError):
    message = _("In diesem Zeitraum bleiben weniger als zwei Termine. Bitte prüfen Sie das Ende der Reihe.")


@dataclass(frozen=True)
class SeriesDay:
    """A day of a series; `left_out` says why nothing takes place: "holiday" or "school_free", with the day's name."""

    on: date
    left_out: str = ""
    name: str = ""


def series_days(
    *,
    first_on: date,
    every_weeks: int = 1,
    number: int | None = None,
    until: date | None = None,
    school_free: Iterable[SchoolFreeTime] | None = None,
    ags: str,
) -> list[SeriesDay]:
    """The days of a series in order, left out ones among them.

    `number` counts the days on which something takes place: „sechs Dienstage“ stay six when one is a holiday. `ags` tells
    the Land. Without `school_free` the school holidays do not matter. Raises `SeriesUnclear`, `SeriesTooLong`, `SeriesEmpty`.
    """
    if (number is None) == (until is None):
        raise SeriesUnclear
    if (number or 0) > MOST_DATES or (until and until > first_on + LONGEST):
        raise SeriesTooLong(most=MOST_DATES)
    free = list(school_free or ())
    days: list[SeriesDay] = []
    on, kept = first_on, 0
    while (kept < number) if number is not None else (on <= until):
        if on > first_on + LONGEST or kept > MOST_DATES:
            raise SeriesTooLong(most=MOST_DATES)
        day = _described(on, ags, free)
        days.append(day)
        kept += not day.left_out
        on += timedelta(weeks=every_weeks)
    if kept < 2:
        raise SeriesEmpty
    return days


def days_of_series(
    *, first_on: date, every_weeks: int, number: int | None, until: date | None, skips_school_free: bool
) -> list[SeriesDay]:
    """The days a series would have in this district; the preview of the form asks the same."""
    free = school_free_between(first_on, until or first_on + LONGEST) if skips_school_free else None
    return series_days(
        first_on=first_on,
        every_weeks=every_weeks,
        number=number,
        until=until,
        school_free=free,
        ags=current_district().ags,
    )


def school_free_between(first: date, last: date) -> list[SchoolFreeTime]:
    """The school-free times the office has entered that touch the days from `first` to `last`. One query."""
    return list(SchoolFreeTime.objects.filter(valid_from__lte=last, valid_to__gte=first).order_by("valid_from", "pk"))


def _described(on: date, ags: str, free: list[SchoolFreeTime]) -> SeriesDay:
    if name := holiday_on(on, ags=ags):
        return SeriesDay(on, HOLIDAY, name)
    for time in free:
        if time.valid_from <= on <= time.valid_to:
            return SeriesDay(on, SCHOOL_FREE, time.name)
    return SeriesDay(on)


def all_days_wanted(help_requests: Iterable[HelpRequest]) -> dict[int, list[date]]:
    """The days each request wants somebody on, by key: all of a series, else its one day; none without a day.

    Three queries, whatever their number; one if their `series_wish` and `district` came with them. A series whose days can
    no longer be worked out counts with its first.
    """
    rows = list(help_requests)
    wishes = _wishes_of(rows)
    firsts = [r.wanted_on for r in rows if r.pk in wishes and r.wanted_on and wishes[r.pk].skips_school_free]
    free = school_free_between(min(firsts), max(firsts) + LONGEST) if firsts else []
    ags = rows[0].district.ags if wishes else ""
    found = {}
    for row in rows:
        wish = wishes.get(row.pk)
        found[row.pk] = [row.wanted_on] if row.wanted_on else []
        if wish is None or row.wanted_on is None:
            continue
        with suppress(SeriesUnclear, SeriesTooLong, SeriesEmpty):
            days = series_days(
                first_on=row.wanted_on, every_weeks=wish.every_weeks, number=wish.number, until=wish.until,
                school_free=free if wish.skips_school_free else None, ags=ags,
            )  # fmt: skip
            found[row.pk] = [day.on for day in days if not day.left_out]
    return found


def days_ahead(help_requests: Iterable[HelpRequest], *, today: date) -> dict[int, list[date]]:
    """`all_days_wanted` without those that are over; of a request all of whose days are over, these."""
    found = all_days_wanted(help_requests)
    return {key: [day for day in days if day >= today] or days for key, days in found.items()}


def _wishes_of(rows: list[HelpRequest]) -> dict[int, SeriesWish]:
    """The wishes for a series by key of the request; no query if all were fetched together with the requests."""
    if all(HelpRequest._meta.get_field("series_wish").is_cached(row) for row in rows):
        return {row.pk: row.series_wish for row in rows if hasattr(row, "series_wish")}
    return {wish.help_request_id: wish for wish in SeriesWish.objects.filter(help_request__in=[r.pk for r in rows])}


def wished_days(help_request: HelpRequest) -> list[SeriesDay]:
    """The days a request for a series means, left out ones among them; none if it is for one appointment."""
    wish = _wishes_of([help_request]).get(help_request.pk)
    if wish is None or help_request.wanted_on is None:
        return []
    return days_of_series(
        first_on=help_request.wanted_on, every_weeks=wish.every_weeks, number=wish.number, until=wish.until,
        skips_school_free=wish.skips_school_free,
    )  # fmt: skip


def last_wished_day(help_request: HelpRequest) -> date | None:
    """The last day somebody is asked for; `None` if the day is free to agree."""
    return max((day.on for day in wished_days(help_request) if not day.left_out), default=help_request.wanted_on)


def is_over(help_request: HelpRequest, *, today: date) -> bool:
    """Whether every day somebody is asked for has passed; asks the database only about a first day that has."""
    first = help_request.wanted_on
    return first is not None and first < today and last_wished_day(help_request) < today
