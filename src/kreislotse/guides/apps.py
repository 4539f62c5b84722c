from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidesConfig(AppConfig):
    name = "kreislotse.guides"
    label = "guides"

    def ready(self):
        from kreislotse.accounts import handover, invitations
        from kreislotse.districts.setup import register_seed
        from kreislotse.guides import appointing, entries, retention  # noqa: F401  nightly run, sentences of the trail
        from kreislotse.guides.invitations import connect_invited
        from kreislotse.guides.seeds import seed_funding, seed_requirements
        from kreislotse.privacy import registry

        register_seed(seed_funding)
        register_seed(seed_requirements)
        invitations.on_accepted(connect_invited)
        for expiry in retention.EXPIRIES:
            registry.register(expiry)
        handover.register(
            handover.Responsibility(
                code="guides",
                label=_("Lotsinnen und Lotsen"),
                field="responsible",
                held_by=retention.guides_of,
                columns=(_("Nummer"), _("Name"), _("Status"), _("dabei seit")),
                describe=retention.describe,
            )
        )
