"""A guide's own money: what was settled and paid, what is still to come, and the account it goes to."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.core.errors import DomainError
from kreislotse.documents.responses import pdf_response
from kreislotse.settlement import operations, queries, tax
from kreislotse.settlement.documents import period_statement
from kreislotse.settlement.ledger import released_statements
from kreislotse.settlement.models import BankAccount
from kreislotse.web.guides.access import for_guides
from kreislotse.web.guides.forms import AccountForm, OtherPayersForm
from kreislotse.web.office.printing import office_letterhead


@for_guides
def money(request, guide):
    account = BankAccount.objects.filter(guide=guide).first()
    form = AccountForm(request.POST or None, initial={"holder": account.holder if account else str(guide)})
    if form.is_valid():
        try:
            operations.save_bank_account(guide, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error("iban", error.said_to_them())
        else:
            messages.success(request, _("Das Konto ist gespeichert."))
            return redirect("guides:money")
    context = {
        "statements": queries.statements_of(guide),
        "open_amount": queries.open_amount_of(guide),
        "unsettled": queries.unsettled_of(guide, today=timezone.localdate()),
        "account_ending": account.iban[-4:] if account else "",
        "form": form,
    }
    return render(request, "guides/money.html", context, status=422 if form.errors else 200)


@for_guides
def other_payers(request, guide):
    """What other payers give a guide in a year, which only the guide knows: this year, or with `?jahr=` the one before."""
    this_year = timezone.localdate().year
    year = this_year - 1 if request.GET.get("jahr") == str(this_year - 1) else this_year
    form = OtherPayersForm(request.POST or None, bases=tax.bases_of(year), declared=tax.declared_by(guide, year=year))
    if form.is_valid():
        try:
            operations.declare_own_income(
                guide, year=year, amounts=form.amounts, today=timezone.localdate(), by=request.user
            )
        except DomainError as error:
            form.add_error(None, error.said_to_them())
        else:
            messages.success(request, _("Danke. Ihre Angaben sind gespeichert."))
            return redirect("guides:money")
    context = {"form": form, "year": year, "other_year": this_year - 1 if year == this_year else this_year}
    return render(request, "guides/other_payers.html", context, status=422 if form.errors else 200)


@for_guides
def statement(request, guide, pk):
    found = get_object_or_404(released_statements().filter(guide=guide), pk=pk)
    with override("de"):  # a paper for offices
        content = period_statement(found, office=office_letterhead(request.district), today=timezone.localdate())
    return pdf_response(content, filename=_("Abrechnung %(number)s.pdf") % {"number": found.run.number}, inline=True)
