from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "kreislotse.quality"
    label = "quality"

    def ready(self):
        from kreislotse.privacy import registry
        from kreislotse.quality import entries, feedback, tasks  # noqa: F401  entries and tasks register themselves

        registry.register(feedback.ADDRESSES)
        registry.register(feedback.FEEDBACK)
