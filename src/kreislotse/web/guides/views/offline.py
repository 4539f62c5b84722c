"""Without internet: the page that stays on the phone, its service worker, and what the outbox asks before it sends."""

import hashlib
from functools import cache

from django.conf import settings
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import cache_control

import kreislotse
from kreislotse.matching import phone, queries
from kreislotse.web.guides.access import for_guides, owner_key
from kreislotse.web.guides.forms import TimeForm
from kreislotse.web.guides.views.times import matters_of
from kreislotse.web.public.access import public_of_district

FILES = (
    "vendor/kern-logical.min.css", "kreislotse/app.css", "kreislotse/theme.js", "guides/phone.css", "guides/outbox.js",
    "guides/phone.js", "guides/signature.js", "guides/times.js", "guides/answers.js",
)  # fmt: skip


@cache
def release() -> str:
    """Changes with every release: the version, the files kept and the service worker itself."""
    parts = [
        kreislotse.__version__,
        get_template("guides/offline/sw.js").template.source,
        *(static(one) for one in FILES),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


@for_guides
def offline(request, guide):
    """The open questions, the next appointments and the form for times, without any contact: this page stays on the phone."""
    today = timezone.localdate()
    appointments = phone.coming_appointments(guide, today=today)
    matters = matters_of(guide, today=today, also=appointments)
    context = {
        "questions": queries.questions_with_days(guide, now=timezone.now()),
        "appointments": [(one, phone.place_of(one, one.assignment.help_request)) for one in appointments],
        "matters": matters,
        "form": TimeForm(guide=guide, matter=matters[0] if matters else None),
        "plans": {one.key: one.initial for one in matters},
        "made_at": timezone.now(),
    }
    return render(request, "guides/offline/page.html", context)


@for_guides
def outbox_state(request, guide):
    """Whose phone this is and the token to send with; a phone that is sent to the login knows that entries have to wait."""
    return JsonResponse({"owner": owner_key(guide), "token": get_token(request)})


@public_of_district
@cache_control(no_cache=True)
def service_worker(request):
    """The worker of these pages, or with `KREISLOTSE_OFFLINE=nein` one that clears up after it and goes."""
    context = {"version": release(), "files": [static(one) for one in FILES]}
    name = "sw.js" if settings.OFFLINE else "sw_off.js"
    return render(request, f"guides/offline/{name}", context, content_type="text/javascript; charset=utf-8")
