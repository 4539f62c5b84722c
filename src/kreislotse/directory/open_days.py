"""Opening hours as people read them, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.directory.models import LanguageTime, OpeningTime, Weekday
from kreislotse.directory.open_now import week_on


@dataclass(frozen=True)
class OpenDays:
    """Days in a row with the same hours, in the words of the page's language."""

    days: str
    hours: tuple[str, ...]
    by_appointment: bool


def open_days(times: Iterable[OpeningTime | LanguageTime], *, on: date | None = None) -> list[OpenDays]:
    """The week in force `on` a day (today) in as few lines as possible: „Montag bis Freitag“, 09:00–12:00.

    What needs an appointment stands on lines of its own.
    """
    times = list(times)
    if times and hasattr(times[0], "valid_from"):
        times = week_on(times, on or timezone.localdate())
    return [
        OpenDays(_days(run), hours, by_appointment)
        for by_appointment in (False, True)
        for run, hours in _runs(one for one in times if one.by_appointment == by_appointment)
    ]


def _runs(times: Iterable[OpeningTime]) -> list[tuple[list[int], tuple[str, ...]]]:
    """Days in a row with the same hours."""
    week: dict[int, tuple[str, ...]] = {}
    for one in sorted(times, key=lambda one: (one.weekday, one.opens_at)):
        week[one.weekday] = (*week.get(one.weekday, ()), f"{one.opens_at:%H:%M}–{one.closes_at:%H:%M}")
    runs: list[tuple[list[int], tuple[str, ...]]] = []
    for day, hours in week.items():
        if runs and runs[-1][0][-1] == day - 1 and runs[-1][1] == hours:
            runs[-1][0].append(day)
        else:
            runs.append(([day], hours))
    return runs


def _days(run: list[int]) -> str:
    first, last = str(Weekday(run[0]).label), str(Weekday(run[-1]).label)
    if len(run) == 1:
        return first
    if len(run) == 2:
        return _("%(first)s und %(last)s") % {"first": first, "last": last}
    return _("%(first)s bis %(last)s") % {"first": first, "last": last}
