from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "kreislotse.groups"
    label = "groups"

    def ready(self):
        from kreislotse.accounts import handover
        from kreislotse.groups import entries, responsibilities, retention, tasks  # noqa: F401 - entries and nightly runs register themselves
        from kreislotse.privacy import registry as privacy

        for expiry in retention.ALL:
            privacy.register(expiry)
        for responsibility in responsibilities.ALL:
            handover.register(responsibility)
