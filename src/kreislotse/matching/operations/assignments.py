from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from kreislotse.audit import operations as audit
from kreislotse.guides.models import FundingSource, Guide
from kreislotse.guides.rules import default_funding_source
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.candidates import day_of, expected_minutes, role_for
from kreislotse.matching.entries import Entry
from kreislotse.matching.hours import check_hours
from kreislotse.matching.models import Appointment, Assignment
from kreislotse.matching.months import month_to_count_in
from kreislotse.matching.operations._shared import (
    OPEN,
    USUAL,
    back_to_clarification,
    check_can_go,
    locked_assignment,
    locked_guide,
    locked_help_request,
    open_assignment,
)
from kreislotse.matching.operations.errors import (
    AlreadyAssigned,
    AppointmentsPlanned,
    AppointmentsTookPlace,
    AssignmentNotOpen,
    HelpRequestNotOpen,
    NothingHappenedYet,
)


@transaction.atomic
def book_directly(
    help_request: HelpRequest,
    *,
    guide: Guide,
    role: str | None = None,
    funding_source: FundingSource | None = USUAL,
    over_week_is_fine: bool = False,
    now: datetime,
    by,
) -> Assignment:
    """Note an assignment that was agreed on the telephone, without a question on the phone page."""
    today = timezone.localdate(now)
    help_request = locked_help_request(help_request.pk)
    if not help_request.is_open:
        raise HelpRequestNotOpen
    if Assignment.objects.filter(help_request=help_request, status__in=OPEN).exists():
        raise AlreadyAssigned
    guide = locked_guide(guide.pk)
    role = role or role_for(help_request)
    if funding_source is USUAL:
        funding_source = default_funding_source(day_of(help_request, today))
    check_can_go(guide, role)
    check_hours(
        guide, role=role, funding_source=funding_source, minutes=expected_minutes(help_request),
        on=day_of(help_request, today), over_week_is_fine=over_week_is_fine,
    )  # fmt: skip
    return open_assignment(help_request, guide, role=role, funding_source=funding_source, now=now, today=today, by=by)


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
    """Call off an assignment that did not come about; the request waits for somebody else."""
    help_request = locked_help_request(assignment.help_request_id)
    assignment = locked_assignment(assignment.pk)
    if not assignment.is_open:
        raise AssignmentNotOpen(status=assignment.get_status_display())
    if assignment.appointments.filter(outcome=Appointment.Outcome.TOOK_PLACE).exists():
        raise AppointmentsTookPlace
    for appointment in assignment.appointments.filter(outcome=Appointment.Outcome.PLANNED):
        appointment.outcome = Appointment.Outcome.CANCELLED
        appointment.counted_in = month_to_count_in(min(appointment.on, today))
        appointment.save(update_fields=["outcome", "counted_in"])
    _end(assignment, Assignment.Status.CANCELLED, Entry.ASSIGNMENT_CANCELLED, today=today, by=by)
    back_to_clarification(help_request)
    return assignment


def _end(assignment: Assignment, status: str, entry: Entry, *, today: date, by) -> None:
    assignment.status, assignment.ended_on = status, today
    assignment.save(update_fields=["status", "ended_on"])
    audit.record(entry, assignment, by=by)
