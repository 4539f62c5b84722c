"""How many hours guides have promised or done, against the caps in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dated import in_force_between
from kreislotse.core.errors import DomainError
from kreislotse.guides.models import FundingSource, Guide, HourCap
from kreislotse.guides.rules import caps_of
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.counting import counted_way_of, that_count
from kreislotse.matching.models import Appointment, Assignment

USUAL_MINUTES = 60
"""Expected length where nobody said: an appointment at an office is planned with an hour."""


class YearCapReached(DomainError):
    message = _(
        "Das geht nicht: Mit diesem Einsatz wären es %(hours)s Stunden im Jahr %(year)s, erlaubt sind %(cap)s "
        "(%(funding)s). Bitte fragen Sie jemand anderen oder wählen Sie eine andere Finanzierung."
    )  # fmt: skip
    own_message = _(
        "Mit diesem Termin wären es bei Ihnen %(hours)s Stunden im Jahr %(year)s. Mehr als %(cap)s sind nicht erlaubt. "
        "Rufen Sie uns bitte an, wir finden jemand anderen."
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


def in_euros(value: Decimal) -> str:
    """„12,50 €“, the same in every language of the reader, because lines are kept."""
    return f"{number_format(value, 2)} €"


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def minutes_by_year(help_request: HelpRequest, days: Iterable[date], *, way: int = 0) -> list[tuple[date, int]]:
    """What a request takes of the hours of each year it touches: the first day in it, and the minutes of all its days there.

    `way` are the minutes on the way that count on each of them, see `travel.counted_way`.
    """
    minutes = (help_request.expected_minutes or USUAL_MINUTES) + way
    years: dict[int, list[date]] = {}
    for day in sorted(days):
        years.setdefault(day.year, []).append(day)
    return [(own[0], minutes * len(own)) for own in years.values()]


Committed = dict[tuple[int, int | None, str], tuple[int, int]]
"""Minutes in a year and in a week by (guide, funding, role)."""


def committed_minutes(
    guides: Iterable[int], days: Iterable[date], *, appointment: int | None = None, assignment: int | None = None
) -> dict[date, Committed]:
    """Minutes in the year and the week of each day, in one query.

    Counted are appointments by `counting.that_count` and, for promised assignments without any appointment yet, what
    `without_appointment` says. Left out are those with the keys `appointment` and `assignment`: something takes their place.
    """
    guides, days = list(guides), list(days)
    dated = (
        _dated(guides, but=appointment)
        .filter(_in_year_or_week("on", days))
        .values_list("assignment__guide", "assignment__funding_source", "assignment__role")
        .annotate(**_sums("counted", "on", days))
    )
    promised = (
        _promised(guides, but=assignment)
        .filter(_in_year_or_week("day", days))
        .values_list("guide", "funding_source", "role")
        .annotate(**_sums("counted", "day", days))
    )
    found: dict[date, Committed] = {day: {} for day in days}
    for guide, funding, role, *sums in dated.union(promised, all=True):
        for number, day in enumerate(days):
            year, week = found[day].get((guide, funding, role), (0, 0))
            more = (sums[2 * number] or 0, sums[2 * number + 1] or 0)
            found[day][guide, funding, role] = (year + more[0], week + more[1])
    return found


def minutes_by_day(
    guide: Guide, *, funding_source: int | None, role: str, first: date, last: date
) -> list[tuple[date, int]]:
    """The same for one guide, funding and role from `first` to `last`: a day may be there several times. One query."""
    dated = _dated([guide.pk]).filter(
        assignment__funding_source=funding_source, assignment__role=role, on__range=(first, last)
    )
    promised = _promised([guide.pk]).filter(funding_source=funding_source, role=role, day__range=(first, last))
    return list(dated.values_list("on", "counted").union(promised.values_list("day", "counted"), all=True))


def _dated(guides: list[int], *, but: int | None = None) -> QuerySet[Appointment]:
    return that_count(Appointment.objects.filter(assignment__guide__in=guides).exclude(pk=but)).order_by()


def _promised(guides: list[int], *, but: int | None = None) -> QuerySet[Assignment]:
    return without_appointment().filter(guide__in=guides).exclude(pk=but).order_by()


def _in_year_or_week(name: str, days: list[date]) -> Q:
    found = Q(pk__in=[])
    for day in days:
        monday, sunday = week_of(day)
        found |= Q(**{f"{name}__year": day.year}) | Q(**{f"{name}__range": (monday, sunday)})
    return found


def _sums(minutes: str, name: str, days: list[date]) -> dict[str, Sum]:
    """For each day the sum of its year, then that of its week."""
    found = {}
    for number, day in enumerate(days):
        found[f"year_{number}"] = Sum(minutes, filter=Q(**{f"{name}__year": day.year}))
        found[f"week_{number}"] = Sum(minutes, filter=Q(**{f"{name}__range": week_of(day)}))
    return found


def open_assignments() -> QuerySet[Assignment]:
    return Assignment.objects.filter(status__in=(Assignment.Status.PROMISED, Assignment.Status.RUNNING))


def without_appointment() -> QuerySet[Assignment]:
    """Open assignments for which nothing is planned yet and nothing was: they count with what was asked for.

    On the `day` wanted, else when they were agreed, with their `counted` minutes: the length, and the way as it will count.
    """
    kept = Appointment.objects.exclude(outcome=Appointment.Outcome.CANCELLED)
    rows = open_assignments().exclude(Exists(kept.filter(assignment=OuterRef("pk"))))
    rows = counted_way_of(rows.annotate(day=Coalesce("help_request__wanted_on", "agreed_on")), "day")
    minutes = Coalesce("help_request__expected_minutes", USUAL_MINUTES) + F("way")
    return rows.annotate(counted=ExpressionWrapper(minutes, output_field=IntegerField()))


def hours_of(guides: Iterable[Guide], *, on: date) -> dict[int, list[Hours]]:
    """For each guide the hours under every cap that concerns them, in two queries whatever their number."""
    return hours_by_year(guides, [on])[on.year]


def hours_by_year(
    guides: Iterable[Guide], days: Iterable[date], *, caps: Iterable[HourCap] | None = None
) -> dict[int, dict[int, list[Hours]]]:
    """`hours_of` for one day of each of several years, by year. Two queries; one if the caller has the `caps` of all days."""
    guides, days = list(guides), list(days)
    if caps is None:
        caps = list(in_force_between(HourCap.objects.select_related("funding_source"), min(days), max(days)))
    minutes = committed_minutes([guide.pk for guide in guides], days)
    return {day.year: _hours_on(day, guides, caps_of(guides, day, caps=caps), minutes[day]) for day in days}


def _hours_on(day: date, guides: list[Guide], caps: dict, minutes: Committed) -> dict[int, list[Hours]]:
    found: dict[int, list[Hours]] = {}
    for guide in guides:
        own_roles = {"guide"} if guide.is_guide else set()
        own_roles |= {"interpreter"} if guide.is_interpreter else set()
        found[guide.pk] = [
            Hours(cap, day.year, *minutes.get((guide.pk, funding, role), (0, 0)))
            for (funding, role), cap in caps[guide.pk].items()
            if role in own_roles or (guide.pk, funding, role) in minutes
        ]
    return found


def hours_under(hours: Iterable[Hours], *, funding_source: FundingSource | None, role: str) -> Hours | None:
    """The one of a guide's hours that an assignment would count to; `None` without a cap."""
    wanted = (funding_source.pk if funding_source else None, role)
    return next((h for h in hours if (h.cap.funding_source_id, h.cap.role) == wanted), None)


