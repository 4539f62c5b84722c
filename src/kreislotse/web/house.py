"""What every area shares: the district's color, the way in after the login, and whether the system is well."""

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control

from kreislotse.accounts.access import grants_of, public, require_login
from kreislotse.accounts.roles import Permission


@public
@cache_control(max_age=3600)
def district_stylesheet(request):
    color = request.district.accent_color if request.district else "#1b4f72"
    return HttpResponse(f":root{{--district-accent:{color}}}", content_type="text/css")


@public
def health(request):
    """For a monitor outside: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})


@require_login
def home_after_login(request):
    """Where a person's work begins: the office, the phone pages, the partner pages or a page that says what comes."""
    grants = grants_of(request.user)
    for permission, target in (
        (Permission.OFFICE_VIEW, "office:today"),
        (Permission.OFFER_TRANSLATE, "office:translation_list"),
        (Permission.OWN_PROPOSALS, "guides:home"),
        (Permission.OWN_ORGANIZATION_EDIT, "partners:home"),
        (Permission.OWN_MUNICIPALITY_VIEW, "partners:need_list"),
    ):
        if grants.allows(permission):
            return redirect(target)
    return redirect("partners:welcome")
