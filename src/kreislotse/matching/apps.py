from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "kreislotse.matching"
    label = "matching"

    def ready(self):
        from kreislotse.guides.steps import register_activity, register_objection_to_leaving
        from kreislotse.intake.hooks import (
            register_after_changing,
            register_after_ending,
            register_change_blocker,
            register_closing_blocker,
        )
        from kreislotse.matching import entries, reminders, retention  # noqa: F401  declares the sentences of the trail
        from kreislotse.matching.activity import last_days_of_work
        from kreislotse.matching.operations import take_questions_back, why_agreed_facts_stay, withdraw_all_proposals
        from kreislotse.matching.operations.plans import note_cause_at_the_end
        from kreislotse.privacy import registry

        register_closing_blocker(retention.why_a_request_cannot_close)
        register_after_ending(withdraw_all_proposals)
        register_change_blocker(why_agreed_facts_stay)
        register_after_changing(take_questions_back)
        register_after_ending(note_cause_at_the_end)
        register_objection_to_leaving(retention.why_a_guide_cannot_leave)
        register_activity(last_days_of_work)
        registry.register(retention.ASSIGNMENT_EXPIRY)
        registry.register(retention.PROPOSAL_EXPIRY)
        registry.register(retention.PLACE_EXPIRY)
        registry.register(retention.PLAN_EXPIRY)
