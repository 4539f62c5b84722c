"""Open requests move to a successor with everything else somebody is responsible for."""

from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.handover import Responsibility
from kreislotse.intake.models import HelpRequest


def _open_requests_of(user):
    rows = HelpRequest.objects.open().filter(responsible=user)
    return rows.select_related("topic", "municipality").order_by("received_on", "pk")


def _describe(help_request: HelpRequest) -> list[str]:
    return [
        help_request.reference,
        str(help_request.topic),
        str(help_request.municipality or "–"),
        help_request.get_status_display(),
        f"{help_request.received_on:%d.%m.%Y}",
    ]


OPEN_REQUESTS = Responsibility(
    code="help_requests",
    label=_("Offene Anfragen"),
    field="responsible",
    held_by=_open_requests_of,
    columns=(_("Aktenzeichen"), _("Thema"), _("Gemeinde"), _("Status"), _("Eingang")),
    describe=_describe,
)
