from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "kreislotse.quality"
    label = "quality"

    def ready(self):
        from kreislotse.directory import changes
        from kreislotse.privacy import registry
        from kreislotse.quality import entries, feedback, hints, tasks  # noqa: F401  entries register themselves

        changes.on_changed(hints.offers_changed)
        registry.register(feedback.ADDRESSES)
        registry.register(feedback.FEEDBACK)
