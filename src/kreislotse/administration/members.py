"""Who works here, in which role and for how long; the last person in charge cannot be locked out."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts import invitations
from kreislotse.accounts.models import Invitation, Membership, User
from kreislotse.accounts.roles import ROLE_PERMISSIONS, Permission, Role
from kreislotse.administration.entries import Entry
from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError

IN_CHARGE = [role for role, granted in ROLE_PERMISSIONS.items() if Permission.MEMBERS_MANAGE in granted]
INVITED_ROLES = [role for role in Role if role not in (Role.OPERATOR, Role.STATE_OFFICE)]


class LastInCharge(DomainError):
    message = _(
        "%(name)s ist die letzte Person, die Zugänge verwaltet. Bitte laden Sie zuerst eine Nachfolge ein, "
        "sonst kann niemand mehr jemanden hereinlassen."
    )


class EndsBeforeItBegins(DomainError):
    message = _("Das Ende liegt vor dem Beginn (%(begin)s). Bitte wählen Sie einen späteren Tag.")


class InvitationOver(DomainError):
    message = _("Diese Einladung wurde schon angenommen oder zurückgezogen.")


class NotATranslator(DomainError):
    message = _("Sprachen hat nur, wer hier die Rolle „Übersetzung“ hat.")


class NoLanguage(DomainError):
    message = _("Bitte wählen Sie mindestens eine Sprache, oder beenden Sie die Mitgliedschaft.")


def members() -> QuerySet[Membership]:
    """All memberships of the district, those in force first, then by name."""
    return Membership.objects.select_related("user").order_by("user__name", "user__email", "valid_from", "pk")


def open_invitations() -> QuerySet[Invitation]:
    """Invitations nobody has accepted yet, the expired ones among them."""
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None).select_related("invited_by")
    return rows.order_by("-created_at", "-pk")


def invite_member(
    *, email: str, name: str, role: str, by: User, now: datetime, reference: str = ""
) -> tuple[Invitation, str]:
    """Invite somebody; returns the invitation and its link. Raises `InvitationRefused`."""
    with transaction.atomic():
        invitation, link = invitations.invite(email=email, name=name, role=role, by=by, now=now, reference=reference)
        audit.record(Entry.MEMBER_INVITED, invitation, by=by, role=role)
    return invitation, link


def invite_again(invitation: Invitation, *, by: User, now: datetime) -> tuple[Invitation, str]:
    """Make a new link for an open or expired invitation; the old one stops working."""
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationOver
    return invite_member(
        email=invitation.email,
        name=invitation.name,
        role=invitation.role,
        reference=invitation.reference,
        by=by,
        now=now,
    )


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Make the link of an open invitation useless. Raises `InvitationOver`."""
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    if not taken:
        raise InvitationOver
    audit.record(Entry.INVITATION_WITHDRAWN, invitation, by=by)


@transaction.atomic
def end_membership(membership: Membership, *, on: date, by: User) -> Membership:
    """Let a membership end after the day `on`. Raises `EndsBeforeItBegins`, `LastInCharge`."""
    in_charge = Membership.objects.select_for_update(of=("self",)).filter(Q(role__in=IN_CHARGE) | Q(pk=membership.pk))
    rows = {row.pk: row for row in in_charge.select_related("user").order_by("pk")}
    membership = rows[membership.pk]
    if on < membership.valid_from:
        raise EndsBeforeItBegins(begin=f"{membership.valid_from:%d.%m.%Y}")
    if membership.role in IN_CHARGE:
        others = (row for row in rows.values() if row.role in IN_CHARGE and row.pk != membership.pk)
        if not any(row.user.is_active and row.valid_to is None and row.valid_from <= on for row in others):
            raise LastInCharge(name=str(membership.user))
    membership.valid_to = on
    membership.save(update_fields=["valid_to"])
    audit.record(Entry.MEMBERSHIP_ENDED, membership, by=by, role=membership.role, on=on)
    return membership


@transaction.atomic
def change_languages(membership: Membership, *, languages: list[str], by: User) -> Membership:
    """Say into which languages a translator may translate. Raises `NotATranslator`, `NoLanguage`."""
    if membership.role != Role.TRANSLATOR:
        raise NotATranslator
    if not languages:
        raise NoLanguage
    if sorted(languages) != sorted(membership.languages):
        membership.languages = languages
        membership.save(update_fields=["languages"])
        audit.record(Entry.LANGUAGES_CHANGED, membership, by=by, languages=", ".join(languages))
    return membership


def people_with_a_past() -> QuerySet[User]:
    """Everybody who is or was a member here: whose work can be handed over."""
    return User.objects.filter(Exists(Membership.objects.filter(user=OuterRef("pk")))).order_by("name", "email", "pk")
