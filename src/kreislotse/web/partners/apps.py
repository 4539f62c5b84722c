from django.apps import AppConfig


class WebPartnersConfig(AppConfig):
    name = "kreislotse.web.partners"
    label = "web_partners"
