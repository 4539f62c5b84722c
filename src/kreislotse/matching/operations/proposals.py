from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from kreislotse.audit import operations as audit
from kreislotse.guides.models import FundingSource, Guide
from kreislotse.guides.rules import default_funding_source
from kreislotse.intake.models import HelpRequest
from kreislotse.jobs.tasks import enqueue_after_commit
from kreislotse.matching import tasks
from kreislotse.matching.candidates import candidates_for, day_of, expected_minutes, role_for
from kreislotse.matching.entries import Entry
from kreislotse.matching.hours import check_hours
from kreislotse.matching.models import Assignment, MatchProposal
from kreislotse.matching.operations._shared import (
    OPEN,
    USUAL,
    back_to_clarification,
    check_can_go,
    locked_guide,
    locked_help_request,
    open_assignment,
    withdraw_open_proposals,
)
from kreislotse.matching.operations.errors import (
    AlreadyAssigned,
    AlreadyTaken,
    GuideAlreadyAsked,
    HelpRequestNotOpen,
    NobodyChosen,
    ProposalExpired,
    ProposalNotOpen,
    TooManyAsked,
)
from kreislotse.matching.rules import matching_rule

SHORTEST_TIME_TO_ANSWER = timedelta(hours=2)


def propose_guides(
    help_request: HelpRequest,
    *,
    guides: Iterable[Guide] = (),
    n: int | None = None,
    role: str | None = None,
    funding_source: FundingSource | None = USUAL,
    over_week_is_fine: bool = False,
    now: datetime,
    by,
) -> list[MatchProposal]:
    """Ask guides, three unless the office's rule says otherwise, whether they would go along; they see what it is about, and nobody's name.

    Either the `guides` are named, or the `n` who suit best are taken. Unless a funding is named, the usual one of
    the day is meant; `None` means that nobody pays. Raises `YearCapReached` before anybody is asked, `WeekCapExceeded` unless that is fine.
    """
    today = timezone.localdate(now)
    role = role or role_for(help_request)
    if funding_source is USUAL:
        funding_source = default_funding_source(day_of(help_request, today))
    ranked = candidates_for(
        help_request, Guide.objects.all(), role=role, funding_source=funding_source, today=today
    ).suited  # fmt: skip
    chosen = list(guides) or [entry.guide for entry in ranked[: n or 0]]
    if not chosen:
        raise NobodyChosen
    reasons = {entry.guide.pk: [sentence.text for sentence in entry.reasons] for entry in ranked}
    with transaction.atomic():
        help_request = locked_help_request(help_request.pk)
        rule = matching_rule(today)
        _check_can_ask(help_request, len(chosen), most=rule.asked_at_once)
        proposals = [
            _ask(
                help_request, guide, role=role, funding_source=funding_source, reasons=reasons.get(guide.pk, []),
                over_week_is_fine=over_week_is_fine, now=now, days=rule.days_to_answer, by=by,
            )
            for guide in sorted(chosen, key=lambda guide: guide.pk)
        ]  # fmt: skip
        help_request.status = HelpRequest.Status.ASKED
        help_request.save(update_fields=["status"])
    return proposals


@transaction.atomic
def accept_proposal(proposal: MatchProposal, *, now: datetime, by) -> Assignment:
    """Promise to go along; now the contact is shown to this guide.

    If two say yes at the same moment the first wins; the other hears `AlreadyTaken`. Saying yes twice gives the same
    assignment again.
    """
    help_request = locked_help_request(proposal.help_request_id)
    proposal = MatchProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    taken = Assignment.objects.filter(help_request=help_request, status__in=OPEN).first()
    if taken and taken.guide_id == proposal.guide_id:
        return taken
    if taken:
        raise AlreadyTaken
    _check_open(proposal, now)
    if not help_request.is_open:
        raise ProposalNotOpen(status=help_request.get_status_display())
    guide = locked_guide(proposal.guide_id)
    check_can_go(guide, proposal.role)
    today = timezone.localdate(now)
    check_hours(
        guide, role=proposal.role, funding_source=proposal.funding_source, minutes=expected_minutes(help_request),
        on=day_of(help_request, today), over_week_is_fine=True,
    )  # fmt: skip

    proposal.status, proposal.answered_at = MatchProposal.Status.ACCEPTED, now
    proposal.save(update_fields=["status", "answered_at"])
    audit.record(Entry.PROPOSAL_ACCEPTED, proposal, by=by)
    return open_assignment(
        help_request, guide, role=proposal.role, funding_source=proposal.funding_source, now=now, today=today, by=by
    )  # fmt: skip