def key_of_hours(funding_source: FundingSource | None, role: str, on: date) -> str:
    """The key under which the solver knows the hours of one funding, role and year."""
    return f"{funding_source.pk if funding_source else 0}:{role}:{on.year}"


def check_hours(
    guide: Guide,
    *,
    role: str,
    funding_source: FundingSource | None,
    minutes: int,
    on: date,
    over_week_is_fine: bool,
    minutes_of_year: int | None = None,
    appointment: int | None = None,
    assignment: int | None = None,
) -> None:
    """Refuse what goes beyond the cap of the year; beyond that of the week, unless the office has said it is fine.

    A series takes `minutes` in the week of `on` and `minutes_of_year` in its year.

    `appointment` and `assignment` are the keys of what it takes the place of, in whatever week or year that was. What all
    persons together may use stands in `budget.check_pool`.
    """
    committed = committed_minutes([guide.pk], [on], appointment=appointment, assignment=assignment)[on]
    own = _hours_on(on, [guide], caps_of([guide], on), committed)[guide.pk]
    hours = hours_under(own, funding_source=funding_source, role=role)
    if hours is None:
        return
    year = hours.minutes_year + (minutes_of_year or minutes)
    if year > hours.cap_year:
        raise YearCapReached(
            hours=in_hours(year), year=on.year, cap=in_hours(hours.cap_year), funding=hours.cap.funding_source.name
        )
    week = hours.minutes_week + minutes
    if hours.cap_week is not None and week > hours.cap_week and not over_week_is_fine:
        raise WeekCapExceeded(name=str(guide), hours=in_hours(week), cap=in_hours(hours.cap_week))
