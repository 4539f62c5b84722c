from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kreislotse.audit"
    label = "audit"
