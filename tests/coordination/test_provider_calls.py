"""Calls to providers: to organizations only, answered once by a link, reminded once, listed where somebody is missing."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone

from kreislotse.accounts.roles import Role
from kreislotse.coordination import provider_calls as calls
from kreislotse.coordination.models import CalledProvider, CoordinationRule, ProviderCall
from kreislotse.network.models import Contact
from kreislotse.privacy.operations import run_deletion, seed_retention_rules
from tests.factories import BERLIN, GuideFactory, LanguageFactory, MunicipalityFactory, OrganizationFactory

COVERAGE, NEW = "/buero/lotsen/abdeckung/", "/buero/lotsen/aufrufe/neu/"


@pytest.fixture
def town(in_district):
    return MunicipalityFactory(ags="06635001", name="Allendorf")


@pytest.fixture
def caritas(in_district):
    return OrganizationFactory(name="Caritas", kind="provider", email="post@caritas.example")


@pytest.fixture
def by_letter(in_district):
    return OrganizationFactory(name="Heimatverein", kind="association", email="", street="Am Markt 1", postcode="34497", city="Korbach", phone="05631 77")  # fmt: skip


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


@pytest.fixture
def called(town, coordinator, today):
    def called(*organizations, **facts):
        facts = {"municipality": town, "language": None, "subject": "Wer begleitet in Allendorf?", "body": "In Allendorf fehlt uns jemand.", "reply_by": today + timedelta(days=14)} | facts  # fmt: skip
        return calls.call_providers(organizations, **facts, today=today, by=coordinator)

    return called


def page_of(addressee) -> str:
    return f"/partner/aufruf/{addressee.secret}/"


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_call_goes_out_by_mail_with_a_link_and_once_only(called, caritas, now):
    call = called(caritas)

    sent = [calls.send_calls(now=now), calls.send_calls(now=now)]

    assert sent == [1, 0]
    [message] = mail.outbox
    assert (message.to, message.subject) == (["post@caritas.example"], "Wer begleitet in Allendorf?")
    assert "In Allendorf fehlt uns jemand." in message.body
    assert call.addressees.get().secret in message.body


def test_who_has_no_address_of_their_own_is_written_to_at_the_main_contact(called, now):
    house = OrganizationFactory(name="Verein", email="")
    Contact.objects.create(organization=house, name="Zweite", email="zwei@verein.example")
    Contact.objects.create(organization=house, name="Erste", email="eins@verein.example", is_main=True)

    assert called(house).addressees.get().email == "eins@verein.example"


def test_without_e_mail_there_is_a_letter_and_a_short_message(login, coordinator, called, by_letter, district, now):
    addressee = called(by_letter).addressees.get()

    sent = calls.send_calls(now=now)
    client = login(coordinator)
    page = client.get(f"/buero/lotsen/aufrufe/{addressee.call_id}/").content.decode()
    letter = client.get(f"/buero/lotsen/aufrufe/angeschrieben/{addressee.pk}/brief.pdf")

    assert sent == 0
    assert "ohne E-Mail: bitte Brief oder SMS" in page
    assert calls.short_message(addressee, district=district) in page.replace("&amp;", "&")
    assert letter.content.startswith(b"%PDF")


def test_a_provider_without_any_address_is_named_and_nobody_is_written_to(called, caritas, now):
    nowhere = OrganizationFactory(name="Stiller Verein", email="", phone="", street="", city="")

    with pytest.raises(calls.NoWayToReach, match="Stiller Verein"):
        called(caritas, nowhere)

    assert not ProviderCall.objects.exists()
    assert calls.send_calls(now=now) == 0


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_the_answer_is_asked_for_after_today_and_within_three_months(called, caritas, today, days):
    with pytest.raises(calls.NoTimeToAnswer, match="höchstens 90 Tage"):
        called(caritas, reply_by=today + timedelta(days=days))

    assert not ProviderCall.objects.exists()


def test_a_call_says_what_is_missing_and_goes_to_somebody(called, caritas, today):
    with pytest.raises(calls.NothingMissing):
        called(caritas, municipality=None)
    with pytest.raises(calls.NobodyCalled):
        called()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProviderCall.objects.create(subject="x", body="x", called_on=today, reply_by=today + timedelta(days=1), expires_on=today + timedelta(days=2))  # fmt: skip


def test_the_page_knows_what_to_write_and_whom_to_ask(login, coordinator, town, caritas, by_letter):
    GuideFactory(organization=caritas, status="active")
    by_letter.municipalities_served.add(town)
    OrganizationFactory(name="Firma", kind="company")

    client = login(coordinator)
    page = client.get(f"{NEW}?municipality={town.pk}").content.decode()

    assert "Wer begleitet in Allendorf?" in page
    assert page.index("Träger, deren Leute schon helfen") < page.index("Caritas") < page.index("Arbeiten in Allendorf") < page.index("Heimatverein")  # fmt: skip
    assert "ohne E-Mail: Brief" in page
    assert "Firma" not in page


def test_the_office_sends_a_call_from_the_page(login, coordinator, town, caritas, today):
    facts = {"municipality": town.pk, "subject": "Wer hilft?", "body": "Bitte.", "reply_by": f"{today + timedelta(days=7):%d.%m.%Y}", "organizations": [caritas.pk]}  # fmt: skip

    answer = login(coordinator).post(NEW, facts)

    call = ProviderCall.objects.get()
    assert answer.url == f"/buero/lotsen/aufrufe/{call.pk}/"
    assert [one.organization for one in call.addressees.all()] == [caritas]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"organizations": []}, "Bitte wählen Sie mindestens einen Akteur aus."),
        ({"organizations": [999999]}, "ist keine gültige Auswahl"),
        ({"municipality": ""}, "Was fehlt?"),
        ({"reply_by": "1.1.2020"}, "liegt bitte nach heute"),
        ({"reply_by": "bald"}, "Bitte schreiben Sie ein Datum"),
        ({"subject": ""}, "Betreff"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_sent(login, coordinator, town, caritas, today, changes, sentence):
    facts = {"municipality": town.pk, "subject": "Wer hilft?", "body": "Bitte.", "reply_by": f"{today + timedelta(days=7):%d.%m.%Y}", "organizations": [caritas.pk]}  # fmt: skip

    answer = login(coordinator).post(NEW, facts | changes)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ProviderCall.objects.exists()


@pytest.mark.parametrize("query", ["?municipality=abc", "?municipality=99999999", "?language=-1"])
def test_an_address_nobody_knows_opens_an_empty_form(login, coordinator, query):
    assert login(coordinator).get(NEW + query).status_code == 200


# ── reminder and mail server ────────────────────────────────────────────────────────────────────────


def test_there_is_one_reminder_three_days_before_the_end(called, caritas, now):
    addressee = called(caritas).addressees.get()
    calls.send_calls(now=now)
    sent = [calls.send_calls(now=now + timedelta(days=days)) for days in (10, 11, 12, 20)]

    assert sent == [0, 1, 0, 0]
    assert mail.outbox[1].subject == "Erinnerung: Wer begleitet in Allendorf?"
    assert addressee.secret in mail.outbox[1].body


@pytest.mark.parametrize("answer", ["yes", "looking", "no"])
def test_who_answered_is_not_reminded(called, caritas, now, answer):
    addressee = called(caritas).addressees.get()
    calls.send_calls(now=now)
    calls.answer_call(addressee, answer=answer, note="Niemand frei", now=now)

    assert calls.send_calls(now=now + timedelta(days=12)) == 0


def test_a_mail_server_that_is_away_is_tried_again_and_given_up_at_last(called, caritas, now, monkeypatch):
    addressee = called(caritas).addressees.get()

    def refuse(_self, _messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        first = calls.send_calls(now=now)
    second = calls.send_calls(now=now)
    addressee.refresh_from_db()
    assert (first, second, addressee.failures) == (0, 1, 1)

    CalledProvider.objects.update(sent_at=None, failures=calls.MOST_FAILURES)
    assert calls.send_calls(now=now) == 0


# ── answering ───────────────────────────────────────────────────────────────────────────────────────


def test_one_page_without_a_login_takes_the_answer(client, login, coordinator, called, caritas, town):
    addressee = called(caritas).addressees.get()
    page = client.get(page_of(addressee))
    answer = client.post(page_of(addressee), {"answer": "yes", "note": "Bitte rufen Sie an."})
    thanks = client.get(page_of(addressee)).content.decode()

    addressee.refresh_from_db()
    assert (page.status_code, page["Referrer-Policy"], answer.status_code) == (200, "no-referrer", 302)
    assert (addressee.answer, addressee.note, addressee.recorded_by) == ("yes", "Bitte rufen Sie an.", None)
    assert "Danke, Ihre Antwort ist angekommen" in thanks
    cover = login(coordinator).get(COVERAGE).content.decode()
    assert re.search(r"Allendorf.*?Aufruf vom.*?1 ja, 0 suchen, 0 nein, 0 offen", cover, re.DOTALL)


def test_opening_the_link_answers_nothing(client, called, caritas):
    addressee = called(caritas).addressees.get()

    client.get(page_of(addressee))

    addressee.refresh_from_db()
    assert addressee.answer == "open"


def test_who_is_still_looking_answers_again_with_the_same_link(client, called, caritas):
    addressee = called(caritas).addressees.get()
    client.post(page_of(addressee), {"answer": "looking"})

    again = client.get(page_of(addressee)).content.decode()
    client.post(page_of(addressee), {"answer": "no", "note": "Niemand gefunden"})

    addressee.refresh_from_db()
    assert "Sie suchen noch jemanden" in again
    assert (addressee.answer, addressee.note) == ("no", "Niemand gefunden")


def test_an_answer_is_given_once(client, called, caritas, now):
    addressee = called(caritas).addressees.get()
    client.post(page_of(addressee), {"answer": "yes"})

    second = client.post(page_of(addressee), {"answer": "no", "note": "Doch nicht"})

    addressee.refresh_from_db()
    assert (second.status_code, addressee.answer) == (200, "yes")
    with pytest.raises(calls.LinkUsed):
        calls.answer_call(addressee, answer="no", note="Doch nicht", now=now)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Bitte wählen Sie eine Antwort."),
        ({"answer": "vielleicht"}, "keine gültige Auswahl"),
        ({"answer": "open"}, "keine gültige Auswahl"),
        ({"answer": "no", "note": "  "}, "Bitte schreiben Sie kurz, warum nicht."),
        ({"answer": "yes", "note": "x" * 301}, "höchstens 300"),
    ],
)
def test_a_wrong_answer_is_explained_and_not_kept(client, called, caritas, facts, sentence):
    addressee = called(caritas).addressees.get()

    answer = client.post(page_of(addressee), facts)

    addressee.refresh_from_db()
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert addressee.answer == "open"


def test_an_old_link_says_so_and_takes_nothing(client, called, caritas, now):
    call = called(caritas)
    addressee = call.addressees.get()
    ProviderCall.objects.update(called_on=date(2025, 1, 1), reply_by=date(2025, 1, 15), expires_on=date(2025, 2, 1))

    page = client.post(page_of(addressee), {"answer": "yes"})

    addressee.refresh_from_db()
    assert (page.status_code, addressee.answer) == (410, "open")
    assert "Dieser Link gilt nicht mehr" in page.content.decode()
    with pytest.raises(calls.LinkOver):
        calls.answer_call(addressee, answer="yes", note="", now=now)


def test_a_link_nobody_knows_is_not_found(client, in_district):
    assert client.get("/partner/aufruf/gibt-es-nicht/").status_code == 404


def test_the_office_enters_and_corrects_what_was_said_on_the_telephone(login, coordinator, called, by_letter):
    addressee = called(by_letter).addressees.get()
    client, page = login(coordinator), f"/buero/lotsen/aufrufe/angeschrieben/{addressee.pk}/"

    refused = client.post(page, {"answer": "no", "note": ""})
    client.post(page, {"answer": "no", "note": "Alle ausgelastet"})
    client.post(page, {"answer": "yes", "note": ""})

    addressee.refresh_from_db()
    assert refused.status_code == 422
    assert (addressee.answer, addressee.recorded_by) == ("yes", coordinator)


# ── who sees it, how long it stays ──────────────────────────────────────────────────────────────────


def test_the_coverage_offers_a_call_only_to_those_who_may_write_one(login, person, coordinator, town, called, caritas):
    language = LanguageFactory(code="ti", name="Tigrinya")
    called(caritas, municipality=None, language=language)

    office = login(coordinator).get(COVERAGE).content.decode()
    caseworker = login(person(Role.CASEWORKER)).get(COVERAGE).content.decode()
    carrier = login(person(Role.PROVIDER_COORDINATOR)).get(COVERAGE).content.decode()

    assert f"/aufrufe/neu/?municipality={town.pk}" in office
    assert "/aufrufe/neu/" not in caseworker
    assert "Aufruf" not in carrier


def test_calls_go_with_their_answers_when_their_time_is_over(called, caritas, today):
    seed_retention_rules({})
    called(caritas)

    run_deletion(today=today + timedelta(days=729))
    kept = ProviderCall.objects.count()
    run_deletion(today=today + timedelta(days=732))

    assert (kept, ProviderCall.objects.count(), CalledProvider.objects.count()) == (1, 0, 0)


def test_the_coverage_costs_no_more_queries_for_more_calls(login, coordinator, called, caritas, by_letter, django_assert_max_num_queries):  # fmt: skip
    client = login(coordinator)
    called(caritas)
    client.get(COVERAGE)
    with django_assert_max_num_queries(60) as few:
        client.get(COVERAGE)
    for number in range(5):
        called(caritas, by_letter, municipality=MunicipalityFactory(ags=f"0663501{number}"))

    with django_assert_max_num_queries(len(few)):
        client.get(COVERAGE)


def test_a_moment_in_the_evening_counts_for_the_day_of_the_kreis(called, caritas, today):
    """Sent at 23:30 of Berlin: no reminder before the next day, although the end is near."""
    called(caritas, reply_by=today + timedelta(days=2))
    evening = datetime.combine(today, datetime.min.time(), BERLIN) + timedelta(hours=23, minutes=30)

    sent = [calls.send_calls(now=evening), calls.send_calls(now=evening + timedelta(minutes=10)), calls.send_calls(now=evening + timedelta(hours=1))]  # fmt: skip

    assert sent == [1, 0, 1]


# ── after the installation's key has changed ────────────────────────────────────────────────────────


def test_with_a_new_key_page_and_letter_say_what_to_do_and_links_on_paper_work_on(
    called, by_letter, coordinator, login, client, settings
):
    addressee = called(by_letter).addressees.get()
    on_paper = page_of(addressee)
    settings.SECRET_KEY = "another key, as after a restore on a new machine"
    office = login(coordinator)

    page = office.get(f"/buero/lotsen/aufrufe/{addressee.call_id}/")
    letter = office.get(f"/buero/lotsen/aufrufe/angeschrieben/{addressee.pk}/brief.pdf", follow=True)

    for answer in (page, letter):
        assert answer.status_code == 200
        assert "Bitte schreiben Sie sonst einen neuen Aufruf" in answer.content.decode()
        assert "Text für eine SMS" not in answer.content.decode()
    assert client.get(on_paper).status_code == 200


@pytest.mark.parametrize("days", [0, 12])
def test_with_a_new_key_a_mail_brings_a_link_that_works(called, caritas, client, now, settings, days):
    addressee = called(caritas).addressees.get()
    if days:
        calls.send_calls(now=now)
        mail.outbox.clear()
    settings.SECRET_KEY = "another key, as after a restore on a new machine"

    assert calls.send_calls(now=now + timedelta(days=days)) == 1

    addressee.refresh_from_db()
    assert addressee.secret in mail.outbox[0].body
    assert client.get(page_of(addressee)).status_code == 200


# ── after the day to answer by ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("days", "goes"), [(14, 1), (15, 0)])
@pytest.mark.parametrize("is_reminder", [True, False])
def test_nothing_asks_for_an_answer_by_a_day_that_is_over(called, caritas, now, days, goes, is_reminder):
    called(caritas)
    if is_reminder:
        calls.send_calls(now=now)

    assert calls.send_calls(now=now + timedelta(days=days)) == goes


def test_a_mail_that_came_to_nothing_before_the_day_says_so(called, caritas, coordinator, login, today):
    call = called(caritas)
    ProviderCall.objects.update(called_on=today - timedelta(days=15), reply_by=today - timedelta(days=1))

    page = login(coordinator).get(f"/buero/lotsen/aufrufe/{call.pk}/").content.decode()

    assert "ging bis zur Frist nicht hinaus" in page
    assert "geht gleich hinaus" not in page


def test_the_days_of_a_call_are_those_of_the_office_s_rule(called, caritas, now, today, login, coordinator):
    CoordinationRule(call_reply_days=30, call_remind_days=10, call_link_days=5, valid_from=today).save()
    proposed = today + timedelta(days=30)

    page = login(coordinator).get("/buero/lotsen/aufrufe/neu/").content.decode()
    call = called(caritas, reply_by=proposed)
    calls.send_calls(now=now)

    assert f"{proposed:%d.%m.%Y}" in page
    assert call.expires_on == proposed + timedelta(days=5)
    assert calls.send_calls(now=now + timedelta(days=19)) == 0
    assert calls.send_calls(now=now + timedelta(days=20)) == 1
    page = login(coordinator).get(f"/buero/lotsen/aufrufe/{call.pk}/").content.decode()
    assert "10 Tage vor der Frist einmal erinnert" in page
