from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "kreislotse.directory"
    label = "directory"
