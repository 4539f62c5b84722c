from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "kreislotse.places"
    label = "places"
