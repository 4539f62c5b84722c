from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "kreislotse.imports"
    label = "imports"
