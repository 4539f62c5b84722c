from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "kreislotse.jobs"
    label = "jobs"
