from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import public
from kreislotse.accounts.setup import set_up_code_is, set_up_district
from kreislotse.core.errors import DomainError
from kreislotse.core.ratelimit import is_allowed
from kreislotse.districts.models import District
from kreislotse.web.accounts.forms import SetUpForm


@public
def set_up(request):
    """The assistant of a new installation: open until the first district exists, and only with the code of the start."""
    if District.objects.exists():
        raise Http404
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        code = data.pop("code")
        if not is_allowed(request, "set_up", limit=10, seconds=600) or not set_up_code_is(code):
            form.add_error("code", _("Der Code stimmt nicht. Er steht im Fenster, in dem Kreislotse gestartet wurde."))
        else:
            host = request.META.get("HTTP_HOST", "localhost").rsplit(":", 1)[0]
            try:
                district, link = set_up_district(**data, host=host, now=timezone.now())
            except DomainError as error:
                form.add_error(None, str(error))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                path = link.removeprefix(district.base_url)
                return render(request, "accounts/set_up_done.html", {"new_district": district, "link": path})
    context = {"form": form, "is_demo": settings.DEMO}
    return render(request, "accounts/set_up.html", context, status=422 if form.errors else 200)
