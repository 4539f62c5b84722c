from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "kreislotse.coordination"
    label = "coordination"

    def ready(self):
        from kreislotse.coordination import entries, retention, tasks  # noqa: F401  sentences of the trail, nightly work
        from kreislotse.privacy import registry

        registry.register(retention.MAILING_EXPIRY)
        registry.register(retention.REMINDER_EXPIRY)
        registry.register(retention.CALL_EXPIRY)
