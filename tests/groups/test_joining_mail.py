"""The answer to a partner goes once, also where the mail server was away for a while; then the office writes itself."""

import re
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from kreislotse.groups import joining
from kreislotse.groups.models import BodyJoining
from kreislotse.groups.sending import MOST_FAILURES
from kreislotse.groups.tasks import send_answers_to_partners
from tests.factories import BodyFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def asked(in_district):
    return joining.ask_for_seat(
        BodyFactory(is_public=True, takes_partners=True), organization_name="Sportbund", name="Ute Beispiel", function="",
        email="ute@sportbund.example", phone="", reason="", language="de", submission_digest="1", now=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def away(monkeypatch):
    """The mail server takes nothing on; the list has what was tried."""
    tries = []

    def broken(self, *args, **kwargs):
        tries.append(self.to)
        raise OSError("no way out to ute@sportbund.example")

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", broken)
        yield tries, patched


def decline(asked, by, capture):
    with capture(execute=True):
        joining.decline_joining(asked, answer="Die Gruppe ist voll.", today=TODAY, by=by)


def test_an_answer_that_did_not_go_is_tried_again(asked, away, coordinator, django_capture_on_commit_callbacks):
    decline(asked, coordinator, django_capture_on_commit_callbacks)
    row = BodyJoining.objects.get()
    assert (row.status, row.mailed_at, row.failures) == ("declined", None, 1)

    away[1].undo()
    send_answers_to_partners(timezone.now())
    send_answers_to_partners(timezone.now())

    assert [one.to for one in mail.outbox] == [["ute@sportbund.example"]]
    assert "Die Gruppe ist voll." in mail.outbox[0].body
    assert BodyJoining.objects.get().mailed_at is not None


def test_an_answer_that_went_is_not_sent_again(asked, coordinator, django_capture_on_commit_callbacks):
    decline(asked, coordinator, django_capture_on_commit_callbacks)

    assert (len(mail.outbox), joining.send_answers(now=timezone.now())) == (1, 0)


def test_nothing_goes_before_the_decision(asked):
    assert joining.send_answers(now=timezone.now()) == 0


def test_an_answer_nobody_takes_on_is_left_to_the_office(  # noqa: PLR0913
    asked, away, coordinator, login, django_capture_on_commit_callbacks, caplog
):
    decline(asked, coordinator, django_capture_on_commit_callbacks)
    for _time in range(5):
        joining.send_answers(now=timezone.now())

    assert len(away[0]) == BodyJoining.objects.get().failures == MOST_FAILURES
    assert "ute@sportbund" not in caplog.text
    office = login(coordinator)
    assert "Unsere Antwort an 1 Partner, der mitmachen möchte, kam nicht an." in office.get("/buero/").content.decode()
    page = office.get(f"/buero/gremien/{asked.body_id}/").content.decode()
    assert "Unsere Antwort an Sportbund kam nicht an" in page and "mailto:ute@sportbund.example" in page
    assert not joining.answers_that_failed(TODAY + timedelta(days=15))


def test_the_start_page_leads_to_the_body_if_it_is_one(asked, login, coordinator):
    office = login(coordinator)
    failed = {"status": "declined", "decided_on": TODAY, "answer": "Voll.", "failures": MOST_FAILURES}
    BodyJoining.objects.update(**failed)
    other = BodyJoining(body=asked.body, organization_name="Chor", name="Jo", email="jo@chor.example", asked_at=timezone.now(), submission_digest="2", **failed)  # fmt: skip
    other.save()
    assert _leads_to(office) == f"/buero/gremien/{asked.body_id}/"

    BodyJoining.objects.filter(pk=other.pk).update(body=BodyFactory())
    assert _leads_to(office) == "/buero/gremien/"


def _leads_to(office) -> str:
    """Where the line about answers that did not arrive leads."""
    page = office.get("/buero/").content.decode()
    return re.search(r'href="([^"]+)"><strong[^>]*>\d+</strong><span>Unsere Antwort an', page)[1]


def test_answers_of_before_count_as_sent(asked):
    BodyJoining.objects.update(status="declined", decided_on=date(2026, 1, 5))
    import_module("kreislotse.groups.migrations.0006_joining_mail_sent").count_as_sent(apps, None)

    assert BodyJoining.objects.get().mailed_at.date() == date(2026, 1, 5)
    assert joining.send_answers(now=timezone.now()) == 0
