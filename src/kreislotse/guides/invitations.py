"""A guide's way to the phone pages: an invitation by mail, and the tie to the login once it is accepted."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.accounts.invitations import INVITATION_DAYS, invite
from kreislotse.accounts.models import Membership
from kreislotse.accounts.roles import Role
from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.districts.queries import current_district
from kreislotse.guides.entries import Entry
from kreislotse.guides.models import Guide
from kreislotse.guides.operations import connect_login

PREFIX = "guides.guide:"


class EmailMissing(DomainError):
    message = gettext_lazy(
        "Für %(name)s ist keine E-Mail-Adresse eingetragen. Bitte ergänzen Sie sie, dann geht die Einladung."
    )


class HasLogin(DomainError):
    message = gettext_lazy("%(name)s kann sich schon anmelden.")


class HasLeft(DomainError):
    message = gettext_lazy("%(name)s ist ausgeschieden und wird nicht eingeladen.")


@transaction.atomic
def invite_guide(guide: Guide, *, now: datetime, by) -> str:
    """Send a guide the link to the phone pages; returns it for those who have no mail at hand.

    Somebody who is a guide's login here already is tied to the guide at once; the link is then empty.
    """
    if guide.status == Guide.Status.LEFT:
        raise HasLeft(name=str(guide))
    if guide.user_id:
        raise HasLogin(name=str(guide))
    if not guide.email:
        raise EmailMissing(name=str(guide))
    known = Membership.objects.filter(user__email__iexact=guide.email, role=Role.GUIDE).valid_on(now.date())
    if membership := known.select_related("user").first():
        connect_login(guide, user=membership.user, by=by)
        return ""
    _invitation, link = invite(
        email=guide.email, name=str(guide), role=Role.GUIDE, by=by, now=now, reference=f"{PREFIX}{guide.pk}"
    )
    audit.record(Entry.GUIDE_INVITED, guide, by=by)
    transaction.on_commit(partial(_send, guide.email, str(guide), link))
    return link


def connect_invited(invitation, membership) -> None:
    """Tie the login of an accepted invitation to the guide it was for."""
    if not invitation.reference.startswith(PREFIX):
        return
    guide = Guide.objects.filter(pk=int(invitation.reference.removeprefix(PREFIX))).first()
    if guide and guide.user_id is None:
        connect_login(guide, user=membership.user, by=membership.user)


def _send(email: str, name: str, link: str) -> None:
    district = current_district()
    text = _(
        "Guten Tag %(name)s,\n\nmit diesem Link richten Sie Ihren Zugang ein. Danach sehen Sie auf dem Telefon, wenn jemand "
        "Begleitung braucht, und tragen Ihre Zeiten ein:\n%(link)s\n\nDer Link gilt %(days)d Tage.\n\n%(unit)s\n%(phone)s"
    ) % {"name": name, "link": link, "days": INVITATION_DAYS, "unit": district.term("unit"), "phone": district.phone}
    send_mail(_("Ihr Zugang für unterwegs"), text, None, [email])
