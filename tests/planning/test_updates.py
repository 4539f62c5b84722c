"""A lead is asked by mail, answers once on a page without login, and is reminded once."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail

from kreislotse.planning import updates
from kreislotse.planning.models import Measure, Milestone, PlanVersion, ProgressReport, UpdateRequest
from tests import factories as make
from tests.planning.making import NOW, TODAY, make_plan

pytestmark = pytest.mark.django_db
LIGHT = {"light": "green", "text": "Die Erzieherin ist da."}


@pytest.fixture
def measure(in_district):
    make_plan()
    return Measure.objects.get(number="M2")


def ask(measure, today=TODAY):
    return updates.ask_for_update(measure, today=today)


def days(number):
    return TODAY + timedelta(days=number)


def test_a_lead_answers_once_and_the_next_report_is_due_later(measure):
    asked = ask(measure)
    step = Milestone.objects.get(title="Zweiter Kurs begonnen")
    report = updates.answer_update(asked, now=NOW, **LIGHT, reached=[step], spent_cents=500_000)

    assert (report.is_from_lead, report.by, report.light) == (True, None, "green")
    step.refresh_from_db()
    measure.refresh_from_db()
    assert step.reached_on == TODAY
    assert measure.next_report_on == date(2027, 5, 20)
    with pytest.raises(updates.LinkUsed, match="schon da"):
        updates.answer_update(asked, now=NOW, **LIGHT)
    assert ProgressReport.objects.filter(measure=measure).count() == 3


def test_a_link_ends_by_time_by_a_newer_one_and_with_its_measure(measure):
    first = ask(measure)
    second = ask(measure, today=days(1))
    with pytest.raises(updates.LinkOver):
        updates.answer_update(first, now=NOW, **LIGHT)
    UpdateRequest.objects.filter(pk=second.pk).update(expires_on=days(-1))
    with pytest.raises(updates.LinkOver):
        updates.answer_update(second, now=NOW, **LIGHT)
    third = ask(measure, today=days(2))
    Measure.objects.filter(pk=measure.pk).update(status="done")
    with pytest.raises(updates.LinkOver):
        updates.answer_update(third, now=NOW, **LIGHT)


def test_nobody_is_asked_in_vain(measure):
    ask(measure)
    with pytest.raises(updates.AskedToday, match="person@vhs.example"):
        ask(measure)
    with pytest.raises(updates.EndedMeasure, match="umgesetzt"):
        ask(Measure.objects.get(number="M1"))
    with pytest.raises(updates.NoAddress, match="M10"):
        ask(Measure.objects.get(number="M10"))
    with pytest.raises(updates.NotAskedInDraft):
        ask(make.MeasureFactory(lead_email="a@b.example"))


def test_mails_go_once_and_one_reminder_follows(measure):
    Measure.objects.filter(pk=measure.pk).update(next_report_on=days(10))
    assert updates.ask_leads(today=TODAY) == 1
    assert updates.ask_leads(today=TODAY) == 0
    assert (updates.send_updates(now=NOW), updates.send_updates(now=NOW)) == (1, 0)
    assert [one.to for one in mail.outbox] == [["person@vhs.example"]]
    assert "Frauensprachkurs" in mail.outbox[0].subject

    later = NOW + timedelta(days=10 + 14)
    assert (updates.send_updates(now=later), updates.send_updates(now=later + timedelta(days=1))) == (1, 0)
    assert mail.outbox[1].subject.startswith("Erinnerung")
    link = re.search(r"https?://[^/]+(/partner/massnahme/\S+)", mail.outbox[0].body).group(1)
    assert link in mail.outbox[1].body


def test_an_office_that_asks_itself_sends_nothing_by_itself(measure):
    Measure.objects.filter(pk=measure.pk).update(next_report_on=TODAY)
    PlanVersion.objects.update(asks_leads=False)

    assert updates.ask_leads(today=TODAY) == 0


def test_a_mail_that_cannot_be_sent_is_tried_again_and_given_up(measure, monkeypatch):
    from django.core.mail import EmailMessage

    def broken(self, *args, **kwargs):
        raise OSError("no way out")

    ask(measure)
    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", broken)
        for _time in range(4):
            assert updates.send_updates(now=NOW) == 0
    assert UpdateRequest.objects.get().failures == updates.MOST_FAILURES
    assert updates.send_updates(now=NOW) == 0


def give_up(monkeypatch):
    """The mail server is away for as long as a mail is tried."""

    def broken(self, *args, **kwargs):
        raise OSError("no way out")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", broken)
        for run in range(updates.MOST_FAILURES):
            updates.send_updates(now=NOW + timedelta(minutes=10 * run))


def test_a_mail_server_that_was_away_keeps_nobody_from_being_asked_on_the_next_day(measure, monkeypatch):
    Measure.objects.filter(pk=measure.pk).update(next_report_on=days(10))
    updates.ask_leads(today=TODAY)
    give_up(monkeypatch)
    Measure.objects.filter(pk=measure.pk).update(lead_email="neu@vhs.example")

    assert [updates.ask_leads(today=days(day)) for day in (1, 1, 2)] == [1, 0, 0]
    assert updates.send_updates(now=NOW + timedelta(days=1)) == 1
    assert [one.to for one in mail.outbox] == [["neu@vhs.example"]]


def test_the_office_sees_a_mail_that_did_not_go_and_asks_again_at_once(measure, login, coordinator, monkeypatch):
    office, address = login(coordinator), f"/buero/konzept/massnahmen/{measure.pk}/"
    asked = updates.ask_for_update(measure, today=date.today(), by=coordinator)
    give_up(monkeypatch)

    page = office.get(address).content.decode()
    assert "kam nicht hinaus" in page and "noch ohne Antwort" not in page
    assert "noch ohne Antwort" in office.post(f"{address}bitten/", follow=True).content.decode()
    asked.refresh_from_db()
    assert asked.replaced_at is not None


def test_a_reminder_to_a_dead_address_is_given_up_too(measure, monkeypatch):
    from django.core.mail import EmailMessage

    tries = []

    def broken(self, *args, **kwargs):
        tries.append(self.to)
        raise OSError("no way out")

    asked = ask(measure)
    updates.send_updates(now=NOW)
    monkeypatch.setattr(EmailMessage, "send", broken)
    for minutes in range(6):
        updates.send_updates(now=NOW + timedelta(days=40, minutes=minutes))

    asked.refresh_from_db()
    assert len(tries) == asked.failures == updates.MOST_FAILURES
    assert asked.reminded_at is None


def link(asked):
    return f"/partner/massnahme/{asked.secret}/"


def test_the_page_takes_the_answer_without_a_login(measure, visitor):
    asked = UpdateRequest.objects.get(pk=ask(measure, today=date.today()).pk)
    page = visitor.get(link(asked)).content.decode()

    assert "Frauensprachkurs" in page and "Es fehlt eine Erzieherin." in page
    assert ProgressReport.objects.filter(is_from_lead=True).count() == 0  # a look changes nothing
    assert visitor.post(link(asked), {"light": "green", "text": ""}).status_code == 422
    done = visitor.post(link(asked), LIGHT, follow=True)
    assert "Danke, Ihr Stand ist angekommen" in done.content.decode()
    assert visitor.post(link(asked), LIGHT, follow=True).status_code == 200
    assert ProgressReport.objects.filter(is_from_lead=True).count() == 1
    assert visitor.get("/partner/massnahme/gibt-es-nicht/").status_code == 404
    assert done["Referrer-Policy"] == "no-referrer"


def test_an_old_link_offers_a_new_one_that_goes_only_to_the_known_address(measure, visitor):
    asked = ask(measure, today=date.today() - timedelta(days=100))
    page = visitor.get(link(asked))

    assert page.status_code == 410
    assert "Neuen Link schicken" in page.content.decode()
    assert "Schauen Sie in Ihre Mails" in visitor.post(f"{link(asked)}neuer-link/").content.decode()
    assert UpdateRequest.objects.filter(replaced_at=None).get().email == "person@vhs.example"
    visitor.post(f"{link(asked)}neuer-link/")
    assert UpdateRequest.objects.count() == 2  # once a day, however often somebody presses


def test_the_office_asks_with_one_button(measure, login, coordinator):
    office = login(coordinator)
    address = f"/buero/konzept/massnahmen/{measure.pk}/"

    assert "Per Mail um den Stand bitten" in office.get(address).content.decode()
    page = office.post(f"{address}bitten/", follow=True).content.decode()
    assert "geht in den nächsten Minuten an person@vhs.example" in page
    assert "noch ohne Antwort" in page
    assert "Heute ging schon eine Bitte" in office.post(f"{address}bitten/", follow=True).content.decode()
