"""What a colleague of the office holds in the network, for the hand-over to a successor."""

from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.handover import Responsibility
from kreislotse.network import queries


def _describe_organization(organization) -> list[str]:
    return [
        organization.name,
        organization.get_kind_display(),
        " ".join(part for part in (organization.postcode, organization.city) if part),
        organization.phone,
        organization.email,
    ]


def _describe_agreement(agreement) -> list[str]:
    return [
        agreement.title,
        agreement.organization.name if agreement.organization else "",
        agreement.agreed_on.strftime("%d.%m.%Y"),
        agreement.due_on.strftime("%d.%m.%Y") if agreement.due_on else "",
        agreement.text,
    ]


ORGANIZATIONS = Responsibility(
    code="organizations",
    label=_("Akteure, für die die Person ansprechbar ist"),
    field="contact_person",
    held_by=queries.organizations_of_contact_person,
    columns=(_("Akteur"), _("Art"), _("Ort"), _("Telefon"), _("E-Mail")),
    describe=_describe_organization,
)
AGREEMENTS = Responsibility(
    code="agreements",
    label=_("Offene Vereinbarungen"),
    field="responsible",
    held_by=lambda user: queries.open_agreements(responsible=user),
    columns=(_("Vereinbarung"), _("Akteur"), _("vereinbart am"), _("fällig am"), _("Einzelheiten")),
    describe=_describe_agreement,
)
