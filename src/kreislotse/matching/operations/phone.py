"""What a guide's phone sends after an appointment: time, expenses and a signature together, once, whatever the network does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from kreislotse.audit import operations as audit
from kreislotse.documents.drawing import checked_strokes
from kreislotse.documents.pictures import clean_picture
from kreislotse.matching.entries import Entry
from kreislotse.matching.models import (
    Appointment,
    Assignment,
    Expense,
    PhoneEntry,
    Receipt,
    SheetSignature,
    TimeSheet,
    Vacancy,
)
from kreislotse.matching.operations._shared import locked_assignment, locked_help_request
from kreislotse.matching.operations.appointments import cancel_appointment, change_appointment, record_appointment
from kreislotse.matching.operations.errors import (
    AlreadySigned,
    AppointmentCancelledMeanwhile,
    AppointmentTakenMeanwhile,
    AssignmentEndedMeanwhile,
    AssignmentNotOpen,
    EntryArrivedDifferently,
    InstitutionMissing,
    NothingToSign,
    SignerMissing,
)
from kreislotse.matching.operations.expenses import check_takes_expenses
from kreislotse.matching.operations.sheets import new_sheet

O = Appointment.Outcome  # noqa: E741  reads well beside its members
SIGNABLE = (O.TOOK_PLACE, O.NO_SHOW)


@dataclass(frozen=True)
class Spent:
    """One expense; `receipt` is the photograph as it came, or `None`."""

    category: str
    amount: Decimal
    receipt: bytes | None = None


@dataclass(frozen=True)
class Signed:
    """Who signed for which institution, and the strokes of the hand (see `documents.drawing`)."""

    signer: str
    institution: str
    strokes: str


@transaction.atomic
def enter_time(
    assignment: Assignment,
    *,
    key: UUID,
    planned: Appointment | None = None,
    on: date,
    starts_at: time | None,
    duration_minutes: int,
    outcome: str,
    persons: int = 1,
    travel_km: Decimal | int = 0,
    travel_minutes: int | None = None,
    saw_structural_problem: str = "",
    side: str = "",
    was_late: bool | None = None,
    took_place_all_the_same: bool = False,
    office_decided: bool = False,
    evidence_reason: str = "",
    expenses: Iterable[Spent] = (),
    signature: Signed | None = None,
    now: datetime,
    by,
) -> Appointment:
    """Note what became of an appointment, with expenses and signature; all of it or nothing.

    `key` is made by the phone. The same entry sent again gives the appointment it made the first time; another content
    under a known key raises `EntryArrivedDifferently`. A planned appointment that the office called off meanwhile is
    not overwritten (`AppointmentCancelledMeanwhile`) unless the guide says that it took place all the same. Has somebody
    else gone there, or was the assignment called off, the office decides (`late_entries`, `office_decided`, with
    `evidence_reason` where a paper for that day is no longer there). Of one that was called off `side` and `was_late` say by
    whom and whether at short notice; empty from pages that did not ask yet. Where it is not paid,
    expenses are refused (`UnpaidTakesNoExpense`). Without `travel_minutes` the way stays as planned.
    """
    expenses = list(expenses)
    facts = {
        "on": on, "starts_at": starts_at, "duration_minutes": duration_minutes, "outcome": outcome, "persons": persons,
        "travel_km": travel_km, "saw_structural_problem": saw_structural_problem, "side": side, "was_late": was_late,
    }  # fmt: skip
    if travel_minutes is not None:
        facts["travel_minutes"] = travel_minutes
    content_digest = _digest(assignment, planned, facts, expenses, signature)
    locked_help_request(assignment.help_request_id)
    assignment = locked_assignment(assignment.pk)
    if first := _first_result(key, assignment, content_digest):
        return first
    if assignment.status == Assignment.Status.CANCELLED:
        if planned and Vacancy.objects.filter(appointment=planned, status=Vacancy.Status.FILLED).exists():
            raise AppointmentTakenMeanwhile(day=date_format(planned.on, "SHORT_DATE_FORMAT"))
        raise AssignmentEndedMeanwhile

    planned = planned or assignment.appointments.filter(on=on, outcome=O.PLANNED).order_by("starts_at", "pk").first()
    if planned is None:
        appointment = record_appointment(assignment, **facts, evidence_reason=evidence_reason, now=now, by=by)
    else:
        planned = Appointment.objects.select_for_update(of=("self",)).get(pk=planned.pk)
        if planned.outcome == O.CANCELLED and outcome in SIGNABLE and not office_decided:
            _check_meanwhile(planned, insists=took_place_all_the_same)
        appointment = _say_of_planned(planned, facts, evidence_reason=evidence_reason, now=now, by=by)
    try:
        with transaction.atomic():
            PhoneEntry.objects.create(
                key=key, guide_id=assignment.guide_id, appointment=appointment, content_digest=content_digest,
                received_at=now,
            )  # fmt: skip
    except IntegrityError as error:  # the key came with another assignment in the same moment
        raise EntryArrivedDifferently from error
    if expenses:
        check_takes_expenses(appointment)
    for spent in expenses:
        _keep(appointment, spent)
    if signature:
        _sign(assignment, appointment, signature, now=now, by=by)
        appointment.refresh_from_db()
    return appointment


def _say_of_planned(planned: Appointment, facts: dict, *, evidence_reason: str, now: datetime, by) -> Appointment:
    """What became of a planned appointment. Is it off already, the note of who called it off stays as it is."""
    if facts["outcome"] != O.CANCELLED:
        return change_appointment(planned, **facts, evidence_reason=evidence_reason, now=now, by=by)
    facts = facts | {"duration_minutes": facts["duration_minutes"] or planned.duration_minutes}
    if planned.outcome == O.PLANNED:
        return cancel_appointment(planned, **facts, now=now, by=by)
    side = "" if planned.outcome == O.CANCELLED else facts["side"]
    return change_appointment(planned, **facts | {"side": side}, now=now, by=by)


def _check_meanwhile(planned: Appointment, *, insists: bool) -> None:
    """Refuse what was called off, unless the guide insists; who has given the date to somebody else cannot insist."""
    day = date_format(planned.on, "SHORT_DATE_FORMAT")
    if Vacancy.objects.filter(appointment=planned, status=Vacancy.Status.FILLED).exists():
        raise AppointmentTakenMeanwhile(day=day)
    if not insists:
        raise AppointmentCancelledMeanwhile(day=day)


@transaction.atomic
def sign_on_device(appointment: Appointment, *, signature: Signed, now: datetime, by) -> TimeSheet:
    """Let the institution sign one appointment on the guide's phone; the sheet is confirmed as if it came back on paper."""
    assignment = locked_assignment(appointment.assignment_id)
    if assignment.status == Assignment.Status.CANCELLED:
        raise AssignmentNotOpen(status=assignment.get_status_display())
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    return _sign(assignment, appointment, signature, now=now, by=by)


