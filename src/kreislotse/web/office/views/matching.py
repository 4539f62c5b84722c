"""Who goes along: asking guides for a request, and the assignment that follows."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.audit.queries import trail_of
from kreislotse.audit.registry import label as entry_label
from kreislotse.core.errors import DomainError
from kreislotse.documents.responses import pdf_response
from kreislotse.guides.absences import away_on
from kreislotse.guides.models import Role
from kreislotse.guides.queries import visible_guides
from kreislotse.guides.rules import funding_sources_in_force, running_rates
from kreislotse.intake.counter_keys import counts_dates
from kreislotse.intake.dates import is_over
from kreislotse.intake.queries import visible_help_requests
from kreislotse.matching import operations, queries
from kreislotse.matching.candidates import day_of, days_that_count, minutes_this_year, role_for
from kreislotse.matching.counting import rate_on
from kreislotse.matching.funding import propose_funding
from kreislotse.matching.models import Appointment, MatchProposal
from kreislotse.matching.months import is_open
from kreislotse.matching.operations.errors import SheetNotFound
from kreislotse.matching.phone import expenses_of
from kreislotse.matching.printouts import readable, sheet_pdf
from kreislotse.matching.rules import proposal_rules
from kreislotse.web.office.forms.appointments import ExpenseForm
from kreislotse.web.office.forms.guides import (
    AppointmentForm,
    AskForm,
    BookForm,
    BudgetExceptionForm,
    CompanyOptions,
    ConfirmSheetForm,
)
from kreislotse.web.office.full_weeks import warn_of_full_weeks
from kreislotse.web.office.printing import office_letterhead

TRAIL = 30


def _back(request, help_request_pk):
    """To the request, or to the guides for those who do not see requests (coordination at a Träger)."""
    if request.can.help_request_view:
        return redirect("office:help_request_detail", pk=help_request_pk)
    return redirect("office:guide_list")


def _help_request(request, pk):
    rows = visible_help_requests(to=request.user)
    rows = rows.select_related("topic", "language", "municipality", "institution", "series_wish", "district")
    return get_object_or_404(rows, pk=pk)


@require_permission(Permission.ASSIGNMENT_EDIT)
def propose_guides(request, pk):
    """The guides who suit one request, with reasons; those chosen are asked."""
    help_request = _help_request(request, pk)
    today = timezone.localdate()
    days = days_that_count(help_request, today=today)
    rules = proposal_rules(today=today, days=days)
    role = request.GET.get("role") if request.GET.get("role") in Role.values else role_for(help_request)
    sources = list(funding_sources_in_force(days[0]))
    funding = propose_funding(
        help_request, role=role, on=days[0], minutes=minutes_this_year(help_request, days), sources=sources,
        pools=rules.pools, rates=rules.rates,
    )  # fmt: skip
    usual = QueryDict(mutable=True)
    usual.update({"role": role_for(help_request), "funding_source": getattr(funding.source, "pk", "")})
    form = AskForm(request.POST or None, sources=sources, user=request.user)
    if form.is_valid():
        try:
            asked = operations.propose_guides(help_request, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            n = len(asked)
            messages.success(
                request, ngettext("%(n)d Person ist angefragt.", "%(n)d Personen sind angefragt.", n) % {"n": n}
            )
            return _back(request, pk)

    options = CompanyOptions(request.POST or request.GET or usual, sources=sources)
    if not options.is_valid():
        options = CompanyOptions(usual, sources=sources)
        options.is_valid()
    context = {
        "help_request": help_request,
        "is_over": is_over(help_request, today=today),
        "company": queries.asked_and_going(help_request, to=request.user),
        "options": options,
        "funding": funding,
        "form": form,
        "chosen": request.POST.getlist("guides") or request.GET.getlist("fragen"),
        "candidates": queries.candidates(
            help_request, **options.cleaned_data, today=today, to=request.user, days=days, rules=rules
        ),
    }
    return render(request, "office/matching/propose.html", context, status=422 if form.errors else 200)


@require_permission(Permission.BUDGET_EXCEED)
def exceed_budget_for_help_request(request, pk):
    """The head of office lets one request be paid from a funding that is used up, with the reason."""
    help_request = _help_request(request, pk)
    today = timezone.localdate()
    initial = {"funding_source": request.GET.get("finanzierung")}
    form = BudgetExceptionForm(request.POST or None, on=day_of(help_request, today), initial=initial)
    if form.is_valid():
        try:
            operations.allow_beyond_budget(help_request, **form.cleaned_data, today=today, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Die Ausnahme ist eingetragen. Diese Anfrage kommt zum Rahmen dazu."))
            return redirect("office:propose_guides", pk=pk)
    context = {"help_request": help_request, "form": form}
    return render(request, "office/matching/exceed_budget.html", context, status=422 if form.errors else 200)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def book_guide(request, pk):
    help_request = _help_request(request, pk)
    sources = list(funding_sources_in_force(day_of(help_request, timezone.localdate())))
    form = BookForm(request.POST, sources=sources, user=request.user)
    if not form.is_valid():
        messages.warning(request, _("Bitte wählen Sie aus, wer mitgeht."))
        return redirect("office:propose_guides", pk=pk)
    try:
        assignment = operations.book_directly(help_request, **form.cleaned_data, now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("office:propose_guides", pk=pk)
    messages.success(request, _("%(name)s geht mit.") % {"name": assignment.guide})
    return redirect("office:assignment_detail", pk=assignment.pk)


def _proposal(request, pk) -> MatchProposal:
    rows = MatchProposal.objects.filter(guide__in=visible_guides(to=request.user))
    return get_object_or_404(rows.select_related("guide"), pk=pk)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def withdraw_proposal(request, pk):
    return _answer(request, pk, operations.withdraw_proposal, _("Die Anfrage an %(name)s ist zurückgezogen."))


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def accept_for_guide(request, pk):
    return _answer(request, pk, operations.accept_proposal, _("%(name)s geht mit."))


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def decline_for_guide(request, pk):
    return _answer(request, pk, operations.decline_proposal, _("Absage von %(name)s notiert."))


def _answer(request, pk, operation, done: str):
    """Note what a guide said on the telephone, or take the question back."""
    proposal = _proposal(request, pk)
    try:
        operation(proposal, now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done % {"name": proposal.guide})
    return _back(request, proposal.help_request_id)


def visible_assignment(request, pk):
    """The assignment with all that its page prints; 404 for whoever may not see it."""
    rows = queries.assignment_details().filter(pk__in=queries.visible_assignments(to=request.user).values("pk"))
    return get_object_or_404(rows, pk=pk)


@require_permission(Permission.ASSIGNMENT_VIEW)
def assignment_detail(request, pk):
    return render(
        request, "office/matching/assignment.html", assignment_context(request, visible_assignment(request, pk))
    )


def assignment_context(request, assignment, *, expense_form: ExpenseForm | None = None) -> dict:
    """What the page of an assignment prints; also with a form that was refused."""
    trail = trail_of(assignment)[:TRAIL] if request.can.audit_view else []
    appointments = list(assignment.appointments.all())
    expense_form = expense_form or ExpenseForm(assignment=assignment)
    with_expenses, running = list(expense_form.fields["appointment"].queryset), running_rates()
    happened = [a for a in appointments if a.outcome == Appointment.Outcome.TOOK_PLACE]
    months = {month: is_open(month) for month in {a.counted_in for a in appointments} if month}
    return {
        "assignment": assignment,
        "appointments": [(a, a.counted_in is None or months[a.counted_in]) for a in appointments],
        "away": away_on(assignment.guide, [a.on for a in appointments if a.outcome != Appointment.Outcome.CANCELLED]),
        "minutes": sum(a.duration_minutes for a in happened),
        "sheets": [(sheet, readable(sheet.code)) for sheet in assignment.sheets.all()],
        "expenses": expenses_of(assignment),
        "series": queries.series_of(assignment),
        "history": queries.history_of(assignment),
        "vacancies": queries.open_vacancies().filter(appointment__assignment=assignment).select_related("appointment"),
        "trail": [(entry_label(entry.entry), entry) for entry in trail],
        "expense_form": expense_form,
        "pays_expenses": any(rate_on(assignment, a.on, running=running).get("pays_expenses") for a in with_expenses),
        "takes_expenses": bool(with_expenses),
    }


@require_permission(Permission.ASSIGNMENT_EDIT)
def record_appointment(request, pk):
    assignment = visible_assignment(request, pk)
    help_request = assignment.help_request
    initial = {
        "duration_minutes": help_request.expected_minutes or 60, "setting": help_request.setting,
        "persons": help_request.persons or 1, "outcome": Appointment.Outcome.TOOK_PLACE,
    }  # fmt: skip
    form = AppointmentForm(request.POST or None, initial=initial, counts=counts_dates(help_request))
    if form.is_valid():
        try:
            made = operations.record_appointment(assignment, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Der Termin ist eingetragen."))
            warn_of_full_weeks(request, [made])
            return redirect("office:assignment_detail", pk=pk)
    context = {"assignment": assignment, "form": form, "appointment": None}
    return render(request, "office/matching/appointment.html", context, status=422 if form.errors else 200)


@require_permission(Permission.ASSIGNMENT_EDIT)
def change_appointment(request, pk):
    rows = Appointment.objects.filter(assignment__in=queries.visible_assignments(to=request.user))
    appointment = get_object_or_404(rows.select_related("assignment__help_request__topic"), pk=pk)
    form = AppointmentForm(
        request.POST or None, initial={name: getattr(appointment, name, None) for name in AppointmentForm.base_fields},
        counts=counts_dates(appointment.assignment.help_request),
        called_off=queries.called_off(appointment),
    )  # fmt: skip
    if form.is_valid():
        try:
            changed = operations.change_appointment(
                appointment, **form.cleaned_data, now=timezone.now(), by=request.user
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Der Termin ist geändert."))
            warn_of_full_weeks(request, [changed])
            return redirect("office:assignment_detail", pk=appointment.assignment_id)
    context = {"assignment": appointment.assignment, "form": form, "appointment": appointment}
    return render(request, "office/matching/appointment.html", context, status=422 if form.errors else 200)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def print_sheet(request, pk):
    assignment, today = visible_assignment(request, pk), timezone.localdate()
    try:
        sheet = operations.print_sheet(assignment, today=today, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("office:assignment_detail", pk=pk)
    content = sheet_pdf(sheet, assignment, office=office_letterhead(request.district), today=today)
    return pdf_response(content, filename=_("Einsatzprotokoll %(code)s.pdf") % {"code": readable(sheet.code)})


@require_permission(Permission.ASSIGNMENT_EDIT)
def confirm_sheet(request):
    """The paper is back: its code finds the assignment."""
    form = ConfirmSheetForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if form.is_valid():
        code = form.cleaned_data.pop("code")
        sheet = queries.sheet_by_code(code, to=request.user)
        try:
            if sheet is None:
                raise SheetNotFound(code=code)
            operations.confirm_on_paper(sheet, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Das Einsatzprotokoll ist bestätigt."))
            return redirect("office:assignment_detail", pk=sheet.assignment_id)
    return render(request, "office/matching/confirm_sheet.html", {"form": form}, status=422 if form.errors else 200)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def finish_assignment(request, pk):
    done = _("Der Einsatz ist abgeschlossen. Die Anfrage kann jetzt abgeschlossen werden.")
    return _end(request, pk, operations.finish_assignment, done)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def cancel_assignment(request, pk):
    return _end(request, pk, operations.cancel_assignment, _("Der Einsatz ist abgesagt. Die Anfrage wartet wieder."))


def _end(request, pk, operation, done: str):
    assignment = visible_assignment(request, pk)
    try:
        operation(assignment, today=timezone.localdate(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("office:assignment_detail", pk=pk)
    messages.success(request, done)
    return _back(request, assignment.help_request_id)
