from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "kreislotse.directory"
    label = "directory"

    def ready(self):
        from django.utils.translation import gettext_lazy as _

        from kreislotse.accounts import handover
        from kreislotse.directory import (
            changes,
            entries,  # noqa: F401  registers the sentences of the trail
            importing,
            retention,
            tasks,  # noqa: F401  known to the worker
        )
        from kreislotse.directory.documents import KIND, documents
        from kreislotse.directory.facets import entries as facet_entries
        from kreislotse.directory.feeds import hsds, integreat
        from kreislotse.directory.models import Offer
        from kreislotse.directory.rhythm import seed_check_rule
        from kreislotse.districts.setup import register_seed
        from kreislotse.imports import kinds, targets
        from kreislotse.network.changes import on_changed
        from kreislotse.privacy import registry as privacy
        from kreislotse.search import registry

        register_seed(seed_check_rule)
        privacy.register(retention.FILES)
        privacy.register(retention.PROPOSALS)
        privacy.register(retention.ADDRESSES)
        privacy.register(retention.OFFERS)
        registry.register(registry.Indexed(KIND, Offer, documents, facet_entries, changed=changes.note_changed))
        on_changed(changes.organizations_changed)
        kinds.register(importing.OFFER_KIND)
        targets.register(importing.OfferTarget())
        targets.register(integreat.IntegreatFeed())
        targets.register(hsds.HsdsFeed())
        handover.register(
            handover.Responsibility(
                code="offers",
                label=_("Angebote"),
                field="responsible",
                held_by=lambda user: (
                    Offer.objects.exclude(status=Offer.Status.ARCHIVED)
                    .filter(responsible=user)
                    .select_related("provider")
                    .order_by("search_key", "pk")
                ),
                columns=(_("Angebot"), _("Anbieter"), _("Status"), _("zuletzt geprüft")),
                describe=lambda offer: [
                    offer.title,
                    offer.provider.name,
                    offer.get_status_display(),
                    f"{offer.checked_on:%d.%m.%Y}" if offer.checked_on else "–",
                ],
            )
        )
