"""Questions to a guide, and the yes or no to one; the phone's outbox sends here, too."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.core.errors import DomainError
from kreislotse.matching import operations, queries
from kreislotse.matching.budget import PoolUsedUp
from kreislotse.matching.models import MatchProposal
from kreislotse.matching.operations.errors import NeutralityMissing, QuestionGone
from kreislotse.web.guides.access import for_guides, wants_json
from kreislotse.web.guides.forms import DeclineForm

TO_ASK_AGAIN = (NeutralityMissing, PoolUsedUp)
"""After these the question stays open: the guide reads it again."""


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
    declined = proposal.status == MatchProposal.Status.DECLINED
    context = {
        "question": question,
        "can_answer": question.is_open and question.expires_at > timezone.now(),
        "reasons_to_give": MatchProposal.DeclineReason.choices if declined and not proposal.decline_reason else [],
    }
    return render(request, "guides/proposals/detail.html", context)


@for_guides
@require_POST
def accept(request, guide, pk):
    proposal = _asked(request, guide, pk)
    if proposal is None:
        return _refused(request, QuestionGone())
    says_neutral = "says_neutral" in request.POST
    try:
        assignment = operations.accept_proposal(
            proposal, says_neutral=says_neutral, now=timezone.now(), by=request.user
        )
    except TO_ASK_AGAIN as error:
        return _refused(request, error, reverse("guides:proposal_detail", args=[pk]))
    except DomainError as error:
        return _refused(request, error)
    if assignment.status == assignment.Status.CANCELLED:
        sentence = _("Ihre Zusage war angekommen. Inzwischen ist die Begleitung abgesagt, Sie müssen nichts mehr tun.")
        return _arrived(request, sentence, reverse("guides:proposal_list"))
    sentence = _("Danke! Sie gehen mit. Hier steht, wen Sie jetzt anrufen können.")
    return _arrived(request, sentence, reverse("guides:assignment_detail", args=[assignment.pk]))


@for_guides
@require_POST
def decline(request, guide, pk):
    proposal = _asked(request, guide, pk)
    if proposal is None:
        return _refused(request, QuestionGone())
    form = DeclineForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        operations.decline_proposal(proposal, reason=reason, now=timezone.now(), by=request.user)
    except QuestionGone as error:  # a no to what nobody asks any more is fine
        return _arrived(request, error.said_to_them(), reverse("guides:proposal_list"))
    except DomainError as error:
        return _refused(request, error)
    if reason:
        return _arrived(request, _("Danke. Das hilft uns beim nächsten Mal."), reverse("guides:home"))
    sentence = _("Danke für die schnelle Antwort. Wir fragen jemand anderen.")
    return _arrived(request, sentence, reverse("guides:proposal_detail", args=[pk]))


def _asked(request, guide, pk) -> MatchProposal | None:
    """The question to this guide; `None` if a phone answers one that has been deleted: it must not try for ever."""
    proposal = queries.proposals_to(guide).filter(pk=pk).first()
    if proposal is None and not wants_json(request):
        raise Http404
    return proposal


def _arrived(request, sentence: str, url: str):
    if wants_json(request):
        return JsonResponse({"state": "sent", "sentence": sentence, "url": url})
    messages.success(request, sentence)
    return redirect(url)


def _refused(request, error: DomainError, url: str = ""):
    if wants_json(request):
        return JsonResponse({"state": "refused", "sentence": error.said_to_them(), "url": url}, status=422)
    messages.warning(request, error.said_to_them())
    return redirect(url or "guides:proposal_list")
