"""The door of the phone pages: a login that belongs to a guide."""

from __future__ import annotations

from functools import wraps

from django.shortcuts import render

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.guides.queries import guide_of


def for_guides(view):
    """A view of one guide's own things, called with `request, guide, …`; a login without a guide is told whom to ask."""

    @require_permission(Permission.OWN_PROPOSALS)
    @wraps(view)
    def with_guide(request, *args, **kwargs):
        guide = guide_of(request.user)
        if guide is None:
            return render(request, "guides/no_guide.html", status=403)
        return view(request, guide, *args, **kwargs)

    return with_guide
