"""Host → district: the one place where a request gets its scope."""

from django.conf import settings
from django.shortcuts import render
from django.utils import translation

from kreislotse.core.problems import Problem, asks_as_program, problem_response
from kreislotse.core.scope import district_scope
from kreislotse.districts.models import District
from kreislotse.districts.queries import district_for_host

# Served without a district: they hold nothing of anybody.
SHARED_PATHS = ("/static/", "/gesund/")


class DistrictMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        host = (
            request.META.get("HTTP_HOST", "").rsplit(":", 1)[0] if "]" not in request.META.get("HTTP_HOST", "") else ""
        )
        request.district = None
        if request.path_info.startswith(SHARED_PATHS):
            return self.get_response(request)
        district = district_for_host(host or "localhost")
        if district is None:
            return self.without_district(request)
        request.district = district
        with district_scope(district):
            return self.get_response(request)

    def without_district(self, request):
        """Before the set-up the assistant answers; later an unknown host gets a 404 that says what to do."""
        if not District.objects.exists():
            return self.get_response(request)
        if asks_as_program(request):
            return problem_response(Problem(404, "There is no district at this host."))
        districts = District.objects.order_by("name") if settings.DEMO else []
        with translation.override(settings.LANGUAGE_CODE):  # no language is chosen yet, the thread keeps the last one
            return render(request, "districts/unknown_host.html", {"districts": districts}, status=404)
