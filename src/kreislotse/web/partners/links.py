"""Pages that a link in one of our mails opens without a login."""

from functools import wraps

from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from kreislotse.core.ratelimit import is_allowed
from kreislotse.web.public.access import public_of_district

ATTEMPTS = {"limit": 60, "seconds": 15 * 60}


def by_link(name: str, behind):
    """Open a view with what `behind` finds for the secret of the address; `name` keeps the attempts apart.

    The secret is the permission; no cookie takes part, and the address is told to nobody.
    """

    def decorate(view):
        @public_of_district
        @csrf_exempt
        @never_cache
        @wraps(view)
        def opened(request, secret):
            if not is_allowed(request, name, **ATTEMPTS):
                return render(request, "429.html", status=429)
            found = behind(secret)
            with override("de"):
                response = view(request, found) if found else render(request, "partners/updates/unknown.html", status=404)  # fmt: skip
            response["Referrer-Policy"] = "no-referrer"
            return response

        return opened

    return decorate
