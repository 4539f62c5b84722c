from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "kreislotse.network"
    label = "network"

    def ready(self):
        from kreislotse.accounts import handover, invitations
        from kreislotse.imports import kinds, targets
        from kreislotse.network import (
            entries,  # noqa: F401 - registers itself
            importing,
            members,
            responsibilities,
            retention,
        )
        from kreislotse.privacy import registry as privacy

        privacy.register(retention.CONTACTS)
        privacy.register(retention.ACTORS)
        invitations.on_accepted(members.represent_organization)
        handover.register(responsibilities.ORGANIZATIONS)
        handover.register(responsibilities.AGREEMENTS)
        kinds.register(importing.ORGANIZATION_KIND)
        targets.register(importing.OrganizationTarget())
