from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.core.errors import DomainError
from kreislotse.matching import operations, queries
from kreislotse.web.guides.access import for_guides


@for_guides
def proposal_list(request, guide):
    context = {
        "questions": queries.questions_to(guide, now=timezone.now()),
        "answered": queries.answered_by(guide),
    }
    return render(request, "guides/proposals/list.html", context)


@for_guides
def proposal_detail(request, guide, pk):
    proposal = get_object_or_404(queries.proposals_to(guide), pk=pk)
    question = queries.question_of(proposal)
    context = {"question": question, "can_answer": question.is_open and question.expires_at > timezone.now()}
    return render(request, "guides/proposals/detail.html", context)


@for_guides
@require_POST
def accept(request, guide, pk):
    proposal = get_object_or_404(queries.proposals_to(guide), pk=pk)
    try:
        assignment = operations.accept_proposal(proposal, now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("guides:proposal_list")
    messages.success(request, _("Danke! Sie gehen mit. Hier steht, wen Sie jetzt anrufen können."))
    return redirect("guides:assignment_detail", pk=assignment.pk)


@for_guides
@require_POST
def decline(request, guide, pk):
    proposal = get_object_or_404(queries.proposals_to(guide), pk=pk)
    try:
        operations.decline_proposal(proposal, now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Danke für die schnelle Antwort. Wir fragen jemand anderen."))
    return redirect("guides:proposal_list")
