from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "kreislotse.settlement"
    label = "settlement"

    def ready(self):
        from kreislotse.districts.setup import register_seed
        from kreislotse.guides.steps import register_objection_to_leaving
        from kreislotse.matching.hooks import register_objection_to_changing, register_settled_amounts
        from kreislotse.privacy import registry
        from kreislotse.settlement import entries, retention  # noqa: F401  declares the sentences of the trail
        from kreislotse.settlement.hooks import settled_amounts, why_an_appointment_cannot_change
        from kreislotse.settlement.seeds import seed_money_rules

        register_seed(seed_money_rules)
        register_objection_to_leaving(retention.why_a_guide_cannot_leave)
        register_settled_amounts(settled_amounts)
        register_objection_to_changing(why_an_appointment_cannot_change)
        for expiry in retention.EXPIRIES:
            registry.register(expiry)
