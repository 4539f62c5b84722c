"""Hours of the year and where they lead: what is done, what is planned, and the pace of the last twelve weeks.

The method in one sentence: done so far, plus for the rest of the year whichever is more, the planned appointments or as
many minutes a week as in the last twelve weeks; the range takes the calmest and the busiest four of these weeks instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kreislotse.guides.models import FundingPool, FundingSource, Guide, HourCap, Role
from kreislotse.guides.queries import visible_guides
from kreislotse.guides.rules import caps_of, funding_sources_in_force, pools_in_force
from kreislotse.matching.budget import Entry, Tallied
from kreislotse.matching.counting import that_count
from kreislotse.matching.hours import in_euros, in_hours, without_appointment
from kreislotse.matching.models import Appointment

PACE_WEEKS, BLOCKS = 12, 3
BLOCK_DAYS = PACE_WEEKS * 7 // BLOCKS
"""Twelve weeks hold a holiday and a busy month; three blocks of four weeks give the range."""


def rounded(minutes: float) -> str:
    """A forecast in whole hours: more would pretend to know more."""
    return in_hours(round(minutes / 60) * 60)


def rounded_euros(cents: float) -> str:
    """A forecast in whole euros."""
    return _("%(n)s €") % {"n": number_format(round(cents / 100))}


def exact_euros(cents: int) -> str:
    return in_euros(Decimal(cents) / 100)


@dataclass(frozen=True)
class Forecast:
    """Minutes of one year: done until today, planned after it, expected on 31 December with a range, and the cap.

    Money goes through the same method as cents; `say` and `say_about` are the words for exact and estimated amounts.
    """

    done: int
    planned: int
    low: int
    middle: int
    high: int
    cap: int | None
    runs_out_on: date | None
    say: Callable[[int], str] = in_hours
    say_about: Callable[[float], str] = rounded

    @property
    def left(self) -> int | None:
        return None if self.cap is None else max(0, self.cap - self.done - self.planned)

    @property
    def is_over(self) -> bool:
        return self.cap is not None and self.done + self.planned >= self.cap

    @property
    def state(self) -> str:
        """„aufgebraucht“, „reicht nicht“, „wird knapp“ or „reicht“, as a tone."""
        if self.cap is None:
            return "neutral"
        if self.is_over:
            return "danger"
        return "warning" if self.high > self.cap else "success"

    @property
    def state_text(self) -> str:
        if self.cap is None:
            return _("ohne Grenze")
        if self.is_over:
            return _("aufgebraucht")
        if self.middle > self.cap:
            return _("reicht nicht")
        return _("kann knapp werden") if self.high > self.cap else _("reicht")

    @property
    def done_text(self) -> str:
        return self.say(self.done)

    @property
    def planned_text(self) -> str:
        return self.say(self.planned)

    @property
    def left_text(self) -> str:
        return "–" if self.left is None else self.say(self.left)

    @property
    def cap_text(self) -> str:
        return "–" if self.cap is None else self.say(self.cap)

    @property
    def expected_text(self) -> str:
        return self.say_about(self.middle)

    @property
    def range_text(self) -> str:
        low, high = self.say_about(self.low), self.say_about(self.high)
        return low if low == high else _("%(low)s bis %(high)s") % {"low": low, "high": high}


def forecast(
    work: Iterable[tuple[date, int]], planned: Iterable[tuple[date, int]], *, cap: int | None, today: date, **words
) -> Forecast:
    """The year of `today` from minutes done (past twelve weeks included, of whatever year) and planned by day."""
    work, planned = list(work), list(planned)
    end = date(today.year, 12, 31)
    done = sum(minutes for day, minutes in work if day.year == today.year and day <= today)
    coming = sum(minutes for day, minutes in planned if today.year == day.year)
    days_left = (end - today).days
    low, middle, high = paces(work, today=today)
    expected = [done + max(coming, round(pace * days_left)) for pace in (low, middle, high)]
    return Forecast(done, coming, *expected, cap, _runs_out(done, planned, middle, cap, today=today, end=end), **words)


def paces(work: Sequence[tuple[date, int]], *, today: date) -> tuple[float, float, float]:
    """Minutes a day in the calmest block, on the whole, and in the busiest block of the last twelve weeks.

    Somebody who began within them is measured from then on, over at least four weeks.
    """
    start = today - timedelta(days=PACE_WEEKS * 7 - 1)
    recent = [(day, minutes) for day, minutes in work if start <= day <= today]
    if not recent:
        return 0.0, 0.0, 0.0
    if min(day for day, _minutes in work) >= start:
        start = min(min(day for day, _minutes in recent), today - timedelta(days=BLOCK_DAYS - 1))
    days = (today - start).days + 1
    whole = sum(minutes for _day, minutes in recent) / days
    blocks = [0] * max(1, days // BLOCK_DAYS)
    for day, minutes in recent:
        place = (today - day).days // BLOCK_DAYS
        if place < len(blocks):
            blocks[place] += minutes
    perday = [minutes / BLOCK_DAYS for minutes in blocks]
    return min(*perday, whole), whole, max(*perday, whole)


def _runs_out(done: int, planned, pace: float, cap: int | None, *, today: date, end: date) -> date | None:
    """The day of this year on which pace or planned appointments reach the cap; `None` if it lasts."""
    if cap is None:
        return None
    if done >= cap:
        return today
    total, by_plan = done, None
    for day, minutes in sorted(planned):
        total += minutes
        if total >= cap:
            by_plan = day
            break
    by_pace = today + timedelta(days=int((cap - done) / pace)) if pace > 0 else None
    days = [day for day in (by_plan, by_pace) if day and day <= end]
    return min(days, default=None)


# ── from casework ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class GuideYear:
    """One guide under one funding and in one role."""

    guide: Guide
    funding_source: FundingSource | None
    role: str
    forecast: Forecast

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)


@dataclass(frozen=True)
class SourceYear:
    """All visible guides under one funding together, month by month; the cap is the sum of theirs."""

    name: str
    forecast: Forecast
    months: list[int]  # minutes done in each month of the year up to today's
    guides: int
    running_out: int


@dataclass(frozen=True)
class PoolYear:
    rows: list[GuideYear]
    sources: list[SourceYear]

    @property
    def warnings(self) -> list[GuideYear]:
        """Who runs out within the year, the earliest first."""
        found = [row for row in self.rows if row.forecast.runs_out_on or row.forecast.is_over]
        return sorted(found, key=lambda row: (row.forecast.runs_out_on or date.min, row.guide.last_name, row.guide.pk))


def pool_year(*, to, today: date) -> PoolYear:
    """The year of all visible active guides, and of each funding. Five queries, whatever their number."""
    guides = {g.pk: g for g in visible_guides(to=to).available().select_related("organization")}
    caps = caps_of(guides.values(), today)
    sources = {cap.funding_source_id: cap.funding_source for mine in caps.values() for cap in mine.values()}
    work, planned = _work(guides, today), _planned(guides, today)
    missing = {funding for _g, funding, _r in (*work, *planned) if funding and funding not in sources}
    sources |= {one.pk: one for one in FundingSource.objects.filter(pk__in=missing)}
    keys = set(work) | set(planned)
    for pk, guide in guides.items():
        keys |= {(pk, funding, role) for funding, role in caps[pk] if _does(guide, role)}
    rows = [
        GuideYear(
            guides[pk], sources.get(funding), role,
            forecast(work.get((pk, funding, role), ()), planned.get((pk, funding, role), ()), cap=_cap(caps[pk], funding, role), today=today),
        )
        for pk, funding, role in keys
    ]  # fmt: skip
    rows.sort(
        key=lambda row: (
            row.guide.last_name,
            row.guide.first_name,
            row.guide.pk,
            str(row.funding_source or ""),
            row.role,
        )
    )
    return PoolYear(rows, _sources(rows, work, planned, today=today))


def _does(guide: Guide, role: str) -> bool:
    return guide.is_guide if role == Role.GUIDE else guide.is_interpreter


def _cap(caps: dict[tuple[int, str], HourCap], funding, role) -> int | None:
    cap = caps.get((funding, role))
    return cap.hours_per_year * 60 if cap else None


def _work(guides, today: date) -> dict[tuple, list[tuple[date, int]]]:
    """Minutes by (guide, funding, role) and day, from the new year or the last twelve weeks on, until today."""
    since = min(date(today.year, 1, 1), today - timedelta(days=PACE_WEEKS * 7))
    return _by_key(Appointment.objects.filter(on__gte=since, on__lte=today, assignment__guide__in=list(guides)))


def _planned(guides, today: date) -> dict[tuple, list[tuple[date, int]]]:
    """Planned minutes after today, and what was promised without any appointment yet, on the day wanted."""
    rows = Appointment.objects.filter(on__gt=today, on__year=today.year, assignment__guide__in=list(guides))
    found = _by_key(rows)
    promised = without_appointment().filter(guide__in=list(guides)).values_list(
        "guide", "funding_source", "role", "counted", "help_request__wanted_on"
    )  # fmt: skip
    for guide, funding, role, minutes, wanted_on in promised:
        day = wanted_on if wanted_on and wanted_on > today else today
        if day.year == today.year:
            found.setdefault((guide, funding, role), []).append((day, minutes))
    return found


def _by_key(rows) -> dict[tuple, list[tuple[date, int]]]:
    """Minutes that count (`matching.counting`)."""
    found = defaultdict(list)
    fields = ("assignment__guide", "assignment__funding_source", "assignment__role", "on", "counted")
    for guide, funding, role, day, minutes in that_count(rows).order_by().values_list(*fields):
        found[guide, funding, role].append((day, minutes))
    return dict(found)


def _sources(rows: list[GuideYear], work, planned, *, today: date) -> list[SourceYear]:
    found = []
    groups = defaultdict(list)
    for row in rows:
        groups[row.funding_source.pk if row.funding_source else None].append(row)
    for funding, group in groups.items():
        days = [entry for key, entries in work.items() if key[1] == funding for entry in entries]
        coming = [entry for key, entries in planned.items() if key[1] == funding for entry in entries]
        caps = [row.forecast.cap for row in group]
        cap = None if None in caps else sum(caps)
        months = [0] * today.month
        for day, minutes in days:
            if day.year == today.year:
                months[day.month - 1] += minutes
        found.append(
            SourceYear(
                group[0].funding_source.name if funding else _("ohne Finanzierung"),
                forecast(days, coming, cap=cap, today=today), months, len({row.guide.pk for row in group}),
                sum(bool(row.forecast.runs_out_on) for row in group),
            )
        )  # fmt: skip
    return sorted(found, key=lambda source: (-source.forecast.done, source.name))


# ── what fundings give to all together ──────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class BudgetYear:
    """One funding for all persons together: hours and euros of the year, each with what is left and where it leads."""

    name: str
    hours: Forecast
    euros: Forecast

    @property
    def units(self) -> list[tuple[str, Forecast]]:
        return [(_("Stunden"), self.hours), (_("Euro"), self.euros)]


def budget_year(*, today: date) -> list[BudgetYear]:
    """The budgets of the fundings of the day, whoever goes; a constant number of queries."""
    sources, pools = list(funding_sources_in_force(today)), pools_in_force(today)
    since = min(date(today.year, 1, 1), today - timedelta(days=PACE_WEEKS * 7))
    tallied = Tallied.between([source.pk for source in sources], since, date(today.year, 12, 31))
    by_source = defaultdict(list)
    for entry in tallied.entries:
        by_source[entry.funding_source].append(entry)
    return [_budget(source, by_source[source.pk], pools.get(source.pk), today=today) for source in sources]


def _budget(source: FundingSource, entries: list[Entry], pool: FundingPool | None, *, today: date) -> BudgetYear:
    coming = [entry for entry in entries if entry.is_promise or entry.on > today]
    done = [entry for entry in entries if not (entry.is_promise or entry.on > today)]
    hours = None if pool is None or pool.hours_per_year is None else pool.hours_per_year * 60
    euros = None if pool is None or pool.euros_per_year is None else _cents(pool.euros_per_year)
    return BudgetYear(
        source.name,
        forecast([(e.on, e.minutes) for e in done], [(e.on, e.minutes) for e in coming], cap=hours, today=today),
        forecast(
            [(e.on, _cents(e.euros)) for e in done], [(e.on, _cents(e.euros)) for e in coming], cap=euros, today=today,
            say=exact_euros, say_about=rounded_euros,
        ),
    )  # fmt: skip


def _cents(euros: Decimal) -> int:
    return int(euros * 100)
