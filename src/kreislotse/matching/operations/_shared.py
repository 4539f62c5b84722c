"""Steps that proposals and assignments have in common. Locks are taken in one order: help request, guide, the rest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NoReturn

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.formats import date_format

from kreislotse.audit import operations as audit
from kreislotse.guides.absences import away_on
from kreislotse.guides.models import FundingSource, Guide, GuideAbsence, Role
from kreislotse.guides.past_days import look_back
from kreislotse.guides.qualification import Question, unable_on
from kreislotse.guides.rules import frozen, rate_in_force
from kreislotse.intake.models import HelpRequest
from kreislotse.jobs.tasks import enqueue_after_commit
from kreislotse.matching import guide_letters
from kreislotse.matching.entries import Entry
from kreislotse.matching.hard_rules import on_a_day
from kreislotse.matching.models import Assignment, GuideExclusion, MatchProposal, Vacancy
from kreislotse.matching.operations.errors import (
    AlreadyTaken,
    CouldNotGoThen,
    GuideAway,
    GuideIsExcluded,
    GuideMayNotAct,
    GuideNotActive,
    GuideNotInRole,
    NotProvenThen,
    VacancyStillOpen,
)

USUAL = object()
"""Stands for the funding that is usual on the day; `None` means that nobody pays."""
OPEN = (Assignment.Status.PROMISED, Assignment.Status.RUNNING)


def locked_help_request(pk: int) -> HelpRequest:
    return HelpRequest.objects.select_for_update(of=("self",)).get(pk=pk)


def locked_guide(pk: int) -> Guide:
    return Guide.objects.select_for_update(of=("self",)).get(pk=pk)


def locked_assignment(pk: int) -> Assignment:
    return Assignment.objects.select_for_update(of=("self",)).get(pk=pk)


def check_can_go(guide: Guide, role: str, *, days: Iterable[date], topic: int | None = None) -> None:
    """Refuse a guide who is not active, does not do this, or may not on one of the days: nobody goes before the training is complete."""
    if guide.status != Guide.Status.ACTIVE:
        raise GuideNotActive(name=str(guide), status=guide.get_status_display())
    if not (guide.is_interpreter if role == Role.INTERPRETER else guide.is_guide):
        raise GuideNotInRole(name=str(guide), role=Role(role).label)
    days = sorted(days)
    question = Question(role, tuple(days), topic)
    for on, obstacle in unable_on([guide], [question])[question].values():
        raise GuideMayNotAct(name=str(guide), reason=on_a_day(obstacle.sentence, on, days))


def check_present(guide: Guide, *, days: Iterable[date]) -> None:
    """Refuse to plan for a day on which the guide has said they are away. One query.

    Call it with the guide's row locked: an absence noted at the same moment is seen, or sees what is planned.
    """
    away = away_on(guide, days)
    if away:
        _raise_away(guide, away[min(away)])


def check_some_day_present(help_request: HelpRequest, guide: Guide, *, days: Iterable[date], today: date) -> None:
    """Refuse a promise where the guide is away on every day that is wished and still ahead; guide's row locked.

    Of a series the days of an absence are left out when it is agreed (`agree_wished_series`). Without a wished day there is
    nothing to be away on.
    """
    ahead = {day for day in days if day >= today} if help_request.wanted_on else set()
    away = away_on(guide, ahead)
    if away and len(away) == len(ahead):
        _raise_away(guide, away[min(away)])


def _raise_away(guide: Guide, absence: GuideAbsence) -> NoReturn:
    first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in (absence.from_on, absence.to_on))
    raise GuideAway(name=str(guide), first=first, last=last)


def check_could_go(guide: Guide, role: str, *, on: date, topic: int | None = None, evidence_reason: str = "") -> bool:
    """Refuse what is noted of a day on which the guide could not go; whether only the office's reason lets it pass.

    Raises `CouldNotGoThen` where the dates we keep rule it out, and `NotProvenThen` where they no longer show it, unless the
    office says in `evidence_reason` how it was. The guide's status and roles are those of today and do not matter here.
    """
    then = look_back(guide, role, on, topic=topic)
    said = {"name": str(guide), "day": date_format(on, "SHORT_DATE_FORMAT")}
    if then.ruled_out:
        raise CouldNotGoThen(**said, reason=then.ruled_out.sentence)
    if then.unproven and not evidence_reason:
        raise NotProvenThen(**said, reason=then.unproven.sentence)
    return then.unproven is not None


def check_not_excluded(help_request: HelpRequest, guide: Guide) -> None:
    exclusion = GuideExclusion.objects.filter(help_request_id=help_request.pk, guide=guide).first()
    if exclusion:
        raise GuideIsExcluded(name=str(guide), reason=exclusion.get_reason_display())


def open_vacancies(help_request: HelpRequest) -> QuerySet[Vacancy]:
    return Vacancy.objects.filter(appointment__assignment__help_request=help_request, status=Vacancy.Status.OPEN)


def check_nobody_stands_in(help_request: HelpRequest) -> None:
    """A request whose guide fell out gets its next one where the stand-in is looked for, so that the date is not lost."""
    vacancy = open_vacancies(help_request).select_related("appointment").first()
    if vacancy:
        raise VacancyStillOpen(day=date_format(vacancy.appointment.on, "SHORT_DATE_FORMAT"))


def open_assignment(
    help_request: HelpRequest,
    guide: Guide,
    *,
    role: str,
    funding_source: FundingSource | None,
    now: datetime,
    today: date,
    vacancy: Vacancy | None = None,
    is_stand_in: bool = False,
    by,
) -> Assignment:
    """Agree on the assignment, freeze the rate of the day, show the contact to this one guide, and free the others asked.

    The database allows one open assignment per request, beside those who stand in for one date of it, and one per vacancy;
    whoever comes second hears `AlreadyTaken`.
    """
    rate = rate_in_force(funding_source, role, today)
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                help_request=help_request, guide=guide, provider_id=guide.organization_id, role=role,
                funding_source=funding_source, rate=rate, rate_as_agreed=frozen(rate), agreed_on=today,
                contact_shown_at=now, vacancy=vacancy, is_stand_in=is_stand_in,
            )  # fmt: skip
    except IntegrityError as error:
        raise AlreadyTaken from error
    asked = MatchProposal.objects.filter(help_request=help_request)
    withdraw_open_proposals(
        asked.filter(vacancy=vacancy) if is_stand_in else asked, now=now, by=by, knows=guide
    )  # fmt: skip
    if not is_stand_in:
        help_request.status = HelpRequest.Status.PROMISED
    if help_request.answered_on is None:
        help_request.answered_on = today
    help_request.save(update_fields=["status", "answered_on"])
    audit.record(Entry.ASSIGNMENT_AGREED, assignment, by=by, role=role)
    audit.record(Entry.CONTACT_SHOWN, assignment, by=by, guide=guide.pk)
    guide_letters.tell_of_booking(assignment, now=now, by=by)
    return assignment


def withdraw_open_proposals(
    rows: QuerySet[MatchProposal], *, now: datetime, by, knows: Guide | None = None
) -> int:  # fmt: skip
    """Take back every question among `rows` that is still open and tell who was asked; returns how many.

    `knows` is who need not be told, because they go themself.
    """
    proposals = rows.select_for_update(of=("self",)).filter(status=MatchProposal.Status.ASKED)
    withdrawn = list(proposals.order_by("pk"))
    for proposal in withdrawn:
        withdraw(proposal, now=now, by=by, is_told=knows is None or knows.pk != proposal.guide_id)
    return len(withdrawn)


def withdraw(proposal: MatchProposal, *, now: datetime, by, is_told: bool = True) -> None:
    proposal.status, proposal.answered_at = MatchProposal.Status.WITHDRAWN, now
    proposal.save(update_fields=["status", "answered_at"])
    audit.record(Entry.PROPOSAL_WITHDRAWN, proposal, by=by)
    if is_told:
        enqueue_after_commit(guide_letters.tell_guide_of_withdrawal, proposal.pk)


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
