from django.apps import AppConfig


class CasefactsConfig(AppConfig):
    name = "kreislotse.casefacts"
    label = "casefacts"

    def ready(self):
        from kreislotse.casefacts import entries  # noqa: F401
        from kreislotse.casefacts.operations import counted_before, month_for_appointment, open_month_for
        from kreislotse.intake.hooks import register_counted_before
        from kreislotse.matching.months import register_open_month

        register_counted_before(counted_before)
        register_open_month(month_for_appointment, reader=open_month_for)
