"""Feedback on offers: received from anybody, answered in the person's language, counted, forgotten."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.dates import first_of_month
from kreislotse.core.errors import DomainError
from kreislotse.directory.models import Offer
from kreislotse.districts.queries import current_district
from kreislotse.jobs.tasks import district_task, enqueue_after_commit
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.registry import Expiry
from kreislotse.quality.answers import FORGOTTEN, SUBJECT
from kreislotse.quality.entries import Entry
from kreislotse.quality.hints import offers_changed
from kreislotse.quality.models import Feedback, FeedbackFact

# What nobody has finished after this long is past its use, and the words go all the same.
LONGEST_OPEN = timedelta(days=365)


class NothingToAnswer(DomainError):
    message = _("Es gibt keine E-Mail-Adresse (mehr), an die wir antworten können.")


class AnsweredAlready(DomainError):
    message = _("Diese Rückmeldung ist schon beantwortet. Bitte laden Sie die Seite neu.")


class LetterNotSent(Exception):
    """The mail server took a letter not on; the result of the task keeps only the kind of error."""


@transaction.atomic
def submit_feedback(
    offer: Offer, *, topic: str, text: str, email: str, language: str, submission_digest: str, now: datetime
) -> Feedback:
    """Keep what somebody says of a public offer, and count it. The same form sent twice is one."""
    feedback, is_new = Feedback.objects.get_or_create(
        submission_digest=submission_digest,
        defaults={
            "offer": offer, "topic": topic, "text": text, "email": email, "language": language, "received_at": now,
        },
    )  # fmt: skip
    if is_new:
        _count(offer, topic, first_of_month(timezone.localdate(now)))
        offers_changed([offer.pk])
    return feedback


def _count(offer: Offer, topic: str, month: date) -> None:
    key = {"month": month, "offer_uuid": offer.uuid, "topic": topic}
    if FeedbackFact.objects.filter(**key).update(number=F("number") + 1):
        return
    try:
        with transaction.atomic():
            FeedbackFact.objects.create(**key, number=1)
    except IntegrityError:  # somebody else's was the first of the month
        FeedbackFact.objects.filter(**key).update(number=F("number") + 1)


# ── the office ──────────────────────────────────────────────────────────────────────────────────────


def feedback_list(*, is_open: bool) -> QuerySet[Feedback]:
    """Feedback that waits, the oldest first; or what is done, the newest first."""
    rows = Feedback.objects.filter(done_on__isnull=is_open).select_related("offer", "done_by")
    return rows.order_by("received_at", "pk") if is_open else rows.order_by("-done_on", "-pk")


def feedback_counts() -> dict[str, int]:
    return Feedback.objects.aggregate(
        open=Count("pk", filter=Q(done_on=None)), done=Count("pk", filter=Q(done_on__isnull=False))
    )


@transaction.atomic
def answer_feedback(feedback: Feedback, *, text: str, now: datetime, by) -> Feedback:
    """Send an answer to the address the person left; the address goes as soon as the letter is out.

    Raises `NothingToAnswer`, `AnsweredAlready`.
    """
    feedback = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    if feedback.answered_at:
        raise AnsweredAlready
    if not feedback.email:
        raise NothingToAnswer
    feedback.answer, feedback.answered_at = text, now
    feedback.save(update_fields=["answer", "answered_at"])
    _finish(feedback, today=timezone.localdate(now), by=by)
    audit.record(Entry.FEEDBACK_ANSWERED, feedback.offer, by=by)
    enqueue_after_commit(mail_answer, feedback.pk)
    return feedback


@transaction.atomic
def finish_feedback(feedback: Feedback, *, today: date, by) -> Feedback:
    """Note that nothing is left to do; without an answer the address is of no more use. Twice is once."""
    feedback = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    if feedback.is_open:
        _finish(feedback, today=today, by=by)
        if not feedback.answered_at:
            feedback.email = ""
            feedback.save(update_fields=["email"])
        audit.record(Entry.FEEDBACK_DONE, feedback.offer, by=by)
    return feedback


def _finish(feedback: Feedback, *, today: date, by) -> None:
    feedback.done_on, feedback.done_by = today, by
    feedback.save(update_fields=["done_on", "done_by"])
    offers_changed([feedback.offer_id])


@district_task
def mail_answer(feedback_id: int) -> None:
    """Send the answer once, and delete the address it went to."""
    feedback = Feedback.objects.exclude(email="").filter(pk=feedback_id).select_related("offer").first()
    waiting = Feedback.objects.filter(pk=feedback_id, mailed_at=None, answered_at__isnull=False)
    if feedback is None or not waiting.update(mailed_at=timezone.now()):
        return
    district = current_district()
    with override(feedback.language):
        subject = gettext(SUBJECT)
        context = {"feedback": feedback, "district": district, "forgotten": gettext(FORGOTTEN)}
        body = render_to_string("quality/mail/feedback_answer.txt", context)
    headers = {"Reply-To": district.email} if district.email else {}
    try:
        EmailMessage(subject, body.strip() + "\n", to=[feedback.email], headers=headers).send()
    except OSError as error:
        Feedback.objects.filter(pk=feedback_id).update(mailed_at=None)
        raise LetterNotSent(type(error).__name__) from None  # what the mail server says holds the address
    Feedback.objects.filter(pk=feedback_id).update(email="")


# ── what goes when ──────────────────────────────────────────────────────────────────────────────────


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def addresses_over(today: date, days: int) -> QuerySet[Feedback]:
    """Feedback whose address has been kept long enough, answered or not."""
    return Feedback.objects.filter(received_at__lt=_start_of(today - timedelta(days=days))).exclude(email="")


def forget_addresses(rows: QuerySet[Feedback]) -> int:
    return rows.update(email="")


def feedback_over(today: date, days: int) -> QuerySet[Feedback]:
    """Feedback that has been done for long enough, and what nobody finished in a year; the counts stay."""
    done = Q(done_on__lte=today - timedelta(days=days))
    return Feedback.objects.filter(done | Q(received_at__lt=_start_of(today - LONGEST_OPEN)))


def erase_feedback(rows: QuerySet[Feedback]) -> int:
    return rows.delete()[0]


ADDRESSES = Expiry(RetentionRule.Kind.FEEDBACK, addresses_over, forget_addresses)
FEEDBACK = Expiry(RetentionRule.Kind.FEEDBACK, feedback_over, erase_feedback)
