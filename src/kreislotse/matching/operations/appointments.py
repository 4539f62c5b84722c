from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from kreislotse.audit import operations as audit
from kreislotse.core.clock import instant
from kreislotse.core.dates import first_of_month
from kreislotse.guides.compensation import counted_minutes
from kreislotse.guides.models import Guide
from kreislotse.intake.counter_keys import give_back_one
from kreislotse.intake.models import HelpRequest, Setting
from kreislotse.matching import guide_letters
from kreislotse.matching.budget import Booking
from kreislotse.matching.counting import rate_on, that_count
from kreislotse.matching.entries import Entry
from kreislotse.matching.hooks import check_may_change
from kreislotse.matching.limits import check_limits
from kreislotse.matching.models import Appointment, Assignment
from kreislotse.matching.months import month_to_count_in
from kreislotse.matching.operations._changes import Kind, Side, When, check_free, note_change, side_of
from kreislotse.matching.operations._client_cap import check_client_cap, is_agreed
from kreislotse.matching.operations._shared import (
    check_can_go,
    check_could_go,
    check_present,
    locked_assignment,
    locked_guide,
    locked_help_request,
)
from kreislotse.matching.operations.errors import (
    AppointmentInFuture,
    AppointmentTwice,
    AssignmentNotOpen,
    BeforeTheRequest,
    DurationMissing,
    MonthIsClosed,
    MovedNowhere,
    NotPlannedAnymore,
    PlannedInPast,
)
from kreislotse.matching.operations.expenses import check_loses_no_expenses
from kreislotse.matching.operations.vacancies import let_guide_fall_out
from kreislotse.matching.travel import suggested_minutes

O = Appointment.Outcome  # noqa: E741  reads well beside its members
BINDING = (O.PLANNED, O.TOOK_PLACE)
"""Outcomes with which a guide is, or was, somewhere."""
HAPPENED = (O.TOOK_PLACE, O.NO_SHOW)
"""Outcomes for which the guide went."""


@transaction.atomic
def record_appointment(
    assignment: Assignment,
    *,
    on: date,
    duration_minutes: int,
    outcome: str = O.TOOK_PLACE,
    starts_at: time | None = None,
    travel_km: Decimal | int = 0,
    travel_minutes: int = 0,
    persons: int = 1,
    setting: str | None = None,
    place: str = "",
    saw_structural_problem: str = "",
    overlap_reason: str = "",
    cap_reason: str = "",
    evidence_reason: str = "",
    side: str = "",
    was_late: bool | None = None,
    now: datetime,
    by,
) -> Appointment:
    """Plan an appointment or note one that was; one whose month is closed counts in the first open month.

    A planned one must fit under the cap of the year; what has happened is noted in any case, unless the guide could not go
    on that day (`check_could_go`, with the office's `evidence_reason`). Nobody is in two places at once: raises `DoubleBooked`,
    unless the office says with `overlap_reason` why it is fine. Raises `ClientCapReached` for a planned one that is too many
    for its person, unless `cap_reason` says why the office makes an exception. For one that was called off `side` says by
    whom, `was_late` whether that was short notice; money depends on both.
    """
    help_request = locked_help_request(assignment.help_request_id)
    assignment = locked_assignment(assignment.pk)
    if assignment.status == Assignment.Status.CANCELLED or (outcome == O.PLANNED and not assignment.is_open):
        raise AssignmentNotOpen(status=assignment.get_status_display())
    appointment = Appointment(
        assignment=assignment, on=on, starts_at=starts_at, duration_minutes=duration_minutes, travel_km=travel_km,
        travel_minutes=travel_minutes, persons=persons, setting=setting or Setting(help_request.setting), place=place, outcome=outcome,
        saw_structural_problem=saw_structural_problem, recorded_at=now,
    )  # fmt: skip
    check_appointment(appointment, help_request, timezone.localdate(now))
    guide = locked_guide(assignment.guide_id)
    if outcome == O.PLANNED:
        check_can_go(guide, assignment.role, days=[on], topic=help_request.topic_id)
        check_present(guide, days=[on])
        check_year(appointment, assignment, guide)
    unproven = outcome in HAPPENED and check_could_go(
        guide, assignment.role, on=on, topic=help_request.topic_id, evidence_reason=evidence_reason
    )
    overlaps = outcome in BINDING and check_free(appointment, help_request, guide, overlap_reason=overlap_reason)
    appointment.counted_in = None if outcome == O.PLANNED else month_to_count_in(on)
    appointment.save()
    if outcome == O.CANCELLED:
        side = side or side_of(by, guide)
        _note_called_off(appointment, When.of(appointment), side=side, was_late=was_late, now=now, by=by)
        _forget_unpaid_way(appointment)
    if outcome != O.CANCELLED or was_late:
        _count(appointment, help_request, cap_reason, now=now, by=by)
    if overlaps:
        _note_exception(appointment, Kind.OVERLAP_ALLOWED, overlap_reason, now=now, by=by)
    if unproven:
        _note_exception(appointment, Kind.NOT_PROVEN, evidence_reason, now=now, by=by)
    _follow(assignment, help_request, outcome)
    audit.record(Entry.APPOINTMENT_RECORDED, assignment, by=by, appointment=appointment.pk, on=on, outcome=outcome)
    if outcome == O.PLANNED:
        guide_letters.tell_of_booking(assignment, now=now, by=by)
    return appointment


