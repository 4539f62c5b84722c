"""Mails to guides, one each, and what is written by itself every night; each may run twice."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.core.mail import EmailMessage
from django.utils import timezone

from kreislotse.coordination.models import Message
from kreislotse.coordination.texts import Words, gaps_of
from kreislotse.core.scope import district_scope
from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.jobs.tasks import district_task
from kreislotse.jobs.worker import every_few_minutes, every_night

logger = logging.getLogger(__name__)


@district_task
def send_messages(mailing_id: int) -> None:
    """Send what still waits of a mailing. Each message is claimed before it goes, so that no second run repeats it."""
    from kreislotse.coordination.gaps import further_gaps
    from kreislotse.coordination.mailings import previews, words_of

    S = Message.Status
    waiting = Message.objects.filter(mailing=mailing_id, status=S.WAITING)
    district, today = current_district(), timezone.localdate()
    for message in waiting.select_related("mailing__run__module", "guide").order_by("pk"):
        if not message.guide.email:
            waiting.filter(pk=message.pk).update(status=S.NO_ADDRESS)
            continue
        if not waiting.filter(pk=message.pk).update(status=S.SENT, sent_at=timezone.now()):
            continue
        words = words_of(message.mailing)
        more = further_gaps(message.mailing, [message.guide], district=district, today=today)
        [letter] = previews(words, [message.guide], district=district, today=today, more=more)
        if gaps_of(Words(letter.subject, letter.body)):  # nothing expires any more, or the invitation was taken back
            Message.objects.filter(pk=message.pk).update(status=S.SKIPPED, sent_at=None)
            continue
        headers = {"Reply-To": district.email} if district.email else {}
        try:
            EmailMessage(letter.subject, letter.body.strip() + "\n", to=[message.guide.email], headers=headers).send()
        except OSError as error:
            Message.objects.filter(pk=message.pk).update(status=S.FAILED, sent_at=None)
            logger.warning("message not sent", extra={"key": message.pk, "error": type(error).__name__})


@every_few_minutes
def send_provider_calls(now: datetime) -> None:
    from kreislotse.coordination.provider_calls import send_calls

    _in_every_district(lambda: send_calls(now=now))


@every_night
def remind(today: date) -> None:
    """In every district whose rule says so; one district that fails keeps no other from it."""
    from kreislotse.coordination.reminders import send_reminders

    _in_every_district(lambda: send_reminders(now=timezone.now()))


def _in_every_district(act) -> None:
    """One that fails keeps no other from it."""
    failures = []
    for district in District.objects.order_by("pk"):
        try:
            with district_scope(district):
                act()
        except Exception as error:
            logger.exception("mails of the coordination failed", extra={"district": district.pk})
            failures.append(error)
    if failures:
        raise failures[0]
