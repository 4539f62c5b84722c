from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "kreislotse.places"
    label = "places"

    def ready(self):
        from kreislotse.places import entries  # noqa: F401 - registers itself
