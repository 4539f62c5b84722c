from django.urls import path

from kreislotse.web.public.views import pages

urlpatterns = [
    path("", pages.start, name="start"),
    path("ueber-uns/", pages.about, name="about"),
    path("impressum/", pages.imprint, name="imprint"),
    path("datenschutz/", pages.privacy, name="privacy"),
    path("barrierefreiheit/", pages.accessibility, name="accessibility"),
    path("offene-daten/", pages.open_data, name="open_data"),
]
