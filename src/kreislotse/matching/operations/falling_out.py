"""„Ich falle aus“ from the phone: the guide says it themself, and the search for somebody begins at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from kreislotse.core.clock import instant
from kreislotse.guides.models import Guide
from kreislotse.jobs.tasks import enqueue_after_commit
from kreislotse.matching import tasks
from kreislotse.matching.models import Appointment, AppointmentChange, Assignment, Vacancy
from kreislotse.matching.operations._changes import Side
from kreislotse.matching.operations._shared import back_to_clarification, locked_assignment, locked_help_request
from kreislotse.matching.operations.errors import BegunAlready, NothingToFallOut
from kreislotse.matching.operations.vacancies import (
    end_early,
    exclude_guide,
    let_assignment_fall_out,
    let_guide_fall_out,
    report_absence,
)

Reason = AppointmentChange.Reason


@transaction.atomic
def fall_out(appointment: Appointment, *, reason: str = "", now: datetime, by) -> Vacancy:
    """The guide cannot come to one appointment. Saying it twice is saying it once.

    Raises `BegunAlready` once it has begun: then the guide says what became of it.
    """
    locked_help_request(appointment.assignment.help_request_id)
    if said_before := Vacancy.objects.filter(appointment=appointment).first():
        return said_before
    appointment = Appointment.objects.get(pk=appointment.pk)
    today = timezone.localdate(now)
    begun = appointment.starts_at and instant(appointment.on, appointment.starts_at, must_exist=False) <= now
    if appointment.on < today or begun:
        raise BegunAlready(day=date_format(appointment.on, "SHORT_DATE_FORMAT"))
    vacancy = let_guide_fall_out(appointment, side=Side.GUIDE, reason=reason, now=now, by=by)
    _search([vacancy])
    return vacancy


@transaction.atomic
def step_back(assignment: Assignment, *, reason: str = "", now: datetime, by) -> list[Vacancy]:
    """The guide can no longer go at all. Where no day is known yet, the request waits for somebody else."""
    try:
        vacancies = let_assignment_fall_out(assignment, side=Side.GUIDE, reason=reason, now=now, by=by)
    except NothingToFallOut:
        help_request, assignment = (
            locked_help_request(assignment.help_request_id),
            locked_assignment(assignment.pk),
        )
        today = timezone.localdate(now)
        if reason == Reason.TOO_CLOSE:
            exclude_guide(help_request, guide=assignment.guide, reason=reason, today=today, by=by)
        end_early(assignment, today=today, by=by)
        back_to_clarification(help_request)
        enqueue_after_commit(tasks.tell_office_of_step_back, assignment.pk)
        return []
    _search(vacancies)
    return vacancies


@transaction.atomic
def be_away(guide: Guide, *, first: date, last: date, reason: str = "", now: datetime, by) -> list[Vacancy]:
    """„Ich bin bis Freitag krank“: nobody asks for these days, and every appointment that lies in them is free."""
    vacancies = report_absence(guide, first=first, last=last, reason=reason, side=Side.GUIDE, now=now, by=by)
    if vacancies:
        _search(vacancies)
    return vacancies


def _search(vacancies: Sequence[Vacancy]) -> None:
    """Ask others and tell the office, in one go for all that became free together."""
    enqueue_after_commit(tasks.look_for_stand_ins, [vacancy.pk for vacancy in vacancies])
