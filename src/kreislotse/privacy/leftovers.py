"""What goes by a period although no package above declares it: the trail, used links, sessions, letters on the disk."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kreislotse.accounts.models import Invitation, MagicLink
from kreislotse.audit.models import AuditEntry
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.registry import Expiry

# Links are over long before; the office still sees for this long whom it invited.
INVITATION_DAYS = 90
MAGIC_LINK_DAYS = 14
TASK_DAYS = 14
LETTER_DAYS = 14


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def trail_over(today: date, days: int) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(at__lt=_start_of(today - timedelta(days=days)))


def erase(rows: QuerySet) -> int:
    return rows.delete()[0]


AUDIT_EXPIRY = Expiry(kind=RetentionRule.Kind.AUDIT, due=trail_over, erase=erase)


def delete_used_links(today: date) -> int:
    """Delete invitations and magic links of the district in scope that have long been used, withdrawn or run out."""
    ended = _start_of(today - timedelta(days=INVITATION_DAYS))
    over = Q(accepted_at__lt=ended) | Q(withdrawn_at__lt=ended) | Q(expires_at__lt=ended)
    invitations = Invitation.objects.filter(over).delete()[0]
    used = _start_of(today - timedelta(days=MAGIC_LINK_DAYS))
    return invitations + MagicLink.objects.filter(Q(used_at__lt=used) | Q(expires_at__lt=used)).delete()[0]


def delete_traces_of_the_installation(today: date) -> None:
    """Delete ended sessions, the results of old tasks and letters that were written to the disk instead of sent."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=_start_of(today - timedelta(days=TASK_DAYS))).delete()
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if folder:
        _delete_letters(Path(folder), before=_start_of(today - timedelta(days=LETTER_DAYS)))


def _delete_letters(folder: Path, *, before: datetime) -> None:
    for letter in folder.glob("*.log"):
        if letter.stat().st_mtime < before.timestamp():
            letter.unlink(missing_ok=True)
