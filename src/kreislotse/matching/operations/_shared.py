"""Steps that proposals and assignments have in common. Locks are taken in one order: help request, guide, the rest."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from kreislotse.audit import operations as audit
from kreislotse.guides.models import FundingSource, Guide, Role
from kreislotse.guides.rules import frozen, rate_in_force
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.entries import Entry
from kreislotse.matching.models import Assignment, MatchProposal
from kreislotse.matching.operations.errors import AlreadyTaken, GuideNotActive, GuideNotInRole

USUAL = object()
"""Stands for the funding that is usual on the day; `None` means that nobody pays."""
OPEN = (Assignment.Status.PROMISED, Assignment.Status.RUNNING)


def locked_help_request(pk: int) -> HelpRequest:
    return HelpRequest.objects.select_for_update(of=("self",)).get(pk=pk)


def locked_guide(pk: int) -> Guide:
    return Guide.objects.select_for_update(of=("self",)).get(pk=pk)


def locked_assignment(pk: int) -> Assignment:
    return Assignment.objects.select_for_update(of=("self",)).get(pk=pk)


def check_can_go(guide: Guide, role: str) -> None:
    if guide.status != Guide.Status.ACTIVE:
        raise GuideNotActive(name=str(guide), status=guide.get_status_display())
    if not (guide.is_interpreter if role == Role.INTERPRETER else guide.is_guide):
        raise GuideNotInRole(name=str(guide), role=Role(role).label)


def open_assignment(
    help_request: HelpRequest,
    guide: Guide,
    *,
    role: str,
    funding_source: FundingSource | None,
    now: datetime,
    today: date,
    by,
) -> Assignment:
    """Agree on the assignment, freeze the rate of the day, show the contact to this one guide, and free the others asked.

    The database allows one open assignment per request; whoever comes second hears `AlreadyTaken`.
    """
    rate = rate_in_force(funding_source, role, today)
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                help_request=help_request, guide=guide, role=role, funding_source=funding_source, rate=rate,
                rate_as_agreed=frozen(rate), agreed_on=today, contact_shown_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise AlreadyTaken from error
    withdraw_open_proposals(help_request, now=now, by=by)
    help_request.status = HelpRequest.Status.PROMISED
    if help_request.answered_on is None:
        help_request.answered_on = today
    help_request.save(update_fields=["status", "answered_on"])
    audit.record(Entry.ASSIGNMENT_AGREED, assignment, by=by, role=role)
    audit.record(Entry.CONTACT_SHOWN, assignment, by=by, guide=guide.pk)
    return assignment


def withdraw_open_proposals(help_request: HelpRequest, *, now: datetime, by) -> int:
    """Take back every question that is still open; returns how many."""
    proposals = MatchProposal.objects.select_for_update(of=("self",)).filter(
        help_request=help_request, status=MatchProposal.Status.ASKED
    )
    withdrawn = list(proposals.order_by("pk"))
    for proposal in withdrawn:
        proposal.status, proposal.answered_at = MatchProposal.Status.WITHDRAWN, now
        proposal.save(update_fields=["status", "answered_at"])
        audit.record(Entry.PROPOSAL_WITHDRAWN, proposal, by=by)
    return len(withdrawn)


def back_to_clarification(help_request: HelpRequest) -> None:
    """If nobody is asked and nobody goes, the request waits for the office again."""
    waiting = (HelpRequest.Status.ASKED, HelpRequest.Status.PROMISED, HelpRequest.Status.RUNNING)
    if help_request.status not in waiting:
        return
    if MatchProposal.objects.filter(help_request=help_request, status=MatchProposal.Status.ASKED).exists():
        return
    if Assignment.objects.filter(help_request=help_request, status__in=OPEN).exists():
        return
    help_request.status = HelpRequest.Status.IN_CLARIFICATION
    help_request.save(update_fields=["status"])
