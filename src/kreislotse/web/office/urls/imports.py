from django.urls import path

from kreislotse.web.office.views import feeds, imports

urlpatterns = [
    path("einlesen/", imports.import_start, name="import_start"),
    path("einlesen/austausch/", feeds.import_feed, name="import_feed"),
    path("einlesen/<int:pk>/kategorien/", feeds.import_categories, name="import_categories"),
    path("einlesen/<int:pk>/", imports.import_detail, name="import_detail"),
    path("einlesen/<int:pk>/zuordnung/", imports.import_mapping, name="import_mapping"),
    path("einlesen/<int:pk>/aufbau/", imports.import_layout, name="import_layout"),
    path("einlesen/<int:pk>/vorschau/", imports.import_preview, name="import_preview"),
    path("einlesen/<int:pk>/fehler.xlsx", imports.import_errors, name="import_errors"),
    path("einlesen/<int:pk>/neu-beginnen/", imports.restart_import, name="restart_import"),
    path("einlesen/<int:pk>/zuruecknehmen/", imports.undo_import, name="undo_import"),
    path("einlesen/<int:pk>/verwerfen/", imports.discard_import, name="discard_import"),
]
