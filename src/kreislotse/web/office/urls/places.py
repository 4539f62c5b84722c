from django.urls import path

from kreislotse.web.office.views import places

urlpatterns = [
    path("gemeinden/", places.municipality_list, name="municipality_list"),
    path("gemeinden/einlesen/", places.import_places, name="import_places"),
    path("gemeinden/einlesen/speichern/", places.save_places, name="save_places"),
    path("gemeinden/einlesen/verwerfen/", places.discard_places, name="discard_places"),
]
