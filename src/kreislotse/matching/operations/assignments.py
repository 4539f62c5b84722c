from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from kreislotse.audit import operations as audit
from kreislotse.guides.models import FundingSource, Guide
from kreislotse.intake.models import HelpRequest
from kreislotse.matching import guide_letters
from kreislotse.matching.candidates import days_that_count, role_for
from kreislotse.matching.entries import Entry
from kreislotse.matching.funding import funding_today
from kreislotse.matching.limits import check_limits
from kreislotse.matching.models import Appointment, Assignment
from kreislotse.matching.months import month_to_count_in
from kreislotse.matching.operations._changes import Kind, When, check_wish_is_free, note_change, side_of
from kreislotse.matching.operations._shared import (
    OPEN,
    USUAL,
    back_to_clarification,
    check_can_go,
    check_nobody_stands_in,
    check_not_excluded,
    check_some_day_present,
    locked_assignment,
    locked_guide,
    locked_help_request,
    open_assignment,
)
from kreislotse.matching.operations.asking import booking_of
from kreislotse.matching.operations.errors import (
    AlreadyAssigned,
    AppointmentsPlanned,
    AppointmentsTookPlace,
    AssignmentNotOpen,
    HelpRequestNotOpen,
    NothingHappenedYet,
)
from kreislotse.matching.operations.series import agree_wished_series
from kreislotse.matching.operations.vacancies import let_guide_fall_out


@transaction.atomic
def book_directly(
    help_request: HelpRequest,
    *,
    guide: Guide,
    role: str | None = None,
    funding_source: FundingSource | None = USUAL,
    over_week_is_fine: bool = False,
    overlap_reason: str = "",
    now: datetime,
    by,
) -> Assignment:
    """Note an assignment that was agreed on the telephone, without a question on the phone page.

    Raises `DoubleBooked` unless `overlap_reason` says why the guide can do both.
    """
    today = timezone.localdate(now)
    help_request = locked_help_request(help_request.pk)
    if not help_request.is_open:
        raise HelpRequestNotOpen
    if Assignment.objects.filter(help_request=help_request, status__in=OPEN, is_stand_in=False).exists():
        raise AlreadyAssigned
    check_nobody_stands_in(help_request)
    check_not_excluded(help_request, guide)
    guide = locked_guide(guide.pk)
    role = role or role_for(help_request)
    days = days_that_count(help_request, today=today)
    if funding_source is USUAL:
        funding_source = funding_today(help_request, role=role, today=today)
    check_can_go(guide, role, days=days, topic=help_request.topic_id)
    check_some_day_present(help_request, guide, days=days, today=today)
    if not overlap_reason:
        check_wish_is_free(help_request, guide)
    booking = booking_of(help_request, guide, role=role, funding_source=funding_source, today=today)
    check_limits(guide, booking, funding_source=funding_source, over_week_is_fine=over_week_is_fine)
    assignment = open_assignment(
        help_request, guide, role=role, funding_source=funding_source, now=now, today=today, by=by
    )
    if overlap_reason:
        audit.record(Entry.OVERLAP_ALLOWED, assignment, by=by, reason=overlap_reason)
    agree_wished_series(assignment, now=now, by=by)
    return assignment


@transaction.atomic
def finish_assignment(assignment: Assignment, *, today: date, by) -> Assignment:
    """End an assignment whose appointments are all noted; from now on the guide no longer sees the contact."""
    locked_help_request(assignment.help_request_id)
    assignment = locked_assignment(assignment.pk)
    if not assignment.is_open:
        raise AssignmentNotOpen(status=assignment.get_status_display())
    outcomes = dict(assignment.appointments.order_by("-on").values_list("outcome", "on"))
    if Appointment.Outcome.PLANNED in outcomes:
        raise AppointmentsPlanned(day=date_format(outcomes[Appointment.Outcome.PLANNED], "SHORT_DATE_FORMAT"))
    if not outcomes.keys() - {Appointment.Outcome.CANCELLED}:
        raise NothingHappenedYet
    _end(assignment, Assignment.Status.FINISHED, Entry.ASSIGNMENT_FINISHED, today=today, by=by)
    return assignment


@transaction.atomic
def cancel_assignment(assignment: Assignment, *, today: date, by) -> Assignment:
    """Call off an assignment that did not come about; the request waits for somebody else.

    Whoever stands in leaves the appointment as free as they found it: the search for it opens again.
    """
    help_request = locked_help_request(assignment.help_request_id)
    assignment = locked_assignment(assignment.pk)
    if not assignment.is_open:
        raise AssignmentNotOpen(status=assignment.get_status_display())
    if assignment.appointments.filter(outcome=Appointment.Outcome.TOOK_PLACE).exists():
        raise AppointmentsTookPlace
    now, told_of_days = timezone.now(), False
    for appointment in assignment.appointments.filter(outcome=Appointment.Outcome.PLANNED).order_by("on", "pk"):
        if assignment.vacancy_id and appointment.on >= today:
            let_guide_fall_out(appointment, now=now, by=by)
            continue
        told_of_days = told_of_days or appointment.on >= today
        before = When.of(appointment)
        appointment.outcome = Appointment.Outcome.CANCELLED
        appointment.counted_in = month_to_count_in(min(appointment.on, today))
        appointment.save(update_fields=["outcome", "counted_in"])
        side = side_of(by, assignment.guide)
        note_change(appointment, kind=Kind.CANCELLED, before=before, side=side, now=now, by=by)
    assignment.refresh_from_db()
    if not assignment.is_open:  # it ended with the last appointment that was given back
        return assignment
    _end(assignment, Assignment.Status.CANCELLED, Entry.ASSIGNMENT_CANCELLED, today=today, by=by)
    if not told_of_days:
        guide_letters.tell_of_end(assignment, by=by)
    back_to_clarification(help_request)
    return assignment


def _end(assignment: Assignment, status: str, entry: Entry, *, today: date, by) -> None:
    assignment.status, assignment.ended_on = status, today
    assignment.save(update_fields=["status", "ended_on"])
    audit.record(entry, assignment, by=by)
