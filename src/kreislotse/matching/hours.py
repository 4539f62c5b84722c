"""How many hours guides have promised or done, against the caps in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.guides.models import FundingSource, Guide, HourCap
from kreislotse.guides.rules import caps_in_force
from kreislotse.matching.models import Appointment, Assignment

USUAL_MINUTES = 60
"""Expected length where nobody said: an appointment at an office is planned with an hour."""


class YearCapReached(DomainError):
    message = _(
        "Das geht nicht: Mit diesem Einsatz wären es %(hours)s Stunden im Jahr %(year)s, erlaubt sind %(cap)s "
        "(%(funding)s). Bitte fragen Sie jemand anderen oder wählen Sie eine andere Finanzierung."
    )  # fmt: skip


class WeekCapExceeded(DomainError):
    message = _(
        "%(name)s käme in dieser Woche auf %(hours)s Stunden, üblich sind höchstens %(cap)s. "
        "Setzen Sie den Haken „trotzdem“, wenn das so abgesprochen ist."
    )  # fmt: skip


@dataclass(frozen=True)
class Hours:
    """Minutes of one guide under one cap: done, planned and promised in the year and the week; caps `None` if unlimited."""

    cap: HourCap
    year: int
    minutes_year: int
    minutes_week: int

    @property
    def cap_year(self) -> int:
        return self.cap.hours_per_year * 60

    @property
    def cap_week(self) -> int | None:
        return None if self.cap.hours_per_week is None else self.cap.hours_per_week * 60

    @property
    def left_year(self) -> int:
        return max(0, self.cap_year - self.minutes_year)

    @property
    def left_week(self) -> int | None:
        return None if self.cap_week is None else max(0, self.cap_week - self.minutes_week)

    @property
    def used_hours(self) -> float:
        return round(self.minutes_year / 60, 1)

    @property
    def left_text(self) -> str:
        return in_hours(self.left_year)

    @property
    def used_text(self) -> str:
        return in_hours(self.minutes_year)

    @property
    def used_of_cap(self) -> str:
        return gettext("%(used)s von %(cap)s") % {"used": self.used_text, "cap": in_hours(self.cap_year)}


def in_hours(minutes: int) -> str:
    """Minutes as people say hours: „41“, „2,5“, „0,75“."""
    hours = round(minutes / 60, 2)
    return number_format(int(hours) if hours == int(hours) else f"{hours:.2f}".rstrip("0"), use_l10n=True)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def committed_minutes(guides: Iterable[int], *, on: date) -> dict[tuple[int, int | None, str], tuple[int, int]]:
    """Minutes in the year and the week of `on` by (guide, funding, role), in two queries.

    Counted are appointments that were kept or waited for in vain, planned ones, and, for promised assignments without
    any appointment yet, the length that was asked for.
    """
    monday, sunday = week_of(on)
    in_year, in_week = Q(on__year=on.year), Q(on__gte=monday, on__lte=sunday)
    guides = list(guides)
    sums: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
    kept = Appointment.objects.exclude(outcome=Appointment.Outcome.CANCELLED)
    rows = (
        kept.filter(in_year | in_week, assignment__guide__in=guides)
        .order_by()
        .values_list("assignment__guide", "assignment__funding_source", "assignment__role")
        .annotate(year=Sum("duration_minutes", filter=in_year), week=Sum("duration_minutes", filter=in_week))
    )
    for guide, funding, role, year, week in rows:
        sums[guide, funding, role][0] += year or 0
        sums[guide, funding, role][1] += week or 0

    promised = open_assignments().filter(guide__in=guides).exclude(Exists(kept.filter(assignment=OuterRef("pk"))))
    rows = promised.values_list(
        "guide", "funding_source", "role", "help_request__expected_minutes", "help_request__wanted_on", "agreed_on"
    )
    for guide, funding, role, minutes, wanted_on, agreed_on in rows:
        day = wanted_on or agreed_on
        sums[guide, funding, role][0] += (minutes or USUAL_MINUTES) if day.year == on.year else 0
        sums[guide, funding, role][1] += (minutes or USUAL_MINUTES) if monday <= day <= sunday else 0
    return {key: (year, week) for key, (year, week) in sums.items()}


def open_assignments():
    return Assignment.objects.filter(status__in=(Assignment.Status.PROMISED, Assignment.Status.RUNNING))


def hours_of(guides: Iterable[Guide], *, on: date) -> dict[int, list[Hours]]:
    """For each guide the hours under every cap that concerns them, in three queries whatever their number."""
    guides = list(guides)
    caps = caps_in_force(on)
    minutes = committed_minutes([guide.pk for guide in guides], on=on)
    found: dict[int, list[Hours]] = {}
    for guide in guides:
        own_roles = {"guide"} if guide.is_guide else set()
        own_roles |= {"interpreter"} if guide.is_interpreter else set()
        found[guide.pk] = [
            Hours(cap, on.year, *minutes.get((guide.pk, funding, role), (0, 0)))
            for (funding, role), cap in caps.items()
            if role in own_roles or (guide.pk, funding, role) in minutes
        ]
    return found


def hours_under(hours: Iterable[Hours], *, funding_source: FundingSource | None, role: str) -> Hours | None:
    """The one of a guide's hours that an assignment would count to; `None` without a cap."""
    wanted = (funding_source.pk if funding_source else None, role)
    return next((h for h in hours if (h.cap.funding_source_id, h.cap.role) == wanted), None)


def check_hours(
    guide: Guide,
    *,
    role: str,
    funding_source: FundingSource | None,
    minutes: int,
    on: date,
    over_week_is_fine: bool,
    leave_out: int = 0,
) -> None:
    """Refuse what goes beyond the cap of the year; beyond that of the week, unless the office has said it is fine.

    `leave_out` are minutes among those committed that stand for the same appointment.
    """
    hours = hours_under(hours_of([guide], on=on)[guide.pk], funding_source=funding_source, role=role)
    if hours is None:
        return
    year = hours.minutes_year - leave_out + minutes
    if year > hours.cap_year:
        raise YearCapReached(
            hours=in_hours(year), year=on.year, cap=in_hours(hours.cap_year), funding=hours.cap.funding_source.name
        )
    week = hours.minutes_week - leave_out + minutes
    if hours.cap_week is not None and week > hours.cap_week and not over_week_is_fine:
        raise WeekCapExceeded(name=str(guide), hours=in_hours(week), cap=in_hours(hours.cap_week))
