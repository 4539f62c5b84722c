"""A login by mail alone opens no casework, in no district, and a failing mail server tells nobody's address."""

import smtplib
import traceback
from datetime import date

import pytest
from django.core import mail
from django.core.cache import cache

from kreislotse.accounts.models import MagicLink, Membership
from kreislotse.core.scope import district_scope
from kreislotse.intake import tasks
from tests.factories import HelpRequestFactory, SeekerContactFactory


@pytest.fixture(autouse=True)
def nobody_knocked_before():
    cache.clear()
    yield
    cache.clear()


def link_in_mail() -> str:
    return "/konto/link/" + mail.outbox[-1].body.split("/konto/link/")[1].split()[0]


def test_guide_with_casework_in_another_district_needs_the_password(visitor, person, other_district):
    user = person("guide")
    with district_scope(other_district):
        Membership.objects.create(user=user, role="caseworker", valid_from=date(2020, 1, 1))

    visitor.post("/konto/link/", {"email": user.email})

    assert mail.outbox == []


def test_an_operator_does_not_enter_by_mail(visitor, person):
    visitor.post("/konto/link/", {"email": person("guide", is_operator=True).email})

    assert mail.outbox == []


def test_a_link_sent_before_somebody_got_casework_no_longer_opens(visitor, person, in_district):
    user = person("guide")
    visitor.post("/konto/link/", {"email": user.email})
    Membership.objects.create(user=user, role="caseworker", valid_from=date(2020, 1, 1))

    assert visitor.post(link_in_mail()).status_code == 410
    assert "_auth_user_id" not in visitor.session


def test_a_link_of_one_district_opens_nothing_at_its_neighbor(visitor, person, other_district):
    visitor.post("/konto/link/", {"email": person("guide").email})

    response = visitor.post(link_in_mail(), HTTP_HOST=other_district.host, SERVER_NAME=other_district.host)

    assert response.status_code == 410
    assert MagicLink._base_manager.get().used_at is None


def test_logging_in_changes_the_session_key(visitor, person):
    visitor.get("/konto/login/")
    visitor.session.save()
    user = person("caseworker")
    user.set_password("ein ganz neuer Satz")
    user.save()
    session = visitor.session
    session["laid"] = "by somebody else"
    session.save()
    before = session.session_key

    visitor.post("/konto/login/", {"login": user.email, "password": "ein ganz neuer Satz"})

    assert visitor.session["_auth_user_id"] == str(user.pk)
    assert visitor.session.session_key != before


@pytest.mark.parametrize(
    "target", ["https://boese.example/", "//boese.example/", "/\\boese.example", "javascript:alert(1)"]
)
def test_login_leads_to_no_other_server(visitor, person, target):
    user = person("caseworker")
    user.set_password("ein ganz neuer Satz")
    user.save()

    response = visitor.post("/konto/login/", {"login": user.email, "password": "ein ganz neuer Satz", "next": target})

    assert response["Location"] == "/nach-der-anmeldung/"


@pytest.fixture
def refusing_server(monkeypatch):
    def refuse(self, *_args, **_kwargs):
        raise smtplib.SMTPRecipientsRefused({"amina@example.org": (550, b"unknown: amina@example.org")})

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)


def test_a_refused_letter_leaves_no_address_in_the_result_of_the_task(in_district, refusing_server):
    contact = SeekerContactFactory(help_request=HelpRequestFactory(), email="amina@example.org")

    with pytest.raises(tasks.LetterNotSent) as caught:
        tasks.mail_receipt.call(in_district.pk, contact.help_request_id, len(tasks.PAUSES))

    assert "amina" not in "".join(traceback.format_exception(caught.value))
    contact.refresh_from_db()
    assert contact.receipt_mailed_at is None


def test_a_failing_mail_server_is_said_to_whoever_wants_a_link(visitor, person, refusing_server, caplog):
    user = person("guide")

    response = visitor.post("/konto/link/", {"email": user.email})

    assert response.status_code == 503
    assert "konnte gerade nicht verschickt werden" in response.content.decode()
    assert "amina" not in caplog.text


def test_pages_behind_a_secret_and_pages_of_the_office_stay_in_no_cache(visitor, person, login):
    from django.utils import timezone

    from kreislotse.accounts.invitations import invite

    _row, link = invite(
        email="neu@example.org", name="Neu", role="guide", by=person("head_of_office"), now=timezone.now()
    )
    visitor.post("/konto/link/", {"email": person("guide").email})

    answers = [
        visitor.get("/konto/einladung/" + link.rpartition("/einladung/")[2]),
        visitor.get(link_in_mail()),
        visitor.get("/hilfe/stand/unbekannt/"),
        login(person("caseworker")).get("/buero/anfragen/"),
        login(person("caseworker")).get("/buero/anfragen/999/"),
    ]

    assert ["no-store" in answer["Cache-Control"] for answer in answers] == [True] * 5
    assert {answer["Referrer-Policy"] for answer in answers} == {"same-origin"}
