"""The start page and the pages every public site must have."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import public
from kreislotse.core.words import listed
from kreislotse.directory.queries import public_offers, topics_with_offers
from kreislotse.intake.rules import emergency_numbers
from kreislotse.taxonomy.groups import group_name
from kreislotse.web.public.access import public_of_district
from kreislotse.web.public.emergency import NUMBERS
from kreislotse.web.public.forms.search import by_group

TOPICS_NAMED = 4


@public
def start(request):
    """One search field, the groups of topics, a person to talk to, and the numbers for an emergency."""
    if request.district is None:
        return redirect("set_up")
    today, language = timezone.localdate(), request.LANGUAGE_CODE
    groups = [
        {
            "query": urlencode({"bereich": group}),
            "name": group_name(group, language),
            "topics": listed(topic.name_in(language) for topic in topics[:TOPICS_NAMED]),
        }
        for group, topics in by_group(topics_with_offers(today=today)).items()
        if group and any(topic.number for topic in topics)
    ]
    context = {
        "groups": groups,
        "number": public_offers(today=today).count(),
        "emergency": emergency_numbers(NUMBERS, language=language, today=today),
    }
    return render(request, "public/pages/start.html", context)


@public_of_district
def imprint(request):
    return render(request, "public/pages/imprint.html", {"title": _("Impressum")})


@public_of_district
def privacy(request):
    return render(request, "public/pages/privacy.html", {"title": _("Datenschutz")})


@public_of_district
def accessibility(request):
    return render(request, "public/pages/accessibility.html", {"title": _("Erklärung zur Barrierefreiheit")})


@public_of_district
def about(request):
    return render(request, "public/pages/about.html", {"title": _("Über uns")})


@public_of_district
def open_data(request):
    """How other programs read the directory; the part for programmers is in German or in English."""
    context = {
        "title": _("Offene Daten"),
        "in_german": request.LANGUAGE_CODE.startswith("de"),
        "base": request.district.base_url + reverse("api:hsds").rstrip("/"),
        "root": request.district.base_url,
    }
    return render(request, "public/pages/open_data.html", context)
