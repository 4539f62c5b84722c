from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from kreislotse.audit import operations as audit
from kreislotse.guides.absences import away_on
from kreislotse.guides.models import Guide
from kreislotse.intake import queries as intake_queries
from kreislotse.intake.admissibility import Draft
from kreislotse.intake.dates import SeriesDay, days_of_series, wished_days
from kreislotse.intake.models import ExclusionRule, HelpRequest, SeriesWish, Setting
from kreislotse.matching import guide_letters
from kreislotse.matching.entries import Entry
from kreislotse.matching.hours import USUAL_MINUTES
from kreislotse.matching.models import Appointment, Assignment, Series, SeriesDate
from kreislotse.matching.operations._changes import Side, When, check_free, note_change
from kreislotse.matching.operations._client_cap import check_client_cap
from kreislotse.matching.operations._shared import (
    check_can_go,
    check_present,
    locked_assignment,
    locked_guide,
    locked_help_request,
)
from kreislotse.matching.operations.appointments import check_appointment, check_year
from kreislotse.matching.operations.errors import (
    AssignmentNotOpen,
    SeriesDaysAway,
    SeriesDaysTaken,
    SeriesDayUnknown,
    SeriesNotAllowed,
)
from kreislotse.matching.overlaps import DoubleBooked


@transaction.atomic
def agree_series(
    assignment: Assignment,
    *,
    first_on: date,
    starts_at: time,
    duration_minutes: int,
    every_weeks: int = 1,
    number: int | None = None,
    until: date | None = None,
    setting: str | None = None,
    place: str = "",
    skips_school_free: bool = False,
    leave_out_taken: bool = False,
    cap_reason: str = "",
    now: datetime,
    by,
) -> Series:
    """Plan many appointments of one assignment at once, each of which stands for itself afterwards.

    Public holidays of the Land are left out, school holidays if wished; both stay visible as days of the series. Days on
    which the guide is elsewhere or away are refused, or left out with `leave_out_taken`. Raises `SeriesNotAllowed` where the office
    takes on no recurring appointments and did not admit this request against its rule, and `ClientCapReached` if all its dates
    together are too many for one person, unless `cap_reason` says why the office makes an exception.
    """
    help_request = locked_help_request(assignment.help_request_id)
    assignment = locked_assignment(assignment.pk)
    if not assignment.is_open:
        raise AssignmentNotOpen(status=assignment.get_status_display())
    today = timezone.localdate(now)
    _check_allowed(help_request, today)
    guide = locked_guide(assignment.guide_id)
    days = days_of_series(
        first_on=first_on, every_weeks=every_weeks, number=number, until=until, skips_school_free=skips_school_free
    )
    held = [day.on for day in days if not day.left_out]
    away = away_on(guide, held)
    if away and (not leave_out_taken or len(away) == len(held)):
        raise SeriesDaysAway(name=str(guide), days=_listed(away))
    check_can_go(guide, assignment.role, days=[on for on in held if on not in away], topic=help_request.topic_id)
    series = Series.objects.create(
        assignment=assignment, first_on=first_on, every_weeks=every_weeks, number=number, until=until, starts_at=starts_at,
        duration_minutes=duration_minutes, setting=setting or Setting(help_request.setting),
        skips_school_free=skips_school_free, agreed_on=today, by=by if by and by.pk else None,
    )  # fmt: skip
    taken = []
    for day in days:
        line = SeriesDate(series=series, on=day.on, left_out=day.left_out, left_out_name=day.name)
        if day.on in away:
            line.left_out = SeriesDate.LeftOut.AWAY
        elif not day.left_out:
            line.appointment = _plan(series, help_request, guide, day, place=place, now=now)
            if line.appointment is None:
                line.left_out = SeriesDate.LeftOut.TAKEN
                taken.append(day.on)
        line.save()
    if taken and (not leave_out_taken or len(taken) + len(away) == len(held)):
        raise SeriesDaysTaken(name=str(guide), days=_listed(taken))
    check_client_cap(help_request, cap_reason=cap_reason, today=today, by=by)
    audit.record(Entry.SERIES_AGREED, assignment, by=by, series=series.pk, dates=len(held) - len(taken) - len(away))
    guide_letters.tell_of_booking(assignment, now=now, by=by)
    return series


