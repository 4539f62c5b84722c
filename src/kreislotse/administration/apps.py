from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "kreislotse.administration"
    label = "administration"

    def ready(self):
        from kreislotse.accounts.invitations import on_accepted
        from kreislotse.administration import entries, trail  # noqa: F401  declares the sentences of the trail
        from kreislotse.places.members import mandate_for_municipality

        on_accepted(mandate_for_municipality)
        on_accepted(trail.record_joining)
