"""What a guide lays out and brings on paper: typed in the office by the rules of the phone, and settled once."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.audit.models import AuditEntry
from kreislotse.guides.models import ExpenseRate
from kreislotse.matching import operations
from kreislotse.matching.models import Expense
from kreislotse.matching.operations.errors import AssignmentNotOpen
from kreislotse.matching.operations.expenses import (
    ExpenseGone,
    ExpensesWouldBeLost,
    ExpenseTwice,
    NothingLaidOutYet,
    UnpaidTakesNoExpense,
)
from kreislotse.matching.operations.phone import Spent
from kreislotse.settlement.models import Line
from kreislotse.settlement.operations import discard_run, prepare_run, release_run
from kreislotse.settlement.operations.errors import AppointmentSettled, ChangedSincePrepared
from tests.factories import AppointmentFactory, AssignmentFactory
from tests.settlement.conftest import (  # noqa: F401  fixtures
    NOW,
    confirmed,
    money,
    preparer,
    rate,
    releaser,
    settle,
    source,
)

pytestmark = pytest.mark.usefixtures("in_district")
TICKET = {"category": "ticket", "amount": Decimal("2.80")}


@pytest.fixture
def appointment(in_district):
    return AppointmentFactory()


def note(appointment, **changes):
    return operations.record_expense(appointment, **TICKET | {"now": NOW, "by": None} | changes)


def test_an_expense_stands_with_its_appointment_and_in_the_trail(appointment, caseworker):
    expense = note(appointment, is_receipt_seen=True, by=caseworker)

    assert (expense.appointment, expense.receipt_seen_on) == (appointment, NOW.date())
    trail = AuditEntry.objects.get(entry="expense_recorded")
    assert (trail.by, trail.details["amount"]) == (caseworker, "2.80")


def test_the_same_again_is_asked_about_because_the_phone_may_have_sent_it(appointment):
    note(appointment)

    with pytest.raises(ExpenseTwice, match="Fahrkarte über 2,80 € steht bei diesem Termin schon"):
        note(appointment)
    note(appointment, is_one_more=True)
    note(appointment, category="parking")

    assert Expense.objects.count() == 3


def test_what_is_planned_or_called_off_takes_no_expense(appointment):
    with pytest.raises(NothingLaidOutYet):
        note(AppointmentFactory(outcome="planned", counted_in=None))
    ended = AppointmentFactory(assignment=AssignmentFactory(status="cancelled", ended_on=date(2026, 3, 1)))
    with pytest.raises(AssignmentNotOpen):
        note(ended)

    assert not Expense.objects.exists()


def called_off(appointment, *, was_late):
    return operations.change_appointment(
        appointment, outcome="cancelled", side="institution", was_late=was_late, now=NOW, by=None
    )


@pytest.fixture
def paid_when_late(in_district):
    return AppointmentFactory(
        assignment=AssignmentFactory(rate_as_agreed={"late_cancellation_percent": 50, "pays_expenses": True})
    )


def test_what_is_called_off_takes_an_expense_only_if_it_is_paid(paid_when_late):
    off = called_off(paid_when_late, was_late=False)
    with pytest.raises(UnpaidTakesNoExpense, match="berichtigen Sie das bitte zuerst beim Termin"):
        note(off)
    assert not Expense.objects.exists()

    note(called_off(off, was_late=True))
    assert Expense.objects.count() == 1


def test_late_that_the_rate_does_not_pay_takes_no_expense_either(appointment):
    with pytest.raises(UnpaidTakesNoExpense):
        note(called_off(appointment, was_late=True))


@pytest.mark.parametrize("first", ["took_place", "cancelled"])
def test_no_correction_leaves_an_expense_that_nobody_pays(paid_when_late, first):
    if first == "cancelled":
        called_off(paid_when_late, was_late=True)
    expense = note(paid_when_late)

    with pytest.raises(ExpensesWouldBeLost, match="Löschen Sie zuerst die Auslagen"):
        called_off(paid_when_late, was_late=False)
    paid_when_late.refresh_from_db()
    assert (paid_when_late.outcome, paid_when_late.changes.filter(is_late=False).count()) == (first, 0)

    operations.remove_expense(expense, now=NOW, by=None)
    assert called_off(paid_when_late, was_late=False).outcome == "cancelled"


def test_the_phone_takes_no_expense_of_what_was_called_off_in_time(appointment):
    assignment = appointment.assignment
    said = {
        "key": uuid4(), "on": NOW.date(), "starts_at": None, "duration_minutes": 60, "outcome": "cancelled",
        "side": "institution", "was_late": False, "now": NOW, "by": None,
    }  # fmt: skip
    with pytest.raises(UnpaidTakesNoExpense) as refused:
        operations.enter_time(assignment, **said, expenses=[Spent("ticket", Decimal("2.80"))])
    assert "nehmen Sie die Auslagen heraus" in refused.value.said_to_them()
    assert (Expense.objects.count(), assignment.appointments.count()) == (0, 1)

    assert operations.enter_time(assignment, **said).outcome == "cancelled"


def test_a_receipt_shown_later_is_noted_once_and_a_mistake_is_taken_back(appointment):
    expense = note(appointment)

    operations.note_receipt_seen(expense, now=NOW, by=None)
    seen = operations.note_receipt_seen(expense, now=NOW + timedelta(days=3), by=None)
    assert (seen.receipt_seen_on, AuditEntry.objects.filter(entry="receipt_seen").count()) == (NOW.date(), 1)

    operations.remove_expense(expense, now=NOW, by=None)
    for operation in (operations.remove_expense, operations.note_receipt_seen):
        with pytest.raises(ExpenseGone):
            operation(expense, now=NOW, by=None)
    assert AuditEntry.objects.filter(entry="expense_removed").count() == 1


def test_it_is_settled_once_and_what_is_settled_stays(money, source, settle):  # noqa: F811
    appointment = confirmed(source, rate=rate(source, pays_expenses=True))
    expense = note(appointment, now=NOW - timedelta(hours=1))

    settle()
    assert [(line.appointment, line.expense_euros) for line in Line.objects.all()] == [(appointment, Decimal("2.80"))]

    for change in (
        lambda: note(appointment, category="parking"),
        lambda: operations.remove_expense(expense, now=NOW, by=None),
    ):
        with pytest.raises(AppointmentSettled):
            change()
    assert operations.note_receipt_seen(expense, now=NOW, by=None).receipt_seen_on == NOW.date()
    assert Line.objects.count() == 1


def test_a_run_reckoned_before_the_paper_came_is_reckoned_anew(money, source, settle, preparer, releaser):  # noqa: F811
    appointment = confirmed(source, rate=rate(source, pays_expenses=True))
    run = prepare_run(period_from=date(2026, 3, 1), period_to=date(2026, 3, 31), now=NOW, by=preparer)
    note(appointment, now=NOW + timedelta(hours=1))

    with pytest.raises(ChangedSincePrepared):
        release_run(run, now=NOW + timedelta(hours=2), by=releaser)
    discard_run(run, by=preparer)
    settle(now=NOW + timedelta(hours=3))

    assert Line.objects.get().expense_euros == Decimal("2.80")


# ── the page ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(coordinator, login):
    return login(coordinator)


def page_of(appointment) -> str:
    return f"/buero/lotsen/einsaetze/{appointment.assignment_id}/"


def typed(appointment, **changes) -> dict:
    return {"appointment": appointment.pk, "category": "ticket", "amount": "2,80", "is_receipt_seen": "on"} | changes


def test_the_card_takes_what_is_on_the_paper(office, appointment):
    assert "Auslage vom Papier eintragen" in office.get(page_of(appointment)).content.decode()

    page = office.post(page_of(appointment) + "auslagen/", typed(appointment), follow=True).content.decode()

    assert "Die Auslage ist eingetragen." in page
    assert "Fahrkarte, 2,80 €" in page
    assert "Beleg gesehen am" in page
    assert "Der vereinbarte Satz erstattet keine Auslagen." in page


def test_twice_is_asked_on_the_page_and_confirmed_with_a_tick(office, appointment):
    url = page_of(appointment) + "auslagen/"
    office.post(url, typed(appointment))

    asked = office.post(url, typed(appointment))
    assert (asked.status_code, Expense.objects.count()) == (422, 1)
    assert "Das gab es wirklich noch einmal" in asked.content.decode()
    office.post(url, typed(appointment, is_one_more="on"))

    assert Expense.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": ""}, "Bitte schreiben Sie den Betrag."),
        ({"amount": "0"}, "größer als null"),
        ({"amount": "viel"}, "als Zahl, zum Beispiel 2,80"),
        ({"category": ""}, "Bitte wählen Sie, wofür das war."),
        ({"category": "jacht"}, "jacht"),
        ({"appointment": "999999"}, "Diesen Termin gibt es hier nicht mehr."),
        ({"appointment": "x"}, "Diesen Termin gibt es hier nicht mehr."),
    ],
)
def test_what_cannot_be_is_said_and_kept_in_the_form(office, appointment, changes, sentence):
    refused = office.post(page_of(appointment) + "auslagen/", typed(appointment) | changes)

    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert "<details open>" in refused.content.decode()
    assert not Expense.objects.exists()


def test_what_is_called_off_and_not_paid_is_not_offered(office, paid_when_late):
    def offered() -> bool:
        return f'<option value="{paid_when_late.pk}"' in office.get(page_of(paid_when_late)).content.decode()

    called_off(paid_when_late, was_late=True)
    assert offered()
    called_off(paid_when_late, was_late=False)
    assert not offered()
    assert office.post(page_of(paid_when_late) + "auslagen/", typed(paid_when_late)).status_code == 422
    assert not Expense.objects.exists()


def test_an_appointment_of_another_assignment_is_none_of_its(office, appointment):
    other = AppointmentFactory()

    assert office.post(page_of(appointment) + "auslagen/", typed(other)).status_code == 422


def test_seen_later_and_taken_back_on_the_page(office, appointment):
    expense = note(appointment)

    seen = office.post(page_of(appointment) + f"auslagen/{expense.pk}/beleg/", follow=True)
    assert "Notiert: Der Beleg lag vor." in seen.content.decode()
    url = page_of(appointment) + f"auslagen/{expense.pk}/loeschen/"
    assert "Die Auslage ist gelöscht." in office.post(url, follow=True).content.decode()
    assert "Diese Auslage gibt es nicht mehr." in office.post(url, follow=True).content.decode()


def test_an_expense_of_another_assignment_cannot_be_taken_back_here(office, appointment):
    expense = note(AppointmentFactory())

    page = office.post(page_of(appointment) + f"auslagen/{expense.pk}/loeschen/", follow=True).content.decode()

    assert "Diese Auslage gibt es nicht mehr." in page
    assert Expense.objects.count() == 1


def test_whether_the_rate_pays_expenses_is_asked_of_the_days_of_the_appointments(office, source):  # noqa: F811
    agreed = {"agreed_on": date(2026, 1, 2), "funding_source": source, "rate_as_agreed": {"pays_expenses": True}}
    appointment = AppointmentFactory(assignment=AssignmentFactory(**agreed), on=date(2026, 3, 9))
    sentence = "Der vereinbarte Satz erstattet keine Auslagen."
    younger = rate(source, pays_expenses=False, applies_to_running=True, valid_from=date(2026, 3, 10))
    assert sentence not in office.get(page_of(appointment)).content.decode()

    ExpenseRate.objects.filter(pk=younger.pk).update(valid_from=date(2026, 3, 9))
    assert sentence in office.get(page_of(appointment)).content.decode()


def test_the_page_asks_as_often_for_many_expenses_as_for_few(office, appointment):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            office.get(page_of(appointment))
        return len(found)

    note(appointment)
    queries()
    few = queries()
    for _n in range(5):
        note(AppointmentFactory(assignment=appointment.assignment), is_one_more=True)

    assert queries() == few
