"""A letter the mail server does not take on is tried again, three times; then the office is told."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kreislotse.config.languages import INTERFACE
from kreislotse.intake import tasks
from kreislotse.intake.models import Answer, HelpRequest, SeekerContact
from tests.factories import HelpRequestFactory, SeekerContactFactory


@pytest.fixture
def queue(settings):
    """Tasks wait in the database, as in an installation; `queue()` gives what waits: name, arguments, minutes from now."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    def waiting():
        rows = DBTaskResult.objects.order_by("pk")
        now = timezone.now()
        return sorted(
            (row.task_path.rpartition(".")[2], row.args_kwargs["args"][1:], round((row.run_after - now).total_seconds() / 60))
            for row in rows
        )  # fmt: skip

    return waiting


@pytest.fixture
def away(monkeypatch):
    def refuse(self, *_args, **_kwargs):
        raise smtplib.SMTPServerDisconnected("amina@example.org: later")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    return monkeypatch


@pytest.fixture
def contact(in_district):
    return SeekerContactFactory(help_request=HelpRequestFactory(), email="amina@example.org", phone="0171 1")


@pytest.mark.parametrize("language", [code for code, *_rest in INTERFACE if code != "de"])
def test_letters_are_in_the_language_of_the_person(in_district, contact, monkeypatch, language):
    monkeypatch.setattr("kreislotse.intake.links.status_url", lambda _request: "https://musterau.example/hilfe/1/")
    in_district.languages = ["de", language]
    in_district.save()
    HelpRequest.objects.update(answer_language=language)
    answer = Answer.objects.create(help_request=contact.help_request, text="✓", language=language, at=timezone.now())

    tasks.mail_receipt.call(in_district.pk, contact.help_request_id)
    tasks.mail_answer.call(in_district.pk, answer.pk)

    receipt, reply = mail.outbox
    for letter in (receipt, reply):
        said = f"{letter.subject}\n{letter.body}"
        assert contact.help_request.reference in letter.subject
        assert "Hier sehen Sie, wie es steht" not in said and "wir haben Ihre Anfrage erhalten" not in said
        assert "%(" not in said and "/hilfe/" in letter.body
    assert contact.help_request.reference in receipt.body


@pytest.mark.parametrize(("failures", "minutes"), [(0, 5), (1, 60), (2, 480)])
def test_each_failure_waits_longer_than_the_one_before(
    in_district, contact, away, queue, django_capture_on_commit_callbacks, failures, minutes
):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.mail_receipt.call(in_district.pk, contact.help_request_id, failures)

    assert queue() == [("mail_receipt", [contact.help_request_id, failures + 1], minutes)]
    contact.refresh_from_db()
    assert (contact.receipt_mailed_at, contact.receipt_failed_at) == (None, None)


def test_the_fourth_failure_is_the_last_and_stands_at_the_request(in_district, contact, away, queue):
    with pytest.raises(tasks.LetterNotSent):
        tasks.mail_receipt.call(in_district.pk, contact.help_request_id, 3)

    assert queue() == []
    contact.refresh_from_db()
    assert contact.receipt_failed_at is not None


def test_a_letter_that_arrives_in_the_end_is_sent_once(in_district, contact, away, queue, caplog):
    tasks.mail_receipt.call(in_district.pk, contact.help_request_id)
    assert "amina" not in caplog.text
    away.undo()

    for _time in range(2):
        tasks.mail_receipt.call(in_district.pk, contact.help_request_id, 1)

    assert len(mail.outbox) == 1
    contact.refresh_from_db()
    assert contact.receipt_failed_at is None


def failed_answer(contact, by):
    contact.help_request.responsible = by
    contact.help_request.save()
    return Answer.objects.create(
        help_request=contact.help_request, text="Guten Tag", language="de", by=by, at=timezone.now(),
        mail_failed_at=timezone.now() - timedelta(hours=1),
    )  # fmt: skip


def test_the_office_is_told_what_to_do_and_can_try_again(
    in_district, contact, login, caseworker, django_capture_on_commit_callbacks
):
    answer, office = failed_answer(contact, caseworker), login(caseworker)
    address = contact.help_request.get_absolute_url()

    page = office.get(address).content.decode()
    assert "Unsere E-Mail kam nicht an" in page
    assert 'href="tel:01711"' in page
    assert "Zu 1 Anfrage kam unsere E-Mail nicht an." in office.get("/buero/").content.decode()
    assert contact.help_request.reference in office.get("/buero/anfragen/?status=post").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        office.post(address + "post/")

    assert [letter.to for letter in mail.outbox] == [["amina@example.org"]]
    answer.refresh_from_db()
    assert answer.mail_failed_at is None
    assert answer.mailed_at is not None
    assert "Unsere E-Mail kam nicht an" not in office.get(address).content.decode()


def test_without_a_telephone_the_page_says_what_else_is_possible(contact, login, caseworker):
    failed_answer(contact, caseworker)
    SeekerContact.objects.update(phone="")

    assert "drucken Sie diese Seite" in login(caseworker).get(contact.help_request.get_absolute_url()).content.decode()