def agree_wished_series(assignment: Assignment, *, now: datetime, by) -> Series | None:
    """The series a request asked for, as soon as somebody goes; `None` if it asked for none or named no hour.

    Who says yes says it to the days that are left: those already over are not planned, and those on which the guide is
    elsewhere or away are left out and stay visible, because nobody can choose other days while saying yes.
    """
    help_request = assignment.help_request
    wish = SeriesWish.objects.filter(help_request=help_request).first()
    if wish is None or help_request.wanted_on is None or help_request.wanted_at is None:
        return None
    ahead = [day for day in wished_days(help_request) if day.on >= timezone.localdate(now)]
    held = sum(not day.left_out for day in ahead)
    if held < 2:  # the last one of a series is one appointment like any other
        return None
    return agree_series(
        assignment, first_on=ahead[0].on, starts_at=help_request.wanted_at,
        duration_minutes=help_request.expected_minutes or USUAL_MINUTES, every_weeks=wish.every_weeks,
        number=held if wish.number else None, until=wish.until, setting=help_request.setting, place=help_request.place,
        skips_school_free=wish.skips_school_free, leave_out_taken=True, now=now, by=by,
    )  # fmt: skip


@transaction.atomic
def hold_left_out_date(
    series_date: SeriesDate, *, overlap_reason: str = "", cap_reason: str = "", now: datetime, by
) -> Appointment:
    """Let an appointment of a series take place on a day that was left out, because both sides want it all the same.

    Raises what planning an appointment raises, also `ClientCapReached` unless `cap_reason` says why the office makes an exception.
    """
    assignment_pk, help_request_pk = (
        Assignment.objects.filter(series=series_date.series_id).values_list("pk", "help_request_id").get()
    )
    help_request = locked_help_request(help_request_pk)
    assignment = locked_assignment(assignment_pk)
    series_date = SeriesDate.objects.select_related("series").select_for_update(of=("self",)).get(pk=series_date.pk)
    if not assignment.is_open:
        raise AssignmentNotOpen(status=assignment.get_status_display())
    if not series_date.left_out:
        raise SeriesDayUnknown
    series = series_date.series
    appointment = _appointment(series, help_request, SeriesDay(series_date.on), place=help_request.place, now=now)
    check_appointment(appointment, help_request, timezone.localdate(now))
    guide = locked_guide(assignment.guide_id)
    check_can_go(guide, assignment.role, days=[appointment.on], topic=help_request.topic_id)
    check_present(guide, days=[appointment.on])
    check_year(appointment, assignment, guide)
    overlaps = check_free(appointment, help_request, guide, overlap_reason=overlap_reason)
    appointment.save()
    check_client_cap(help_request, cap_reason=cap_reason, today=timezone.localdate(now), by=by)
    if overlaps:
        note_change(
            appointment, kind="overlap_allowed", before=When.of(appointment), side=Side.OFFICE, reason=overlap_reason,
            now=now, by=by,
        )  # fmt: skip
    series_date.appointment, series_date.left_out, series_date.left_out_name = appointment, "", ""
    series_date.save(update_fields=["appointment", "left_out", "left_out_name"])
    audit.record(Entry.APPOINTMENT_RECORDED, assignment, by=by, appointment=appointment.pk, on=appointment.on)
    guide_letters.tell_of_booking(assignment, now=now, by=by)
    return appointment


def _listed(days: Iterable[date]) -> str:
    return ", ".join(date_format(day, "SHORT_DATE_FORMAT") for day in days)


def _check_allowed(help_request: HelpRequest, today: date) -> None:
    """A request that said it recurs was checked when it came in; here is asked only about those that did not say so."""
    if help_request.is_recurring:
        return
    draft = Draft(
        wish=help_request.wish, asked_by_institution=help_request.asked_by_institution, is_recurring=True
    )  # fmt: skip
    for refusal in intake_queries.refusals_of(draft, today=today):
        if refusal.rule.check_code == ExclusionRule.Check.RECURRING:
            raise SeriesNotAllowed(f"{refusal.refusal} {refusal.alternative}")


def _plan(
    series: Series, help_request: HelpRequest, guide: Guide, day: SeriesDay, *, place: str, now: datetime
) -> Appointment | None:
    """One appointment of the series; `None` if the guide is elsewhere that day."""
    appointment = _appointment(series, help_request, day, place=place, now=now)
    check_appointment(appointment, help_request, timezone.localdate(now))
    try:
        check_free(appointment, help_request, guide)
    except DoubleBooked:
        return None
    check_year(appointment, series.assignment, guide)
    appointment.save()
    return appointment


def _appointment(
    series: Series, help_request: HelpRequest, day: SeriesDay, *, place: str, now: datetime
) -> Appointment:
    return Appointment(
        assignment=series.assignment, on=day.on, starts_at=series.starts_at, duration_minutes=series.duration_minutes,
        persons=help_request.persons or 1, setting=series.setting, place=place, outcome=Appointment.Outcome.PLANNED,
        recorded_at=now,
    )  # fmt: skip
