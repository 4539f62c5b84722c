from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kreislotse.web"
    label = "web"
