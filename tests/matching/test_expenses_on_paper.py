"""What a guide lays out and brings on paper: typed in the office by the rules of the phone, and settled once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.audit.models import AuditEntry
from kreislotse.matching import operations
from kreislotse.matching.models import Expense
from kreislotse.matching.operations.errors import AssignmentNotOpen
from kreislotse.matching.operations.expenses import ExpenseGone, ExpenseTwice, NothingLaidOutYet
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


def test_an_appointment_of_another_assignment_is_none_of_its(office, appointment):
    other = AppointmentFactory()

    assert office.post(page_of(appointment) + "auslagen/", typed(other)).status_code == 422


def test_seen_later_and_taken_back_on_the_page(office, appointment):
    expense = note(appointment)

    seen = office.post(f"/buero/lotsen/auslagen/{expense.pk}/beleg/", follow=True)
    assert "Notiert: Der Beleg lag vor." in seen.content.decode()
    gone = office.post(f"/buero/lotsen/auslagen/{expense.pk}/loeschen/", follow=True)
    assert "Die Auslage ist gelöscht." in gone.content.decode()
    assert office.post(f"/buero/lotsen/auslagen/{expense.pk}/loeschen/").status_code == 404


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
