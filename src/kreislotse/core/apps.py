from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "kreislotse.core"
    label = "core"
