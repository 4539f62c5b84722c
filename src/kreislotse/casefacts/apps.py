from django.apps import AppConfig


class CasefactsConfig(AppConfig):
    name = "kreislotse.casefacts"
    label = "casefacts"

    def ready(self):
        from kreislotse.casefacts import entries  # noqa: F401
