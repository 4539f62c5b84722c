"""Public pages of a district; before the set-up there is none, and a page of it is a 404."""

from functools import wraps

from django.http import Http404

from kreislotse.accounts.access import public


def public_of_district(view):
    @wraps(view)
    def of_district(request, *args, **kwargs):
        if request.district is None:
            raise Http404
        return view(request, *args, **kwargs)

    return public(of_district)
