"""The calendar of the pool: who is where in a week or a month, who is away, and who is free."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from kreislotse.charts import Mark
from kreislotse.core.clock import ends_at
from kreislotse.core.dates import next_month
from kreislotse.districts.models import District
from kreislotse.documents.calendar import Series, series_ics
from kreislotse.guides.models import Guide, GuideAbsence, GuideLanguage
from kreislotse.guides.queries import visible_guides
from kreislotse.guides.times import usual_times
from kreislotse.matching.hours import hours_of, in_hours
from kreislotse.matching.models import Appointment
from kreislotse.matching.queries import visible_assignments
from kreislotse.taxonomy.models import Language


def visible_appointments(*, to) -> QuerySet[Appointment]:
    """Appointments of the pool that `to` may know of, called off ones left out, with what a calendar prints of them."""
    return (
        Appointment.objects.filter(assignment__in=visible_assignments(to=to))
        .exclude(outcome=Appointment.Outcome.CANCELLED)
        .select_related(
            "assignment__guide", "assignment__help_request__topic", "assignment__help_request__municipality"
        )
        .order_by("on", F("starts_at").asc(nulls_first=True), "pk")
    )


def visible_absences(days: list[date], *, to) -> QuerySet[GuideAbsence]:
    """Absences that touch the days, of guides `to` may know of."""
    rows = GuideAbsence.objects.filter(guide__in=visible_guides(to=to), from_on__lte=days[-1], to_on__gte=days[0])
    return rows.select_related("guide").order_by("guide__last_name", "guide__first_name", "guide", "from_on")


@dataclass(frozen=True)
class Day:
    on: date
    appointments: list[Appointment]
    away: list[Guide]
    is_today: bool
    is_outside: bool = False  # a day of the neighboring month

    @property
    def first(self) -> list[Appointment]:
        return self.appointments[:3]

    @property
    def more(self) -> int:
        return max(0, len(self.appointments) - 3)


@dataclass(frozen=True)
class LaneDay:
    on: date
    appointments: list[Appointment]
    windows: list[tuple[time, time]]
    is_away: bool


@dataclass(frozen=True)
class Lane:
    """One guide's row of the week: appointments and the usual times of each day."""

    guide: Guide
    days: list[LaneDay]
    number: int


def week_days(day: date) -> list[date]:
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(7)]


def month_days(day: date) -> list[date]:
    """The days of the weeks that touch a month."""
    first = day.replace(day=1)
    last = next_month(first) - timedelta(days=1)
    start = first - timedelta(days=first.weekday())
    return [start + timedelta(days=n) for n in range((last + timedelta(days=7 - last.weekday()) - start).days)]


def by_day(appointments, absences, days: list[date], *, today: date, month: date | None = None) -> list[Day]:
    found = defaultdict(list)
    for one in appointments:
        found[one.on].append(one)
    return [
        Day(
            day, found[day], [one.guide for one in absences if one.from_on <= day <= one.to_on], day == today,
            bool(month) and day.month != month.month,
        )
        for day in days
    ]  # fmt: skip


def lanes(guides, appointments, absences, days: list[date]) -> list[Lane]:
    """A row per guide, in the given order; the guides' weekly times must be prefetched."""
    away = defaultdict(list)
    for one in absences:
        away[one.guide_id].append(one)
    found = defaultdict(list)
    for one in appointments:
        found[one.assignment.guide_id, one.on].append(one)
    rows = []
    for guide in guides:
        windows = usual_times(guide)
        cells = [
            LaneDay(
                day, found[guide.pk, day], windows.get(day.weekday(), []),
                any(one.from_on <= day <= one.to_on for one in away[guide.pk]),
            )
            for day in days
        ]  # fmt: skip
        rows.append(Lane(guide, cells, sum(len(cell.appointments) for cell in cells)))
    return rows


FROM_HOUR, TO_HOUR = 7, 21


def marks_of(lane: Lane, *, by_hour: bool) -> list[Mark]:
    """The lane as a picture draws it, a column per day: appointments at their hours or filling the day, absences, usual times."""
    marks = []
    for n, day in enumerate(lane.days):
        if day.is_away:
            marks.append(Mark(n, n + 1, "away"))
        for one in day.appointments:
            if by_hour and one.starts_at:
                start = _part_of_day(_minute(one.starts_at))
                marks.append(Mark(n + start, n + _part_of_day(_minute(one.starts_at) + (one.duration_minutes or 60))))
            else:
                marks.append(Mark(n + 0.1, n + 0.9))
        if by_hour and not day.is_away:
            marks += [Mark(n + _part_of_day(_minute(a)), n + _part_of_day(_minute(b)), "free") for a, b in day.windows]
    return marks


def _part_of_day(minute: int) -> float:
    """Where a minute of the day lies between the hours the picture shows, 0 to 1."""
    return min(1.0, max(0.0, (minute / 60 - FROM_HOUR) / (TO_HOUR - FROM_HOUR)))


def weeks_of(lane: Lane) -> list[tuple[date, int, bool]]:
    """For each week of the lane: its Monday, the number of appointments, and whether somebody is away in it."""
    return [
        (week[0].on, sum(len(day.appointments) for day in week), any(day.is_away for day in week))
        for week in (lane.days[start : start + 7] for start in range(0, len(lane.days), 7))
    ]


# ── who is free? ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class FreeGuide:
    """A guide who speaks a language, and how a day looks for them: free, perhaps, or why not."""

    guide: Guide
    level: str
    state: str  # free, perhaps, not
    sentence: str
    hours_left: str = ""
    order: tuple = field(default=(), repr=False)


