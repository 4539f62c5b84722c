"""What the link in our mail opens: the facts of one offer and two buttons, without a login.

A GET never changes anything, because mail scanners open every link; only the button does.
"""

from functools import wraps

from django.core.exceptions import RequestDataTooBig
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kreislotse.core.errors import DomainError
from kreislotse.core.ratelimit import is_allowed
from kreislotse.directory import asking, proposals, queries
from kreislotse.directory.models import CheckRequest
from kreislotse.directory.operations import OfferArchived
from kreislotse.web.partners.proposal_form import ProposalForm
from kreislotse.web.public.access import public_of_district

ATTEMPTS = {"limit": 60, "seconds": 15 * 60}
MAILS = {"limit": 5, "seconds": 60 * 60}


def by_link(view):
    """A view for whoever has the secret of a question: it is the permission, no cookie takes part."""

    @public_of_district
    @csrf_exempt
    @never_cache
    @wraps(view)
    def of_question(request, secret):
        if not is_allowed(request, "check", **ATTEMPTS):
            return render(request, "429.html", status=429)
        question = asking.question_behind(secret)
        if question is None:
            return render(request, "partners/check/unknown.html", status=404)
        try:
            request.POST  # noqa: B018  read once here, where what is too large can be explained
        except RequestDataTooBig:
            return render(request, "partners/check/too_long.html", {"secret": secret}, status=413)
        question.link_secret = secret  # as it came: after a change of the installation's key it cannot be made again
        response = view(request, question)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return of_question


def over(request, question):
    """Why the link does no more, and the way to a new one."""
    is_archived = question.offer.status != question.offer.Status.PUBLISHED
    is_answered = question.answer in (CheckRequest.Answer.CONFIRMED, CheckRequest.Answer.CHANGED)
    context = {
        "question": question,
        "secret": question.link_secret,
        "is_archived": is_archived,
        "is_answered": is_answered,
    }
    return render(request, "partners/check/over.html", context, status=200 if is_answered else 410)


@by_link
def answer_check(request, question):
    """The facts of the offer; the button says that they are right."""
    now = timezone.now()
    try:
        if request.method == "POST":
            asking.confirm_by_link(question, now=now)
            return redirect(request.path)
        asking.check_usable(question, today=timezone.localdate(now))
    except DomainError:
        question.refresh_from_db()
        return over(request, question)
    [card] = queries.offer_cards([question.offer_id], language="de")
    return render(
        request,
        "partners/check/answer.html",
        {"question": question, "secret": question.link_secret, "card": card, "offer": card.offer},
    )


@by_link
def propose_by_link(request, question):
    """„Hat sich geändert“: the provider edits a copy; with the button it goes to the office as a proposal."""
    now = timezone.now()
    try:
        asking.check_usable(question, today=timezone.localdate(now))
    except DomainError:
        return over(request, question)
    form = ProposalForm(request.POST or None, offer=question.offer, asks_for_address=True)
    if form.is_valid():
        try:
            proposals.propose(
                question.offer, values=form.values, seen=form.seen, note=form.cleaned_data["note"], question=question,
                name=form.cleaned_data["sender_name"], email=form.cleaned_data["sender_email"], now=now,
            )  # fmt: skip
        except (asking.LinkUsed, asking.LinkOver, OfferArchived):
            question.refresh_from_db()
            return over(request, question)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("partners:answer_check", question.link_secret)
    context = {"form": form, "offer": question.offer, "secret": question.link_secret}
    return render(request, "partners/check/propose.html", context, status=422 if form.errors else 200)


@require_POST
@by_link
def new_check_link(request, question):
    """A new mail, to the address the office has; the page says the same whether one went or not."""
    if not is_allowed(request, "check-mail", **MAILS):
        return render(request, "429.html", status=429)
    asking.ask_again(question, today=timezone.localdate())
    return render(request, "partners/check/mail_sent.html", {"question": question})