def note_time(assignment: Assignment, *, on: date, duration_minutes: int, now: datetime, by, **details) -> Appointment:
    """Note what was: says it of the appointment planned for that day, if there is one, else records a new one."""
    planned = assignment.appointments.filter(on=on, outcome=O.PLANNED).order_by("starts_at", "pk").first()
    if planned:
        return change_appointment(planned, duration_minutes=duration_minutes, now=now, by=by, **details)
    return record_appointment(assignment, on=on, duration_minutes=duration_minutes, now=now, by=by, **details)


@transaction.atomic
def change_appointment(
    appointment: Appointment,
    *,
    side: str = "",
    reason: str = "",
    was_late: bool | None = None,
    overlap_reason: str = "",
    cap_reason: str = "",
    evidence_reason: str = "",
    now: datetime,
    by,
    **changes,
) -> Appointment:
    """Correct an appointment, or say what became of a planned one; refused once its month is closed.

    `changes` are the names `record_appointment` takes. A planned appointment that moves or is called off keeps its history,
    and those affected are told; `side` says who wanted it (office, guide, institution, person), `reason` why, in a category,
    `was_late` whether one that is noted afterwards was called off at short notice. The office can correct both later.
    A signature does not cover what the guide changes after it: the appointment leaves its sheet and waits for a new one.
    The office corrects what it typed from a signed paper; that stays signed. One that moves or is on again counts for its
    person like a new one (`cap_reason`), and one corrected to called off in time no longer does. What became of an
    appointment that was planned for its day was ordered by the office and is not asked again; what happened on another day,
    or was called off, is (`check_could_go`). Raises `ExpensesWouldBeLost` for one called off that is not paid while expenses
    stand on it.
    """
    assignment_pk, help_request_pk = (
        Assignment.objects.filter(pk=appointment.assignment_id).values_list("pk", "help_request_id").get()
    )
    help_request = locked_help_request(help_request_pk)
    assignment = locked_assignment(assignment_pk)
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if assignment.status == Assignment.Status.CANCELLED:
        raise AssignmentNotOpen(status=assignment.get_status_display())
    if appointment.counted_in and month_to_count_in(appointment.counted_in) != appointment.counted_in:
        raise MonthIsClosed(month=date_format(appointment.counted_in, "F Y"))
    check_may_change(appointment)
    counts_later = appointment.counted_in and appointment.counted_in != first_of_month(appointment.on)
    moved = changes.get("on", appointment.on) != appointment.on
    before, was, counted = When.of(appointment), appointment.outcome, is_agreed(appointment)
    is_changed = any(changes.get(name, getattr(appointment, name)) != getattr(appointment, name) for name in SIGNED_FOR)
    lost_signature = is_changed and _is_signed(appointment) and _is_guide(by, assignment)
    for name, value in changes.items():
        setattr(appointment, name, value)
    if lost_signature:
        appointment.sheet = None
    check_appointment(appointment, help_request, timezone.localdate(now))
    guide = locked_guide(assignment.guide_id)
    overlaps = unproven = False
    if appointment.outcome in HAPPENED and (moved or was == O.CANCELLED):
        unproven = check_could_go(
            guide, assignment.role, on=appointment.on, topic=help_request.topic_id, evidence_reason=evidence_reason
        )
    if appointment.outcome in BINDING and (When.of(appointment) != before or appointment.outcome != was):
        overlaps = check_free(appointment, help_request, guide, overlap_reason=overlap_reason)
    if appointment.outcome == O.PLANNED:
        if moved or was != O.PLANNED:
            check_can_go(guide, assignment.role, days=[appointment.on], topic=help_request.topic_id)
            check_present(guide, days=[appointment.on])
        check_year(appointment, assignment, guide)
        appointment.counted_in = None
    elif appointment.counted_in is None or moved or not counts_later:
        appointment.counted_in = month_to_count_in(min(appointment.on, timezone.localdate(now)))
    appointment.recorded_at = now
    appointment.save()
    if overlaps:
        _note_exception(appointment, Kind.OVERLAP_ALLOWED, overlap_reason, now=now, by=by)
    if unproven:
        _note_exception(appointment, Kind.NOT_PROVEN, evidence_reason, now=now, by=by)
    details = {"reason": reason, "was_late": was_late, "now": now, "by": by}
    if was == O.PLANNED:
        _note(appointment, before, side=side or side_of(by, guide), **details)
    elif appointment.outcome == O.CANCELLED and was != O.CANCELLED:
        _note_called_off(appointment, before, side=side or side_of(by, guide), **details)
    elif appointment.outcome == O.CANCELLED and side:
        _correct_called_off(appointment, before, side=side, **details)
    if is_agreed(appointment):
        if moved or not counted:
            _count(appointment, help_request, cap_reason, now=now, by=by)
    elif counted and was != O.PLANNED:
        give_back_one(help_request, on=before.on)
    if appointment.outcome == O.CANCELLED:
        _forget_unpaid_way(appointment)
        check_loses_no_expenses(appointment)
    if appointment.outcome == O.PLANNED and was != O.PLANNED:
        guide_letters.tell_of_booking(assignment, now=now, by=by)
    _follow(assignment, help_request, appointment.outcome)
    audit.record(
        Entry.APPOINTMENT_CHANGED, assignment, by=by, appointment=appointment.pk, on=appointment.on,
        outcome=appointment.outcome, **({"lost_signature": True} if lost_signature else {}),
    )  # fmt: skip
    return appointment


