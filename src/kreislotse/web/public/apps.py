from django.apps import AppConfig


class WebPublicConfig(AppConfig):
    name = "kreislotse.web.public"
    label = "web_public"
