from django.utils.functional import SimpleLazyObject

from kreislotse.accounts.access import Grants, grants_of


class AccessMiddleware:
    """Puts `request.can` beside `request.user`; casework pages are never stored by a browser or a proxy."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.can = SimpleLazyObject(lambda: grants_of(request.user) if request.district else Grants())
        response = self.get_response(request)
        if hasattr(request, "user") and request.session.accessed and request.user.is_authenticated:
            response.setdefault("Cache-Control", "no-store")
        return response
