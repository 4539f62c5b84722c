"""Without internet: the page that works on a phone in airplane mode, its file of offers, and the service worker."""

import json

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page

from kreislotse.core.ratelimit import is_allowed
from kreislotse.intake.rules import emergency_numbers
from kreislotse.web.public import offline as packs
from kreislotse.web.public.access import public_of_district
from kreislotse.web.public.choice import MOST, asked_for, query_of
from kreislotse.web.public.emergency import NUMBERS

READS = {"limit": 120, "seconds": 10 * 60}
# Nothing below these is ever kept or answered without internet; a language may stand before them.
PRIVATE = (
    "buero", "unterwegs", "partner", "konto", "nach-der-anmeldung", "hilfe", "begleitung-anfragen", "s", "einbetten",
)  # fmt: skip


@public_of_district
def emergency(request):
    return render(request, "public/offline/emergency.html", {"numbers": _numbers(request)})


def _numbers(request):
    return emergency_numbers(NUMBERS, language=request.LANGUAGE_CODE, today=timezone.localdate())


@public_of_district
@gzip_page
@cache_control(no_cache=True)
def offline(request):
    """One page for all that can be done without internet; it is also what the service worker answers with."""
    pks = asked_for(request.GET)[:MOST]
    context = {
        "facts": packs.facts(language=request.LANGUAGE_CODE, today=timezone.localdate()),
        "numbers": _numbers(request),
        "pack_url": reverse("public:offline_pack") + query_of(pks) if settings.OFFLINE else "",
        "most": MOST,
    }
    return render(request, "public/offline/page.html", context)


@public_of_district
@gzip_page
@cache_control(no_cache=True)
def offline_pack(request):
    if not is_allowed(request, "offline", **READS):
        return render(request, "429.html", status=429)
    content = packs.pack(
        language=request.LANGUAGE_CODE, chosen=asked_for(request.GET)[:MOST], today=timezone.localdate()
    )
    facts = packs.facts(language=request.LANGUAGE_CODE, today=timezone.localdate())
    content["version"] = facts.version
    return HttpResponse(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")), content_type="application/json; charset=utf-8"
    )


@public_of_district
@cache_control(no_cache=True)
def service_worker(request):
    """The worker, or with `KREISLOTSE_OFFLINE=nein` one that clears up after it and goes."""
    context = {"version": packs.release(), "private": "|".join(PRIVATE)}
    name = "sw.js" if settings.OFFLINE else "sw_off.js"
    return render(request, f"public/offline/{name}", context, content_type="text/javascript; charset=utf-8")
