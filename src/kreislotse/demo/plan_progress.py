"""What became of the measures of the demo's plan: status with reasons, reports of the leads, milestones, programmes."""

from __future__ import annotations

from datetime import date, timedelta

from kreislotse.core.dates import months_later
from kreislotse.planning.deciding import reference_of
from kreislotse.planning.models import (
    Measure,
    MeasureStatusChange,
    Milestone,
    PlanVersion,
    ProgressReport,
    YearlyProgramme,
    YearlyProgrammeEntry,
)

LIGHTS = {"stuck": "yellow", "red": "red", "late": "yellow"}
ENDS = {"done": "done", "paused": "paused", "dropped": "dropped"}
REPORT_EVERY = 5  # months between two reports of a lead who answers
SILENT = {"stale": 14}
"""Months since the last word of a lead who says nothing any more."""


def live_on(builder, version: PlanVersion, *, until: date, is_old: bool) -> None:
    """Begin, report, reach and end measures, up to the day `until`."""
    changes, reports, reached = [], [], []
    measures = list(Measure.objects.filter(version=version))
    for measure in measures:
        facts = builder.courses.get(measure.pk)
        if facts is None:
            continue
        course = facts.get("old_course", "on_time") if is_old else facts["course"]
        begins = _begins(measure, version)
        if course in ("planned", "overdue_start") or begins > until:
            measure.next_report_on = None if course == "planned" else months_later(until, 1)
            continue
        if measure.status != Measure.Status.RUNNING:
            changes.append(
                _change(measure, begins, Measure.Status.RUNNING, builder.chance.one(builder.facts["words"]["begun"]))
            )
            measure.status = Measure.Status.RUNNING
        last = _reports(builder, measure, course, begins, until, reports)
        reached += _reached(measure, facts, until, is_old=is_old)
        if course in ENDS:
            ended = min(until, measure.ends_on or until) - timedelta(days=20)
            reason = facts.get("pause") or "Alle Meilensteine sind erreicht."
            changes.append(_change(measure, max(ended, begins), ENDS[course], reason))
            measure.status = ENDS[course]
        is_ended = measure.status in ("done", "dropped")
        measure.next_report_on = None if is_ended or is_old else months_later(last or begins, 6)
    Measure.objects.bulk_update(measures, ["status", "next_report_on"])
    MeasureStatusChange.objects.bulk_create(changes)
    if not is_old:
        _leave_unread(reports)
    ProgressReport.objects.bulk_create(reports)
    Milestone.objects.bulk_update(reached, ["reached_on"])


def _leave_unread(reports: list[ProgressReport]) -> None:
    """The office has not read yet what two leads said last."""
    told = sorted((one for one in reports if one.is_from_lead), key=lambda one: one.on)
    for report in told[-2:]:
        report.words = ProgressReport.Words.WAITING


def _begins(measure: Measure, version: PlanVersion) -> date:
    earliest = version.adopted_on + timedelta(days=14)
    return max(measure.starts_on or earliest, earliest)


def _change(measure: Measure, on: date, after: str, reason: str) -> MeasureStatusChange:
    return MeasureStatusChange(measure=measure, on=on, before=measure.status, after=after, reason=reason)


def _reports(builder, measure: Measure, course: str, begins: date, until: date, reports: list) -> date | None:  # noqa: PLR0913
    """Reports every few months; the last one says how it is. Returns its day."""
    words, chance = builder.facts["words"], builder.chance
    end = until - timedelta(days=chance.between(10, 70))
    if course in SILENT:
        end = months_later(until, -SILENT[course])
    days = []
    day = months_later(begins, 3)
    while day <= end:
        days.append(day)
        day = months_later(day, REPORT_EVERY)
    if course in LIGHTS and course not in SILENT and (not days or days[-1] < end):
        days.append(end)
    for n, on in enumerate(days):
        is_last = n == len(days) - 1
        light = LIGHTS.get(course, "green") if is_last else "green"
        kind = course if is_last and course in words else "on_time"
        spent = None if measure.cost_cents is None else measure.cost_cents * (n + 1) // (len(days) + 2)
        reports.append(
            ProgressReport(
                measure=measure, on=on, light=light, text=chance.one(words[kind]), next_step=chance.one(words["next"]),
                spent_cents=spent or None, is_from_lead=chance.happens(0.7),
            )
        )  # fmt: skip
    return days[-1] if days else None


def _reached(measure: Measure, facts: dict, until: date, *, is_old: bool) -> list[Milestone]:
    """Milestones the facts call reached, on their day or a little later."""
    met = {title for title, _months, is_met in facts.get("milestones", ()) if is_met}
    rows = []
    for one in Milestone.objects.filter(measure=measure, reached_on=None, title__in=met):
        if one.due_on <= until:
            one.reached_on = min(until, one.due_on + timedelta(days=9))
            rows.append(one)
    return [] if is_old else rows


def build_programmes(builder, version: PlanVersion) -> None:
    """What the steering group chose for this year, and for the next one once it has met in the autumn."""
    today = builder.world.today
    measures = sorted(Measure.objects.filter(version=version), key=lambda one: (one.weight != "focus", one.number))
    chosen = [one for one in measures if one.status != Measure.Status.DROPPED]
    resolution = builder.resolutions["programme"]
    years = [(today.year, resolution.decided_on, resolution)]
    if today.month >= 11:
        years.append((today.year + 1, today - timedelta(days=12), None))
    for n, (year, day, decided) in enumerate(years):
        programme = YearlyProgramme.objects.create(
            version=version, year=year, chosen_by=builder.steering, chosen_on=day, resolution=decided,
            decision_reference=reference_of("", decided), text="Weniger auf einmal: zuerst, was Menschen im Alltag sofort merken.",
        )  # fmt: skip
        YearlyProgrammeEntry.objects.bulk_create(
            YearlyProgrammeEntry(
                programme=programme, measure=one, aim=_aim(one), budget_cents=(one.cost_cents or 0) // 2 or None
            )
            for one in chosen[n * 4 : n * 4 + 9]
        )


def _aim(measure: Measure) -> str:
    waiting = measure.milestones.filter(reached_on=None).order_by("due_on").first()
    return waiting.title if waiting else "Verlässlich weiterführen"
