"""Joining leaves a line in the trail, like leaving does."""

from kreislotse.accounts.models import Invitation, Membership
from kreislotse.administration.entries import Entry
from kreislotse.audit import operations as audit


def record_joining(invitation: Invitation, membership: Membership) -> None:
    audit.record(Entry.MEMBERSHIP_BEGAN, membership, by=membership.user, role=membership.role)
