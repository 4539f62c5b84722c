"""The days of a series; knows no database."""

from __future__ import annotations

from datetime import date, timedelta

from kreislotse.core.dates import months_later, next_month

WEEKS = {"weekly": 1, "fortnightly": 2}
MONTHS = {"monthly": 1, "two_months": 2, "quarterly": 3, "half_yearly": 6, "yearly": 12}


def days_of(rhythm: str, first: date, last: date) -> list[date]:
    """The days on which a series meets, `first` and `last` included.

    Rhythms of months keep the weekday and its place in the month: after the second Tuesday comes the second Tuesday. Where
    a month has no fifth one, its last is meant.
    """
    if rhythm in WEEKS:
        step = timedelta(weeks=WEEKS[rhythm])
        return [first + number * step for number in range((last - first).days // step.days + 1)]
    place, found, number = (first.day - 1) // 7, [], 0
    while (day := _nth_weekday(months_later(first.replace(day=1), number), first.weekday(), place)) <= last:
        found.append(day)
        number += MONTHS[rhythm]
    return found


def _nth_weekday(month: date, weekday: int, place: int) -> date:
    """The weekday of a month at a place counted from 0; the last one where the month is too short."""
    day = month + timedelta(days=(weekday - month.weekday()) % 7, weeks=place)
    return day if day < next_month(month) else day - timedelta(weeks=1)
