from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "kreislotse.privacy"
    label = "privacy"

    def ready(self):
        from kreislotse.districts.setup import register_seed
        from kreislotse.privacy.operations import seed_retention_rules

        register_seed(seed_retention_rules)