def _first_result(key: UUID, assignment: Assignment, content_digest: str) -> Appointment | None:
    entry = PhoneEntry.objects.filter(key=key).select_related("appointment").first()
    if entry is None:
        return None
    if entry.guide_id != assignment.guide_id or entry.content_digest != content_digest:
        raise EntryArrivedDifferently
    return entry.appointment


def _sign(assignment: Assignment, appointment: Appointment, signature: Signed, *, now: datetime, by) -> TimeSheet:
    if appointment.outcome not in SIGNABLE:
        raise NothingToSign
    if appointment.sheet_id and TimeSheet.objects.filter(pk=appointment.sheet_id, confirmed_on__isnull=False).exists():
        raise AlreadySigned
    if not signature.institution.strip():
        raise InstitutionMissing
    if not signature.signer.strip():
        raise SignerMissing
    strokes = checked_strokes(signature.strokes)
    today = timezone.localdate(now)
    sheet = new_sheet(assignment, today=today, by=by)
    sheet.confirmed_on, sheet.confirmed_by_institution = today, signature.institution.strip()
    sheet.save(update_fields=["confirmed_on", "confirmed_by_institution"])
    SheetSignature.objects.create(sheet=sheet, signer=signature.signer.strip(), strokes=strokes, signed_at=now)
    Appointment.objects.filter(pk=appointment.pk).update(sheet=sheet)
    audit.record(Entry.SHEET_SIGNED_ON_DEVICE, assignment, by=by, code=sheet.code, confirmed_on=today)
    return sheet


def _keep(appointment: Appointment, spent: Spent) -> Expense:
    receipt = clean_picture(spent.receipt) if spent.receipt is not None else None
    expense = Expense.objects.create(appointment=appointment, category=spent.category, amount=spent.amount)
    if receipt:
        content, content_type = receipt
        Receipt.objects.create(expense=expense, content=content, content_type=content_type, size_bytes=len(content))
    return expense


ASKED_LATER = {"side": "", "was_late": None}
"""What pages kept on phones may not ask yet, and what stands there then: left out of the digest, which stays what it was."""


def _digest(assignment: Assignment, planned: Appointment | None, facts: dict, expenses: list[Spent], signature) -> str:
    """A hash of what was entered, to tell the same entry sent again from another one."""
    spent = [(one.category, one.amount, hashlib.sha256(one.receipt or b"").hexdigest()) for one in expenses]
    said = [(name, value) for name, value in sorted(facts.items()) if ASKED_LATER.get(name, facts) != value]
    parts = (assignment.pk, planned and planned.pk, said, spent, signature)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
