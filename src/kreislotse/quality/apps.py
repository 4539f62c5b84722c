from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "kreislotse.quality"
    label = "quality"

    def ready(self):
        from kreislotse.quality import entries, tasks  # noqa: F401  register the sentences of the trail, the nightly run
