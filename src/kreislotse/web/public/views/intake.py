"""Asking for help: one short page for persons, one for institutions, and the receipt."""

from functools import partial

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from kreislotse.accounts.access import public
from kreislotse.core.errors import DomainError
from kreislotse.documents.pdf import qr_svg
from kreislotse.intake import counter_keys, links, operations, queries
from kreislotse.intake.dates import wished_days
from kreislotse.intake.models import HelpKind, Setting
from kreislotse.web.public.forms.intake import OUTSIDE, UNKNOWN, AskForGuideForm, AskForHelpForm
from kreislotse.web.public.limits import is_too_much

MOST_REQUESTS = 15  # a counselling office asks for several people in a row


# Without a login there is nothing a forged request could misuse: the signed time stamp in the form replaces the cookie, so
# that the page works where cookies are switched off, and nothing is lost.
@public
@csrf_exempt
@never_cache
def ask_for_help(request):
    """One page for everything; `?art=` chooses one of the four kinds of help and asks only its few questions."""
    kind = request.GET.get("art", "")
    template = "public/intake/ask_for_help.html"
    return _ask(request, partial(AskForHelpForm, kind=kind), operations.submit_help_request, template)


@public
@csrf_exempt
@never_cache
def ask_for_guide(request):
    return _ask(request, AskForGuideForm, operations.submit_institution_request, "public/intake/ask_for_guide.html")


def _ask(request, form_class, submit, template):
    data = request.POST.copy() if request.method == "POST" else None
    if data and "advice_instead" in data:
        data["wish"] = operations.HelpRequest.Wish.ADVICE
    if data and data.get("setting_instead") in Setting.values:
        data["setting"] = data["setting_instead"]
    form = form_class(data, district=request.district, language=request.LANGUAGE_CODE, initial=_prefilled(request))
    context, status = {"form": form, "kinds": HelpKind.choices}, 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound and is_too_much(request, form, "ask", limit=MOST_REQUESTS):
        status = 429
    elif form.is_bound:
        try:
            help_request = submit(**form.facts(), today=timezone.localdate())
        except operations.NotAdmissible as refused:
            context |= {
                "refusals": refused.refusals,
                "neighbor": queries.neighbor_of(form.cleaned_data["outside_place"], district=request.district),
                "may_ask_for_advice": not form.cleaned_data["is_outside_district"],
                "possible_setting": next(
                    (one.possible_setting for one in refused.refusals if one.possible_setting), ""
                ),
            }
            status = 422
        except DomainError as error:
            form.add_error(None, str(error))
            status = 422
        else:
            return redirect("public:help_request_sent", links.status_secret(help_request))
    return render(request, template, context, status=status)


def _prefilled(request) -> dict:
    """What the address of the page knows already: `?thema=` (a topic's code) and `?ort=` (a municipality's key or name)."""
    known = {}
    if code := request.GET.get("thema", ""):
        topic = queries.topics_in_use().filter(code=code[:40]).first()
        known["topic"] = topic.pk if topic else UNKNOWN
    if place := request.GET.get("ort", "")[:120]:
        municipality = queries.municipality_named(place, district=request.district)
        known |= (
            {"municipality": municipality.ags} if municipality else {"municipality": OUTSIDE, "outside_place": place}
        )
    return known


@public
@never_cache
def help_request_sent(request, secret):
    """The receipt: the number, the secret link, and what happens next."""
    help_request = queries.help_request_by_secret(secret, today=timezone.localdate())
    if help_request is None:
        return render(request, "public/intake/link_over.html", status=404)
    url = links.status_url(help_request)
    context = {
        "help_request": help_request,
        "status_url": url,
        "qr": mark_safe(qr_svg(url, is_scalable=True)) if url else "",
        "count": counter_keys.count_of(help_request, today=timezone.localdate()),
        "days": wished_days(help_request),
    }
    return render(request, "public/intake/sent.html", context)
