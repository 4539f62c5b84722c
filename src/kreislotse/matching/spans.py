"""From – to of an appointment on the clock of the office: over midnight, and on the days the clocks are changed."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.utils.translation import gettext_lazy as _

from kreislotse.core.clock import ends_at, instant
from kreislotse.core.errors import DomainError

LONGEST_NIGHT = timedelta(hours=12)


class EndsWhenItBegins(DomainError):
    message = _("Beginn und Ende sind gleich. Bitte prüfen Sie die Uhrzeiten.")


class EndsBeforeItBegins(DomainError):
    message = _("Das Ende (%(end)s Uhr) liegt vor dem Beginn (%(start)s Uhr). Bitte prüfen Sie die Uhrzeiten.")


def minutes_between(on: date, start: time, end: time) -> int:
    """How long it really lasted from `start` on that day; an earlier `end` is one after midnight, within twelve hours.

    On the night of the change to summer time 1:00 to 4:00 is two hours. Raises `EndsWhenItBegins`, `EndsBeforeItBegins`.
    """
    if start == end:
        raise EndsWhenItBegins
    last_day = on if end > start else on + timedelta(days=1)
    lasted = instant(last_day, end, must_exist=False) - instant(on, start, must_exist=False)
    if last_day != on and lasted > LONGEST_NIGHT:
        raise EndsBeforeItBegins(start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    if lasted <= timedelta(0):
        raise EndsWhenItBegins
    return int(lasted.total_seconds()) // 60


def end_of(on: date, start: time, minutes: int) -> time:
    """What the clock shows after so many minutes."""
    return ends_at(on, start, minutes).time()
