"""Appointments, the sheet with two signatures, and the end of an assignment."""

from datetime import date, time

import pytest

from kreislotse.casefacts.operations import close_month
from kreislotse.guides.operations import CannotLeaveYet, change_status
from kreislotse.intake.models import HelpRequest
from kreislotse.matching import months, operations, queries
from kreislotse.matching.hours import YearCapReached
from kreislotse.matching.models import Appointment
from kreislotse.matching.operations import errors
from tests.factories import AppointmentFactory, AssignmentFactory, HelpRequestFactory, UserFactory

pytestmark = pytest.mark.usefixtures("in_district")

MONDAY = date(2026, 3, 9)
THURSDAY = date(2026, 3, 12)


@pytest.fixture
def assignment(funding):
    request = HelpRequestFactory(received_on=date(2026, 1, 5), expected_minutes=60, status="promised")
    return AssignmentFactory(help_request=request, funding_source=funding)


@pytest.fixture
def closed_until_february(monkeypatch):
    """Months up to February 2026 are closed."""

    def first_open(day):
        return max(day.replace(day=1), date(2026, 3, 1))

    monkeypatch.setattr(months, "_count_in", first_open)
    monkeypatch.setattr(months, "_read", first_open)


def record(assignment, *, now, by, **changes):
    values = {"on": MONDAY, "duration_minutes": 60} | changes
    return operations.record_appointment(assignment, **values, now=now, by=by)


def test_the_first_appointment_starts_assignment_and_request(assignment, caseworker, now):
    appointment = record(assignment, now=now, by=caseworker)

    assignment.refresh_from_db(), assignment.help_request.refresh_from_db()
    assert appointment.counted_in == date(2026, 3, 1)
    assert (assignment.status, assignment.help_request.status) == ("running", HelpRequest.Status.RUNNING)


def test_a_planned_appointment_counts_nowhere_yet(assignment, caseworker, now):
    appointment = record(assignment, on=THURSDAY, outcome="planned", now=now, by=caseworker)

    assert appointment.counted_in is None
    assert queries.next_appointments(assignment.guide, today=MONDAY) == [appointment]


def test_a_late_entry_counts_in_the_first_open_month(assignment, caseworker, now, closed_until_february):
    appointment = record(assignment, on=date(2026, 1, 20), now=now, by=caseworker)

    assert appointment.counted_in == date(2026, 3, 1)


def test_an_appointment_of_a_closed_month_stays_as_it_is(assignment, caseworker, now, closed_until_february):
    appointment = AppointmentFactory(assignment=assignment, on=date(2026, 2, 3), counted_in=date(2026, 2, 1))

    with pytest.raises(errors.MonthIsClosed, match="Februar 2026"):
        operations.change_appointment(appointment, duration_minutes=90, now=now, by=caseworker)


def test_a_late_entry_can_be_corrected_in_the_month_it_counts(assignment, caseworker, now, closed_until_february):
    appointment = record(assignment, on=date(2026, 1, 20), now=now, by=caseworker)

    changed = operations.change_appointment(appointment, duration_minutes=90, now=now, by=caseworker)

    assert (changed.duration_minutes, changed.counted_in) == (90, date(2026, 3, 1))


def test_what_became_of_a_planned_appointment_is_noted(assignment, caseworker, now):
    planned = AppointmentFactory(assignment=assignment, on=MONDAY, outcome="planned", counted_in=None)

    done = operations.change_appointment(planned, outcome="took_place", now=now, by=caseworker)

    assert done.counted_in == date(2026, 3, 1)


def test_an_appointment_cannot_have_happened_tomorrow(assignment, caseworker, now):
    with pytest.raises(errors.AppointmentInFuture):
        record(assignment, on=date(2026, 3, 10), now=now, by=caseworker)


def test_an_appointment_cannot_be_planned_for_yesterday(assignment, caseworker, now):
    with pytest.raises(errors.PlannedInPast):
        record(assignment, on=date(2026, 3, 8), outcome="planned", now=now, by=caseworker)


def test_an_appointment_before_the_request_is_a_slip(assignment, caseworker, now):
    with pytest.raises(errors.BeforeTheRequest, match="05.01.2026"):
        record(assignment, on=date(2025, 3, 9), now=now, by=caseworker)


def test_an_appointment_without_a_length_is_refused(assignment, caseworker, now):
    with pytest.raises(errors.DurationMissing):
        record(assignment, duration_minutes=0, now=now, by=caseworker)


