from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "kreislotse.planning"
    label = "planning"

    def ready(self):
        from kreislotse.accounts import handover
        from kreislotse.planning import entries, responsibilities, retention, tasks  # noqa: F401 - the entries register themselves
        from kreislotse.privacy import registry as privacy

        privacy.register(retention.LEADS)
        privacy.register(retention.UPDATE_REQUESTS)
        privacy.register(retention.PARTICIPATION)
        privacy.register(retention.SPAM)
        handover.register(responsibilities.NEEDS)
        handover.register(responsibilities.PLANS)
        handover.register(responsibilities.MEASURES)