SIGNED_FOR = ("on", "starts_at", "duration_minutes", "outcome")
"""What an institution's signature stands for."""


def _is_guide(by, assignment: Assignment) -> bool:
    return assignment.guide.user_id is not None and getattr(by, "pk", None) == assignment.guide.user_id


def _is_signed(appointment: Appointment) -> bool:
    return appointment.sheet is not None and appointment.sheet.confirmed_on is not None


def move_appointment(
    appointment: Appointment, *, on: date, starts_at: time | None, duration_minutes: int | None = None, side: str,
    reason: str = "", overlap_reason: str = "", cap_reason: str = "", now: datetime, by,
) -> Appointment:  # fmt: skip
    """Put a planned appointment on another day or hour; each move is a row of its history, and both sides get a letter.

    Raises `NotPlannedAnymore`, `MovedNowhere`, and what planning raises.
    """
    saved = _planned(appointment)
    duration_minutes = duration_minutes or saved.duration_minutes
    if When(on, starts_at, duration_minutes) == When.of(saved):
        raise MovedNowhere
    return change_appointment(
        appointment, on=on, starts_at=starts_at, duration_minutes=duration_minutes, side=side, reason=reason,
        overlap_reason=overlap_reason, cap_reason=cap_reason, now=now, by=by,
    )  # fmt: skip


def cancel_appointment(
    appointment: Appointment, *, side: str, reason: str = "", was_late: bool | None = None, now: datetime, by, **facts
) -> Appointment:
    """Call off one planned appointment; the others of the assignment stay. How late it was is kept for the money.

    Cannot whoever stands in come, the appointment is not off: the search for somebody opens again. `facts` are noted with it.
    """
    saved = _planned(appointment)
    if side == Side.GUIDE and saved.assignment.vacancy_id and saved.on >= timezone.localdate(now):
        return let_guide_fall_out(saved, side=side, reason=reason, now=now, by=by).appointment
    facts |= {"outcome": O.CANCELLED, "side": side, "reason": reason, "was_late": was_late}
    return change_appointment(appointment, **facts, now=now, by=by)


def _planned(appointment: Appointment) -> Appointment:
    saved = Appointment.objects.select_related("assignment").get(pk=appointment.pk)
    if saved.outcome != O.PLANNED:
        raise NotPlannedAnymore(status=saved.get_outcome_display())
    return saved


def _note(appointment: Appointment, before: When, **details) -> None:
    if appointment.outcome == O.CANCELLED:
        note_change(appointment, kind=Kind.CANCELLED, before=before, **details)
    elif appointment.outcome == O.PLANNED and When.of(appointment) != before:
        note_change(appointment, kind=Kind.MOVED, before=before, **details)


def _note_called_off(appointment: Appointment, before: When, *, was_late: bool | None, **details) -> None:
    """One that was not planned here: it was called off at short notice only if somebody says so."""
    note_change(
        appointment, kind=Kind.CANCELLED, before=before, was_late=bool(was_late), was_planned=False, **details
    )  # fmt: skip


