from django.apps import AppConfig


class DistrictsConfig(AppConfig):
    name = "kreislotse.districts"
    label = "districts"

    def ready(self):
        from kreislotse.districts import nightly  # noqa: F401  registers the check of every night
