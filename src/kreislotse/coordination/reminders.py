"""What the system writes by itself, where the office's dated rule says so: to who was invited and did not answer, to whose
papers run out. Each is said once; who has no mail address is left to the telephone."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kreislotse.audit import operations as audit
from kreislotse.coordination.entries import Entry
from kreislotse.coordination.expiry import WORKING
from kreislotse.coordination.mailings import MOST, send_mailing, words_of
from kreislotse.coordination.models import CoordinationRule, ExpiryReminder, Mailing, OfficeText, TrainingInvitation
from kreislotse.coordination.rules import coordination_rule
from kreislotse.coordination.starters import starter_for
from kreislotse.coordination.texts import GERMAN, Words, texts_in_use, words_in_force
from kreislotse.guides.expiring import Expiring, expiring
from kreislotse.guides.models import Guide, TrainingRun


def send_reminders(*, now: datetime) -> int:
    """Both kinds for the district in scope; returns how many people were written to. Two runs at once write once."""
    with transaction.atomic():
        rule = coordination_rule(timezone.localdate(now))
        if rule.pk is None:
            return 0
        CoordinationRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
        return remind_unanswered(rule, now=now) + remind_of_expiry(rule, now=now)


def remind_unanswered(rule: CoordinationRule, *, now: datetime) -> int:
    """Repeat the invitation to a training, once, to those whose answer is missing for as many days as the rule says."""
    if not rule.remind_invited_days:
        return 0
    today = timezone.localdate(now)
    waiting = TrainingInvitation.objects.filter(
        answer=TrainingInvitation.Answer.OPEN, reminded_at=None, expires_on__gte=today,
        invited_at__date__lte=today - timedelta(days=rule.remind_invited_days), run__in=_still_open(),
    ).exclude(guide__email="").exclude(guide__status=Guide.Status.LEFT)  # fmt: skip
    by_run = defaultdict(list)
    for invitation in waiting.select_related("run__module", "guide").order_by("run", "pk"):
        by_run[invitation.run].append(invitation)
    for run, invitations in by_run.items():
        guides = [one.guide for one in invitations]
        last = Mailing.objects.filter(run=run).order_by("-created_at", "-pk").first()
        words = words_of(last) if last else {GERMAN: starter_for(OfficeText.Purpose.TRAINING)}
        send_mailing(words=words, guides=guides, purpose=OfficeText.Purpose.TRAINING, run=run, now=now, by=None)
        TrainingInvitation.objects.filter(pk__in=[one.pk for one in invitations]).update(reminded_at=now)
        audit.record(Entry.INVITED_REMINDED, run, by=None, people=len(invitations))
    return sum(map(len, by_run.values()))


def _still_open():
    return TrainingRun.objects.filter(finished_on=None, cancelled_on=None)


def remind_of_expiry(rule: CoordinationRule, *, now: datetime) -> int:
    """One mail to each guide with something that runs out and was not said yet, at the earliest, second and last hint."""
    if not rule.reminds_of_expiry:
        return 0
    today = timezone.localdate(now)
    due = _unsaid(rule, today)
    guides = list({row.guide.pk: row.guide for row in due}.values())[:MOST]
    if not guides:
        return 0
    text, words = expiry_words(today)
    send_mailing(words=words, guides=guides, purpose=OfficeText.Purpose.EXPIRY, text=text, now=now, by=None)
    ExpiryReminder.objects.bulk_create(
        ExpiryReminder(
            guide=row.guide, code=row.code, what=row.what[:200], expires_on=row.on, days_ahead=_ahead(row, rule),
            sent_on=today,
        )
        for row in due if row.guide in guides
    )  # fmt: skip
    return len(guides)


def _unsaid(rule: CoordinationRule, today: date) -> list[Expiring]:
    guides = Guide.objects.filter(status__in=WORKING).exclude(email="")
    rows = [row for row in expiring(guides, today=today, within=rule.early_days) if row.days_left >= 0]
    said = set(
        ExpiryReminder.objects.filter(expires_on__gte=today).values_list(
            "guide", "code", "what", "expires_on", "days_ahead"
        )
    )
    keys = {(row.guide.pk, row.code, row.what[:200], row.on, _ahead(row, rule)): row for row in rows}
    return [row for key, row in keys.items() if key not in said]


def _ahead(row: Expiring, rule: CoordinationRule) -> int:
    """The hint a thing is due for: of 90, 30 and 7 days the smallest it still lies within."""
    return next(days for days in (rule.last_days, rule.soon_days, rule.early_days) if row.days_left <= days)


def expiry_words(today: date) -> tuple[OfficeText | None, dict[str, Words]]:
    """The office's first text for reminders, else the one we propose."""
    text = texts_in_use(purpose=OfficeText.Purpose.EXPIRY, channel=OfficeText.Channel.MAIL).first()
    words = words_in_force(text, today) if text else {}
    return (text, words) if GERMAN in words else (None, {GERMAN: starter_for(OfficeText.Purpose.EXPIRY)})
