"""Letters to whoever asked; each task gets keys only and may run twice."""

import logging
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.intake import links
from kreislotse.intake.models import Answer, HelpRequest, SeekerContact
from kreislotse.jobs.tasks import district_task, enqueue_after_commit, enqueue_later

logger = logging.getLogger(__name__)


# After a first failure a letter is tried three times more, with growing pauses; then the office is told.
PAUSES = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=8))


class LetterNotSent(Exception):
    """The mail server took a letter not on, four times; the result of the task keeps only the kind of error."""


@district_task
def mail_receipt(help_request_id: int, failures: int = 0) -> None:
    """Tell whoever asked that the request arrived, with its number and the status link."""
    contact = (
        SeekerContact.objects.select_related("help_request__district").filter(help_request=help_request_id).first()
    )
    if contact is None or not contact.email:
        return
    help_request = contact.help_request
    with override(help_request.answer_language):
        subject = _("Wir haben Ihre Anfrage %(reference)s erhalten") % {"reference": help_request.reference}
        if error := _send(contact, "receipt_mailed_at", subject, "intake/mail/receipt.txt", contact, {}):
            _again(mail_receipt, help_request_id, failures, contact, "receipt_failed_at", error)


@district_task
def mail_answer(answer_id: int, failures: int = 0) -> None:
    """Send an answer to the address on the request, in the language it was written in."""
    answer = Answer.objects.select_related("help_request__district").filter(pk=answer_id).first()
    contact = answer and SeekerContact.objects.filter(help_request=answer.help_request_id).exclude(email="").first()
    if not contact:
        return
    with override(answer.language):
        subject = _("Antwort auf Ihre Anfrage %(reference)s") % {"reference": answer.help_request.reference}
        if error := _send(answer, "mailed_at", subject, "intake/mail/answer.txt", contact, {"text": answer.text}):
            _again(mail_answer, answer_id, failures, answer, "mail_failed_at", error)


def _claim(row, field: str) -> bool:
    """Whether this run may send: the first one that says so may."""
    waiting = type(row).objects.filter(pk=row.pk, **{f"{field}__isnull": True})
    return bool(waiting.update(**{field: timezone.now()}))


def _again(task, key: int, failures: int, row, field: str, error: str) -> None:
    """Try a letter again later; after the last time the request says that it did not arrive."""
    logger.warning("letter not sent", extra={"task": task.name, "key": key, "failures": failures + 1, "error": error})
    if failures < len(PAUSES):
        enqueue_later(task, key, failures + 1, pause=PAUSES[failures])
        return
    type(row).objects.filter(pk=row.pk).update(**{field: timezone.now()})
    raise LetterNotSent(error)


def _send(row, field: str, subject: str, template: str, contact: SeekerContact, context: dict) -> str:
    """Send once; returns the kind of error, and nothing of what the mail server says: it holds the address."""
    help_request = row.help_request
    district = help_request.district
    link = links.status_url(help_request)
    body = render_to_string(template, {"help_request": help_request, "district": district, "link": link, **context})
    headers = {"Reply-To": district.email} if district.email else {}
    if not _claim(row, field):
        return ""
    try:
        EmailMessage(subject, body.strip() + "\n", to=[contact.email], headers=headers).send()
    except OSError as error:
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{field: None})
        return type(error).__name__
    return ""


def resend_letters(help_request: HelpRequest) -> int:
    """Try once more what did not arrive, from the beginning; returns how many letters."""
    contacts = SeekerContact.objects.filter(help_request=help_request, receipt_failed_at__isnull=False)
    answers = Answer.objects.filter(help_request=help_request, mail_failed_at__isnull=False)
    jobs = [(mail_receipt, help_request.pk)] * contacts.update(receipt_failed_at=None)
    failed = list(answers.values_list("pk", flat=True))
    answers.update(mail_failed_at=None)
    jobs += [(mail_answer, pk) for pk in failed]
    for job, key in jobs:
        enqueue_after_commit(job, key)
    return len(jobs)