def test_a_double_click_records_one_appointment(assignment, caseworker, now):
    record(assignment, now=now, by=caseworker)

    with pytest.raises(errors.AppointmentTwice):
        record(assignment, now=now, by=caseworker)
    assert record(assignment, starts_at=time(15), now=now, by=caseworker)


def test_nothing_is_noted_on_a_cancelled_assignment(caseworker, now):
    cancelled = AssignmentFactory(status="cancelled", ended_on=MONDAY)

    with pytest.raises(errors.AssignmentNotOpen):
        record(cancelled, now=now, by=caseworker)


def test_a_late_entry_on_a_finished_assignment_is_taken(caseworker, now):
    finished = AssignmentFactory(status="finished", ended_on=date(2026, 3, 6))

    assert record(finished, on=date(2026, 3, 5), now=now, by=caseworker)
    with pytest.raises(errors.AssignmentNotOpen):
        record(finished, on=THURSDAY, outcome="planned", now=now, by=caseworker)


def test_planning_keeps_to_the_cap_to_the_minute(assignment, caseworker, now):
    done = AssignmentFactory(
        guide=assignment.guide, funding_source=assignment.funding_source, status="finished", ended_on=MONDAY
    )
    for day in range(1, 12):
        AppointmentFactory(assignment=done, on=date(2026, 1, day), duration_minutes=1440)
    AppointmentFactory(assignment=done, on=date(2026, 1, 20), duration_minutes=11 * 60)  # 275 hours in all

    with pytest.raises(YearCapReached):
        record(assignment, on=THURSDAY, outcome="planned", duration_minutes=61, now=now, by=caseworker)
    planned = record(assignment, on=THURSDAY, outcome="planned", duration_minutes=60, now=now, by=caseworker)

    with pytest.raises(YearCapReached):
        operations.change_appointment(planned, duration_minutes=61, now=now, by=caseworker)
    assert operations.change_appointment(planned, duration_minutes=45, now=now, by=caseworker)


def test_what_happened_is_noted_even_beyond_the_cap(assignment, caseworker, now):
    for day in range(6, 18):
        AppointmentFactory(assignment=assignment, on=date(2026, 1, day), duration_minutes=1440)

    assert record(assignment, now=now, by=caseworker)


def test_printing_twice_is_one_sheet(assignment, caseworker):
    one = operations.print_sheet(assignment, today=MONDAY, by=caseworker)
    two = operations.print_sheet(assignment, today=THURSDAY, by=caseworker)

    assert one == two
    assert two.printed_on == THURSDAY
    assert len(one.code) == 8


def test_the_sheet_comes_back_signed(assignment, caseworker, now):
    appointment = record(assignment, now=now, by=caseworker)
    sheet = operations.print_sheet(assignment, today=MONDAY, by=caseworker)

    operations.confirm_on_paper(sheet, confirmed_on=MONDAY, institution=" Jobcenter ", today=MONDAY, by=caseworker)

    appointment.refresh_from_db(), sheet.refresh_from_db()
    assert (appointment.sheet, sheet.confirmed_by_institution) == (sheet, "Jobcenter")
    with pytest.raises(errors.SheetAlreadyConfirmed, match="Jobcenter"):
        operations.confirm_on_paper(sheet, confirmed_on=MONDAY, institution="x", today=MONDAY, by=caseworker)


def test_a_signature_does_not_cover_what_the_guide_changes_after_it(assignment, caseworker, now):
    assignment.guide.user = UserFactory()
    assignment.guide.save()
    appointment = record(assignment, now=now, by=caseworker)
    sheet = operations.print_sheet(assignment, today=MONDAY, by=caseworker)
    operations.confirm_on_paper(sheet, confirmed_on=MONDAY, institution="Jobcenter", today=MONDAY, by=caseworker)

    operations.change_appointment(
        appointment, duration_minutes=75, now=now, by=caseworker
    )  # typed wrongly, the paper stays
    appointment.refresh_from_db()
    assert appointment.sheet == sheet
    operations.change_appointment(appointment, duration_minutes=180, now=now, by=assignment.guide.user)
    appointment.refresh_from_db()
    assert (appointment.sheet, appointment.duration_minutes) == (None, 180)
    again = operations.print_sheet(assignment, today=MONDAY, by=caseworker)
    operations.confirm_on_paper(again, confirmed_on=MONDAY, institution="Jobcenter", today=MONDAY, by=caseworker)
    appointment.refresh_from_db()
    assert appointment.sheet == again


