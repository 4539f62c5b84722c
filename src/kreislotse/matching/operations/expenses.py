"""What a guide laid out and brings on paper: the office types it, as the phone does, and it is settled once with its appointment."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.matching.counting import that_count
from kreislotse.matching.entries import Entry
from kreislotse.matching.hooks import check_may_change
from kreislotse.matching.models import Appointment, Assignment, Expense
from kreislotse.matching.operations._shared import locked_assignment
from kreislotse.matching.operations.errors import AssignmentNotOpen, ExpensesOfTheUnpaid


class NothingLaidOutYet(DomainError):
    message = _("Der Termin ist noch geplant. Bitte tragen Sie zuerst ein, was daraus wurde.")


class ExpenseTwice(DomainError):
    message = _(
        "%(what)s über %(amount)s € steht bei diesem Termin schon, vielleicht vom Telefon. "
        "Gab es das wirklich noch einmal, setzen Sie den Haken und speichern noch einmal."
    )  # fmt: skip


class ExpenseGone(DomainError):
    message = _("Diese Auslage gibt es nicht mehr. Bitte laden Sie die Seite neu.")


class UnpaidTakesNoExpense(ExpensesOfTheUnpaid):
    message = _(
        "Dieser Termin ist abgesagt und wird nicht bezahlt, auch keine Auslage dazu. "
        "Hat ihn jemand kurzfristig abgesagt, berichtigen Sie das bitte zuerst beim Termin."
    )  # fmt: skip


class ExpensesWouldBeLost(ExpensesOfTheUnpaid):
    message = _(
        "So wird der Termin nicht bezahlt, und die Auslagen, die bei ihm stehen, würden nie erstattet. "
        "Löschen Sie zuerst die Auslagen, oder lassen Sie den Termin, wie er ist."
    )  # fmt: skip


def takes_expenses(appointments: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Those of some appointments that are over and paid: what is laid out for the others, no settlement takes in."""
    return that_count(appointments.exclude(outcome=Appointment.Outcome.PLANNED))


def check_takes_expenses(appointment: Appointment) -> None:
    """Raises `NothingLaidOutYet` for a planned appointment and `UnpaidTakesNoExpense` for one called off that is not paid."""
    if appointment.outcome == Appointment.Outcome.PLANNED:
        raise NothingLaidOutYet
    if not _is_paid(appointment):
        raise UnpaidTakesNoExpense


def check_loses_no_expenses(appointment: Appointment) -> None:
    """Raises `ExpensesWouldBeLost` for one that is called off as saved and not paid, with expenses on it."""
    if Expense.objects.filter(appointment=appointment).exists() and not _is_paid(appointment):
        raise ExpensesWouldBeLost


def _is_paid(appointment: Appointment) -> bool:
    return takes_expenses(Appointment.objects.filter(pk=appointment.pk)).exists()


@transaction.atomic
def record_expense(
    appointment: Appointment, *, category: str, amount: Decimal, is_receipt_seen: bool = False, is_one_more: bool = False,
    now: datetime, by,
) -> Expense:  # fmt: skip
    """Note what was paid for an appointment that is over; what is settled already stays as it is (`check_may_change`).

    Raises `UnpaidTakesNoExpense` for one that was called off and is not paid.
    The same again is refused (`ExpenseTwice`) unless the office says that it was paid twice.
    """
    appointment = _locked(appointment.pk)
    check_takes_expenses(appointment)
    same = Expense.objects.filter(appointment=appointment, category=category, amount=amount)
    if not is_one_more and same.exists():
        raise ExpenseTwice(what=Expense.Category(category).label, amount=f"{amount:.2f}".replace(".", ","))
    expense = Expense.objects.create(
        appointment=appointment, category=category, amount=amount,
        receipt_seen_on=timezone.localdate(now) if is_receipt_seen else None,
    )  # fmt: skip
    _changed(appointment, Entry.EXPENSE_RECORDED, expense, now=now, by=by)
    return expense


@transaction.atomic
def remove_expense(expense: Expense, *, now: datetime, by) -> None:
    """Take back what was typed by mistake, with its photograph."""
    appointment = _locked(expense.appointment_id)
    expense = _standing(expense)
    _changed(appointment, Entry.EXPENSE_REMOVED, expense, now=now, by=by)
    expense.delete()


@transaction.atomic
def note_receipt_seen(expense: Expense, *, now: datetime, by) -> Expense:
    """The paper was shown later; nothing about the money changes, so that also settled ones can be noted. Twice is once."""
    locked_assignment(expense.appointment.assignment_id)
    expense = _standing(expense)
    if expense.receipt_seen_on is None:
        expense.receipt_seen_on = timezone.localdate(now)
        expense.save(update_fields=["receipt_seen_on"])
        audit.record(Entry.RECEIPT_SEEN, expense.appointment.assignment, by=by, on=expense.appointment.on)
    return expense


def _locked(appointment_pk: int) -> Appointment:
    """The appointment, where its expenses may still change."""
    assignment_pk = Appointment.objects.values_list("assignment_id", flat=True).get(pk=appointment_pk)
    assignment = locked_assignment(assignment_pk)
    if assignment.status == Assignment.Status.CANCELLED:
        raise AssignmentNotOpen(status=assignment.get_status_display())
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment_pk)
    check_may_change(appointment)
    return appointment


def _standing(expense: Expense) -> Expense:
    found = Expense.objects.select_related("appointment__assignment").filter(pk=expense.pk).first()
    if found is None:
        raise ExpenseGone
    return found


def _changed(appointment: Appointment, entry: Entry, expense: Expense, *, now: datetime, by) -> None:
    """A run that was reckoned before sees by the time that it has to be reckoned anew."""
    appointment.recorded_at = now
    appointment.save(update_fields=["recorded_at"])
    audit.record(
        entry, appointment.assignment, by=by, on=appointment.on, category=expense.category, amount=str(expense.amount)
    )
