from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "kreislotse.jobs"
    label = "jobs"

    def ready(self):
        from kreislotse.jobs import statistics  # noqa: F401  registers itself for every night