@pytest.mark.parametrize(
    ("signed_on", "institution", "refusal"),
    [
        (THURSDAY, "Jobcenter", errors.SignedInFuture),
        (date(2026, 3, 1), "Jobcenter", errors.SignedBeforeAppointment),
        (MONDAY, "  ", errors.InstitutionMissing),
    ],
)
def test_a_signature_that_cannot_be_is_refused(assignment, caseworker, signed_on, institution, refusal):
    AppointmentFactory(assignment=assignment)
    sheet = operations.print_sheet(assignment, today=MONDAY, by=caseworker)

    with pytest.raises(refusal):
        operations.confirm_on_paper(sheet, confirmed_on=signed_on, institution=institution, today=MONDAY, by=caseworker)


def test_a_sheet_without_appointments_confirms_nothing(assignment, caseworker):
    sheet = operations.print_sheet(assignment, today=MONDAY, by=caseworker)

    with pytest.raises(errors.NothingHappenedYet):
        operations.confirm_on_paper(sheet, confirmed_on=MONDAY, institution="x", today=MONDAY, by=caseworker)


def test_a_sheet_is_found_by_a_code_as_people_type_it(assignment, caseworker):
    sheet = operations.print_sheet(assignment, today=MONDAY, by=caseworker)
    typed = f"{sheet.code[:4]} - {sheet.code[4:]}".lower()

    assert queries.sheet_by_code(typed, to=caseworker) == sheet
    assert queries.sheet_by_code("XXXXXXXX", to=caseworker) is None


def test_an_assignment_ends_when_every_appointment_is_noted(assignment, caseworker):
    with pytest.raises(errors.NothingHappenedYet):
        operations.finish_assignment(assignment, today=MONDAY, by=caseworker)
    planned = AppointmentFactory(assignment=assignment, on=THURSDAY, outcome="planned", counted_in=None)
    with pytest.raises(errors.AppointmentsPlanned, match="12.03.2026"):
        operations.finish_assignment(assignment, today=MONDAY, by=caseworker)

    Appointment.objects.filter(pk=planned.pk).update(outcome="took_place", counted_in=date(2026, 3, 1))
    finished = operations.finish_assignment(assignment, today=MONDAY, by=caseworker)

    assert (finished.status, finished.ended_on) == ("finished", MONDAY)
    with pytest.raises(errors.AssignmentNotOpen):
        operations.finish_assignment(assignment, today=MONDAY, by=caseworker)


def test_calling_off_sends_the_request_back_to_the_office(assignment, caseworker):
    planned = AppointmentFactory(assignment=assignment, on=THURSDAY, outcome="planned", counted_in=None)

    operations.cancel_assignment(assignment, today=MONDAY, by=caseworker)

    planned.refresh_from_db(), assignment.help_request.refresh_from_db()
    assert (planned.outcome, planned.counted_in) == ("cancelled", date(2026, 3, 1))
    assert assignment.help_request.status == HelpRequest.Status.IN_CLARIFICATION
    with pytest.raises(errors.AssignmentNotOpen):
        operations.cancel_assignment(assignment, today=MONDAY, by=caseworker)


def test_what_has_begun_is_finished_not_called_off(assignment, caseworker):
    AppointmentFactory(assignment=assignment)

    with pytest.raises(errors.AppointmentsTookPlace):
        operations.cancel_assignment(assignment, today=MONDAY, by=caseworker)


def test_a_guide_with_an_open_assignment_does_not_leave(assignment, coordinator):
    with pytest.raises(CannotLeaveYet, match="1 laufenden Einsatz"):
        change_status(assignment.guide, status="left", today=MONDAY, by=coordinator)


def test_after_the_close_of_february_a_late_entry_counts_in_march(assignment, coordinator, now):
    february = AppointmentFactory(assignment=assignment, on=date(2026, 2, 3), counted_in=date(2026, 2, 1))
    close_month(date(2026, 2, 1), today=MONDAY, by=coordinator)

    assert record(assignment, on=date(2026, 2, 10), now=now, by=coordinator).counted_in == date(2026, 3, 1)
    assert not months.is_open(february.counted_in)
    with pytest.raises(errors.MonthIsClosed, match="Februar 2026"):
        operations.change_appointment(february, duration_minutes=90, now=now, by=coordinator)
