from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    name = "kreislotse.taxonomy"
    label = "taxonomy"

    def ready(self):
        from kreislotse.districts.setup import register_seed
        from kreislotse.taxonomy.operations import seed_terms

        register_seed(seed_terms)
