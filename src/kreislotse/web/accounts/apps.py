from django.apps import AppConfig


class WebAccountsConfig(AppConfig):
    name = "kreislotse.web.accounts"
    label = "web_accounts"
