"""The row that is written whenever an agreed appointment changes, and the letters that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from kreislotse.audit import operations as audit
from kreislotse.guides.models import Guide
from kreislotse.intake.counter_keys import give_back_one
from kreislotse.intake.models import HelpRequest
from kreislotse.jobs.tasks import enqueue_after_commit
from kreislotse.matching import letters
from kreislotse.matching.entries import Entry
from kreislotse.matching.hours import USUAL_MINUTES
from kreislotse.matching.models import Appointment, AppointmentChange
from kreislotse.matching.notice import notice_of
from kreislotse.matching.overlaps import collision_of

Kind, Side = AppointmentChange.Kind, AppointmentChange.Side
ENTRIES = {
    Kind.MOVED: Entry.APPOINTMENT_MOVED, Kind.CANCELLED: Entry.APPOINTMENT_CANCELLED, Kind.FELL_OUT: Entry.GUIDE_FELL_OUT,
    Kind.REPLACED: Entry.VACANCY_FILLED, Kind.OVERLAP_ALLOWED: Entry.OVERLAP_ALLOWED, Kind.NOT_PROVEN: Entry.NOT_PROVEN,
}  # fmt: skip
EXCEPTIONS = (Kind.OVERLAP_ALLOWED, Kind.NOT_PROVEN)
"""What the office lets pass: nothing about the appointment changes, and nobody is written to."""


@dataclass(frozen=True)
class When:
    """Day, hour and length of an appointment as it was before a change."""

    on: date
    starts_at: time | None
    minutes: int

    @classmethod
    def of(cls, appointment: Appointment) -> When:
        return cls(appointment.on, appointment.starts_at, appointment.duration_minutes)


def side_of(by, guide: Guide) -> str:
    """Whose change it is if nobody said: the guide's own, else the office's."""
    return Side.GUIDE if by and guide.user_id and by.pk == guide.user_id else Side.OFFICE


def note_change(
    appointment: Appointment, *, kind: str, before: When, side: str, reason: str = "", was_late: bool | None = None,
    was_planned: bool = True, now: datetime, by,
) -> AppointmentChange:  # fmt: skip
    """Write down what changed, how long before, and whether that is short notice by the rule of the day; tell those affected.

    What is noted afterwards was said earlier: `was_late` says whether that was short notice, where somebody knows. Of what
    was not planned here nobody needs to hear, and nothing was counted that could be given back.
    """
    notice = notice_of(before.on, before.starts_at, now=now)
    after = When.of(appointment)
    moved = {"to_on": after.on, "to_at": after.starts_at, "to_minutes": after.minutes} if kind == Kind.MOVED else {}
    change = AppointmentChange.objects.create(
        appointment=appointment, kind=kind, side=side, reason=reason, at=now, minutes_before=notice.minutes, late_hours=notice.late_hours,
        is_late=kind in (Kind.MOVED, Kind.CANCELLED, Kind.FELL_OUT) and notice.is_short and was_late is not False,
        from_on=before.on, from_at=before.starts_at, from_minutes=before.minutes,
        by=by if by and by.pk else None, **moved,
    )  # fmt: skip
    if kind == Kind.CANCELLED and was_planned and not change.is_late:
        give_back_one(appointment.assignment.help_request, on=before.on)
    audit.record(ENTRIES[kind], appointment.assignment, by=by, appointment=appointment.pk, side=side)
    is_over = max(before.on, after.on) < timezone.localdate(now)
    if kind not in EXCEPTIONS and was_planned and not is_over:
        enqueue_after_commit(letters.tell_guide_of_change, change.pk)
        enqueue_after_commit(letters.tell_asker_of_change, change.pk)
    return change


def check_free(appointment: Appointment, help_request: HelpRequest, guide: Guide, *, overlap_reason: str = "") -> bool:
    """Refuse an appointment at a time the guide has promised elsewhere; whether only the office's reason allows it.

    Call it with the guide's row locked, so that two bookings at once see each other.
    """
    found = collision_of(
        guide, help_request, on=appointment.on, starts_at=appointment.starts_at, minutes=appointment.duration_minutes,
        setting=appointment.setting, appointment=appointment.pk, assignment=appointment.assignment_id,
        has_happened=appointment.outcome == Appointment.Outcome.TOOK_PLACE,
    )  # fmt: skip
    if found and not overlap_reason:
        raise found.error(guide)
    return found is not None


def check_wish_is_free(help_request: HelpRequest, guide: Guide) -> None:
    """Refuse a promise for a day and hour at which the guide has promised to be elsewhere; guide's row locked."""
    if help_request.wanted_on is None:
        return
    found = collision_of(
        guide, help_request, on=help_request.wanted_on, starts_at=help_request.wanted_at,
        minutes=help_request.expected_minutes or USUAL_MINUTES, setting=help_request.setting,
    )  # fmt: skip
    if found:
        raise found.error(guide)
