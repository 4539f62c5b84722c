"""For whom somebody may act: the office for everybody, a partner for the organizations it speaks for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.network.models import Organization
from kreislotse.network.queries import represented_organizations


class NotYours(DomainError):
    message = _("Das gehört zu %(organization)s. Ändern kann es nur, wer dort angemeldet ist, oder das Büro.")


def is_office(user) -> bool:
    return grants_of(user).allows(Permission.BODY_EDIT)


def check_acts_for(user, organization: Organization) -> None:
    """Raises `NotYours` if `user` is neither the office nor somebody who speaks for the organization."""
    if not is_office(user) and not represented_organizations(user).filter(pk=organization.pk).exists():
        raise NotYours(organization=organization.name)
