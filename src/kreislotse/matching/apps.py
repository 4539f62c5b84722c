from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "kreislotse.matching"
    label = "matching"