def _correct_called_off(appointment: Appointment, before: When, *, side: str, was_late: bool | None, **details) -> None:
    """Somebody knows better who called it off, or when: a row more, and the newest counts."""
    newest = appointment.changes.filter(kind=Kind.CANCELLED).order_by("-pk").first()
    when = When.of(appointment)
    if newest and when == before:
        if (newest.side, newest.is_late) == (side, bool(was_late)):
            return
        when = When(newest.from_on, newest.from_at, newest.from_minutes)
    _note_called_off(appointment, when, side=side, was_late=was_late, **details)


def _count(appointment: Appointment, help_request: HelpRequest, cap_reason: str, *, now: datetime, by) -> None:
    check_client_cap(
        help_request, has_happened=appointment.outcome != O.PLANNED, cap_reason=cap_reason,
        today=timezone.localdate(now), by=by,
    )  # fmt: skip


def _note_exception(appointment: Appointment, kind: str, reason: str, *, now: datetime, by) -> None:
    before = When.of(appointment)
    note_change(appointment, kind=kind, before=before, side=Side.OFFICE, reason=reason, now=now, by=by)


def check_appointment(appointment: Appointment, help_request: HelpRequest, today: date) -> None:
    """Refuse what cannot be whatever the guide does: a length of nothing, a future past, an hour that does not exist, a double."""
    if appointment.outcome in (O.PLANNED, O.TOOK_PLACE) and not appointment.duration_minutes:
        raise DurationMissing
    if appointment.outcome in (O.TOOK_PLACE, O.NO_SHOW) and appointment.on > today:
        raise AppointmentInFuture
    if appointment.outcome == O.PLANNED and appointment.on < today:
        raise PlannedInPast
    if appointment.starts_at is not None:
        instant(appointment.on, appointment.starts_at)
    if appointment.on < help_request.received_on:
        raise BeforeTheRequest(day=date_format(help_request.received_on, "SHORT_DATE_FORMAT"))
    others = Appointment.objects.filter(
        assignment_id=appointment.assignment_id, on=appointment.on, starts_at=appointment.starts_at
    ).exclude(pk=appointment.pk)  # fmt: skip
    if others.exclude(outcome=O.CANCELLED).exists() and appointment.outcome != O.CANCELLED:
        raise AppointmentTwice(day=date_format(appointment.on, "SHORT_DATE_FORMAT"))


def check_year(appointment: Appointment, assignment: Assignment, guide: Guide) -> None:
    """Refuse a planned appointment beyond the year's hours or the budget, after its way is estimated (`travel_minutes`).

    It takes the place of what is saved of it, or of what was promised while there was none. A full week does not refuse: whoever
    saves it shows `hours.week_warning`.
    """
    rate = rate_on(assignment, appointment.on)
    if rate.get("counts_travel_time"):
        appointment.travel_minutes = _expected_way(appointment, guide, assignment.help_request)
    booking = Booking(
        help_request=assignment.help_request_id, guide=guide.pk, role=assignment.role,
        minutes=counted_minutes(appointment.duration_minutes, appointment.travel_minutes, rate), on=appointment.on,
        agreed_on=assignment.agreed_on, rate=assignment.rate_as_agreed, appointment=appointment.pk,
        assignment=assignment.pk,
    )  # fmt: skip
    check_limits(guide, booking, funding_source=assignment.funding_source, over_week_is_fine=True)


def _expected_way(appointment: Appointment, guide: Guide, help_request: HelpRequest) -> int:
    """Minutes on the way that count until somebody enters how long it took: what is entered already, else an estimate."""
    if appointment.setting != Setting.ON_SITE:
        return 0
    return appointment.travel_minutes or suggested_minutes(
        guide, help_request, setting=appointment.setting, on=appointment.on
    )


def _forget_unpaid_way(appointment: Appointment) -> None:
    """Nobody went: of a cancellation the way stays only where the rate pays for it."""
    if appointment.travel_minutes and not that_count(Appointment.objects.filter(pk=appointment.pk)).exists():
        appointment.travel_minutes = 0
        appointment.save(update_fields=["travel_minutes"])


def _follow(assignment: Assignment, help_request: HelpRequest, outcome: str) -> None:
    """With the first appointment that took place the assignment is running, and so is the request."""
    if outcome != O.TOOK_PLACE:
        return
    if assignment.status == Assignment.Status.PROMISED:
        assignment.status = Assignment.Status.RUNNING
        assignment.save(update_fields=["status"])
        if help_request.is_open:
            help_request.status = HelpRequest.Status.RUNNING
            help_request.save(update_fields=["status"])
