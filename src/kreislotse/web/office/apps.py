from django.apps import AppConfig


class WebOfficeConfig(AppConfig):
    name = "kreislotse.web.office"
    label = "web_office"
