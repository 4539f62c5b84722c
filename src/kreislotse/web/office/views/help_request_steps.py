"""What is done with one request: answer, refer, close, take back."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.directory.models import Offer
from kreislotse.intake import changes, links, operations, queries
from kreislotse.intake.answers import blocks_in, compose
from kreislotse.intake.models import SeekerContact
from kreislotse.intake.tasks import resend_letters
from kreislotse.matching.queries import company_of
from kreislotse.web.office.forms.help_requests import AnswerForm, ChangeForm, CloseForm, OfferFilters
from kreislotse.web.office.views.help_requests import show, visible

OFFERS_SHOWN = 60
LONGEST_KEY = 18  # digits that every database takes for a key


@require_permission(Permission.HELP_REQUEST_EDIT)
def change(request, pk):
    """Complete or correct what is known; what a rule refuses is shown and may be overridden with a reason."""
    help_request = visible(request, pk)
    form = ChangeForm(request.POST or None, help_request=help_request, district=request.district)
    refusals = []
    if form.is_bound and form.is_valid():
        try:
            changes.change_help_request(help_request, **form.arguments(), today=timezone.localdate(), by=request.user)
        except operations.NotAdmissible as refused:
            refusals = refused.refusals
            form.ask_for_reason()
        except changes.ChangedMeanwhile as error:
            form.add_error(None, str(error))
            form.look_again(visible(request, pk))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Die Angaben sind gespeichert."))
            return redirect(help_request)
    context = {
        "help_request": help_request, "form": form, "refusals": refusals,
        "asks_for_reason": refusals or form.data.get("override_reason"),
        "asked": company_of(help_request, to=request.user).open_proposals,
    }  # fmt: skip
    return render(request, "office/help_requests/change.html", context, status=422 if form.errors or refusals else 200)


@require_permission(Permission.HELP_REQUEST_EDIT)
def answer(request, pk):
    """Write an answer, see it as the person will, then send it."""
    help_request = visible(request, pk)
    initial = {"language": help_request.answer_language, "blocks": ["greeting", "farewell"]}
    form = AnswerForm(request.POST or None, district=request.district, initial=initial)
    preview, status = None, 200
    if form.is_bound and form.is_valid():
        language = form.cleaned_data["language"]
        text = compose(form.cleaned_data["blocks"], form.cleaned_data["text"], language=language)
        if "send" not in request.POST:
            preview = _preview(help_request, form, text)
        else:
            try:
                operations.answer_help_request(
                    help_request, text=text, language=language, now=timezone.now(), by=request.user
                )
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Die Antwort steht auf der Statusseite."))
                return redirect(help_request)
    if form.errors:
        status = 422
    context = {"help_request": help_request, "form": form, "preview": preview}
    return render(request, "office/help_requests/answer.html", context, status=status)


@require_permission(Permission.HELP_REQUEST_EDIT)
@require_POST
def resend(request, pk):
    """Try once more what the mail server did not take on."""
    help_request = visible(request, pk)
    with transaction.atomic():
        n = resend_letters(help_request)
    if n:
        messages.success(
            request, _("Wir versuchen es noch einmal. Kommt die E-Mail wieder nicht an, steht es morgen hier.")
        )
    return redirect(help_request)


def _preview(help_request, form, text) -> dict:
    language = form.cleaned_data["language"]
    by_mail = SeekerContact.objects.filter(help_request=help_request).exclude(email="").exists()
    german = compose(form.cleaned_data["blocks"], form.cleaned_data["text"], language="de")
    untranslated = [key for key in form.cleaned_data["blocks"] if blocks_in(language)[key] == blocks_in("de")[key]]
    return {
        "text": text, "german": german if text != german else "", "by_mail": by_mail, "language": language,
        "is_rtl": language in settings.LANGUAGES_BIDI, "has_gaps": language not in ("de", "de-simple") and bool(untranslated),
    }  # fmt: skip


@require_permission(Permission.REFER)
def refer(request, pk):
    """Choose one or several offers and print a slip for them."""
    help_request = visible(request, pk)
    filters = OfferFilters(request.GET if request.GET else _filters_from(help_request), district=request.district)
    error, status = "", 200
    chosen = [int(key) for key in request.POST.getlist("angebot") if key.isdecimal() and len(key) <= LONGEST_KEY]
    if request.method == "POST":
        offers = Offer.objects.filter(pk__in=chosen).order_by("pk")
        try:
            referral = operations.refer_to_offers(
                help_request, offers=offers, today=timezone.localdate(), by=request.user
            )
        except DomainError as refused:
            error, status = str(refused), 422
        else:
            messages.success(
                request, _("Der Zettel %(code)s ist fertig.") % {"code": links.readable_code(referral.code)}
            )
            return redirect(help_request)
    rows = queries.offers_to_refer_to(today=timezone.localdate(), **filters.values())
    offers = list(rows[: OFFERS_SHOWN + 1])
    context = {
        "help_request": help_request, "filters": filters, "offers": offers[:OFFERS_SHOWN], "error": error, "chosen": chosen,
        "language_name": dict(settings.LANGUAGES).get(help_request.answer_language, "Deutsch"),
        "has_more": len(offers) > OFFERS_SHOWN, "shown": OFFERS_SHOWN,
    }  # fmt: skip
    return render(request, "office/help_requests/refer.html", context, status=status)


def _filters_from(help_request) -> dict:
    known = {"thema": help_request.topic_id}
    if help_request.topic.code == queries.UNCLEAR_TOPIC:
        known = {}
    if help_request.municipality:
        known["ort"] = help_request.municipality.ags
    return known


@require_permission(Permission.HELP_REQUEST_CLOSE)
def close(request, pk):
    help_request = visible(request, pk)
    form = CloseForm(request.POST or None, initial={"reason": request.GET.get("grund", "")})
    if form.is_valid():
        try:
            operations.close_help_request(
                help_request, **form.cleaned_data, today=timezone.localdate(), by=request.user
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Anfrage %(reference)s ist abgeschlossen.") % {"reference": help_request.reference}
            )
            return redirect(help_request)
    context = {"help_request": help_request, "form": form}
    return render(request, "office/help_requests/close.html", context, status=422 if form.errors else 200)


@require_permission(Permission.HELP_REQUEST_CLOSE)
@require_POST
def reopen(request, pk):
    help_request = visible(request, pk)
    try:
        operations.reopen_help_request(help_request, today=timezone.localdate(), by=request.user)
    except DomainError as error:
        return show(request, help_request, error=str(error), status=409)
    messages.success(request, _("Die Anfrage ist wieder offen."))
    return redirect(help_request)
