"""Somebody invited for a municipality is its contact from the moment they accept."""

from kreislotse.accounts.invitations import referenced_key
from kreislotse.accounts.models import Invitation, Membership
from kreislotse.places.models import Municipality, MunicipalityMandate


def mandate_for_municipality(invitation: Invitation, membership: Membership) -> None:
    municipality = Municipality.objects.filter(pk=referenced_key(invitation, "places.municipality")).first()
    if municipality is not None:
        MunicipalityMandate.objects.update_or_create(membership=membership, defaults={"municipality": municipality})