@transaction.atomic
def decline_proposal(proposal: MatchProposal, *, now: datetime, by) -> MatchProposal:
    """Say no; nobody asks why. Saying no twice is saying no."""
    help_request = locked_help_request(proposal.help_request_id)
    proposal = MatchProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.status == MatchProposal.Status.DECLINED:
        return proposal
    if proposal.status not in (MatchProposal.Status.ASKED, MatchProposal.Status.EXPIRED):
        raise ProposalNotOpen(status=proposal.get_status_display())
    _answer(proposal, MatchProposal.Status.DECLINED, Entry.PROPOSAL_DECLINED, now=now, by=by)
    back_to_clarification(help_request)
    return proposal


@transaction.atomic
def withdraw_proposal(proposal: MatchProposal, *, now: datetime, by) -> MatchProposal:
    """Take a question back before it is answered."""
    help_request = locked_help_request(proposal.help_request_id)
    proposal = MatchProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.status != MatchProposal.Status.ASKED:
        raise ProposalNotOpen(status=proposal.get_status_display())
    _answer(proposal, MatchProposal.Status.WITHDRAWN, Entry.PROPOSAL_WITHDRAWN, now=now, by=by)
    back_to_clarification(help_request)
    return proposal


def withdraw_all_proposals(help_request: HelpRequest, *, today, by) -> None:
    """Take back every open question of a request that has ended (called in the transaction that ends it)."""
    withdraw_open_proposals(help_request, now=timezone.now(), by=by)


def expire_proposals(*, now: datetime) -> int:
    """Let go of questions nobody answered in time, so that the office asks somebody else; returns how many."""
    late = MatchProposal.objects.filter(status=MatchProposal.Status.ASKED, expires_at__lte=now)
    expired = 0
    for pk, help_request_pk in late.order_by("pk").values_list("pk", "help_request_id"):
        with transaction.atomic():
            help_request = locked_help_request(help_request_pk)
            proposal = late.select_for_update(of=("self",)).filter(pk=pk).first()
            if proposal is None:
                continue
            _answer(proposal, MatchProposal.Status.EXPIRED, Entry.PROPOSAL_EXPIRED, now=now, by=None)
            back_to_clarification(help_request)
            expired += 1
    return expired


def _check_can_ask(help_request: HelpRequest, number: int, *, most: int) -> None:
    if not help_request.is_open:
        raise HelpRequestNotOpen
    if Assignment.objects.filter(help_request=help_request, status__in=OPEN).exists():
        raise AlreadyAssigned
    asked = MatchProposal.objects.filter(help_request=help_request, status=MatchProposal.Status.ASKED).count()
    if asked + number > most:
        raise TooManyAsked(most=most, open=asked)


def _ask(
    help_request: HelpRequest, guide: Guide, *, role, funding_source, reasons, over_week_is_fine, now, days, by
) -> MatchProposal:
    check_can_go(guide, role)
    check_hours(
        guide, role=role, funding_source=funding_source, minutes=expected_minutes(help_request),
        on=day_of(help_request, timezone.localdate(now)), over_week_is_fine=over_week_is_fine,
    )  # fmt: skip
    try:
        with transaction.atomic():
            proposal = MatchProposal.objects.create(
                help_request=help_request, guide=guide, role=role, funding_source=funding_source, reasons=reasons,
                asked_at=now, expires_at=_expires_at(help_request, now, days), by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise GuideAlreadyAsked(name=str(guide)) from error
    audit.record(Entry.GUIDE_ASKED, proposal, by=by, guide=guide.pk, role=role)
    enqueue_after_commit(tasks.tell_guide, proposal.pk)
    return proposal


def _expires_at(help_request: HelpRequest, now: datetime, days: int) -> datetime:
    """Some days from now, but no later than the appointment, and never less than two hours."""
    latest = now + timedelta(days=days)
    if help_request.wanted_on:
        begins = datetime.combine(help_request.wanted_on, help_request.wanted_at or time(8))
        latest = min(latest, timezone.make_aware(begins))
    return max(latest, now + SHORTEST_TIME_TO_ANSWER)


def _check_open(proposal: MatchProposal, now: datetime) -> None:
    if proposal.status == MatchProposal.Status.EXPIRED:
        raise ProposalExpired
    if proposal.status != MatchProposal.Status.ASKED:
        raise ProposalNotOpen(status=proposal.get_status_display())
    if proposal.expires_at <= now:
        raise ProposalExpired


def _answer(proposal: MatchProposal, status: str, entry: Entry, *, now: datetime, by) -> None:
    proposal.status, proposal.answered_at = status, now
    proposal.save(update_fields=["status", "answered_at"])
    audit.record(entry, proposal, by=by)
