from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "kreislotse.indicators"
    label = "indicators"

    def ready(self):
        from kreislotse.indicators import entries  # noqa: F401 - the entries register themselves
