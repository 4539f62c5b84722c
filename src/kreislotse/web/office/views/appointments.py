"""What happens to agreed appointments: series, moving, calling off, falling out, and who stands in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.documents.responses import pdf_response
from kreislotse.guides import absences
from kreislotse.guides.models import GuideAbsence
from kreislotse.guides.queries import visible_guides
from kreislotse.intake import operations as intake_operations
from kreislotse.intake.counter_keys import counts_dates
from kreislotse.intake.queries import visible_help_requests
from kreislotse.matching import operations, queries
from kreislotse.matching.models import Appointment, GuideExclusion, SeriesDate, Vacancy
from kreislotse.matching.notice import notice_of
from kreislotse.matching.printouts import confirmation_pdf
from kreislotse.matching.short_messages import asking_to_stand_in
from kreislotse.web.office.forms.appointments import (
    AbsenceForm,
    BookStandInForm,
    CallAddressForm,
    CancelForm,
    ExcludeForm,
    FallOutForm,
    HoldForm,
    MoveForm,
    SeriesForm,
    StandInForm,
)
from kreislotse.web.office.full_weeks import warn_of_full_weeks
from kreislotse.web.office.printing import office_letterhead


def _assignment(request, pk):
    rows = queries.assignment_details().filter(pk__in=queries.visible_assignments(to=request.user).values("pk"))
    return get_object_or_404(rows, pk=pk)


def _appointment(request, pk) -> Appointment:
    rows = Appointment.objects.filter(assignment__in=queries.visible_assignments(to=request.user))
    return get_object_or_404(
        rows.select_related("assignment__guide", "assignment__help_request__topic"), pk=pk
    )  # fmt: skip


def _vacancy(request, pk) -> Vacancy:
    return get_object_or_404(queries.visible_vacancies(to=request.user), pk=pk)


@require_permission(Permission.ASSIGNMENT_EDIT)
def agree_assignment_series(request, pk):
    assignment = _assignment(request, pk)
    wanted = assignment.help_request
    initial = {
        "first_on": wanted.wanted_on, "starts_at": wanted.wanted_at, "duration_minutes": wanted.expected_minutes or 60,
        "setting": wanted.setting, "place": wanted.place,
    }  # fmt: skip
    form = SeriesForm(request.POST or None, initial=initial, counts=counts_dates(wanted))
    if form.is_valid():
        try:
            series = operations.agree_series(assignment, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            planned = [day.appointment for day in series.dates.filter(left_out="").select_related("appointment")]
            n = len(planned)
            done = ngettext("%(n)d Termin ist geplant.", "%(n)d Termine sind geplant.", n) % {"n": n}
            messages.success(request, done)
            warn_of_full_weeks(request, planned)
            return redirect("office:assignment_detail", pk=pk)
    context = {"assignment": assignment, "form": form}
    return render(request, "office/matching/series.html", context, status=422 if form.errors else 200)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def hold_appointment_on_left_out_day(request, pk):
    """Let a date of a series take place although the day is free."""
    rows = SeriesDate.objects.filter(series__assignment__in=queries.visible_assignments(to=request.user))
    series_date = get_object_or_404(rows.select_related("series__assignment__help_request"), pk=pk)
    assignment = series_date.series.assignment
    form = HoldForm(request.POST, counts=counts_dates(assignment.help_request))
    if form.is_valid():
        try:
            appointment = operations.hold_left_out_date(
                series_date, **form.cleaned_data, now=timezone.now(), by=request.user
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Der Termin findet an diesem Tag statt."))
            warn_of_full_weeks(request, [appointment])
            return redirect("office:assignment_detail", pk=assignment.pk)
    context = {"series_date": series_date, "assignment": assignment, "form": form}
    return render(request, "office/matching/hold.html", context, status=422)


@require_permission(Permission.ASSIGNMENT_EDIT)
def move_appointment(request, pk):
    appointment = _appointment(request, pk)
    initial = {name: getattr(appointment, name) for name in ("on", "starts_at", "duration_minutes")}
    form = MoveForm(request.POST or None, initial=initial, counts=counts_dates(appointment.assignment.help_request))
    return _change(request, appointment, form, operations.move_appointment, _("Der Termin ist verschoben. Beide Seiten bekommen Bescheid."), "office/matching/move.html")  # fmt: skip


@require_permission(Permission.ASSIGNMENT_EDIT)
def cancel_appointment(request, pk):
    appointment = _appointment(request, pk)
    notice = notice_of(appointment.on, appointment.starts_at, now=timezone.now())
    form = CancelForm(request.POST or None, notice=notice)
    done = _("Der Termin ist abgesagt. Beide Seiten bekommen Bescheid.")
    if appointment.on < timezone.localdate():
        done = _("Der Termin ist als abgesagt eingetragen.")
    return _change(request, appointment, form, operations.cancel_appointment, done, "office/matching/cancel.html")


def _change(request, appointment, form, operation, done: str, template: str):
    if form.is_valid():
        try:
            changed = operation(appointment, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            warn_of_full_weeks(request, [changed])
            return redirect("office:assignment_detail", pk=appointment.assignment_id)
    context = {"appointment": appointment, "assignment": appointment.assignment, "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


@require_permission(Permission.ASSIGNMENT_EDIT)
def free_appointment(request, pk):
    """The guide cannot come: the appointment is free, and the next page proposes who could stand in."""
    appointment = _appointment(request, pk)
    form = FallOutForm(request.POST or None)
    if form.is_valid():
        try:
            vacancy = operations.let_guide_fall_out(
                appointment, side="guide", **form.cleaned_data, now=timezone.now(), by=request.user
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("office:vacancy_detail", pk=vacancy.pk)
    context = {"appointment": appointment, "assignment": appointment.assignment, "form": form}
    return render(request, "office/matching/fall_out.html", context, status=422 if form.errors else 200)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def free_assignment(request, pk):
    """The guide can no longer go at all; also for a promise without a noted appointment."""
    assignment = _assignment(request, pk)
    try:
        vacancies = operations.let_assignment_fall_out(assignment, side="guide", now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("office:assignment_detail", pk=pk)
    return _to_vacancies(vacancies)


@require_permission(Permission.ASSIGNMENT_EDIT)
def report_absence(request, pk):
    """„Ich bin bis Freitag krank“, „im August im Urlaub“: what is planned in those days is free, and nothing more is planned."""
    guide = get_object_or_404(visible_guides(to=request.user), pk=pk)
    form = AbsenceForm(request.POST or None)
    if form.is_valid():
        try:
            vacancies = operations.report_absence(
                guide, side="guide", **form.cleaned_data, now=timezone.now(), by=request.user
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            if vacancies:
                return _to_vacancies(vacancies)
            messages.success(request, _("Eingetragen. In dieser Zeit war nichts geplant."))
            return redirect("office:report_absence", pk=pk)
    context = {"guide": guide, "form": form, "absences": absences.coming_absences(guide, today=timezone.localdate())}
    return render(request, "office/matching/absence.html", context, status=422 if form.errors else 200)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def take_back_absence(request, pk):
    """The guide comes after all."""
    rows = GuideAbsence.objects.filter(guide__in=visible_guides(to=request.user)).select_related("guide")
    absence = get_object_or_404(rows, pk=pk)
    absences.take_back_absence(absence, by=request.user)
    messages.success(request, _("%(name)s wird für diese Tage wieder gefragt.") % {"name": absence.guide})
    return redirect("office:report_absence", pk=absence.guide_id)


def _to_vacancies(vacancies):
    if len(vacancies) == 1:
        return redirect("office:vacancy_detail", pk=vacancies[0].pk)
    return redirect("office:vacancy_list")


@require_permission(Permission.ASSIGNMENT_EDIT)
def vacancy_list(request):
    rows = queries.visible_vacancies(to=request.user).filter(status=Vacancy.Status.OPEN)
    return render(request, "office/matching/vacancies.html", {"vacancies": list(rows)})


@require_permission(Permission.ASSIGNMENT_EDIT)
def vacancy_detail(request, pk):
    """One free appointment: who suits best, why, and who is asked already."""
    vacancy, today = _vacancy(request, pk), timezone.localdate()
    form = StandInForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            asked = operations.ask_for_vacancy(vacancy, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            n = len(asked)
            done = ngettext("%(n)d Person ist angefragt.", "%(n)d Personen sind angefragt.", n) % {"n": n}
            messages.success(request, done)
            return redirect("office:vacancy_detail", pk=pk)
    proposals = vacancy.proposals.select_related("guide").filter(guide__in=visible_guides(to=request.user))
    candidates = queries.vacancy_candidates(vacancy, today=today, to=request.user) if vacancy.is_open else None
    context = {
        "vacancy": vacancy,
        "appointment": vacancy.appointment,
        "assignment": vacancy.appointment.assignment,
        "proposals": list(proposals.order_by("-asked_at", "-pk")),
        "candidates": candidates,
        "short_messages": asking_to_stand_in(
            vacancy, [one.guide for one in candidates.suited if one.guide.phone], district=request.district
        ) if candidates else [],
        "form": form,
        "chosen": request.POST.getlist("guides"),
    }  # fmt: skip
    return render(request, "office/matching/vacancy.html", context, status=422 if form.errors else 200)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def fill_vacancy(request, pk):
    vacancy = _vacancy(request, pk)
    form = BookStandInForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.warning(request, _("Bitte wählen Sie aus, wer vertritt."))
        return redirect("office:vacancy_detail", pk=pk)
    try:
        assignment = operations.book_for_vacancy(vacancy, **form.cleaned_data, now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("office:vacancy_detail", pk=pk)
    messages.success(request, _("%(name)s vertritt. Beide Seiten bekommen Bescheid.") % {"name": assignment.guide})
    return redirect("office:assignment_detail", pk=assignment.pk)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def give_up_vacancy(request, pk):
    vacancy = _vacancy(request, pk)
    try:
        operations.give_up_vacancy(vacancy, now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Der Termin ist abgesagt, die Einrichtung bekommt Bescheid."))
    return redirect("office:assignment_detail", pk=vacancy.appointment.assignment_id)


@require_permission(Permission.ASSIGNMENT_EDIT, Permission.HELP_REQUEST_VIEW)
def exclude_for_help_request(request, pk):
    """Guides who must not be proposed for one request: who is, and one more."""
    help_request = get_object_or_404(visible_help_requests(to=request.user), pk=pk)
    form = ExcludeForm(request.POST or None, user=request.user)
    if form.is_valid():
        operations.exclude_guide(help_request, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        messages.success(request, _("%(name)s wird nicht mehr vorgeschlagen.") % {"name": form.cleaned_data["guide"]})
        return redirect("office:exclude_for_help_request", pk=pk)
    context = {
        "help_request": help_request,
        "exclusions": queries.company_of(help_request, to=request.user).exclusions,
        "form": form,
    }
    return render(request, "office/matching/exclusions.html", context, status=422 if form.errors else 200)


@require_permission(Permission.ASSIGNMENT_EDIT, Permission.HELP_REQUEST_VIEW)
@require_POST
def admit_for_help_request(request, pk):
    rows = GuideExclusion.objects.filter(help_request__in=visible_help_requests(to=request.user))
    exclusion = get_object_or_404(rows.select_related("help_request", "guide"), pk=pk)
    operations.admit_guide(exclusion, by=request.user)
    messages.success(request, _("%(name)s kann wieder vorgeschlagen werden.") % {"name": exclusion.guide})
    return redirect("office:exclude_for_help_request", pk=exclusion.help_request_id)


@require_permission(Permission.HELP_REQUEST_EDIT)
def help_request_call_address(request, pk):
    """The number or link of a conversation often comes after the request."""
    help_request = get_object_or_404(visible_help_requests(to=request.user), pk=pk)
    form = CallAddressForm(request.POST or None, initial={"call_address": help_request.call_address})
    if form.is_valid():
        try:
            intake_operations.note_call_address(help_request, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert. Das sieht nur, wer zugesagt hat."))
            return redirect(help_request)
    context = {"help_request": help_request, "form": form}
    return render(request, "office/help_requests/call_address.html", context, status=422 if form.errors else 200)


@require_permission(Permission.ASSIGNMENT_VIEW)
def assignment_confirmation(request, pk):
    """The confirmation of the order for the guide, or with `?fuer=einrichtung` for the institution."""
    assignment = _assignment(request, pk)
    for_institution = request.GET.get("fuer") == "einrichtung"
    content = confirmation_pdf(
        assignment, for_institution=for_institution, office=office_letterhead(request.district),
        shows_contact=bool(request.can.seeker_contact_view), today=timezone.localdate(),
    )  # fmt: skip
    filename = _("Auftragsbestätigung %(reference)s.pdf") % {"reference": assignment.help_request.reference}
    return pdf_response(content, filename=filename)
