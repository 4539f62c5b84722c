from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "kreislotse.guides"
    label = "guides"
