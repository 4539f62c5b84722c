from django.urls import path, re_path

from kreislotse.api.integreat import views

# Integreat answers with and without a slash at the end.
ROOT = r"^(?P<language>[a-z][a-z-]{1,19})/wp-json/extensions/v3"
urlpatterns = [
    re_path(rf"{ROOT}/locations/?$", views.locations, name="integreat_locations"),
    re_path(rf"{ROOT}/events/?$", views.events, name="integreat_events"),
    re_path(rf"{ROOT}/location_categories/?$", views.location_categories, name="integreat_location_categories"),
    re_path(rf"{ROOT}/languages/?$", views.languages, name="integreat_languages"),
    re_path(r"^(?P<language>[a-z][a-z-]{1,19})/(?P<kind>locations|events)/(?P<slug>[^/]{1,120})/?$", views.page, name="integreat_page"),
    path("<path:rest>", views.unknown, name="integreat_unknown"),
]  # fmt: skip
