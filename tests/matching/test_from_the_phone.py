"""What a phone sends: time, expenses and signature, once, whatever the network does."""

from datetime import date, datetime, time
from decimal import Decimal
from uuid import uuid4

import pytest

from kreislotse.documents.drawing import NotDrawn
from kreislotse.documents.pictures import NotAPicture
from kreislotse.matching.models import Appointment, Expense, PhoneEntry, Receipt, SheetSignature, TimeSheet
from kreislotse.matching.operations import Signed, Spent, cancel_assignment, enter_time, sign_on_device
from kreislotse.matching.operations.errors import (
    AlreadySigned,
    AppointmentCancelledMeanwhile,
    AssignmentNotOpen,
    EntryArrivedDifferently,
    InstitutionMissing,
    NothingToSign,
    SignerMissing,
)
from kreislotse.matching.printouts import sheet_pdf
from kreislotse.matching.queries import assignment_details
from kreislotse.matching.spans import EndsBeforeItBegins, EndsWhenItBegins, end_of, minutes_between
from tests.documents.pictures import jpeg_with_exif
from tests.factories import BERLIN, AppointmentFactory, AssignmentFactory

NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)
STROKES = "M10 100L30 80L50 120L70 60L90 130L110 70L130 110L150 90L170 100"
SIGNED = Signed("Frau Beispiel", "Grundschule Korbach", STROKES)


@pytest.fixture
def assignment(in_district):
    return AssignmentFactory()


def entry(assignment, **changes):
    facts = {
        "key": uuid4(), "on": date(2026, 3, 9), "starts_at": time(10), "duration_minutes": 60, "outcome": "took_place",
        "now": NOW, "by": None,
    }  # fmt: skip
    return enter_time(assignment, **facts | changes)


def test_an_entry_sent_three_times_arrives_once_and_answers_the_same(assignment):
    key = uuid4()

    answers = {
        entry(assignment, key=key, expenses=[Spent("ticket", Decimal("2.80"))], signature=SIGNED).pk for _n in range(3)
    }

    assert len(answers) == 1
    assert (Appointment.objects.count(), Expense.objects.count(), TimeSheet.objects.count()) == (1, 1, 1)


def test_the_same_key_with_other_contents_is_not_taken_for_the_same(assignment):
    key = uuid4()
    entry(assignment, key=key)

    with pytest.raises(EntryArrivedDifferently):
        entry(assignment, key=key, duration_minutes=90)

    assert Appointment.objects.get().duration_minutes == 60


def test_a_key_of_another_guide_tells_nothing_of_their_entry(assignment):
    key = uuid4()
    entry(assignment, key=key)

    with pytest.raises(EntryArrivedDifferently):
        entry(AssignmentFactory(), key=key)


def test_what_was_planned_becomes_what_was(assignment):
    planned = AppointmentFactory(assignment=assignment, on=date(2026, 3, 9), outcome="planned", counted_in=None)

    done = entry(assignment, planned=planned, persons=2, travel_km=Decimal("24.5"))

    assert done.pk == planned.pk
    assert (done.outcome, done.starts_at, done.travel_km) == ("took_place", time(10), Decimal("24.5"))


def test_an_appointment_called_off_meanwhile_is_explained_and_can_be_insisted_on(assignment):
    planned = AppointmentFactory(assignment=assignment, on=date(2026, 3, 9), outcome="cancelled")
    key = uuid4()

    with pytest.raises(AppointmentCancelledMeanwhile, match="trotzdem stattgefunden"):
        entry(assignment, planned=planned, key=key)
    assert not PhoneEntry.objects.exists()

    entry(assignment, planned=planned, key=key, took_place_all_the_same=True)
    assert Appointment.objects.get().outcome == "took_place"


def test_an_assignment_called_off_meanwhile_takes_nothing_and_says_so(assignment):
    cancel_assignment(assignment, today=NOW.date(), by=None)

    with pytest.raises(AssignmentNotOpen):
        entry(assignment, expenses=[Spent("ticket", Decimal(3))], signature=SIGNED)

    assert not Expense.objects.exists()
    assert not TimeSheet.objects.exists()


