"""How long something lasted by the clock on the wall in Germany: over midnight, and when the clocks change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError

BERLIN = ZoneInfo("Europe/Berlin")


class NoSuchTime(DomainError):
    message = _(
        "Um %(time)s Uhr gab es am %(day)s nicht: In dieser Nacht wurden die Uhren vorgestellt. Bitte prüfen Sie die Uhrzeit."
    )


def elapsed_minutes(on: date, starts_at: time, ends_at: time) -> int:
    """Minutes that really passed from `starts_at` on the day `on` to `ends_at`; an end not after the start is on the next day.

    In the night to summer time an hour is missing, in the night to winter time one comes twice: a start or an end in
    that hour means the first of the two. The appointment belongs to the day on which it began, and so do its hours of
    the year. Raises `NoSuchTime` for a time the clocks left out.
    """
    begins = _instant(on, starts_at)
    ends = _instant(on if ends_at > starts_at else on + timedelta(days=1), ends_at)
    return round((ends - begins).total_seconds() / 60)


def _instant(day: date, at: time) -> datetime:
    """The moment in UTC, because two local times are subtracted by the clock face and not by what passed."""
    utc = ZoneInfo("UTC")
    instant = datetime.combine(day, at, BERLIN).astimezone(utc)
    if instant.astimezone(BERLIN).time().replace(tzinfo=None) != at:
        raise NoSuchTime(time=f"{at:%H:%M}", day=date_format(day, "SHORT_DATE_FORMAT"))
    return instant
