from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.core.errors import DomainError
from kreislotse.documents.responses import ics_response
from kreislotse.matching import operations, queries
from kreislotse.matching.models import Appointment
from kreislotse.matching.printouts import calendar_file
from kreislotse.web.guides.access import for_guides
from kreislotse.web.guides.forms import PlanForm, TimeForm


@for_guides
def assignment_detail(request, guide, pk):
    assignment = get_object_or_404(queries.own_assignments(guide), pk=pk)
    context = {"assignment": assignment, "contact": queries.contact_for_guide(assignment)}
    return render(request, "guides/assignments/detail.html", context)


@for_guides
def plan_appointment(request, guide, pk):
    assignment = get_object_or_404(queries.own_assignments(guide), pk=pk)
    form = PlanForm(request.POST or None, initial=PlanForm.initial_for(assignment))
    if form.is_valid():
        try:
            operations.record_appointment(
                assignment, **form.cleaned_data, outcome=Appointment.Outcome.PLANNED, now=timezone.now(), by=request.user
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Der Termin steht. Sie können ihn in Ihren Kalender übernehmen."))
            return redirect("guides:assignment_detail", pk=assignment.pk)
    context = {"assignment": assignment, "form": form}
    return render(request, "guides/assignments/plan.html", context, status=422 if form.errors else 200)


@for_guides
def record_time(request, guide):
    assignments = queries.open_assignments_of(guide)
    form = TimeForm(request.POST or None, assignments=assignments, chosen=request.GET.get("einsatz"))
    if form.is_valid():
        try:
            operations.note_time(**form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Eingetragen. Danke!"))
            return redirect("guides:assignment_detail", pk=form.cleaned_data["assignment"].pk)
    context = {"assignments": assignments, "form": form}
    return render(request, "guides/assignments/record_time.html", context, status=422 if form.errors else 200)


@for_guides
def appointment_calendar(request, guide, pk):
    appointment = get_object_or_404(queries.own_appointments(guide), pk=pk)
    filename = _("Termin %(day)s.ics") % {"day": appointment.on.isoformat()}
    return ics_response(calendar_file(appointment, district=request.district), filename=filename)