def test_all_or_nothing_a_file_that_is_no_photo_takes_the_time_back(assignment):
    with pytest.raises(NotAPicture):
        entry(assignment, expenses=[Spent("ticket", Decimal(3), b"%PDF-1.7 not a photo")])

    assert not Appointment.objects.exists()


def test_of_a_receipt_only_the_picture_is_kept(assignment):
    entry(assignment, expenses=[Spent("parking", Decimal("1.50"), jpeg_with_exif())])

    receipt = Receipt.objects.get()
    assert receipt.content_type == "image/jpeg"
    assert b"Korbach" not in bytes(receipt.content)


def test_a_signature_on_the_phone_confirms_the_sheet_and_prints_both(assignment, district):
    appointment = entry(assignment, signature=SIGNED)

    sheet = TimeSheet.objects.get()
    assert appointment.sheet == sheet
    assert (sheet.confirmed_on, sheet.confirmed_by_institution) == (NOW.date(), "Grundschule Korbach")
    pdf = sheet_pdf(
        sheet,
        assignment_details().get(pk=assignment.pk),
        office={"district": "Kreis", "unit": "Büro"},
        today=NOW.date(),
    )
    assert pdf.startswith(b"%PDF")


def test_a_signature_leaves_the_paper_sheet_for_the_other_appointments(assignment):
    other = AppointmentFactory(assignment=assignment)
    appointment = AppointmentFactory(assignment=assignment, on=date(2026, 3, 6))

    sign_on_device(appointment, signature=SIGNED, now=NOW, by=None)

    other.refresh_from_db()
    assert other.sheet is None
    with pytest.raises(AlreadySigned):
        sign_on_device(appointment, signature=SIGNED, now=NOW, by=None)
    assert SheetSignature.objects.count() == 1


@pytest.mark.parametrize(
    ("signature", "error"),
    [
        (Signed("Frau Beispiel", "Schule", "M1 1L2 2"), NotDrawn),
        (Signed("Frau Beispiel", "Schule", "M1 1<script>"), NotDrawn),
        (Signed("Frau Beispiel", "Schule", STROKES.replace("170 100", "900 100")), NotDrawn),
        (Signed(" ", "Schule", STROKES), SignerMissing),
        (Signed("Frau Beispiel", "", STROKES), InstitutionMissing),
    ],
)
def test_a_signature_needs_a_hand_a_name_and_an_institution(assignment, signature, error):
    with pytest.raises(error):
        sign_on_device(AppointmentFactory(assignment=assignment), signature=signature, now=NOW, by=None)

    assert not TimeSheet.objects.exists()


def test_what_is_only_planned_is_not_signed(assignment):
    planned = AppointmentFactory(assignment=assignment, outcome="planned", counted_in=None)

    with pytest.raises(NothingToSign):
        sign_on_device(planned, signature=SIGNED, now=NOW, by=None)


@pytest.mark.parametrize(
    ("on", "start", "end", "minutes"),
    [
        (date(2026, 3, 9), time(9), time(10, 30), 90),
        (date(2026, 3, 9), time(23), time(1), 120),  # over midnight
        (date(2026, 3, 29), time(1), time(4), 120),  # summer time begins
        (date(2026, 10, 25), time(1), time(4), 240),  # and ends
        (date(2026, 3, 28), time(23), time(4), 240),  # over midnight into the change
    ],
)
def test_minutes_are_those_that_passed(on, start, end, minutes):
    assert minutes_between(on, start, end) == minutes
    assert end_of(on, start, minutes) == end


def test_an_end_before_the_beginning_is_asked_about():
    with pytest.raises(EndsBeforeItBegins):
        minutes_between(date(2026, 3, 9), time(10), time(9))
    with pytest.raises(EndsWhenItBegins):
        minutes_between(date(2026, 3, 9), time(10), time(10))
