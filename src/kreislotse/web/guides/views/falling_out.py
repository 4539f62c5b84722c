"""„Ich falle aus“: one appointment, a whole assignment, or some days; and what became of the search for somebody."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.core.errors import DomainError
from kreislotse.matching import operations, phone, queries
from kreislotse.web.guides.access import for_guides
from kreislotse.web.guides.forms import AwayForm, FallOutForm


@for_guides
def fall_out_list(request, guide):
    """Where the guide fell out, what can be given back, and a form for several days."""
    today = timezone.localdate()
    form = AwayForm(request.POST or None, initial={"first": today, "last": today})
    if form.is_valid():
        try:
            free = operations.be_away(guide, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, error.said_to_them())
        else:
            return _told(request, len(free))
    context = {
        "form": form,
        "fallen_out": phone.vacancies_of(guide, today=today),
        "appointments": phone.coming_appointments(guide, today=today),
    }
    return render(request, "guides/falling_out/list.html", context, status=422 if form.errors else 200)


@for_guides
def fall_out(request, guide, pk):
    """One appointment: what happens next, and a reason to tap, which sends it."""
    appointment = get_object_or_404(phone.appointments_of(guide), pk=pk)
    form = FallOutForm(request.POST or None)
    if form.is_valid():
        try:
            operations.fall_out(appointment, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            messages.warning(request, error.said_to_them())
            return redirect("guides:fall_out_list")
        return _told(request, 1)
    context = {
        "appointment": appointment,
        "reasons": form.fields["reason"].choices,
        "said_before": phone.vacancy_of(appointment),
        "others": [
            one
            for one in phone.coming_appointments(guide, today=timezone.localdate())
            if one.assignment_id == appointment.assignment_id and one != appointment
        ],
    }
    return render(request, "guides/falling_out/one.html", context)


@for_guides
def step_back(request, guide, pk):
    """The guide can no longer go at all."""
    assignment = get_object_or_404(queries.own_assignments(guide), pk=pk)
    form = FallOutForm(request.POST or None)
    if form.is_valid():
        try:
            free = operations.step_back(assignment, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            messages.warning(request, error.said_to_them())
            return redirect("guides:home")
        return _told(request, len(free), gone=not free)
    planned = [one for one in assignment.appointments.all() if one.outcome == "planned"]
    context = {"assignment": assignment, "reasons": form.fields["reason"].choices, "planned": planned[::-1]}
    return render(request, "guides/falling_out/all.html", context)


def _told(request, n: int, *, gone: bool = False):
    if n:
        sentence = ngettext(
            "Danke, dass Sie es gleich sagen. %(n)d Termin ist frei, das Büro weiß es schon und sucht jemand anderen.",
            "Danke, dass Sie es gleich sagen. %(n)d Termine sind frei, das Büro weiß es schon und sucht jemand anderen.", n,
        ) % {"n": n}  # fmt: skip
    elif gone:
        sentence = _("Danke, dass Sie es gleich sagen. Das Büro weiß es schon und sucht jemand anderen.")
    else:
        sentence = _("Eingetragen. In dieser Zeit haben Sie keinen Termin, und wir fragen Sie nicht.")
    messages.success(request, sentence)
    return redirect("guides:fall_out_list")
