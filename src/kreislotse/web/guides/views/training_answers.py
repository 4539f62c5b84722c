"""What the link of an invitation opens: the training and three buttons, without a login, in the guide's language.

A GET never changes anything, because mail scanners open every link; only a button does.
"""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from kreislotse.coordination import training_invitations as invitations
from kreislotse.core.errors import DomainError
from kreislotse.core.ratelimit import is_allowed
from kreislotse.web.public.access import public_of_district

ATTEMPTS = {"limit": 60, "seconds": 15 * 60}


@public_of_district
@csrf_exempt  # the secret is the permission, no cookie takes part
@never_cache
def answer_training(request, secret):
    if not is_allowed(request, "training", **ATTEMPTS):
        return render(request, "429.html", status=429)
    invitation = invitations.invitation_behind(secret)
    if invitation is None:
        return _answered(render(request, "guides/training/unknown.html", status=404))
    with override(invitation.guide.interface_language or "de"):
        return _answered(_page(request, invitation))


def _page(request, invitation):
    now = timezone.now()
    context = {
        "invitation": invitation,
        "run": invitation.run,
        "dates": invitation.run.dates.order_by("on", "starts_at"),
    }
    status = 200
    try:
        if request.method == "POST":
            invitations.answer_invitation(invitation, answer=request.POST.get("antwort", ""), now=now)
            return redirect(request.path)
        invitations.check_usable(invitation, today=timezone.localdate(now))
    except (invitations.LinkUsed, invitations.LinkOver):
        invitation.refresh_from_db()
        context["is_used"] = invitation.answer in invitations.USED
        status = 200 if context["is_used"] else 410
        context["participation"] = invitations.participation_of(invitation)
        return render(request, "guides/training/over.html", context, status=status)
    except DomainError as error:
        context["problem"], status = error.said_to_them(), 422
    return render(request, "guides/training/answer.html", context, status=status)


def _answered(response):
    response["Referrer-Policy"] = "no-referrer"
    return response
