"""Money for guides: what is open, preparing and releasing runs, the file for the bank, proofs for funders."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.documents.responses import file_response, xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.guides.models import FundingSource
from kreislotse.settlement import operations, queries
from kreislotse.settlement.entries import Entry
from kreislotse.settlement.files import file_for_the_bank
from kreislotse.settlement.models import PaymentFile
from kreislotse.settlement.proofs import KINDS, proof
from kreislotse.settlement.tax import reporting_threshold, tax_report
from kreislotse.web.office.forms.settlement import PeriodForm, ReversalForm, TripForm

TRIPS = 50
FILES = 10
WARNINGS = 30
YEARS_BACK = 5


@require_permission(Permission.SETTLEMENT_VIEW)
def settlement_overview(request):
    """What waits, the runs, the files, hours and money per funding; with the permission to prepare a form for the next run."""
    today = timezone.localdate()
    form = PeriodForm(request.POST or None, today=today)
    if request.method == "POST" and request.can.settlement_prepare and form.is_valid():
        try:
            run = operations.prepare_run(**form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Die Abrechnung %(number)s ist vorbereitet.") % {"number": run.number})
            return redirect("office:settlement_run", pk=run.pk)
    runs = paginate(queries.runs_for_list(to=request.user), request)
    context = {
        "form": form,
        "today": today,
        "waiting": queries.waiting_to_be_settled(today=today),
        "open": queries.open_money(),
        "page": runs,
        "is_waiting": any(not run.is_released for run in runs.object_list),
        "files": PaymentFile.objects.order_by("-created_at", "-pk")[:FILES],
        "balances": queries.balances(year=today.year, today=today),
        "trips": queries.trips_to_approve(today=today)[:TRIPS],
        "warnings": queries.warned_guides(queries.paid_guides(today.year), year=today.year)[:WARNINGS],
    }
    return render(request, "office/settlement/overview.html", context, status=422 if form.errors else 200)


@require_permission(Permission.SETTLEMENT_VIEW)
def settlement_run(request, pk):
    run = get_object_or_404(queries.runs_for_list(to=request.user), pk=pk)
    context = {
        "run": run,
        "page": paginate(queries.statements_of_run(run), request),
        "held_back": queries.held_back(run),
        "is_own": run.prepared_by_id == request.user.pk,
    }
    return render(request, "office/settlement/run.html", context)


@require_permission(Permission.SETTLEMENT_RELEASE)
@require_POST
def release_settlement(request, pk):
    run = get_object_or_404(queries.visible_runs(to=request.user), pk=pk)
    try:
        run = operations.release_run(run, now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Die Abrechnung %(number)s ist freigegeben.") % {"number": run.number})
    return redirect("office:settlement_run", pk=pk)


@require_permission(Permission.SETTLEMENT_PREPARE)
@require_POST
def discard_settlement(request, pk):
    run = get_object_or_404(queries.visible_runs(to=request.user), pk=pk)
    try:
        operations.discard_run(run, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("office:settlement_run", pk=pk)
    messages.success(request, _("Die Abrechnung ist verworfen. Ihre Termine kommen in die nächste."))
    return redirect("office:settlement_overview")


@require_permission(Permission.SETTLEMENT_PREPARE)
def reverse_settlement_line(request, pk):
    line = get_object_or_404(queries.visible_lines(to=request.user).select_related("statement__run"), pk=pk)
    form = ReversalForm(request.POST or None)
    if form.is_valid():
        try:
            operations.reverse_line(line, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Das Storno ist vorgemerkt. Die Gegenbuchung steht in der nächsten Abrechnung.")
            )
            return redirect("office:settlement_run", pk=line.statement.run_id)
    context = {"form": form, "line": line}
    return render(request, "office/settlement/reverse.html", context, status=422 if form.errors else 200)


@require_permission(Permission.SETTLEMENT_PAY)
def pay_settlements(request):
    """Shows who gets how much before the file is made; the file leaves the house."""
    if request.method == "POST":
        try:
            file = operations.order_payments(now=timezone.now(), by=request.user)
        except DomainError as error:
            messages.warning(request, str(error))
        else:
            messages.success(
                request,
                _("Die Zahlungsdatei %(name)s ist erstellt. Bitte geben Sie sie an die Kasse.") % {"name": file},
            )
        return redirect("office:settlement_overview")
    return render(
        request, "office/settlement/pay.html", {"open": queries.open_money(), "people": queries.open_by_person()}
    )


@require_permission(Permission.SETTLEMENT_PAY)
def settlement_file(request, pk):
    file = get_object_or_404(PaymentFile, pk=pk)
    audit.record(Entry.PAYMENT_FILE_FETCHED, file, by=request.user)
    return file_response(
        file_for_the_bank(file), filename=f"{file.message_id}.xml", content_type="application/xml; charset=utf-8"
    )


@require_permission(Permission.SETTLEMENT_PREPARE)
def approve_settlement_trip(request, pk):
    appointment = get_object_or_404(queries.trips_to_approve(today=timezone.localdate()), pk=pk)
    form = TripForm(request.POST or None)
    if form.is_valid():
        try:
            operations.approve_trip(appointment, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Die Fahrt ist genehmigt."))
            return redirect("office:settlement_overview")
    context = {"form": form, "appointment": appointment}
    return render(request, "office/settlement/trip.html", context, status=422 if form.errors else 200)


def _years() -> list[int]:
    year = timezone.localdate().year
    return list(range(year, year - YEARS_BACK, -1))


@require_permission(Permission.SETTLEMENT_VIEW)
def settlement_proofs(request):
    """The lists for funders, per funding and year."""
    asked = request.GET.get("jahr", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in _years() else _years()[0]
    context = {
        "year": year,
        "years": _years(),
        "sources": FundingSource.objects.order_by("name", "pk"),
        "kinds": KINDS.items(),
    }
    return render(request, "office/settlement/proofs.html", context)


@require_permission(Permission.SETTLEMENT_VIEW, Permission.EXPORT)
def settlement_proof(request, pk, year, kind):
    source = get_object_or_404(FundingSource, pk=pk)
    if kind not in KINDS or not 2000 <= year <= 2100:
        raise Http404
    table = proof(kind, source=source, year=year)
    return xlsx_response(write_xlsx(table.columns, table.rows, title=table.title), filename=f"{table.title}.xlsx")


@require_permission(Permission.SETTLEMENT_VIEW)
def settlement_tax_report(request, year):
    _check_year(year)
    people = tax_report(year)
    missing = sum(not row.tax_number for row in people)
    context = {
        "year": year,
        "years": _years(),
        "people": people,
        "threshold": reporting_threshold(year),
        "missing": ngettext("Bei %(n)d Person fehlt die Steuer-ID.", "Bei %(n)d Personen fehlt die Steuer-ID.", missing)
        % {"n": missing}
        if missing
        else "",
    }
    return render(request, "office/settlement/tax_report.html", context)


@require_permission(Permission.SETTLEMENT_VIEW, Permission.EXPORT)
def settlement_tax_list(request, year):
    """Only who must be reported; below the threshold reporting is unlawful."""
    _check_year(year)
    columns = [_("Nummer"), _("Nachname"), _("Vorname"), _("Steuer-ID"), _("Jahr"), _("gezahlt in Euro")]
    rows = [
        [row.guide.number, row.guide.last_name, row.guide.first_name, row.tax_number, year, row.paid]
        for row in tax_report(year)
    ]
    name = _("Meldung an das Finanzamt %(year)s") % {"year": year}
    return xlsx_response(write_xlsx(columns, rows, title=name), filename=f"{name}.xlsx")


def _check_year(year: int) -> None:
    if not 2000 <= year <= 2100:
        raise Http404
