from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kreislotse.audit import operations as audit
from kreislotse.guides.models import FundingSource, Guide, Role
from kreislotse.intake.dates import is_over, last_wished_day
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.candidates import candidates_for, days_that_count, role_for
from kreislotse.matching.entries import Entry
from kreislotse.matching.funding import funding_today
from kreislotse.matching.limits import check_limits
from kreislotse.matching.models import Assignment, MatchProposal
from kreislotse.matching.operations._changes import check_wish_is_free
from kreislotse.matching.operations._shared import (
    OPEN,
    USUAL,
    back_to_clarification,
    check_can_go,
    check_nobody_stands_in,
    check_not_excluded,
    check_some_day_present,
    locked_guide,
    locked_help_request,
    open_assignment,
    open_vacancies,
    withdraw,
    withdraw_open_proposals,
)
from kreislotse.matching.operations.asking import ask_guide, booking_of, check_number_asked
from kreislotse.matching.operations.errors import (
    AlreadyAssigned,
    AlreadyTaken,
    HelpRequestNotOpen,
    NeutralityMissing,
    NobodyChosen,
    PromisedAlready,
    ProposalExpired,
    ProposalNotOpen,
    QuestionGone,
    VacancyStillOpen,
    WishIsOver,
)
from kreislotse.matching.operations.series import agree_wished_series
from kreislotse.matching.operations.vacancies import accept_for_vacancy, close_vacancy
from kreislotse.matching.own_reasons import to_keep
from kreislotse.matching.rules import matching_rule


def propose_guides(
    help_request: HelpRequest,
    *,
    guides: Iterable[Guide] = (),
    n: int | None = None,
    role: str | None = None,
    funding_source: FundingSource | None = USUAL,
    over_week_is_fine: bool = False,
    is_told: bool = True,
    now: datetime,
    by,
) -> list[MatchProposal]:
    """Ask guides, three unless the office's rule says otherwise, whether they would go along; they see what it is about, and nobody's name.

    Either the `guides` are named, or the `n` who suit best are taken. Unless a funding is named, the usual one of
    the day is meant; `None` means that nobody pays. Raises `YearCapReached` before anybody is asked, `WeekCapExceeded` unless that is fine,
    `GuideDoesNotFit` for who is out by a rule, and `WishIsOver`.
    """
    today = timezone.localdate(now)
    role = role or role_for(help_request)
    if funding_source is USUAL:
        funding_source = funding_today(help_request, role=role, today=today)
    candidates = candidates_for(
        help_request, Guide.objects.all(), role=role, funding_source=funding_source, today=today
    )  # fmt: skip
    chosen = list(guides) or [entry.guide for entry in candidates.suited[: n or 0]]
    if not chosen:
        raise NobodyChosen
    reasons = {entry.guide.pk: to_keep(entry.reasons) for entry in candidates.suited}
    with transaction.atomic():
        help_request = locked_help_request(help_request.pk)
        rule = matching_rule(today)
        _check_can_ask(help_request, len(chosen), most=rule.asked_at_once, today=today)
        proposals = [
            ask_guide(
                help_request, guide, role=role, funding_source=funding_source, reasons=reasons.get(guide.pk, []),
                over_week_is_fine=over_week_is_fine, is_told=is_told, against=candidates.against(guide), now=now,
                days=rule.days_to_answer, by=by,
            )
            for guide in sorted(chosen, key=lambda guide: guide.pk)
        ]  # fmt: skip
        help_request.status = HelpRequest.Status.ASKED
        help_request.save(update_fields=["status"])
    return proposals


@transaction.atomic
def accept_proposal(
    proposal: MatchProposal, *, says_neutral: bool | None = None, now: datetime, by
) -> Assignment:  # fmt: skip
    """Promise to go along; now the contact is shown to this guide.

    If two say yes at the same moment the first wins; the other hears `AlreadyTaken`. Saying yes twice gives the same
    assignment again, also when it has ended since: a phone sends until it hears an answer. Who translates says on their own page that they are neutral (`says_neutral`); `None` means that the
    office notes a yes and has asked. Raises `DoubleBooked` if the guide has promised that time elsewhere.
    """
    help_request = locked_help_request(proposal.help_request_id)
    proposal = MatchProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.vacancy_id and proposal.status != MatchProposal.Status.ASKED:
        return accept_for_vacancy(proposal, help_request, now=now, by=by)
    taken = Assignment.objects.filter(help_request=help_request, status__in=OPEN, is_stand_in=False).first()
    if taken and taken.guide_id == proposal.guide_id:
        return taken
    if said_before := _assignment_of_yes(proposal):
        return said_before
    if taken and not proposal.vacancy_id:
        raise AlreadyTaken
    _check_open(proposal, now)
    if not help_request.is_open:
        raise QuestionGone(status=help_request.get_status_display())
    if proposal.role == Role.INTERPRETER and says_neutral is False:
        raise NeutralityMissing
    if says_neutral and proposal.role == Role.INTERPRETER:
        proposal.neutral_at = now
    if proposal.vacancy_id:
        _say_yes(proposal, now=now, by=by)
        return accept_for_vacancy(proposal, help_request, now=now, by=by)
    guide = locked_guide(proposal.guide_id)
    check_not_excluded(help_request, guide)
    today = timezone.localdate(now)
    days = days_that_count(help_request, today=today)
    check_can_go(guide, proposal.role, days=days, topic=help_request.topic_id)
    check_some_day_present(help_request, guide, days=days, today=today)
    check_wish_is_free(help_request, guide)
    booking = booking_of(
        help_request, guide, role=proposal.role, funding_source=proposal.funding_source, today=today
    )  # fmt: skip
    check_limits(guide, booking, funding_source=proposal.funding_source, over_week_is_fine=True)

    _say_yes(proposal, now=now, by=by)
    assignment = open_assignment(
        help_request, guide, role=proposal.role, funding_source=proposal.funding_source, now=now, today=today, by=by
    )  # fmt: skip
    agree_wished_series(assignment, now=now, by=by)
    return assignment


