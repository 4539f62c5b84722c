"""What people say about an offer, without an account, a script or a cookie."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from kreislotse.directory.queries import offer_cards, public_offers
from kreislotse.quality.feedback import submit_feedback
from kreislotse.web.public.access import public_of_district
from kreislotse.web.public.forms.feedback import FeedbackForm
from kreislotse.web.public.limits import is_too_much


def _card(request, pk):
    if not public_offers(today=timezone.localdate()).filter(pk=pk).exists():
        raise Http404
    [card] = offer_cards([pk], language=request.LANGUAGE_CODE, is_brief=True)
    return card


def _give_feedback(request, pk):
    """As with asking for help, the signed time stamp in the form takes the place of a cookie."""
    card = _card(request, pk)
    data = request.POST if request.method == "POST" else None
    form = FeedbackForm(data, district=request.district, language=request.LANGUAGE_CODE)
    status = 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound and is_too_much(request, form, "feedback"):
        status = 429
    elif form.is_bound:
        submit_feedback(card.offer, **form.facts(), now=timezone.now())
        return redirect("public:feedback_sent", pk)
    return render(request, "public/offers/feedback.html", {"form": form, "card": card}, status=status)


give_feedback = never_cache(csrf_exempt(public_of_district(_give_feedback)))


@public_of_district
def feedback_sent(request, pk):
    return render(request, "public/offers/feedback_sent.html", {"card": _card(request, pk)})
