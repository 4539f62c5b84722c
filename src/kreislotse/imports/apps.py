from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "kreislotse.imports"
    label = "imports"

    def ready(self):
        from kreislotse.imports import (
            entries,  # noqa: F401 - registers itself
            expiry,
            kinds,
            tasks,  # noqa: F401 - known to the worker
        )
        from kreislotse.imports.models import ExternalRecord
        from kreislotse.privacy.registry import register

        register(expiry.EXPIRY)
        kinds.register(
            kinds.ModelKind(
                ExternalRecord, fields=["source", "external_id", "object_type", "object_pk", "imported", "seen_at"]
            )
        )
