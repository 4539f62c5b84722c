"""The door of the phone pages: a login that belongs to a guide, and the language this guide reads."""

from __future__ import annotations

from functools import wraps

from django.conf import settings
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language_from_request, override

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.guides.models import Guide
from kreislotse.guides.queries import guide_of


def for_guides(view):
    """A view of one guide's own things, called with `request, guide, …` in the guide's language.

    A login without a guide is told whom to ask.
    """

    @require_permission(Permission.OWN_PROPOSALS)
    @wraps(view)
    def with_guide(request, *args, **kwargs):
        guide = guide_of(request.user)
        with override(language_for(request, guide)):
            if guide is None:
                response = render(request, "guides/no_guide.html", status=403)
            else:
                response = view(request, guide, *args, **kwargs)
            response.headers.setdefault("Content-Language", language_for(request, guide))
        return response

    return with_guide


def language_for(request, guide: Guide | None) -> str:
    """What the guide has chosen; before that what the phone asks for, else German."""
    chosen = guide.interface_language if guide else ""
    return chosen if chosen in dict(settings.LANGUAGES) else get_language_from_request(request)


def owner_key(guide: Guide) -> str:
    """What a phone knows a guide by, so that it sends nobody else's entries; it tells nothing of the person."""
    return salted_hmac("kreislotse.web.guides.owner", f"{guide.district_id}:{guide.pk}").hexdigest()[:20]


def wants_json(request) -> bool:
    """Whether the phone's outbox asks, which shows the answer itself."""
    return request.headers.get("Accept") == "application/json"
