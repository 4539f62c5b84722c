"""The question to one guide, for a request or for one free appointment of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from kreislotse.audit import operations as audit
from kreislotse.guides.models import FundingSource, Guide
from kreislotse.intake.models import HelpRequest
from kreislotse.jobs.tasks import enqueue_after_commit
from kreislotse.matching import tasks
from kreislotse.matching.budget import Booking
from kreislotse.matching.candidates import days_that_count, expected_minutes
from kreislotse.matching.entries import Entry
from kreislotse.matching.limits import check_limits
from kreislotse.matching.models import MatchProposal, Vacancy
from kreislotse.matching.operations._shared import check_can_go, check_not_excluded
from kreislotse.matching.operations.errors import GuideAlreadyAsked, GuideDoesNotFit, TooManyAsked
from kreislotse.matching.travel import counted_way

SHORTEST_TIME_TO_ANSWER = timedelta(hours=2)


def check_number_asked(rows: QuerySet[MatchProposal], number: int, *, most: int) -> None:
    """Refuse to have more than `most` people wait for the same thing."""
    asked = rows.filter(status=MatchProposal.Status.ASKED).count()
    if asked + number > most:
        raise TooManyAsked(most=most, open=asked)


def ask_guide(
    help_request: HelpRequest, guide: Guide, *, role, funding_source, reasons, over_week_is_fine, now, days, by,
    against: str = "", vacancy: Vacancy | None = None, is_told: bool = True,
) -> MatchProposal:  # fmt: skip
    """Put the question to one guide, with the request locked; `days` is how long they have for the answer.

    `against` says why the guide does not fit (`Candidates.against`): a page may be older than what a colleague did since.
    Whoever puts many questions at once tells each guide themselves, once: `is_told` is false then.
    """
    today = timezone.localdate(now)
    days_asked = days_that_count(help_request, today=today, vacancy=vacancy)
    check_can_go(guide, role, days=days_asked, topic=help_request.topic_id)
    check_not_excluded(help_request, guide)
    booking = booking_of(
        help_request, guide, role=role, funding_source=funding_source, today=today, vacancy=vacancy
    )  # fmt: skip
    check_limits(guide, booking, funding_source=funding_source, over_week_is_fine=over_week_is_fine)
    try:
        with transaction.atomic():
            proposal = MatchProposal.objects.create(
                help_request_id=help_request.pk, guide=guide, role=role, funding_source=funding_source, reasons=reasons,
                asked_at=now, expires_at=_expires_at(help_request, now, days), vacancy=vacancy, by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise GuideAlreadyAsked(name=str(guide)) from error
    if against:  # last, because the sentences before say more
        raise GuideDoesNotFit(name=str(guide), reason=against)
    audit.record(Entry.GUIDE_ASKED, proposal, by=by, guide=guide.pk, role=role)
    if is_told:
        enqueue_after_commit(tasks.tell_guide, proposal.pk)
    return proposal


def booking_of(
    help_request: HelpRequest, guide: Guide, *, role: str, funding_source: FundingSource | None, today: date,
    vacancy: Vacancy | None = None,
) -> Booking:  # fmt: skip
    """What a request asks of a guide, as long as no appointment is agreed; of a series all days that are ahead.

    With the way that will count, so that nobody promises what cannot be planned.
    """
    days = days_that_count(help_request, today=today, vacancy=vacancy)
    way = counted_way(
        guide, help_request, role=role, funding_source=funding_source, setting=help_request.setting, on=days[0],
        agreed_on=today,
    )  # fmt: skip
    return Booking(
        help_request=help_request.pk, guide=guide.pk, role=role, minutes=expected_minutes(help_request) + way,
        on=days[0], agreed_on=today, days=tuple(days),
    )  # fmt: skip


def _expires_at(help_request: HelpRequest, now: datetime, days: int) -> datetime:
    """Some days from now, but no later than the appointment, and never less than two hours."""
    latest = now + timedelta(days=days)
    if help_request.wanted_on:
        begins = datetime.combine(help_request.wanted_on, help_request.wanted_at or time(8))
        latest = min(latest, timezone.make_aware(begins))
    return max(latest, now + SHORTEST_TIME_TO_ANSWER)
