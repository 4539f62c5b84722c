from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "kreislotse.privacy"
    label = "privacy"

    def ready(self):
        from kreislotse.districts.setup import register_seed
        from kreislotse.privacy import accounts, entries, leftovers, nightly, registry  # noqa: F401  nightly registers the deletion, entries themselves
        from kreislotse.privacy.operations import seed_retention_rules

        register_seed(seed_retention_rules)
        registry.register(leftovers.AUDIT_EXPIRY)
        registry.register(accounts.HAND_OVERS)
        registry.register(accounts.MEMBERSHIPS)
