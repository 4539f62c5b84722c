"""Addresses search machines ask for by themselves. A demo with invented data asks them to stay away."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.accounts.access import public
from kreislotse.api.access import open_data
from kreislotse.api.found import atom as atom_feed
from kreislotse.api.found import sitemap as sitemaps
from kreislotse.core.problems import Problem

# Work, and pages that belong to one person; of the search only the page without filters.
CLOSED = ("/buero/", "/unterwegs/", "/partner/", "/konto/", "/nach-der-anmeldung/")
CLOSED_IN_EACH_LANGUAGE = ("/hilfe/gesendet/", "/hilfe/stand/", "/s/", "/angebote/?")


@public
def robots(request):
    """What search machines may read: public pages; nothing before the set-up and nothing of a demo."""
    if request.district is None or request.district.is_demo:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        closed = [*CLOSED, *CLOSED_IN_EACH_LANGUAGE, *(f"/*{path}" for path in CLOSED_IN_EACH_LANGUAGE)]
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
        lines += ["", f"Sitemap: {request.district.base_url}{reverse('api:sitemap')}"]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@open_data
def sitemap(request):
    return _xml(sitemaps.index(request.district, today=timezone.localdate()), "application/xml")


@open_data
def sitemap_part(request, part):
    try:
        found = sitemaps.urls(request.district, part, today=timezone.localdate())
    except IndexError as error:
        raise Problem(404, "There is no such part of the sitemap.") from error
    return _xml(found, "application/xml")


@open_data
def atom(request, language):
    if language not in sitemaps.languages_of(request.district):
        raise Problem(404, "There is no such language here.", parameter="language")
    return _xml(atom_feed.feed(request.district, language, today=timezone.localdate()), "application/atom+xml")


@open_data
def opensearch(request, language):
    """The search of the directory for a browser's search bar."""
    if language not in sitemaps.languages_of(request.district):
        raise Problem(404, "There is no such language here.", parameter="language")
    district = request.district
    with override(language):
        template = f"{district.base_url}{reverse('public:offer_search')}?q={{searchTerms}}"
        name = _("Angebote finden")
    return _xml(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>{escape(district.name[:16].strip())}</ShortName>"
        f"<Description>{escape(name)} – {escape(district.name)}</Description>"
        f"<Language>{language}</Language><InputEncoding>UTF-8</InputEncoding>"
        f'<Url type="text/html" template={quoteattr(template)}/>'
        "</OpenSearchDescription>\n",
        "application/opensearchdescription+xml",
    )


def _xml(text: str, content_type: str) -> HttpResponse:
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
