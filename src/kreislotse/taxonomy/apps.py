from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    name = "kreislotse.taxonomy"
    label = "taxonomy"
