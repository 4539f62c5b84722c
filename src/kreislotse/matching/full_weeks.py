"""The soft cap of the week: whoever plans beyond it is told, and nothing is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import ngettext

from kreislotse.core.dated import in_force_between
from kreislotse.guides.models import HourCap
from kreislotse.guides.rules import caps_of
from kreislotse.matching.hours import in_hours, minutes_by_day, week_of
from kreislotse.matching.models import Assignment


@dataclass(frozen=True)
class FullWeek:
    """A week in which a guide has more minutes than is usual under one funding and in one role."""

    monday: date
    minutes: int
    cap: int

    @property
    def words(self) -> dict[str, str]:
        return {
            "monday": date_format(self.monday, "SHORT_DATE_FORMAT"), "hours": in_hours(self.minutes),
            "cap": in_hours(self.cap),
        }  # fmt: skip


def full_weeks(assignment: Assignment, days: Collection[date], *, today: date) -> list[FullWeek]:
    """The weeks of some days that are fuller than usual, as they are saved, and are not over yet. Two queries."""
    guide, key = assignment.guide, (assignment.funding_source_id, assignment.role)
    weeks: dict[tuple[date, date], date] = {}
    for day in sorted(days):
        if week_of(day)[1] >= today:
            weeks.setdefault(week_of(day), day)
    if not weeks:
        return []
    first, last = min(weeks)[0], max(weeks)[1]
    caps = list(in_force_between(HourCap.objects.filter(funding_source=key[0], role=key[1]), first, last))
    if not any(cap.hours_per_week for cap in caps):
        return []
    by_monday: dict[date, int] = defaultdict(int)
    for day, minutes in minutes_by_day(guide, funding_source=key[0], role=key[1], first=first, last=last):
        by_monday[week_of(day)[0]] += minutes
    found = []
    for (monday, _sunday), day in weeks.items():
        cap = caps_of([guide], day, caps=caps)[guide.pk].get(key)
        if cap and cap.hours_per_week and by_monday[monday] > cap.hours_per_week * 60:
            found.append(FullWeek(monday, by_monday[monday], cap.hours_per_week * 60))
    return found


def week_warning(assignment: Assignment, days: Collection[date], *, today: date) -> str:
    """One sentence for the office after it planned something on these days; empty if no week is too full."""
    full = full_weeks(assignment, days, today=today)
    if not full:
        return ""
    return ngettext(
        "%(name)s kommt in der Woche vom %(monday)s auf %(hours)s Stunden, üblich sind höchstens %(cap)s. "
        "Bitte klären Sie, ob das so abgesprochen ist.",
        "%(name)s kommt in %(n)d Wochen auf mehr Stunden als üblich, zuerst in der Woche vom %(monday)s: "
        "%(hours)s statt höchstens %(cap)s. Bitte klären Sie, ob das so abgesprochen ist.",
        len(full),
    ) % {"name": assignment.guide, "n": len(full), **full[0].words}
