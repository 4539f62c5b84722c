"""A working district in five minutes: made from a preset, with the first person in charge invited."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.invitations import invite
from kreislotse.accounts.roles import Role
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import district_scope
from kreislotse.core.tokens import normalize_code
from kreislotse.districts.models import District
from kreislotse.districts.operations import create_district


class DistrictNameNeeded(DomainError):
    message = _("Bitte geben Sie den Namen des Kreises an, zum Beispiel --name „Landkreis Leer“.")


class NotAnAddress(DomainError):
    message = _(
        "„%(email)s“ ist keine E-Mail-Adresse. Dorthin geht der Link, mit dem die Leitung ihr Passwort festlegt."
    )


@transaction.atomic
def set_up_district(
    *, preset: str, ags: str, name: str, host: str, admin_email: str, now: datetime, is_demo: bool = False
) -> tuple[District, str]:
    """Create the district and invite its first head of office; returns both the district and the invitation link.

    Raises what `create_district` raises, `DistrictNameNeeded`, and `NotAnAddress`.
    """
    if not name:
        raise DistrictNameNeeded
    try:
        validate_email(admin_email)
    except ValidationError:
        raise NotAnAddress(email=admin_email) from None
    district = create_district(preset=preset, ags=ags, name=name, host=host, today=now.date(), is_demo=is_demo)
    with district_scope(district):
        _invitation, link = invite(email=admin_email, name="", role=Role.HEAD_OF_OFFICE, by=None, now=now)
    return district, link


def set_up_code() -> str:
    """The code that `kreislotse serve` prints and the assistant asks for: only who started the service sets it up."""
    return salted_hmac("kreislotse.set-up", "1").hexdigest()[:8].upper()


def set_up_code_is(text: str) -> bool:
    return constant_time_compare(normalize_code(text), set_up_code())
