"""One guide's money in the office: statements, payments, allowances, the account it goes to."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.documents.responses import pdf_response
from kreislotse.guides.models import Guide
from kreislotse.guides.queries import visible_guides
from kreislotse.settlement import operations, queries
from kreislotse.settlement.documents import basis_label, period_statement, yearly_statement
from kreislotse.settlement.models import BankAccount, Payment
from kreislotse.web.office.forms.settlement import (
    BankAccountForm,
    IncomeForm,
    OwedBackForm,
    PaidForm,
    ReturnForm,
    TaxNumberForm,
    WaiverForm,
)
from kreislotse.web.office.printing import office_letterhead


def _guide(request, pk) -> Guide:
    return get_object_or_404(visible_guides(to=request.user), pk=pk)


@require_permission(Permission.SETTLEMENT_VIEW, Permission.GUIDE_VIEW)
def settlement_account(request, pk):
    guide = _guide(request, pk)
    today = timezone.localdate()
    account = queries.account_of(guide, year=today.year, today=today)
    months = [(month, basis_label(month.basis)) for month in queries.months_of(guide, year=today.year)]
    context = {"guide": guide, "account": account, "months": months, "year": today.year}
    return render(request, "office/settlement/account.html", context)


def _ask(request, guide, form, operation, *, title: str, lead: str, label: str, done: str):
    """One question about a guide's money, asked on a page of its own; answered by one operation."""
    if form.is_valid():
        try:
            operation(**form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("office:settlement_account", pk=guide.pk)
    context = {"guide": guide, "form": form, "title": title, "lead": lead, "label": label}
    return render(request, "office/settlement/ask.html", context, status=422 if form.errors else 200)


@require_permission(Permission.SETTLEMENT_PREPARE, Permission.GUIDE_VIEW)
def edit_settlement_bank(request, pk):
    guide = _guide(request, pk)
    known = BankAccount.objects.filter(guide=guide).first()
    form = BankAccountForm(request.POST or None, initial={"holder": known.holder if known else str(guide)})

    def save(holder, iban):
        operations.save_bank_account(guide, holder=holder, iban=iban, now=timezone.now(), by=request.user)

    return _ask(
        request, guide, form, save, title=_("Bankverbindung"), label=_("Bankverbindung speichern"),
        lead=_("Steht nur hier, nicht in den Angaben zur Person, und wird nach dem Ausscheiden früh gelöscht."),
        done=_("Die Bankverbindung ist gespeichert."),
    )  # fmt: skip


@require_permission(Permission.SETTLEMENT_PREPARE, Permission.GUIDE_VIEW)
def declare_settlement_income(request, pk):
    guide = _guide(request, pk)

    def save(**declared):
        operations.declare_income(guide, **declared, today=timezone.localdate(), by=request.user)

    return _ask(
        request, guide, IncomeForm(request.POST or None), save, title=_("Selbstauskunft"), label=_("Selbstauskunft speichern"),
        lead=_("Freibeträge gelten für alle Stellen zusammen. Was die Person von anderen bekommt, weiß nur sie selbst."),
        done=_("Die Selbstauskunft ist gespeichert."),
    )  # fmt: skip


@require_permission(Permission.SETTLEMENT_PAY, Permission.GUIDE_VIEW)
def record_settlement_paid(request, pk):
    guide = _guide(request, pk)
    form = PaidForm(request.POST or None, initial={"paid_on": timezone.localdate()})

    def save(**paid):
        operations.record_paid(guide, **paid, now=timezone.now(), by=request.user)

    return _ask(
        request, guide, form, save, title=_("Anders ausgezahlt"), label=_("Auszahlung eintragen"),
        lead=_("Für Geld, das nicht über unsere Zahlungsdatei geht. Es gilt für alles, was freigegeben und offen ist."),
        done=_("Die Auszahlung ist eingetragen."),
    )  # fmt: skip


@require_permission(Permission.SETTLEMENT_PAY, Permission.GUIDE_VIEW)
def close_settlement_owed_back(request, pk):
    guide = _guide(request, pk)
    form = OwedBackForm(request.POST or None, initial={"booked_on": timezone.localdate()})

    def save(**closed):
        operations.close_owed_back(guide, **closed, now=timezone.now(), by=request.user)

    return _ask(
        request, guide, form, save, title=_("Zu viel gezahlt"), label=_("Eintragen"),
        lead=_("Meist ist hier nichts zu tun: Die nächste Abrechnung verrechnet es. Tragen Sie es nur ein, wenn keine mehr kommt."),
        done=_("Es ist eingetragen, offen ist nichts mehr."),
    )  # fmt: skip


@require_permission(Permission.SETTLEMENT_PREPARE, Permission.GUIDE_VIEW)
def waive_settlement(request, pk):
    guide = _guide(request, pk)
    form = WaiverForm(request.POST or None, initial={"until": timezone.localdate()})

    def save(**waived):
        operations.waive_open_money(guide, **waived, now=timezone.now(), by=request.user)

    return _ask(
        request, guide, form, save, title=_("Verzicht festhalten"), label=_("Verzicht festhalten"),
        lead=_("Nur, wenn die Person es selbst gesagt hat: Was freigegeben und offen ist, wird nicht ausgezahlt, und Termine bis zu diesem Tag werden nicht mehr abgerechnet. Was sie zurückzahlen muss, bleibt offen. Das lässt sich nicht zurücknehmen."),
        done=_("Der Verzicht ist festgehalten."),
    )  # fmt: skip


@require_permission(Permission.SETTLEMENT_PREPARE, Permission.GUIDE_VIEW)
def save_settlement_tax_number(request, pk, year):
    guide = _guide(request, pk)
    if not 2000 <= year <= 2100:
        raise Http404

    def save(number):
        operations.save_tax_number(guide, year=year, number=number, today=timezone.localdate(), by=request.user)

    return _ask(
        request, guide, TaxNumberForm(request.POST or None), save, title=_("Steuer-ID"), label=_("Steuer-ID speichern"),
        lead=_("Wird nur erhoben, wenn die Zahlungen eines Jahres gemeldet werden müssen."),
        done=_("Die Steuer-ID ist gespeichert."),
    )  # fmt: skip


@require_permission(Permission.SETTLEMENT_PAY)
def return_settlement_payment(request, pk):
    rows = queries.visible_payments(to=request.user).select_related("statement__guide")
    payment = get_object_or_404(rows, pk=pk, kind=Payment.Kind.PAID)
    form = ReturnForm(request.POST or None, initial={"returned_on": timezone.localdate()})

    def save(**returned):
        operations.return_payment(payment, **returned, now=timezone.now(), by=request.user)

    return _ask(
        request, payment.statement.guide, form, save, title=_("Zahlung kam zurück"), label=_("Rückläufer eintragen"),
        lead=_("Die Zahlung bleibt stehen und bekommt eine Gegenbuchung. Danach ist das Geld wieder offen; prüfen Sie die Bankverbindung, bevor Sie neu auszahlen."),
        done=_("Der Rückläufer ist eingetragen. Das Geld ist wieder offen."),
    )  # fmt: skip


@require_permission(Permission.SETTLEMENT_VIEW, Permission.GUIDE_VIEW)
def settlement_year_pdf(request, pk, year):
    guide = _guide(request, pk)
    if not 2000 <= year <= 2100:
        raise Http404
    content = yearly_statement(guide, year=year, office=office_letterhead(request.district), today=timezone.localdate())
    return pdf_response(
        content, filename=_("Bescheinigung %(year)s %(number)s.pdf") % {"year": year, "number": guide.number}
    )


@require_permission(Permission.SETTLEMENT_VIEW)
def settlement_statement_pdf(request, pk):
    statement = get_object_or_404(queries.visible_statements(to=request.user).select_related("run", "guide"), pk=pk)
    content = period_statement(statement, office=office_letterhead(request.district), today=timezone.localdate())
    return pdf_response(content, filename=f"Abrechnung {statement.run.number} {statement.guide.number}.pdf")
