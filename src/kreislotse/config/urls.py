"""Doors of the house: one area per audience."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from kreislotse.web import house
from kreislotse.web.public.views.embed import finder_script
from kreislotse.web.public.views.offline import service_worker

urlpatterns = [
    path("bezirk.css", house.district_stylesheet, name="district_stylesheet"),
    path("kreislotse-finder.js", finder_script, name="finder_script"),
    path("sw.js", service_worker, name="service_worker"),
    path("gesund/", house.health, name="health"),
    path("nach-der-anmeldung/", house.home_after_login, name="home_after_login"),
    path("konto/", include("kreislotse.web.accounts.urls")),
    path("konto/", include("allauth.urls")),
    path("buero/", include("kreislotse.web.office.urls")),
    path("unterwegs/", include("kreislotse.web.guides.urls")),
    path("partner/", include("kreislotse.web.partners.urls")),
    path("", include("kreislotse.api.urls")),
    *i18n_patterns(path("", include("kreislotse.web.public.urls")), prefix_default_language=False),
]
handler400 = "kreislotse.web.errors.bad_request"
handler403 = "kreislotse.web.errors.forbidden"
handler404 = "kreislotse.web.errors.not_found"
handler500 = "kreislotse.web.errors.server_error"
