"""Behind the secret link: how a request stands, what the office wrote, the slip, and the way out."""

from functools import wraps

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import public
from kreislotse.core.errors import DomainError
from kreislotse.documents.responses import pdf_response
from kreislotse.intake import links, operations, queries
from kreislotse.intake.models import ClosingReason, HelpRequest
from kreislotse.intake.slips import slip_filename, slip_pdf
from kreislotse.matching.queries import dates_for_asker

Status = HelpRequest.Status

SENTENCES = {
    Status.RECEIVED: _("Ihre Anfrage ist bei uns angekommen. Wir lesen sie bald."),
    Status.IN_CLARIFICATION: _("Wir kümmern uns um Ihre Anfrage."),
    Status.REFERRED: _("Wir haben eine Stelle für Sie gefunden. Den Zettel dafür finden Sie auf dieser Seite."),
    Status.ASKED: _("Wir fragen gerade, wer Ihnen helfen kann."),
    Status.PROMISED: _("Jemand hat zugesagt. Wir melden uns bei Ihnen."),
    Status.RUNNING: _("Jemand hilft Ihnen schon."),
    Status.CLOSED: _("Ihre Anfrage ist abgeschlossen."),
    Status.CANCELLED: _("Ihre Anfrage ist beendet, weil sie zurückgezogen wurde."),
}
DATES = {
    "planned": _("findet statt"),
    "replaced": _("findet statt, jemand vertritt"),
    "searched": _("die Begleitung fällt aus, wir suchen jemand anderen"),
    "took_place": _("hat stattgefunden"),
    "no_show": _("hat nicht stattgefunden"),
    "cancelled": _("abgesagt"),
}
# How far each status is: received, we are at it, help is found, over
PROGRESS = {
    Status.RECEIVED: 1, Status.IN_CLARIFICATION: 1, Status.ASKED: 1, Status.REFERRED: 2, Status.PROMISED: 2,
    Status.RUNNING: 2, Status.CLOSED: 4, Status.CANCELLED: 4,
}  # fmt: skip


def _with_secret(view):
    """Give the view the request behind the link; without one, a page that says what to do."""

    @wraps(view)
    def found(request, secret, **kwargs):
        help_request = queries.help_request_by_secret(secret, today=timezone.localdate())
        if help_request is None:
            return render(request, "public/intake/link_over.html", status=404)
        return view(request, help_request, secret, **kwargs)

    return found


@public
@never_cache
@_with_secret
def help_request_status(request, help_request, secret):
    return _show(request, help_request, secret)


AGREED = (Status.PROMISED, Status.RUNNING)
"""Only once somebody has said yes there is a talk to go to."""


def _show(request, help_request, secret, error="", status=200):
    answers = [
        {"answer": answer, "is_rtl": answer.language in settings.LANGUAGES_BIDI}
        for answer in help_request.answers.order_by("-at", "-pk")
    ]
    referrals = help_request.referrals.order_by("-created_on", "-pk").prefetch_related("targets__offer")
    context = {
        "help_request": help_request,
        "secret": secret,
        "sentence": SENTENCES[help_request.status],
        "topic": help_request.topic.name_in(request.LANGUAGE_CODE),
        "steps": _steps(help_request),
        "answers": answers,
        "dates": [{"date": one, "sentence": DATES[one.state]} for one in dates_for_asker(help_request)],
        "call_address": help_request.call_address if help_request.status in AGREED else "",
        "referrals": [{"referral": row, "code": links.readable_code(row.code)} for row in referrals],
        "was_withdrawn": help_request.closing_reason == ClosingReason.WITHDRAWN,
        "error": error,
    }
    return render(request, "public/intake/status.html", context, status=status)


def _steps(help_request):
    reached = PROGRESS[help_request.status]
    labels = [_("angekommen"), _("wir suchen Hilfe"), _("Hilfe gefunden"), _("abgeschlossen")]
    if help_request.status == Status.CANCELLED:
        labels = [_("angekommen"), _("zurückgezogen")]
    days = {0: help_request.received_on, len(labels) - 1: help_request.closed_on}
    return [
        {
            "label": label,
            "state": "done" if place < reached else "current" if place == reached else "open",
            "at": days.get(place),
        }
        for place, label in enumerate(labels)
    ]


@public
@never_cache
@_with_secret
def referral_slip(request, help_request, secret, code):
    referral = get_object_or_404(help_request.referrals.select_related("district", "help_request"), code=code)
    return pdf_response(slip_pdf(referral, today=timezone.localdate()), filename=slip_filename(referral))


@public
@csrf_exempt  # the secret in the address is the permission; no cookie takes part
@require_POST
@_with_secret
def withdraw_help_request(request, help_request, secret):
    try:
        operations.withdraw_help_request(help_request, today=timezone.localdate())
    except operations.HelpRequestNotOpen:
        pass
    except DomainError:
        error = _("Für Ihre Anfrage ist schon etwas vereinbart. Bitte rufen Sie uns an, damit wir es absagen können.")
        return _show(request, help_request, secret, error=error, status=409)
    return redirect("public:help_request_status", secret)
