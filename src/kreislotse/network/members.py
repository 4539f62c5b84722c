"""Somebody invited for an organization speaks for it from the moment they accept."""

from kreislotse.accounts.invitations import referenced_key
from kreislotse.accounts.models import Invitation, Membership
from kreislotse.network.models import Organization, Representation


def represent_organization(invitation: Invitation, membership: Membership) -> None:
    organization = Organization.objects.filter(pk=referenced_key(invitation, "network.organization")).first()
    if organization is not None:
        Representation.objects.update_or_create(membership=membership, defaults={"organization": organization})
