"""What a guide entered of an appointment that was called off or given to somebody else meanwhile: kept, and decided by the office."""

from __future__ import annotations

import base64
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.documents.pictures import clean_picture
from kreislotse.jobs.tasks import enqueue_after_commit
from kreislotse.matching import letters
from kreislotse.matching.entries import Entry
from kreislotse.matching.models import Appointment, Assignment, LateEntry, PhoneEntry, Vacancy
from kreislotse.matching.operations._shared import locked_assignment, locked_help_request
from kreislotse.matching.operations.errors import (
    AppointmentCancelledMeanwhile,
    AppointmentTakenMeanwhile,
    AssignmentEndedMeanwhile,
    EntryDecided,
    EntryRejected,
)
from kreislotse.matching.operations.phone import Signed, Spent, enter_time
from kreislotse.matching.operations.vacancies import close_vacancy

W = LateEntry.Why
KEPT = {
    AppointmentTakenMeanwhile: W.TAKEN,
    AppointmentCancelledMeanwhile: W.CANCELLED,
    AssignmentEndedMeanwhile: W.ENDED,
}


def enter_or_keep(assignment: Assignment, *, key: UUID, now: datetime, by, **entry) -> Appointment:
    """`enter_time`, and where something happened meanwhile the entry is kept for the office before the guide hears why."""
    if decided := LateEntry.objects.filter(key=key, guide=assignment.guide_id).exclude(decision="").first():
        return _as_decided(decided)
    try:
        with transaction.atomic():
            appointment = enter_time(assignment, key=key, now=now, by=by, **entry)
            _settle(LateEntry.objects.filter(key=key, guide=assignment.guide_id), LateEntry.Decision.COUNTED, now, None)
    except tuple(KEPT) as error:
        _keep(assignment, key=key, why=KEPT[type(error)], now=now, **entry)
        raise
    return appointment


@transaction.atomic
def count_late_entry(late: LateEntry, *, evidence_reason: str = "", now: datetime, by) -> Appointment:
    """It took place all the same: the entry counts as if it had come in time, with expenses and signature.

    An assignment that was called off is one that came about after all, and nobody is looked for any more. Raises
    `CouldNotGoThen`, and `NotProvenThen` unless `evidence_reason` says how it was.
    """
    help_request = locked_help_request(late.assignment.help_request_id)
    assignment = locked_assignment(late.assignment_id)
    late = _locked_open(late)
    if assignment.status == Assignment.Status.CANCELLED:
        assignment.status = Assignment.Status.FINISHED
        assignment.save(update_fields=["status"])
    for vacancy in Vacancy.objects.filter(appointment=late.appointment_id, status=Vacancy.Status.OPEN):
        close_vacancy(vacancy, now=now, by=by)
    appointment = enter_time(
        assignment, key=late.key, planned=late.appointment, on=late.on, starts_at=late.starts_at,
        duration_minutes=late.duration_minutes, outcome=late.outcome, persons=late.persons, travel_km=late.travel_km,
        saw_structural_problem=late.saw_structural_problem, side=late.side, was_late=late.was_late, office_decided=True,
        travel_minutes=late.travel_minutes, evidence_reason=evidence_reason,
        expenses=[_spent(one) for one in late.expenses], signature=Signed(**late.signature) if late.signature else None,
        now=now, by=by,
    )  # fmt: skip
    _settle(LateEntry.objects.filter(pk=late.pk), LateEntry.Decision.COUNTED, now, by)
    audit.record(Entry.LATE_ENTRY_DECIDED, assignment, by=by, on=late.on, counts=True, request=help_request.pk)
    enqueue_after_commit(letters.tell_guide_of_decision, late.pk)
    return appointment


@transaction.atomic
def reject_late_entry(late: LateEntry, *, now: datetime, by) -> LateEntry:
    """It does not count; the guide is told and may call."""
    locked_help_request(late.assignment.help_request_id)
    late = _locked_open(late)
    _settle(LateEntry.objects.filter(pk=late.pk), LateEntry.Decision.REJECTED, now, by)
    audit.record(Entry.LATE_ENTRY_DECIDED, late.assignment, by=by, on=late.on, counts=False)
    enqueue_after_commit(letters.tell_guide_of_decision, late.pk)
    return late


def _keep(  # noqa: PLR0913
    assignment: Assignment, *, key: UUID, why: str, now: datetime, planned: Appointment | None = None,
    expenses=(), signature: Signed | None = None, took_place_all_the_same: bool = False, **facts,
) -> None:  # fmt: skip
    """Keep the latest word under this key until the office has decided; what is no photograph is left out."""
    values = facts | {
        "guide_id": assignment.guide_id, "assignment": assignment, "appointment": planned, "why": why, "received_at": now,
        "expenses": [_as_kept(one) for one in expenses],
        "signature": {name: getattr(signature, name) for name in ("signer", "institution", "strokes")} if signature else {},
    }  # fmt: skip
    with transaction.atomic():
        locked_help_request(assignment.help_request_id)
        known = LateEntry.objects.filter(key=key).first()
        if known and (known.guide_id != assignment.guide_id or not known.is_open):
            return
        LateEntry.objects.update_or_create(key=key, defaults=values)


def _as_decided(late: LateEntry) -> Appointment:
    """What the phone hears that sends an entry again after the decision: it has arrived, or it does not count."""
    entry = PhoneEntry.objects.filter(key=late.key, guide=late.guide_id).select_related("appointment").first()
    if entry is None:
        raise EntryRejected
    return entry.appointment


def _as_kept(spent: Spent) -> dict:
    picture = None
    if spent.receipt is not None:
        try:
            picture = base64.b64encode(clean_picture(spent.receipt)[0]).decode()
        except DomainError:
            picture = None
    return {"category": spent.category, "amount": str(spent.amount), "picture": picture}


def _spent(kept: dict) -> Spent:
    picture = base64.b64decode(kept["picture"]) if kept["picture"] else None
    return Spent(kept["category"], Decimal(kept["amount"]), picture)


def _locked_open(late: LateEntry) -> LateEntry:
    late = LateEntry.objects.select_for_update(of=("self",)).select_related("appointment", "assignment").get(pk=late.pk)
    if not late.is_open:
        raise EntryDecided(decision=late.get_decision_display())
    return late


def _settle(rows, decision: str, now: datetime, by) -> None:
    """Decided: what was kept beside the facts has gone where it belongs, or goes."""
    rows.filter(decision="").update(
        decision=decision, decided_at=now, decided_by=by if by and by.pk else None, expenses=[], signature={}
    )
