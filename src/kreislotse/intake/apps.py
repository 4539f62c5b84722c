from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "kreislotse.intake"
    label = "intake"
