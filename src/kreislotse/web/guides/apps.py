from django.apps import AppConfig


class WebGuidesConfig(AppConfig):
    name = "kreislotse.web.guides"
    label = "web_guides"