def _assignment_of_yes(proposal: MatchProposal) -> Assignment | None:
    """What a yes that has been said led to, however it stands now."""
    if proposal.status != MatchProposal.Status.ACCEPTED:
        return None
    rows = Assignment.objects.filter(help_request_id=proposal.help_request_id, guide_id=proposal.guide_id)
    return rows.order_by("-pk").first()


def _say_yes(proposal: MatchProposal, *, now: datetime, by) -> None:
    proposal.status, proposal.answered_at = MatchProposal.Status.ACCEPTED, now
    proposal.save(update_fields=["status", "answered_at", "neutral_at"])
    audit.record(Entry.PROPOSAL_ACCEPTED, proposal, by=by)


@transaction.atomic
def decline_proposal(proposal: MatchProposal, *, reason: str = "", now: datetime, by) -> MatchProposal:
    """Say no; nobody asks why. Who says no twice has said no, and may add a `reason` with the second no."""
    help_request = locked_help_request(proposal.help_request_id)
    proposal = MatchProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.status == MatchProposal.Status.DECLINED:
        if reason:
            proposal.decline_reason = reason
            proposal.save(update_fields=["decline_reason"])
        return proposal
    if proposal.status not in (MatchProposal.Status.ASKED, MatchProposal.Status.EXPIRED):
        raise _not_open(proposal)
    proposal.decline_reason = reason
    proposal.save(update_fields=["decline_reason"])
    _answer(proposal, MatchProposal.Status.DECLINED, Entry.PROPOSAL_DECLINED, now=now, by=by)
    back_to_clarification(help_request)
    return proposal


@transaction.atomic
def withdraw_proposal(proposal: MatchProposal, *, now: datetime, by) -> MatchProposal:
    """Take a question back before it is answered."""
    help_request = locked_help_request(proposal.help_request_id)
    proposal = MatchProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.status != MatchProposal.Status.ASKED:
        raise _not_open(proposal)
    withdraw(proposal, now=now, by=by)
    back_to_clarification(help_request)
    return proposal


def withdraw_all_proposals(help_request: HelpRequest, *, today, by) -> None:
    """Take back every open question of a request that has ended (called in the transaction that ends it)."""
    now = timezone.now()
    for vacancy in open_vacancies(help_request).select_related("appointment__assignment"):
        close_vacancy(vacancy, now=now, by=by)
    withdraw_open_proposals(MatchProposal.objects.filter(help_request=help_request), now=now, by=by)


def why_agreed_facts_stay(help_request: HelpRequest) -> str | None:
    """Who has promised has promised just this: the date moves at the assignment, where both sides are told."""
    going = Assignment.objects.filter(help_request=help_request, status__in=OPEN, is_stand_in=False)
    if assignment := going.select_related("guide").first():
        return _(
            "%(name)s hat schon zugesagt. Verschieben Sie den Termin beim Einsatz, oder sagen Sie den Einsatz ab; "
            "danach lassen sich Tag, Sprache, Ort und Form hier ändern."
        ) % {"name": assignment.guide}  # fmt: skip
    if vacancy := open_vacancies(help_request).select_related("appointment").first():
        return str(VacancyStillOpen(day=date_format(vacancy.appointment.on, "SHORT_DATE_FORMAT")))
    return None


def take_questions_back(help_request: HelpRequest, *, by) -> None:
    """What guides were asked has changed: the question is no longer the one they would answer."""
    withdraw_open_proposals(MatchProposal.objects.filter(help_request=help_request), now=timezone.now(), by=by)
    back_to_clarification(help_request)


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


def _check_can_ask(help_request: HelpRequest, number: int, *, most: int, today: date) -> None:
    if not help_request.is_open:
        raise HelpRequestNotOpen
    if is_over(help_request, today=today):
        raise WishIsOver(day=date_format(last_wished_day(help_request), "SHORT_DATE_FORMAT"))
    if Assignment.objects.filter(help_request=help_request, status__in=OPEN, is_stand_in=False).exists():
        raise AlreadyAssigned
    check_nobody_stands_in(help_request)
    check_number_asked(MatchProposal.objects.filter(help_request=help_request), number, most=most)


def _check_open(proposal: MatchProposal, now: datetime) -> None:
    if proposal.status == MatchProposal.Status.EXPIRED:
        raise ProposalExpired
    if proposal.status != MatchProposal.Status.ASKED:
        raise _not_open(proposal)
    if proposal.expires_at <= now:
        raise ProposalExpired


def _not_open(proposal: MatchProposal) -> ProposalNotOpen:
    kinds = {MatchProposal.Status.ACCEPTED: PromisedAlready, MatchProposal.Status.WITHDRAWN: QuestionGone}
    return kinds.get(proposal.status, ProposalNotOpen)(status=proposal.get_status_display())


def _answer(proposal: MatchProposal, status: str, entry: Entry, *, now: datetime, by) -> None:
    proposal.status, proposal.answered_at = status, now
    proposal.save(update_fields=["status", "answered_at"])
    audit.record(entry, proposal, by=by)
