"""When a guide falls out: the appointment is free, several are asked, and the first who says yes goes."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.guides.absences import note_absence
from kreislotse.guides.models import FundingSource, Guide
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.budget import Booking
from kreislotse.matching.candidates import candidates_for, request_for
from kreislotse.matching.entries import Entry
from kreislotse.matching.hours import USUAL_MINUTES
from kreislotse.matching.limits import check_limits
from kreislotse.matching.models import (
    Appointment,
    AppointmentChange,
    Assignment,
    GuideExclusion,
    MatchProposal,
    Vacancy,
)
from kreislotse.matching.months import month_to_count_in
from kreislotse.matching.operations._changes import Kind, Side, When, note_change, side_of
from kreislotse.matching.operations._shared import (
    OPEN,
    back_to_clarification,
    check_can_go,
    check_not_excluded,
    check_present,
    locked_assignment,
    locked_guide,
    locked_help_request,
    open_assignment,
    withdraw_open_proposals,
)
from kreislotse.matching.operations.asking import ask_guide, check_number_asked
from kreislotse.matching.operations.errors import (
    AlreadyTaken,
    AssignmentNotOpen,
    FellOutHimself,
    HelpRequestNotOpen,
    NobodyChosen,
    NothingToFallOut,
    NotPlannedAnymore,
    VacancyNotOpen,
    VacancyOver,
)
from kreislotse.matching.overlaps import collision_of
from kreislotse.matching.own_reasons import to_keep
from kreislotse.matching.rules import matching_rule
from kreislotse.matching.travel import counted_way

O = Appointment.Outcome  # noqa: E741  reads well beside its members
Reason = AppointmentChange.Reason
logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 5


@transaction.atomic
def let_guide_fall_out(
    appointment: Appointment, *, side: str = "", reason: str = Reason.ILL, now: datetime, by
) -> Vacancy:
    """The guide cannot come to one appointment: it is free from now on, whoever asked is told, and a stand-in can be asked.

    The other appointments of the assignment stay with the guide. Was it the last one that is planned, the assignment ends.
    Who falls out because they know the person is not proposed for this request again.
    """
    help_request = locked_help_request(_request_of(appointment.assignment_id))
    assignment = locked_assignment(appointment.assignment_id)
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if appointment.outcome != O.PLANNED:
        raise NotPlannedAnymore(status=appointment.get_outcome_display())
    guide, before, today = assignment.guide, When.of(appointment), timezone.localdate(now)
    appointment.outcome, appointment.counted_in = O.CANCELLED, month_to_count_in(min(appointment.on, today))
    appointment.recorded_at, appointment.travel_minutes = now, 0
    appointment.save(update_fields=["outcome", "counted_in", "recorded_at", "travel_minutes"])
    vacancy = Vacancy.objects.create(appointment=appointment, opened_at=now)
    note_change(
        appointment, kind=Kind.FELL_OUT, before=before, side=side or side_of(by, guide), reason=reason, now=now, by=by
    )  # fmt: skip
    if reason == Reason.TOO_CLOSE:
        exclude_guide(help_request, guide=guide, reason=GuideExclusion.Reason.TOO_CLOSE, today=today, by=by)
    if not assignment.appointments.filter(outcome=O.PLANNED).exists():
        end_early(assignment, today=today, by=by)
        back_to_clarification(help_request)
    return vacancy


@transaction.atomic
def let_assignment_fall_out(
    assignment: Assignment, *, side: str = "", reason: str = Reason.ILL, now: datetime, by
) -> list[Vacancy]:
    """The guide can no longer go at all: every planned appointment is free.

    Was a day asked for and no appointment noted yet, it is noted now, so that somebody can stand in.
    """
    help_request = locked_help_request(assignment.help_request_id)
    assignment = locked_assignment(assignment.pk)
    if not assignment.is_open:
        raise AssignmentNotOpen(status=assignment.get_status_display())
    today = timezone.localdate(now)
    planned = list(assignment.appointments.filter(outcome=O.PLANNED, on__gte=today).order_by("on", "starts_at", "pk"))
    if (
        not planned
        and not assignment.appointments.exists()
        and help_request.wanted_on
        and help_request.wanted_on >= today
    ):
        planned = [_as_asked(assignment, help_request, now)]
    if not planned:
        raise NothingToFallOut
    return [let_guide_fall_out(one, side=side, reason=reason, now=now, by=by) for one in planned]


@transaction.atomic
def report_absence(
    guide: Guide, *, first: date, last: date, reason: str = Reason.ILL, side: str = "", now: datetime, by
) -> list[Vacancy]:
    """„Ich bin bis Freitag krank“: every planned appointment of the guide from `first` to `last` is free, if there are any.

    The days are noted as an absence, so that nobody asks the guide for them. Raises what `note_absence` raises.

    The requests are locked before the guide, as everywhere. What was booked until the guide's row was ours is found by
    looking again: then all begins anew with its request among the locked ones. Whoever books later sees the absence.
    """
    today = timezone.localdate(now)
    first = max(first, today) if last >= today else first
    for _attempt in range(MOST_ATTEMPTS):
        with suppress(_BookedMeanwhile), transaction.atomic():
            appointments = _planned_between(guide, first, last)
            for pk in dict.fromkeys(one.assignment.help_request_id for one in appointments):
                locked_help_request(pk)
            locked_guide(guide.pk)
            if _planned_between(guide, first, last) != appointments:
                raise _BookedMeanwhile
            vacancies = [let_guide_fall_out(one, side=side, reason=reason, now=now, by=by) for one in appointments]
            note_absence(guide, from_on=first, to_on=last, today=today, by=by)
            return vacancies
    raise DomainError


class _BookedMeanwhile(Exception):  # noqa: N818  gives up the locks of this attempt
    pass


def _planned_between(guide: Guide, first: date, last: date) -> list[Appointment]:
    rows = Appointment.objects.select_related("assignment").filter(
        assignment__guide=guide, assignment__status__in=OPEN, outcome=O.PLANNED, on__range=(first, last)
    )
    return list(rows.order_by("assignment__help_request_id", "on", "starts_at", "pk"))


def ask_for_vacancy(
    vacancy: Vacancy, *, guides: Iterable[Guide] = (), n: int | None = None, over_week_is_fine: bool = False,
    is_told: bool = True, now: datetime, by,
) -> list[MatchProposal]:  # fmt: skip
    """Ask several guides whether they stand in: those named, or the `n` who suit best. As role and money count those of the assignment."""
    today = timezone.localdate(now)
    assignment = Assignment.objects.select_related("guide", "funding_source").get(appointments=vacancy.appointment_id)
    wanted = request_for(vacancy)
    candidates = candidates_for(
        wanted, Guide.objects.all(), role=assignment.role, funding_source=assignment.funding_source, today=today,
        vacancy=vacancy,
    )  # fmt: skip
    chosen = list(guides) or [entry.guide for entry in candidates.suited[: n or 0]]
    if not chosen:
        raise NobodyChosen
    reasons = {entry.guide.pk: to_keep(entry.reasons) for entry in candidates.suited}
    with transaction.atomic():
        help_request = locked_help_request(wanted.pk)
        vacancy = _open_vacancy(vacancy.pk, today)
        if not help_request.is_open:
            raise HelpRequestNotOpen
        rule = matching_rule(today)
        check_number_asked(vacancy.proposals.all(), len(chosen), most=rule.asked_at_once)
        proposals = []
        for guide in sorted(chosen, key=lambda guide: guide.pk):
            if guide.pk == assignment.guide_id:
                raise FellOutHimself(name=str(guide))
            proposals.append(
                ask_guide(
                    wanted, guide, role=assignment.role, funding_source=assignment.funding_source,
                    reasons=reasons.get(guide.pk, []), over_week_is_fine=over_week_is_fine,
                    against=candidates.against(guide), now=now, days=rule.days_to_answer, vacancy=vacancy,
                    is_told=is_told, by=by,
                )
            )  # fmt: skip
        if help_request.status == HelpRequest.Status.IN_CLARIFICATION:
            help_request.status = HelpRequest.Status.ASKED
            help_request.save(update_fields=["status"])
    return proposals


def ask_at_once(vacancy: Vacancy, *, now: datetime) -> list[MatchProposal]:
    """Ask as many as the office's rule allows whether they stand in, without waiting for the office; those who suit best.

    Asked are guides of the same provider (or of the Kreis), nobody beyond the week's limit, and nobody where somebody
    is asked already. Gives nobody where nobody suits or the office has decided meanwhile: then it chooses.
    """
    today = timezone.localdate(now)
    assignment = Assignment.objects.select_related("guide", "funding_source").get(appointments=vacancy.appointment_id)
    if not matching_rule(today).asks_stand_ins or vacancy.proposals.exists():
        return []
    pool = Guide.objects.filter(organization=assignment.guide.organization_id)
    found = candidates_for(
        request_for(vacancy), pool, role=assignment.role, funding_source=assignment.funding_source, today=today,
        vacancy=vacancy,
    )  # fmt: skip
    chosen = [entry.guide for entry in found.suited if not entry.is_over_week][: found.asked_at_once]
    try:
        return ask_for_vacancy(vacancy, guides=chosen, is_told=False, now=now, by=None) if chosen else []
    except DomainError:
        logger.info("nobody asked to stand in", extra={"pk": vacancy.pk})
        return []


@transaction.atomic
def book_for_vacancy(
    vacancy: Vacancy, *, guide: Guide, over_week_is_fine: bool = False, now: datetime, by
) -> Assignment:  # fmt: skip
    """Note that somebody said on the telephone that they stand in."""
    today = timezone.localdate(now)
    assignment = Assignment.objects.select_related("funding_source").get(appointments=vacancy.appointment_id)
    help_request = locked_help_request(assignment.help_request_id)
    vacancy = _open_vacancy(vacancy.pk, today)
    if not help_request.is_open:
        raise HelpRequestNotOpen
    if guide.pk == assignment.guide_id:
        raise FellOutHimself(name=str(guide))
    return fill_vacancy(
        vacancy, help_request, locked_guide(guide.pk), role=assignment.role, funding_source=assignment.funding_source,
        over_week_is_fine=over_week_is_fine, now=now, by=by,
    )  # fmt: skip


def accept_for_vacancy(proposal: MatchProposal, help_request: HelpRequest, *, now: datetime, by) -> Assignment:
    """The yes to a question about a vacancy; called with request and proposal locked. The first wins, the others hear `AlreadyTaken`."""
    vacancy = Vacancy.objects.select_for_update(of=("self",)).get(pk=proposal.vacancy_id)
    if not vacancy.is_open:
        taken = Assignment.objects.filter(vacancy=vacancy).first()
        if taken and taken.guide_id == proposal.guide_id:
            return taken
        raise AlreadyTaken
    return fill_vacancy(
        vacancy, help_request, locked_guide(proposal.guide_id), role=proposal.role,
        funding_source=proposal.funding_source, over_week_is_fine=True, now=now, by=by,
    )  # fmt: skip


def fill_vacancy(
    vacancy: Vacancy, help_request: HelpRequest, guide: Guide, *, role: str, funding_source: FundingSource | None,
    over_week_is_fine: bool, now: datetime, by,
) -> Assignment:  # fmt: skip
    """Give a free appointment to a guide: an assignment of its own, for this date only if somebody else still goes to the others."""
    old, today = vacancy.appointment, timezone.localdate(now)
    check_not_excluded(help_request, guide)
    check_can_go(guide, role, days=[old.on], topic=help_request.topic_id)
    check_present(guide, days=[old.on])
    way = counted_way(
        guide, help_request, role=role, funding_source=funding_source, setting=old.setting, on=old.on, agreed_on=today
    )  # fmt: skip
    booking = Booking(
        help_request=help_request.pk, guide=guide.pk, role=role, minutes=old.duration_minutes + way, on=old.on,
        agreed_on=today,
    )  # fmt: skip
    check_limits(guide, booking, funding_source=funding_source, over_week_is_fine=over_week_is_fine)
    found = collision_of(
        guide, help_request, on=old.on, starts_at=old.starts_at, minutes=old.duration_minutes, setting=old.setting
    )  # fmt: skip
    if found:
        raise found.error(guide)
    is_stand_in = Assignment.objects.filter(help_request=help_request, status__in=OPEN, is_stand_in=False).exists()
    vacancy.status, vacancy.closed_at = Vacancy.Status.FILLED, now
    vacancy.save(update_fields=["status", "closed_at"])
    assignment = open_assignment(
        help_request, guide, role=role, funding_source=funding_source, now=now, today=today, vacancy=vacancy,
        is_stand_in=is_stand_in, by=by,
    )  # fmt: skip
    Appointment.objects.create(
        assignment=assignment, on=old.on, starts_at=old.starts_at, duration_minutes=old.duration_minutes,
        travel_minutes=way, persons=old.persons, setting=old.setting, place=old.place, outcome=O.PLANNED, recorded_at=now,
    )  # fmt: skip
    note_change(old, kind=Kind.REPLACED, before=When.of(old), side=side_of(by, guide), now=now, by=by)
    return assignment


@transaction.atomic
def give_up_vacancy(vacancy: Vacancy, *, now: datetime, by) -> Vacancy:
    """Nobody can stand in: the appointment is off, whoever was asked is freed, whoever needs help is told."""
    help_request = locked_help_request(_request_of(vacancy.appointment.assignment_id))
    vacancy = Vacancy.objects.select_for_update(of=("self",)).get(pk=vacancy.pk)
    if not vacancy.is_open:
        raise VacancyNotOpen(status=vacancy.get_status_display())
    close_vacancy(vacancy, now=now, by=by)
    note_change(
        vacancy.appointment, kind=Kind.CANCELLED, before=When.of(vacancy.appointment), side=Side.GUIDE, now=now, by=by
    )  # fmt: skip
    back_to_clarification(help_request)
    return vacancy


def close_vacancy(vacancy: Vacancy, *, now: datetime, by) -> None:
    """Stop looking, without a letter; also called when the request ends."""
    vacancy.status, vacancy.closed_at = Vacancy.Status.GIVEN_UP, now
    vacancy.save(update_fields=["status", "closed_at"])
    withdraw_open_proposals(vacancy.proposals.all(), now=now, by=by)
    audit.record(Entry.VACANCY_GIVEN_UP, vacancy.appointment.assignment, by=by, appointment=vacancy.appointment_id)


@transaction.atomic
def exclude_guide(help_request: HelpRequest, *, guide: Guide, reason: str, today: date, by) -> GuideExclusion:
    """Never propose this guide for this request; an open question to them is taken back. Saying it twice is saying it once."""
    help_request = locked_help_request(help_request.pk)
    exclusion, is_new = GuideExclusion.objects.get_or_create(
        help_request=help_request, guide=guide,
        defaults={"reason": reason, "on": today, "by": by if by and by.pk else None},
    )  # fmt: skip
    if is_new:
        audit.record(Entry.GUIDE_EXCLUDED, help_request, by=by, guide=guide.pk, reason=reason)
    asked = MatchProposal.objects.filter(help_request=help_request, guide=guide)
    if withdraw_open_proposals(asked, now=timezone.now(), by=by):
        back_to_clarification(help_request)
    return exclusion


@transaction.atomic
def admit_guide(exclusion: GuideExclusion, *, by) -> None:
    """Take an exclusion back."""
    audit.record(Entry.GUIDE_ADMITTED, exclusion.help_request, by=by, guide=exclusion.guide_id)
    exclusion.delete()


def _request_of(assignment_pk: int) -> int:
    return Assignment.objects.values_list("help_request_id", flat=True).get(pk=assignment_pk)


def _open_vacancy(pk: int, today: date) -> Vacancy:
    vacancy = Vacancy.objects.select_related("appointment").select_for_update(of=("self",)).get(pk=pk)
    if not vacancy.is_open:
        raise VacancyNotOpen(status=vacancy.get_status_display())
    if vacancy.appointment.on < today:
        raise VacancyOver(day=date_format(vacancy.appointment.on, "SHORT_DATE_FORMAT"))
    return vacancy


def _as_asked(assignment: Assignment, help_request: HelpRequest, now: datetime) -> Appointment:
    return Appointment.objects.create(
        assignment=assignment, on=help_request.wanted_on, starts_at=help_request.wanted_at,
        duration_minutes=help_request.expected_minutes or USUAL_MINUTES, persons=help_request.persons or 1,
        setting=help_request.setting, place=help_request.place, outcome=O.PLANNED, recorded_at=now,
    )  # fmt: skip


def end_early(assignment: Assignment, *, today: date, by) -> None:
    """The guide has no appointment left: what was kept stays and is finished, else the assignment did not come about."""
    kept = assignment.appointments.filter(outcome__in=(O.TOOK_PLACE, O.NO_SHOW)).exists()
    assignment.status = Assignment.Status.FINISHED if kept else Assignment.Status.CANCELLED
    assignment.ended_on = today
    assignment.save(update_fields=["status", "ended_on"])
    audit.record(Entry.ASSIGNMENT_FINISHED if kept else Entry.ASSIGNMENT_CANCELLED, assignment, by=by)
