from django.apps import AppConfig


class CaseFactsConfig(AppConfig):
    name = "kreislotse.casefacts"
    label = "casefacts"
