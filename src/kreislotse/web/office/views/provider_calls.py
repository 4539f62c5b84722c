"""Calls to providers: written where somebody is missing, with their letters, short messages and answers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.coordination import provider_calls
from kreislotse.coordination.models import CalledProvider, ProviderCall
from kreislotse.coordination.rules import coordination_rule
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.core.sms import sms_length
from kreislotse.documents.letters import provider_call_letter
from kreislotse.documents.responses import pdf_response
from kreislotse.web.office.forms.provider_calls import CallAnswerForm, CallForm
from kreislotse.web.office.printing import office_letterhead


@require_permission(Permission.NETWORK_VIEW)
def call_list(request):
    page = paginate(provider_calls.with_answers(ProviderCall.objects.all()), request)
    n = page.paginator.count
    summary = ngettext("%(n)d Aufruf.", "%(n)d Aufrufe.", n) % {"n": n}
    return render(request, "office/provider_calls/list.html", {"page": page, "summary": summary})


@require_permission(Permission.NETWORK_EDIT)
def write_call(request):
    """For the municipality or language of the address the text already stands there."""
    today = timezone.localdate()
    common = {"district": request.district, "today": today}
    form = CallForm(request.POST, **common) if request.method == "POST" else CallForm(initial=_initial(request, today), **common)  # fmt: skip
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            call = provider_calls.call_providers(data.pop("organizations"), **data, today=today, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Der Aufruf ist geschrieben. E-Mails gehen in den nächsten Minuten hinaus."))
            return redirect("office:provider_call_detail", call.pk)
    context = {"form": form, "groups": _groups(form)}
    return render(request, "office/provider_calls/write.html", context, status=422 if form.errors else 200)


def _initial(request, today) -> dict:
    form = CallForm(request.GET, district=request.district, today=today)
    form.is_valid()
    municipality, language = (form.cleaned_data.get(name) for name in ("municipality", "language"))
    initial = {"municipality": municipality, "language": language, "reply_by": provider_calls.proposed_reply_by(today)}  # fmt: skip
    if municipality or language:
        subject, body = provider_calls.first_words(municipality, language, district=request.district)
        initial |= {"subject": subject, "body": body}
    return initial


def _groups(form) -> list[tuple[str, str, list]]:
    """Whom to choose from: code, title, and each with how the call reaches it and whether it is chosen."""
    municipality = form.cleaned_data.get("municipality") if form.is_bound else form.initial.get("municipality")
    chosen = set(form.data.getlist("organizations")) if form.is_bound else set()
    near = _("Arbeiten in %(place)s") % {"place": municipality} if municipality else ""
    titles = {"with_guides": _("Träger, deren Leute schon helfen"), "near": near, "others": _("Weitere Akteure")}
    found = provider_calls.organizations_to_call(municipality)
    return [
        (code, title, [(one, str(one.organization.pk) in chosen) for one in found[code]])
        for code, title in titles.items()
        if found[code]
    ]


def _addressees():
    return CalledProvider.objects.select_related("call__municipality", "call__language", "organization", "recorded_by")


@require_permission(Permission.NETWORK_VIEW)
def call_detail(request, pk):
    call = get_object_or_404(provider_calls.with_answers(ProviderCall.objects.all()), pk=pk)
    rows = _addressees().filter(call=call).order_by("organization__name", "pk")
    lines = [(one, *_short_message(one, request.district)) for one in rows]
    today = timezone.localdate()
    until = {
        "is_late": call.reply_by < today, "is_over": call.expires_on < today,
        "remind_days": coordination_rule(today).call_remind_days,
    }  # fmt: skip
    context = until | {"call": call, "lines": lines, "most_failures": provider_calls.MOST_FAILURES}
    return render(request, "office/provider_calls/detail.html", context)


def _short_message(addressee, district) -> tuple[str, int, str]:
    """The text, how many short messages it takes, and why there is none."""
    try:
        text = provider_calls.short_message(addressee, district=district)
    except provider_calls.LinkLost as error:
        return "", 0, str(error)
    return text, sms_length(text).parts, ""


@require_permission(Permission.NETWORK_EDIT)
def record_answer(request, pk):
    """What an organization said on the telephone, on paper or in a mail; the office may also correct an answer."""
    addressee = get_object_or_404(_addressees(), pk=pk)
    initial = {"answer": addressee.answer, "note": addressee.note}
    form = CallAnswerForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            provider_calls.answer_call(addressee, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error("note", str(error))
        else:
            messages.success(request, _("Antwort eingetragen."))
            return redirect("office:provider_call_detail", addressee.call_id)
    context = {"form": form, "addressee": addressee, "call": addressee.call}
    return render(request, "office/provider_calls/answer.html", context, status=422 if form.errors else 200)


@require_permission(Permission.NETWORK_EDIT)
def letter(request, pk):
    """The call on paper, for whoever has no e-mail or reads none."""
    addressee = get_object_or_404(_addressees(), pk=pk)
    one = addressee.organization
    address = [line for line in (one.street, f"{one.postcode} {one.city}".strip()) if line]
    try:
        paragraphs = provider_calls.paragraphs(addressee, district=request.district)
        link = provider_calls.link_of(addressee, request.district)
    except provider_calls.LinkLost as error:
        messages.error(request, str(error))
        return redirect("office:provider_call_detail", addressee.call_id)
    content = provider_call_letter(
        office=office_letterhead(request.district), created_on=timezone.localdate(),
        recipient={"name": one.name, "address": address}, subject=addressee.call.subject, paragraphs=paragraphs, address=link,
    )  # fmt: skip
    return pdf_response(content, filename=f"aufruf-{one.name}.pdf", inline=True)
