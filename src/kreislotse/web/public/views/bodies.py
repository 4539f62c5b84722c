"""Networks and councils as the public sees them: what they are for, who is represented, how to take part."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from kreislotse.core.errors import DomainError
from kreislotse.groups.joining import ask_for_seat, public_bodies
from kreislotse.groups.models import Body, Seat
from kreislotse.groups.queries import seats_on
from kreislotse.web.public.access import public_of_district
from kreislotse.web.public.forms.bodies import JoinBodyForm
from kreislotse.web.public.limits import is_too_much

ELECTED_BODIES = {Body.Kind.FOREIGNERS_COUNCIL, Body.Kind.INTEGRATION_COUNCIL}  # a commission is appointed
ELECTED_ROLES = {Seat.Role.LEAD, Seat.Role.CO_LEAD, Seat.Role.MEMBER}  # staff and advisers were not elected


@public_of_district
def body_list(request):
    rows = public_bodies().select_related("municipality", "part_of").order_by("name", "pk")
    return render(request, "public/bodies/list.html", {"bodies": rows, "title": _("Netzwerke und Gremien")})


@public_of_district
def body_detail(request, key):
    body = get_object_or_404(public_bodies().select_related("municipality", "owner"), uuid=key)
    seats = seats_on(body, timezone.localdate())
    context = {
        "body": body,
        "organizations": sorted({seat.organization.name for seat in seats if seat.organization}, key=str.casefold),
        # elected members are public office holders: name and function, nothing to reach them by (domain.md 8)
        "people": [seat for seat in seats if seat.now and seat.role in ELECTED_ROLES]
        if body.kind in ELECTED_BODIES
        else [],
    }
    return render(request, "public/bodies/detail.html", context)


# Without a login there is nothing a forged request could misuse: the signed time stamp in the form replaces the cookie.
@public_of_district
@csrf_exempt
@never_cache
def join_body(request, key):
    body = get_object_or_404(public_bodies().filter(takes_partners=True), uuid=key)
    data = request.POST if request.method == "POST" else None
    form, status = JoinBodyForm(data, district=request.district, language=request.LANGUAGE_CODE), 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound and is_too_much(request, form, "join-body"):
        status = 429
    elif form.is_bound:
        try:
            ask_for_seat(body, **form.facts(), now=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
            status = 422
        else:
            return redirect("public:joined_body")
    return render(request, "public/bodies/join.html", {"body": body, "form": form}, status=status)


@public_of_district
def joined_body(request):
    return render(request, "public/bodies/joined.html")
