from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "kreislotse.network"
    label = "network"
