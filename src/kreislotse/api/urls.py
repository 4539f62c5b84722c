"""Addresses for other programs. They carry a version, no language: `?lang=` chooses the texts."""

from django.urls import include, path

app_name = "api"
urlpatterns = [
    path("", include("kreislotse.api.found.urls")),
    path("hsds/v3/", include("kreislotse.api.hsds.urls")),
    path("integreat/", include("kreislotse.api.integreat.urls")),
]
