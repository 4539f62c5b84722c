"""What guides laid out, from paper: the card „Auslagen“ on the page of an assignment."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.matching import operations
from kreislotse.matching.models import Expense
from kreislotse.matching.operations.expenses import ExpenseGone, ExpenseTwice
from kreislotse.web.office.forms.appointments import ExpenseForm
from kreislotse.web.office.views.matching import assignment_context, visible_assignment


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def record_expense(request, pk):
    assignment = visible_assignment(request, pk)
    form = ExpenseForm(request.POST, assignment=assignment)
    if form.is_valid():
        try:
            operations.record_expense(**form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
            form.asks_one_more = isinstance(error, ExpenseTwice)
        else:
            messages.success(request, _("Die Auslage ist eingetragen."))
            return redirect("office:assignment_detail", pk=pk)
    context = assignment_context(request, assignment, expense_form=form)
    return render(request, "office/matching/assignment.html", context, status=422)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def note_receipt_seen(request, pk, expense):
    return _change(request, pk, expense, operations.note_receipt_seen, _("Notiert: Der Beleg lag vor."))


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def remove_expense(request, pk, expense):
    return _change(request, pk, expense, operations.remove_expense, _("Die Auslage ist gelöscht."))


def _change(request, pk, expense_pk, operation, done: str):
    assignment = visible_assignment(request, pk)
    expense = Expense.objects.filter(appointment__assignment=assignment, pk=expense_pk).first()
    try:
        if expense is None:
            raise ExpenseGone
        operation(expense, now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
    return redirect("office:assignment_detail", pk=pk)
