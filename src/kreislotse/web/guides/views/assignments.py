"""An assignment and its appointments: whom to call, when and where, and a file for the calendar."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.core.errors import DomainError
from kreislotse.documents.responses import ics_response
from kreislotse.matching import operations, queries
from kreislotse.matching.full_weeks import FullWeek, full_weeks
from kreislotse.matching.models import Appointment
from kreislotse.matching.phone import place_of
from kreislotse.matching.printouts import calendar_file
from kreislotse.web.guides.access import for_guides
from kreislotse.web.guides.forms import PlanForm


@for_guides
def assignment_detail(request, guide, pk):
    assignment = get_object_or_404(queries.own_assignments(guide), pk=pk)
    now = timezone.localtime()
    appointments = [
        {
            "appointment": one,
            "place": place_of(one, assignment.help_request) if assignment.is_open else None,
            "is_over": one.on <= now.date(),
            "is_past": one.on < now.date(),
            "is_signed": bool(one.sheet and one.sheet.confirmed_on),
        }
        for one in assignment.appointments.all()
    ]
    context = {
        "assignment": assignment,
        "contact": queries.contact_for_guide(assignment),
        "appointments": appointments,
        "place": place_of(None, assignment.help_request) if assignment.is_open else None,
    }
    return render(request, "guides/assignments/detail.html", context)


@for_guides
def plan_appointment(request, guide, pk):
    assignment = get_object_or_404(queries.own_assignments(guide), pk=pk)
    form = PlanForm(request.POST or None, initial=PlanForm.initial_for(assignment))
    if form.is_valid():
        try:
            appointment = operations.record_appointment(
                assignment, **form.cleaned_data, outcome=Appointment.Outcome.PLANNED, now=timezone.now(), by=request.user
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, error.said_to_them())
        else:
            messages.success(request, _("Der Termin steht. Sie können ihn in Ihren Kalender übernehmen."))
            for week in full_weeks(assignment, [appointment.on], today=timezone.localdate()):
                messages.warning(request, _full_week(week))
            return redirect("guides:assignment_detail", pk=assignment.pk)
    context = {"assignment": assignment, "form": form}
    return render(request, "guides/assignments/plan.html", context, status=422 if form.errors else 200)


def _full_week(week: FullWeek) -> str:
    return (
        _(
            "In der Woche vom %(monday)s sind es bei Ihnen jetzt %(hours)s Stunden. Üblich sind höchstens %(cap)s. "
            "Wenn Ihnen das zu viel wird, rufen Sie uns bitte an."
        )
        % week.words
    )


@for_guides
def appointment_calendar(request, guide, pk):
    appointment = get_object_or_404(queries.own_appointments(guide), pk=pk)
    filename = _("Termin %(day)s.ics") % {"day": appointment.on.isoformat()}
    return ics_response(calendar_file(appointment, district=request.district), filename=filename)
