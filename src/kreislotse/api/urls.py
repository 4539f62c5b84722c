"""Addresses for other programs. They carry a version, no language: `?lang=` chooses the texts."""

from django.urls import include, path, re_path

from kreislotse.api.hsds.views import unknown

app_name = "api"
urlpatterns = [
    path("", include("kreislotse.api.found.urls")),
    path("hsds/v3/", include("kreislotse.api.hsds.urls")),
    re_path(r"^hsds/(?!v3$)(?P<rest>.*)$", unknown, name="hsds_other"),
    path("plan/v1/", include("kreislotse.api.plan.urls")),
    path("integreat/", include("kreislotse.api.integreat.urls")),
]
