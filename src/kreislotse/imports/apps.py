from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "kreislotse.imports"
    label = "imports"

    def ready(self):
        from kreislotse.imports import (
            entries,  # noqa: F401 - registers itself
            expiry,
            external,
            kinds,
            tasks,  # noqa: F401 - known to the worker
        )
        from kreislotse.privacy.registry import register

        register(expiry.EXPIRY)
        kinds.register(external.EXTERNAL_KIND)
