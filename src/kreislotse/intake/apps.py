from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "kreislotse.intake"
    label = "intake"

    def ready(self):
        from kreislotse.accounts import handover
        from kreislotse.districts.setup import register_seed
        from kreislotse.intake import entries, expiry  # noqa: F401
        from kreislotse.intake.handover import OPEN_REQUESTS
        from kreislotse.intake.seeds import seed_notice_and_cap
        from kreislotse.intake.texts import seed_intake
        from kreislotse.privacy import registry

        register_seed(seed_intake)
        register_seed(seed_notice_and_cap)
        registry.register(expiry.CONTACTS)
        registry.register(expiry.COUNTER_KEYS)
        registry.register(expiry.REQUESTS)
        handover.register(OPEN_REQUESTS)
