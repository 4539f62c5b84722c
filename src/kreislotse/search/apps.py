from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "kreislotse.search"
    label = "search"
