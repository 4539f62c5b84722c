from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "kreislotse.matching"
    label = "matching"

    def ready(self):
        from kreislotse.guides.steps import register_objection_to_leaving
        from kreislotse.intake.hooks import register_after_ending, register_closing_blocker
        from kreislotse.matching import entries, retention  # noqa: F401  declares the sentences of the trail
        from kreislotse.matching.operations import withdraw_all_proposals
        from kreislotse.privacy import registry

        register_closing_blocker(retention.why_a_request_cannot_close)
        register_after_ending(withdraw_all_proposals)
        register_objection_to_leaving(retention.why_a_guide_cannot_leave)
        registry.register(retention.ASSIGNMENT_EXPIRY)
        registry.register(retention.PROPOSAL_EXPIRY)
        registry.register(retention.PLACE_EXPIRY)
