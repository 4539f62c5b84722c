"""Counts the public pages people read: by page, offer and language, and by nothing else."""

from django.conf import settings
from django.utils import timezone

from kreislotse.quality import usage
from kreislotse.quality.models import Page

# Pages by the name of their address; what has no line here is not counted.
COUNTED = {
    "public:start": Page.START,
    "public:offer_search": Page.SEARCH,
    "public:offer_detail": Page.OFFER,
    "public:ask_for_help": Page.HELP,
    "public:about": Page.INFORMATION,
    "public:join": Page.INFORMATION,
    "public:imprint": Page.INFORMATION,
    "public:privacy": Page.INFORMATION,
    "public:accessibility": Page.INFORMATION,
}


class UsageMiddleware:
    """Adds one for a page a person asked for: not for programs, for lists that follow the typing, or for the office."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = getattr(request, "resolver_match", None)
        page = COUNTED.get(match.view_name) if match else None
        if page and response.status_code == 200 and _is_a_reader(request):
            usage.note(
                district=request.district.pk,
                page=page.value,
                language=request.LANGUAGE_CODE,
                today=timezone.localdate(),
                offer=match.kwargs.get("pk") if page == Page.OFFER else None,
            )
        return response


def _is_a_reader(request) -> bool:
    return (
        request.district is not None
        and request.method == "GET"
        and not request.htmx
        and "Sec-Purpose" not in request.headers
        and not usage.is_program(request.headers.get("User-Agent", ""))
        and not _is_logged_in(request)
    )


def _is_logged_in(request) -> bool:
    """Asks for the session only where there is one, so that a page for everybody does not depend on cookies."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
