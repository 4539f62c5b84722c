"""The entries the office's operations would have left in the trail of the demo's casework."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from kreislotse.audit.models import AuditEntry
from kreislotse.demo.timeline import Story
from kreislotse.demo.world import World, batches
from kreislotse.intake.entries import Entry as Intake
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.entries import Entry as Matching
from kreislotse.matching.models import Appointment, Assignment, MatchProposal, TimeSheet

FROM_OUTSIDE = (HelpRequest.Channel.PUBLIC_FORM, HelpRequest.Channel.INSTITUTION_FORM)
ANSWERS = {"accepted": Matching.PROPOSAL_ACCEPTED, "declined": Matching.PROPOSAL_DECLINED}


class Step(NamedTuple):
    """One change: when, what, to which row, by whom."""

    day: date
    entry: str
    row: object
    by: object = None
    details: dict = {}


def leave_trail(world: World, steps: Iterable[Step]) -> None:
    entries = (
        AuditEntry(
            at=world.chance.moment(step.day, latest=world.now),
            by=step.by,
            entry=step.entry.value,
            object_type=step.row._meta.label_lower,
            object_pk=step.row.pk,
            details=step.details,
        )
        for step in steps
    )
    for batch in batches(entries):
        AuditEntry.objects.bulk_create(batch)


@contextmanager
def happening(at: datetime) -> Iterator[None]:
    """What operations note in here happened at `at`: they themselves date their entries at the loading."""
    last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield
    AuditEntry.objects.filter(pk__gt=last).update(at=at)


def trail_of_requests(pairs: list[tuple[Story, HelpRequest]]) -> Iterator[Step]:
    for story, request in pairs:
        by = request.responsible
        received_by = None if request.channel in FROM_OUTSIDE else by
        yield Step(
            story.received_on, Intake.HELP_REQUEST_RECEIVED, request, received_by, {"channel": str(request.channel)}
        )
        if by and story.answered_on:
            yield Step(story.answered_on, Intake.HELP_REQUEST_ASSIGNED, request, by, {"responsible": by.pk})
            yield Step(
                story.answered_on, Intake.HELP_REQUEST_ANSWERED, request, by, {"language": request.answer_language}
            )
        if story.was_referred:
            yield Step(story.answered_on, Intake.HELP_REQUEST_REFERRED, request, by)
        if story.closed_on:
            withdrawn = story.status == HelpRequest.Status.CANCELLED
            entry = Intake.HELP_REQUEST_WITHDRAWN if withdrawn else Intake.HELP_REQUEST_CLOSED
            yield Step(
                story.closed_on, entry, request, None if withdrawn else by, {"reason": str(story.closing_reason)}
            )


def trail_of_proposals(proposals: list[MatchProposal]) -> Iterator[Step]:
    for proposal in proposals:
        asked_on = timezone.localdate(proposal.asked_at)
        details = {"guide": proposal.guide_id, "role": str(proposal.role)}
        yield Step(asked_on, Matching.GUIDE_ASKED, proposal, proposal.by, details)
        if proposal.status in ANSWERS:
            answered_on = timezone.localdate(proposal.answered_at)
            yield Step(answered_on, ANSWERS[proposal.status], proposal, proposal.guide.user)
        elif proposal.status == MatchProposal.Status.EXPIRED:
            yield Step(timezone.localdate(proposal.expires_at), Matching.PROPOSAL_EXPIRED, proposal)


def trail_of_assignments(
    assignments: list[Assignment], sheets: list[TimeSheet | None], appointments: list[Appointment]
) -> Iterator[Step]:
    for assignment, sheet in zip(assignments, sheets, strict=True):
        guide, office = assignment.guide, assignment.help_request.responsible
        yield Step(
            assignment.agreed_on, Matching.ASSIGNMENT_AGREED, assignment, guide.user, {"role": str(assignment.role)}
        )
        yield Step(assignment.agreed_on, Matching.CONTACT_SHOWN, assignment, guide.user, {"guide": guide.pk})
        if sheet:
            yield Step(sheet.printed_on, Matching.SHEET_PRINTED, assignment, office, {"code": sheet.code})
        if sheet and sheet.confirmed_on:
            details = {"code": sheet.code, "confirmed_on": str(sheet.confirmed_on)}
            yield Step(sheet.confirmed_on, Matching.SHEET_CONFIRMED, assignment, office, details)
        if assignment.ended_on:
            yield Step(assignment.ended_on, Matching.ASSIGNMENT_FINISHED, assignment, office)
    for appointment in appointments:
        assignment = appointment.assignment
        details = {"appointment": appointment.pk, "on": str(appointment.on), "outcome": str(appointment.outcome)}
        recorded_on = timezone.localdate(appointment.recorded_at)
        yield Step(recorded_on, Matching.APPOINTMENT_RECORDED, assignment, assignment.guide.user, details)