@dataclass(frozen=True)
class FreeOn:
    free: list[FreeGuide]
    perhaps: list[FreeGuide]
    others: list[FreeGuide]

    @property
    def number(self) -> int:
        return len(self.free)


def who_is_free(
    *,
    on: date,
    language: Language | None = None,
    start: time | None = None,
    end: time | None = None,
    role: str = "",
    to,
) -> FreeOn:
    """Active guides who speak `language`, parted into those free on the day, those who named no times, and the rest.

    Without hours, somebody is free who usually has time that day and has no appointment in all of it. The number of
    queries is fixed.
    """
    guides = visible_guides(to=to).available().select_related("home_municipality", "organization")
    if language:
        guides = guides.speaking(language)
    if role:
        guides = guides.in_role(role)
    guides = list(
        guides.prefetch_related("weekly_times", "languages__language").order_by("last_name", "first_name", "pk")
    )
    keys = [guide.pk for guide in guides]
    taken = defaultdict(list)
    rows = Appointment.objects.filter(on=on, outcome=Appointment.Outcome.PLANNED, assignment__guide__in=keys)
    for guide, starts_at, minutes in rows.values_list("assignment__guide", "starts_at", "duration_minutes"):
        taken[guide].append((starts_at, minutes))
    hours = hours_of(guides, on=on)
    absences = GuideAbsence.objects.filter(guide__in=keys, from_on__lte=on, to_on__gte=on)
    away = set(absences.values_list("guide", flat=True))
    found = [
        _free(
            guide,
            on,
            start,
            end,
            taken[guide.pk],
            min(hours[guide.pk], key=lambda h: h.left_year, default=None),
            language,
            is_away=guide.pk in away,
        )
        for guide in guides
    ]
    found.sort(key=lambda one: one.order)
    parts = {state: [one for one in found if one.state == state] for state in ("free", "perhaps", "not")}
    return FreeOn(parts["free"], parts["perhaps"], parts["not"])


def _free(guide: Guide, on: date, start, end, taken, hours, language, *, is_away: bool) -> FreeGuide:  # noqa: PLR0913
    level = next(
        (
            GuideLanguage.Level(one.level).label
            for one in guide.languages.all()
            if language and one.language_id == language.pk
        ),
        "",
    )
    left = in_hours(hours.left_year) if hours else ""
    order = (-(hours.left_year if hours else 0), guide.last_name, guide.first_name, guide.pk)
    times = usual_times(guide)
    state, sentence = _state_of(times, times.get(on.weekday(), []), start, end, taken)
    if is_away:
        state, sentence = "not", _("ist an dem Tag abwesend")
    elif state != "not" and hours and hours.left_year == 0:
        state, sentence = "not", _("hat in diesem Jahr keine Stunden mehr frei")
    return FreeGuide(guide, str(level), state, sentence, left, order)


def _state_of(times, windows, start, end, taken) -> tuple[str, str]:
    usual = ", ".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in windows)
    if any(moment is None for moment, _minutes in taken):
        return "perhaps", _("hat an dem Tag einen Termin ohne Uhrzeit")
    spans = [(_minute(moment), _minute(moment) + max(minutes, 15)) for moment, minutes in taken]
    wanted = (_minute(start), _minute(end) if end else _minute(start) + 60) if start else None
    if wanted and any(a < wanted[1] and wanted[0] < b for a, b in spans):
        return "not", _("hat zu dieser Zeit schon einen Termin")
    if not times:
        return "perhaps", _("hat keine festen Zeiten angegeben")
    if not windows:
        return "not", _("hat an diesem Wochentag gewöhnlich keine Zeit")
    if wanted and not any(_minute(a) <= wanted[0] and wanted[1] <= _minute(b) for a, b in windows):
        return "not", _("hat gewöhnlich nur %(times)s Zeit") % {"times": usual}
    if not wanted and spans:
        gaps = _gaps([(_minute(a), _minute(b)) for a, b in windows], spans)
        if not gaps:
            return "not", _("ist an dem Tag verplant")
        return "free", _("frei: %(times)s") % {"times": ", ".join(f"{_clock(a)}–{_clock(b)}" for a, b in gaps)}
    return "free", _("hat gewöhnlich %(times)s Zeit") % {"times": usual}


def _gaps(windows, spans, *, least: int = 60) -> list[tuple[int, int]]:
    """What is left of windows without the spans, pieces shorter than an hour left out."""
    left = list(windows)
    for a, b in spans:
        left = [piece for x, y in left for piece in ((x, min(y, a)), (max(x, b), y)) if piece[1] > piece[0]]
    return [(x, y) for x, y in left if y - x >= least]


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


# ── for the office's own calendar ───────────────────────────────────────────────────────────────────


def pool_ics(appointments, *, district: District, now: datetime) -> bytes:
    """The appointments for a calendar: who goes, what about, which municipality. Nobody who is accompanied, no address."""
    series = []
    for one in appointments:
        request = one.assignment.help_request
        end = ends_at(one.on, one.starts_at, one.duration_minutes or 60) if one.starts_at else None
        series.append(
            Series(
                uid=f"pool-{one.pk}@{district.host}", first_day=one.on,
                summary=_("%(name)s: %(topic)s") % {"name": one.assignment.guide, "topic": request.topic.name},
                starts_at=one.starts_at, ends_at=end.time() if end else None, ends_on=end.date() if end else None,
                location=request.municipality.name if request.municipality else "",
                url=f"{district.base_url}/buero/lotsen/einsaetze/{one.assignment_id}/",
            )
        )  # fmt: skip
    return series_ics(series, name=_("Begleitungen – %(district)s") % {"district": district.name}, stamped_at=now)
