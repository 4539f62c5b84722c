"""Pages of the office, one module of addresses per part of the house."""

from django.urls import path

from kreislotse.web.office.urls import (
    administration,
    guides,
    help,
    help_requests,
    imports,
    months,
    network,
    offers,
    places,
    quality,
    today,
    translations,
)
from kreislotse.web.office.views.gallery import gallery

app_name = "office"
urlpatterns = [
    *today.urlpatterns,
    *help_requests.urlpatterns,
    *guides.urlpatterns,
    *offers.urlpatterns,
    *quality.urlpatterns,
    *translations.urlpatterns,
    *network.urlpatterns,
    *imports.urlpatterns,
    *months.urlpatterns,
    *places.urlpatterns,
    *administration.urlpatterns,
    *help.urlpatterns,
    path("bausteine/", gallery, name="gallery"),
]
