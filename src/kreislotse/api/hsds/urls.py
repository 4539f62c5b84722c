from django.urls import path

from kreislotse.api.hsds import views

urlpatterns = [
    path("", views.about, name="hsds"),
    path("openapi.json", views.openapi, name="openapi"),
    path("datapackage.zip", views.datapackage, name="datapackage"),
    path("services", views.services, name="services"),
    path("services/<str:key>", views.service, name="service"),
    path("organizations", views.organizations, name="organizations"),
    path("organizations/<str:key>", views.organization, name="organization"),
    path("service_at_locations", views.service_at_locations, name="service_at_locations"),
    path("service_at_locations/<str:key>", views.service_at_location, name="service_at_location"),
    path("taxonomies", views.taxonomy_list, name="taxonomies"),
    path("taxonomies/<str:key>", views.taxonomy, name="taxonomy"),
    path("taxonomy_terms", views.taxonomy_terms, name="taxonomy_terms"),
    path("taxonomy_terms/<str:key>", views.taxonomy_term, name="taxonomy_term"),
    path("<path:rest>", views.unknown, name="hsds_unknown"),
]
