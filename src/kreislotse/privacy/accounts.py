"""How an account ends: a year after the last membership it goes, and its owner was told a month before (ADR 0011)."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.core.mail import send_mail
from django.db.models import Q, QuerySet
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from kreislotse.accounts.models import HandOver, Membership, User
from kreislotse.core.scope import all_districts
from kreislotse.districts.queries import current_district
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.registry import Expiry

logger = logging.getLogger(__name__)
NOTICE_DAYS = 30
# Somebody who was never a member: an invitation that came to nothing.
NEVER_MEMBER_DAYS = 365


def _members_anywhere(today: date) -> set[int]:
    """Keys of everybody who is or will be a member in any district."""
    with all_districts("accounts that are still needed"):
        rows = Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today))
        return set(rows.order_by().values_list("user_id", flat=True))


def announce_end(*, today: date, days: int) -> int:
    """Tell those whose account ends in the district in scope in a month; returns how many letters went out.

    A letter the server does not take on is written the next night, and until then nothing is deleted.
    """
    ended = Membership.objects.filter(valid_to__lt=today - timedelta(days=max(0, days - NOTICE_DAYS)))
    users = User.objects.filter(pk__in=ended.order_by().values("user")).exclude(pk__in=_members_anywhere(today))
    told = 0
    for user in users.filter(deletion_noticed_on=None, is_operator=False).order_by("pk"):
        try:
            if user.is_active:
                _write_to(user, today + timedelta(days=NOTICE_DAYS))
        except OSError as error:
            logger.warning("notice of deletion not sent", extra={"user": user.pk, "error": type(error).__name__})
            continue
        User.objects.filter(pk=user.pk).update(deletion_noticed_on=today)
        told += 1
    return told


def _write_to(user: User, on: date) -> None:
    district = current_district()
    text = _(
        "Guten Tag %(name)s,\n\nIhre Mitarbeit bei uns ist seit Längerem beendet. Am %(day)s löschen wir deshalb Ihren "
        "Zugang mit Name und E-Mail-Adresse. Sie müssen nichts tun.\n\nBrauchen Sie den Zugang noch? Dann rufen Sie uns "
        "bitte vorher an oder schreiben Sie uns.\n\n%(unit)s\n%(phone)s\n%(email)s"
    ) % {
        "name": user.name, "day": f"{on:%d.%m.%Y}", "unit": district.term("unit"), "phone": district.phone,
        "email": district.email,
    }  # fmt: skip
    send_mail(_("Ihr Zugang wird gelöscht"), text.strip() + "\n", None, [user.email])


def memberships_over(today: date, days: int) -> QuerySet[Membership]:
    """Memberships that ended `days` ago, of people who are still members elsewhere or were told a month ago."""
    told = Q(user__deletion_noticed_on__lte=today - timedelta(days=NOTICE_DAYS)) | Q(user__is_operator=True)
    over = Membership.objects.filter(valid_to__lt=today - timedelta(days=days))
    return over.filter(told | Q(user__in=_members_anywhere(today)))


def hand_overs_over(today: date, days: int) -> QuerySet[HandOver]:
    return HandOver.objects.filter(at__date__lt=today - timedelta(days=days))


def erase(rows: QuerySet) -> int:
    return rows.delete()[1].get(rows.model._meta.label, 0)


MEMBERSHIPS = Expiry(RetentionRule.Kind.ACCOUNT, memberships_over, erase)
HAND_OVERS = Expiry(RetentionRule.Kind.ACCOUNT, hand_overs_over, erase)


def take_back_notices(today: date) -> None:
    """Whoever is a member again was told for nothing; the next end is announced anew."""
    User.objects.filter(pk__in=_members_anywhere(today)).exclude(deletion_noticed_on=None).update(
        deletion_noticed_on=None
    )


def delete_accounts_nobody_needs(today: date) -> int:
    """Delete accounts without any membership, in any district; one a record still holds stays until that goes."""
    told = Q(deletion_noticed_on__lte=today - timedelta(days=NOTICE_DAYS))
    old = Q(created_at__date__lt=today - timedelta(days=NEVER_MEMBER_DAYS))
    deleted = 0
    with all_districts("ended accounts"):
        members = Membership.objects.order_by().values("user")
        for user in User.objects.filter(told | old, is_operator=False).exclude(pk__in=members).order_by("pk"):
            try:
                user.delete()
            except ProtectedError:
                continue
            deleted += 1
    return deleted
