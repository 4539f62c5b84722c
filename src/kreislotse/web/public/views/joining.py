"""„Ich möchte helfen“: one short page, and thanks."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from kreislotse.core.errors import DomainError
from kreislotse.guides.interest import submit_interest
from kreislotse.web.public.access import public_of_district
from kreislotse.web.public.forms.joining import JoinForm
from kreislotse.web.public.limits import is_too_much


# Without a login there is nothing a forged request could misuse: the signed time stamp in the form replaces the cookie.
@public_of_district
@csrf_exempt
@never_cache
def join(request):
    data = request.POST if request.method == "POST" else None
    form = JoinForm(data, district=request.district, language=request.LANGUAGE_CODE)
    status = 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound and is_too_much(request, form, "join"):
        status = 429
    elif form.is_bound:
        try:
            submit_interest(**form.facts(), now=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
            status = 422
        else:
            return redirect("public:joined")
    return render(request, "public/joining/join.html", {"form": form}, status=status)


@public_of_district
def joined(request):
    return render(request, "public/joining/joined.html")
