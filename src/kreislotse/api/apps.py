from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "kreislotse.api"
    label = "api"
