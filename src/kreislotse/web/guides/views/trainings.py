"""Trainings a guide may register for, those they are registered for, and the way out again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.core.errors import DomainError
from kreislotse.guides import training, training_queries
from kreislotse.guides.models import TrainingParticipant, TrainingRun
from kreislotse.web.guides.access import for_guides

Status = TrainingParticipant.Status


@for_guides
def training_list(request, guide):
    today = timezone.localdate()
    own = training_queries.trainings_of(guide).filter(run__finished_on=None, run__cancelled_on=None)
    open_runs = training_queries.runs_open_for(guide, today=today)
    context = {
        "own": own,
        "runs": [(run, run.places is not None and run.registered >= run.places) for run in open_runs],
    }
    return render(request, "guides/training/list.html", context)


@for_guides
@require_POST
def register_for_training(request, guide, pk):
    run = get_object_or_404(TrainingRun, pk=pk, is_open=True)
    try:
        row = training.register_for_training(run, guide, now=timezone.now(), by=request.user, is_self=True)
    except DomainError as error:
        messages.warning(request, error.said_to_them())
    else:
        if row.status == Status.WAITING:
            messages.success(request, _("Sie stehen auf der Warteliste. Wird ein Platz frei, schreiben wir Ihnen."))
        else:
            messages.success(request, _("Sie sind angemeldet."))
    return redirect("guides:training_list")


@for_guides
@require_POST
def withdraw_from_training(request, guide, pk):
    row = get_object_or_404(TrainingParticipant.objects.filter(guide=guide).select_related("run"), pk=pk)
    try:
        training.withdraw_from_training(row, by=request.user)
    except DomainError as error:
        messages.warning(request, error.said_to_them())
    else:
        messages.success(request, _("Sie sind abgemeldet. Ihr Platz geht an die Nächsten auf der Liste."))
    return redirect("guides:training_list")
