"""Pages of the office, one module of addresses per part of the house."""

from django.urls import path

from kreislotse.web.office.urls import (
    administration,
    groups,
    guides,
    help,
    help_requests,
    imports,
    months,
    needs,
    network,
    offers,
    participation,
    places,
    plan,
    plan_reports,
    pool,
    projects,
    quality,
    settlement,
    today,
    trace,
    translations,
)
from kreislotse.web.office.views.gallery import gallery

app_name = "office"
urlpatterns = [
    *today.urlpatterns,
    *help_requests.urlpatterns,
    *pool.urlpatterns,
    *guides.urlpatterns,
    *settlement.urlpatterns,
    *offers.urlpatterns,
    *quality.urlpatterns,
    *translations.urlpatterns,
    *projects.urlpatterns,
    *network.urlpatterns,
    *groups.urlpatterns,
    *plan.urlpatterns,
    *plan_reports.urlpatterns,
    *imports.urlpatterns,
    *months.urlpatterns,
    *needs.urlpatterns,
    *participation.urlpatterns,
    *trace.urlpatterns,
    *places.urlpatterns,
    *administration.urlpatterns,
    *help.urlpatterns,
    path("bausteine/", gallery, name="gallery"),
]
