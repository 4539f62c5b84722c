"""The ways in: an invitation makes a member, a magic link logs partners and guides in; both work once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.models import Invitation, MagicLink, Membership, User
from kreislotse.accounts.roles import Role
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import all_districts
from kreislotse.core.tokens import digest, new_secret
from kreislotse.districts.queries import current_district

INVITATION_DAYS = 14
MAGIC_LINK_HOURS = 24
# Only roles without casework get in by mail alone; the office has passwords and a second factor.
MAGIC_ROLES = (Role.GUIDE, Role.OFFER_EDITOR, Role.TRANSLATOR, Role.GROUP_LEAD, Role.MUNICIPALITY_CONTACT)

_accepted_hooks = []


class LinkNotValid(DomainError):
    message = _(
        "Dieser Link gilt nicht mehr: Er wurde schon benutzt, zurückgezogen oder ist abgelaufen. "
        "Bitte lassen Sie sich einen neuen schicken."
    )


class InvitationRefused(DomainError):
    message = _("Diese Person hat die Rolle „%(role)s“ schon.")


def on_accepted(hook) -> None:
    """Register `hook(invitation, membership)`: packages above link a guide or an organization to the new member."""
    if hook not in _accepted_hooks:
        _accepted_hooks.append(hook)


def invite(
    *, email: str, name: str, role: str, by: User | None, now: datetime, reference: str = ""
) -> tuple[Invitation, str]:
    """Invite `email` to a role; returns the invitation and the link, which is shown once and sent by mail.

    `reference` says whom it is for (`guides.guide:17`), read by the hooks of `on_accepted`. An earlier open
    invitation for the same address and role is withdrawn. Raises `InvitationRefused` if the person has the role.
    """
    email = email.strip().lower()
    if Membership.objects.filter(user__email__iexact=email, role=role).valid_on(now.date()).exists():
        raise InvitationRefused(role=Role(role).label)
    secret = new_secret()
    with transaction.atomic():
        Invitation.objects.filter(email=email, role=role, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
        invitation = Invitation.objects.create(
            email=email, name=name, role=role, reference=reference, secret_digest=digest(secret), invited_by=by,
            created_at=now, expires_at=now + timedelta(days=INVITATION_DAYS),
        )  # fmt: skip
    return invitation, current_district().base_url + reverse("accept_invitation", args=[secret])


def invitation_for(secret: str, *, now: datetime) -> Invitation:
    """The open invitation behind a link. Raises `LinkNotValid`."""
    invitation = Invitation.objects.filter(secret_digest=digest(secret)).first()
    if invitation is None or invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at < now:
        raise LinkNotValid
    return invitation


def account_behind(invitation: Invitation) -> User | None:
    """The account the invited address already has in this installation, if any."""
    return User.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def accept_invitation(
    invitation: Invitation, *, name: str, password: str, now: datetime, user: User | None = None
) -> User:
    """Make the invited person a member. `user` is the account they already have and proved; else one is made.

    Raises `LinkNotValid` if the invitation was accepted in the meantime.
    """
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None, expires_at__gte=now)
    if not taken.update(accepted_at=now):
        raise LinkNotValid
    if user is None:
        user = User.objects.create_user(email=invitation.email, password=password, name=name)
    membership, _created = Membership.objects.get_or_create(
        user=user,
        role=invitation.role,
        valid_to=None,
        defaults={"valid_from": now.date(), "languages": referenced_languages(invitation)},
    )
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    for hook in _accepted_hooks:
        hook(invitation, membership)
    return user


def withdraw_invitation(invitation: Invitation, *, now: datetime) -> None:
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(withdrawn_at=now)


def send_magic_link(email: str, *, leads_to: str, now: datetime) -> tuple[User, str] | None:
    """Make a login link for a partner or guide; `None` if nobody with such a role has this address.

    The page that calls this says the same either way, so that nobody learns who has an account.
    """
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None or not _may_enter_by_mail(user, now.date()):
        return None
    secret = new_secret()
    MagicLink.objects.create(
        user=user, secret_digest=digest(secret), leads_to=leads_to, created_at=now,
        expires_at=now + timedelta(hours=MAGIC_LINK_HOURS),
    )  # fmt: skip
    return user, current_district().base_url + reverse("use_magic_link", args=[secret])


def _may_enter_by_mail(user: User, day: date) -> bool:
    """Whether `user` has a role here, and none anywhere in the installation that needs a password."""
    if user.is_operator or not Membership.objects.filter(user=user).valid_on(day).exists():
        return False
    with all_districts("roles of somebody who asks for a login link"):
        roles = set(Membership.objects.filter(user=user).valid_on(day).values_list("role", flat=True))
    return roles <= set(MAGIC_ROLES)


def use_magic_link(secret: str, *, now: datetime) -> MagicLink:
    """Take the link: it works once, and only while its person still may enter by mail. Raises `LinkNotValid`."""
    link = MagicLink.objects.select_related("user").filter(secret_digest=digest(secret)).first()
    if link is None or not link.user.is_active or not _may_enter_by_mail(link.user, now.date()):
        raise LinkNotValid
    if not MagicLink.objects.filter(pk=link.pk, used_at=None, expires_at__gte=now).update(used_at=now):
        raise LinkNotValid
    return link


def referenced_key(invitation: Invitation, label: str) -> int | None:
    """The key in an invitation's reference if it names a `label` (`network.organization`), else `None`."""
    kind, _sep, key = invitation.reference.partition(":")
    return int(key) if kind == label and key.isdecimal() else None


def referenced_languages(invitation: Invitation) -> list[str]:
    """The languages a translator is invited for (`languages:ar,fa`)."""
    kind, _sep, codes = invitation.reference.partition(":")
    return codes.split(",") if kind == "languages" and codes else []
