from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kreislotse.accounts"
    label = "accounts"
