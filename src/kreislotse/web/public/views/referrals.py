"""The receiving office says with the code on the slip what became of it: no login, no person."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from kreislotse.accounts.access import public
from kreislotse.core.errors import DomainError
from kreislotse.core.ratelimit import is_allowed
from kreislotse.intake import links, operations, queries
from kreislotse.intake.models import ReferralOffer
from kreislotse.web.public.forms.intake import OutcomeForm

ATTEMPTS = {"limit": 30, "seconds": 15 * 60}


@public
@csrf_exempt  # the code on the paper is the permission; no cookie takes part
@never_cache
def confirm_referral(request, code=""):
    typed = request.GET.get("code", "")
    if not code and not typed:
        return render(request, "public/intake/confirm_code.html")
    if not is_allowed(request, "slip", **ATTEMPTS):
        return render(request, "429.html", status=429)
    referral = queries.referral_by_code(code or typed)
    if referral is None:
        error = _("Diesen Code gibt es nicht. Bitte vergleichen Sie ihn mit dem Zettel.")
        return render(request, "public/intake/confirm_code.html", {"error": error, "typed": code or typed}, status=404)
    if not code:
        return redirect("public:confirm_referral", referral.code)
    if referral.valid_until < timezone.localdate():
        return render(request, "public/intake/slip_over.html", {"referral": referral}, status=410)
    return _confirm(request, referral)


def _confirm(request, referral):
    targets = list(referral.targets.order_by("pk"))
    posted = request.POST.get("target") if request.method == "POST" else None
    rows, status = [], 200
    for target in targets:
        is_meant = posted == str(target.pk)
        initial = {"outcome": target.outcome}
        form = OutcomeForm(request.POST if is_meant else None, prefix=f"angebot-{target.pk}", initial=initial)
        if is_meant and form.is_valid():
            try:
                operations.confirm_referral(
                    referral.code, offer=target.offer, outcome=form.cleaned_data["outcome"], today=timezone.localdate()
                )
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                return redirect("public:confirm_referral", referral.code)
        status = 422 if form.errors else status
        rows.append({"target": target, "form": form, "is_open": target.outcome == ReferralOffer.Outcome.OPEN})
    context = {"referral": referral, "code": links.readable_code(referral.code), "rows": rows}
    return render(request, "public/intake/confirm.html", context, status=status)
