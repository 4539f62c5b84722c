from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from kreislotse.audit import operations as audit
from kreislotse.core.dates import first_of_month
from kreislotse.guides.models import Guide
from kreislotse.intake.models import HelpRequest, Setting
from kreislotse.matching.entries import Entry
from kreislotse.matching.hours import USUAL_MINUTES, check_hours
from kreislotse.matching.models import Appointment, Assignment
from kreislotse.matching.months import month_to_count_in
from kreislotse.matching.operations._shared import locked_assignment, locked_guide, locked_help_request
from kreislotse.matching.operations.errors import (
    AppointmentInFuture,
    AppointmentTwice,
    AssignmentNotOpen,
    BeforeTheRequest,
    DurationMissing,
    MonthIsClosed,
    PlannedInPast,
)

O = Appointment.Outcome  # noqa: E741  reads well beside its members


@transaction.atomic
def record_appointment(
    assignment: Assignment,
    *,
    on: date,
    duration_minutes: int,
    outcome: str = O.TOOK_PLACE,
    starts_at: time | None = None,
    travel_km: Decimal | int = 0,
    persons: int = 1,
    setting: str | None = None,
    place: str = "",
    saw_structural_problem: str = "",
    now: datetime,
    by,
) -> Appointment:
    """Plan an appointment or note one that was; one whose month is closed counts in the first open month.

    A planned one must fit under the cap of the year; what has happened is noted in any case.
    """
    help_request = locked_help_request(assignment.help_request_id)
    assignment = locked_assignment(assignment.pk)
    if assignment.status == Assignment.Status.CANCELLED or (outcome == O.PLANNED and not assignment.is_open):
        raise AssignmentNotOpen(status=assignment.get_status_display())
    appointment = Appointment(
        assignment=assignment, on=on, starts_at=starts_at, duration_minutes=duration_minutes, travel_km=travel_km,
        persons=persons, setting=setting or Setting(help_request.setting), place=place, outcome=outcome,
        saw_structural_problem=saw_structural_problem, recorded_at=now,
    )  # fmt: skip
    _check(appointment, help_request, timezone.localdate(now))
    guide = locked_guide(assignment.guide_id)
    if outcome == O.PLANNED:
        _check_year(appointment, assignment, guide)
    appointment.counted_in = None if outcome == O.PLANNED else month_to_count_in(on)
    appointment.save()
    _follow(assignment, help_request, outcome)
    audit.record(Entry.APPOINTMENT_RECORDED, assignment, by=by, appointment=appointment.pk, on=on, outcome=outcome)
    return appointment


def note_time(assignment: Assignment, *, on: date, duration_minutes: int, now: datetime, by, **details) -> Appointment:
    """Note what was: says it of the appointment planned for that day, if there is one, else records a new one."""
    planned = assignment.appointments.filter(on=on, outcome=O.PLANNED).order_by("starts_at", "pk").first()
    if planned:
        return change_appointment(planned, duration_minutes=duration_minutes, now=now, by=by, **details)
    return record_appointment(assignment, on=on, duration_minutes=duration_minutes, now=now, by=by, **details)


@transaction.atomic
def change_appointment(appointment: Appointment, *, now: datetime, by, **changes) -> Appointment:
    """Correct an appointment, or say what became of a planned one; refused once its month is closed.

    `changes` are the names `record_appointment` takes.
    """
    assignment_pk, help_request_pk = (
        Assignment.objects.filter(pk=appointment.assignment_id).values_list("pk", "help_request_id").get()
    )
    help_request = locked_help_request(help_request_pk)
    assignment = locked_assignment(assignment_pk)
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if assignment.status == Assignment.Status.CANCELLED:
        raise AssignmentNotOpen(status=assignment.get_status_display())
    if appointment.counted_in and month_to_count_in(appointment.counted_in) != appointment.counted_in:
        raise MonthIsClosed(month=date_format(appointment.counted_in, "F Y"))
    was_late = appointment.counted_in and appointment.counted_in != first_of_month(appointment.on)
    moved = changes.get("on", appointment.on) != appointment.on
    for name, value in changes.items():
        setattr(appointment, name, value)
    _check(appointment, help_request, timezone.localdate(now))
    if appointment.outcome == O.PLANNED:
        _check_year(appointment, assignment, locked_guide(assignment.guide_id))
        appointment.counted_in = None
    elif appointment.counted_in is None or moved or not was_late:
        appointment.counted_in = month_to_count_in(appointment.on)
    appointment.recorded_at = now
    appointment.save()
    _follow(assignment, help_request, appointment.outcome)
    audit.record(
        Entry.APPOINTMENT_CHANGED, assignment, by=by, appointment=appointment.pk, on=appointment.on,
        outcome=appointment.outcome,
    )  # fmt: skip
    return appointment


def _check(appointment: Appointment, help_request: HelpRequest, today: date) -> None:
    if appointment.outcome in (O.PLANNED, O.TOOK_PLACE) and not appointment.duration_minutes:
        raise DurationMissing
    if appointment.outcome in (O.TOOK_PLACE, O.NO_SHOW) and appointment.on > today:
        raise AppointmentInFuture
    if appointment.outcome == O.PLANNED and appointment.on < today:
        raise PlannedInPast
    if appointment.on < help_request.received_on:
        raise BeforeTheRequest(day=date_format(help_request.received_on, "SHORT_DATE_FORMAT"))
    others = Appointment.objects.filter(
        assignment_id=appointment.assignment_id, on=appointment.on, starts_at=appointment.starts_at
    ).exclude(pk=appointment.pk)  # fmt: skip
    if others.exclude(outcome=O.CANCELLED).exists() and appointment.outcome != O.CANCELLED:
        raise AppointmentTwice(day=date_format(appointment.on, "SHORT_DATE_FORMAT"))


def _check_year(appointment: Appointment, assignment: Assignment, guide: Guide) -> None:
    """The appointment's own minutes, or those promised while there was none, are among the committed: left out."""
    check_hours(
        guide, role=assignment.role, funding_source=assignment.funding_source, minutes=appointment.duration_minutes,
        on=appointment.on, over_week_is_fine=True, leave_out=_already_committed(appointment, assignment),
    )  # fmt: skip


def _already_committed(appointment: Appointment, assignment: Assignment) -> int:
    if appointment.pk:
        saved = Appointment.objects.get(pk=appointment.pk)
        same_year = saved.on.year == appointment.on.year and saved.outcome != O.CANCELLED
        return saved.duration_minutes if same_year else 0
    if assignment.appointments.exclude(outcome=O.CANCELLED).exists():
        return 0
    promised_for = assignment.help_request.wanted_on or assignment.agreed_on
    if promised_for.year != appointment.on.year:
        return 0
    return assignment.help_request.expected_minutes or USUAL_MINUTES


def _follow(assignment: Assignment, help_request: HelpRequest, outcome: str) -> None:
    """With the first appointment that took place the assignment is running, and so is the request."""
    if outcome != O.TOOK_PLACE:
        return
    if assignment.status == Assignment.Status.PROMISED:
        assignment.status = Assignment.Status.RUNNING
        assignment.save(update_fields=["status"])
        if help_request.is_open:
            help_request.status = HelpRequest.Status.RUNNING
            help_request.save(update_fields=["status"])
