from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.formats import date_format

from kreislotse.audit import operations as audit
from kreislotse.core.tokens import new_code
from kreislotse.matching.entries import Entry
from kreislotse.matching.models import Appointment, Assignment, TimeSheet
from kreislotse.matching.operations._shared import locked_assignment
from kreislotse.matching.operations.errors import (
    AssignmentNotOpen,
    InstitutionMissing,
    NothingHappenedYet,
    SheetAlreadyConfirmed,
    SignedBeforeAppointment,
    SignedInFuture,
)


@transaction.atomic
def print_sheet(assignment: Assignment, *, today: date, by) -> TimeSheet:
    """Give the assignment's sheet a code and a day; a sheet that is still out is printed again instead of a second one."""
    assignment = locked_assignment(assignment.pk)
    if assignment.status == Assignment.Status.CANCELLED:
        raise AssignmentNotOpen(status=assignment.get_status_display())
    sheet = assignment.sheets.filter(confirmed_on=None).order_by("-pk").first()
    if sheet is None:
        sheet = new_sheet(assignment, today=today, by=by)
        audit.record(Entry.SHEET_PRINTED, assignment, by=by, code=sheet.code)
    elif sheet.printed_on != today:
        sheet.printed_on = today
        sheet.save(update_fields=["printed_on"])
    return sheet


@transaction.atomic
def confirm_on_paper(sheet: TimeSheet, *, confirmed_on: date, institution: str, today: date, by) -> TimeSheet:
    """Note that the sheet came back with both signatures; the appointments up to that day are confirmed with it."""
    assignment = locked_assignment(sheet.assignment_id)
    sheet = TimeSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if sheet.confirmed_on:
        raise SheetAlreadyConfirmed(
            day=date_format(sheet.confirmed_on, "SHORT_DATE_FORMAT"), institution=sheet.confirmed_by_institution
        )
    if not institution.strip():
        raise InstitutionMissing
    if confirmed_on > today:
        raise SignedInFuture
    kept = assignment.appointments.filter(
        outcome__in=(Appointment.Outcome.TOOK_PLACE, Appointment.Outcome.NO_SHOW), sheet=None
    )
    first = kept.order_by("on").values_list("on", flat=True).first()
    if first is None:
        raise NothingHappenedYet
    if confirmed_on < first:
        raise SignedBeforeAppointment(
            day=date_format(confirmed_on, "SHORT_DATE_FORMAT"), first=date_format(first, "SHORT_DATE_FORMAT")
        )

    sheet.confirmed_on, sheet.confirmed_by_institution, sheet.recorded_by = confirmed_on, institution.strip(), by
    sheet.save(update_fields=["confirmed_on", "confirmed_by_institution", "recorded_by"])
    kept.filter(on__lte=confirmed_on).update(sheet=sheet)
    audit.record(Entry.SHEET_CONFIRMED, assignment, by=by, code=sheet.code, confirmed_on=confirmed_on)
    return sheet


def new_sheet(assignment: Assignment, *, today: date, by) -> TimeSheet:
    """A sheet with a code of its own; call it with the assignment locked."""
    while True:
        try:
            with transaction.atomic():
                return TimeSheet.objects.create(
                    assignment=assignment, code=new_code(), printed_on=today, recorded_by=by if by and by.pk else None
                )
        except IntegrityError:  # 35 bits: the same code twice is rare, not impossible
            continue
