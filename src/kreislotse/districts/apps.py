from django.apps import AppConfig


class DistrictsConfig(AppConfig):
    name = "kreislotse.districts"
    label = "districts"
