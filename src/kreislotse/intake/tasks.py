"""Letters to whoever asked; each task gets keys only and may run twice."""

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.intake import links
from kreislotse.intake.models import Answer, SeekerContact
from kreislotse.jobs.tasks import district_task


class LetterNotSent(Exception):
    """The mail server took a letter not on; the result of the task keeps only the kind of error."""


@district_task
def mail_receipt(help_request_id: int) -> None:
    """Tell whoever asked that the request arrived, with its number and the status link."""
    contact = (
        SeekerContact.objects.select_related("help_request__district").filter(help_request=help_request_id).first()
    )
    if contact is None or not contact.email:
        return
    help_request = contact.help_request
    with override(help_request.answer_language):
        subject = _("Wir haben Ihre Anfrage %(reference)s erhalten") % {"reference": help_request.reference}
        _send(contact, "receipt_mailed_at", subject, "intake/mail/receipt.txt", contact, {})


@district_task
def mail_answer(answer_id: int) -> None:
    """Send an answer to the address on the request, in the language it was written in."""
    answer = Answer.objects.select_related("help_request__district").filter(pk=answer_id).first()
    contact = answer and SeekerContact.objects.filter(help_request=answer.help_request_id).exclude(email="").first()
    if not contact:
        return
    with override(answer.language):
        subject = _("Antwort auf Ihre Anfrage %(reference)s") % {"reference": answer.help_request.reference}
        _send(answer, "mailed_at", subject, "intake/mail/answer.txt", contact, {"text": answer.text})


def _claim(row, field: str) -> bool:
    """Whether this run may send: the first one that says so may."""
    waiting = type(row).objects.filter(pk=row.pk, **{f"{field}__isnull": True})
    return bool(waiting.update(**{field: timezone.now()}))


def _send(row, field: str, subject: str, template: str, contact: SeekerContact, context: dict) -> None:
    help_request = row.help_request
    district = help_request.district
    link = links.status_url(help_request)
    body = render_to_string(template, {"help_request": help_request, "district": district, "link": link, **context})
    headers = {"Reply-To": district.email} if district.email else {}
    if not _claim(row, field):
        return
    try:
        EmailMessage(subject, body.strip() + "\n", to=[contact.email], headers=headers).send()
    except OSError as error:
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{field: None})
        raise LetterNotSent(type(error).__name__) from None  # what the mail server says holds the address
