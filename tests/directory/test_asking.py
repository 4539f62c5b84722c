"""Providers are asked once per check, reminded once, in one mail per provider; the link answers once."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from kreislotse.audit.models import AuditEntry
from kreislotse.core.scope import district_scope
from kreislotse.directory import asking
from kreislotse.directory.models import CheckRequest, CheckRule
from kreislotse.directory.operations import OfferArchived, archive_offer
from kreislotse.directory.tasks import ask_providers
from kreislotse.jobs.worker import run_due
from kreislotse.network.models import Contact
from tests.factories import DistrictFactory, OfferFactory, OrganizationFactory

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def nobody_knocked_yet():
    cache.clear()


@pytest.fixture
def rule(in_district):
    return CheckRule.objects.create(
        months=12, is_mailed=True, reminder_weeks=3, link_days=60, valid_from=date(2020, 1, 1)
    )


@pytest.fixture
def provider(in_district):
    return OrganizationFactory(name="Mieterhilfe", email="info@mieterhilfe.example")


def noon(day):
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))


def test_offers_of_one_provider_come_in_one_mail(rule, provider, today):
    OfferFactory(provider=provider, title="Beratung zur Miete")
    OfferFactory(provider=provider, title="Beratung zu Strom", checked_on=today - timedelta(days=366))
    OfferFactory(provider=provider, title="Neu geprüft", checked_on=today - DAY)

    assert asking.ask_due_offers(today=today) == 1

    (letter,) = mail.outbox
    assert letter.to == ["info@mieterhilfe.example"]
    assert "Beratung zur Miete" in letter.body and "Beratung zu Strom" in letter.body
    assert "Neu geprüft" not in letter.body
    assert letter.body.count("/partner/pruefen/") == 2
    assert letter.extra_headers["Reply-To"] == "integration@musterau.example"


def test_running_twice_sends_once(rule, provider, today):
    OfferFactory(provider=provider)

    asking.ask_due_offers(today=today)
    asking.ask_due_offers(today=today)
    asking.ask_due_offers(today=today + DAY)

    assert len(mail.outbox) == 1
    assert CheckRequest.objects.count() == 1


def test_one_reminder_and_then_no_more(rule, provider, today):
    OfferFactory(provider=provider)

    for day in range(0, 400, 7):
        asking.ask_due_offers(today=today + timedelta(days=day))

    assert [letter.subject.startswith("Erinnerung") for letter in mail.outbox] == [False, True]
    assert asking.question_behind(link_in(mail.outbox[1])) == asking.question_behind(link_in(mail.outbox[0]))


def test_no_reminder_after_an_answer_or_a_check(rule, provider, today):
    answered, checked = OfferFactory(provider=provider), OfferFactory(provider=provider)
    asking.ask_due_offers(today=today)
    asking.confirm_by_link(CheckRequest.objects.get(offer=answered), now=noon(today))
    checked.checked_on = today + DAY
    checked.save()

    asking.ask_due_offers(today=today + timedelta(weeks=4))

    assert len(mail.outbox) == 1


def test_next_year_asks_again(rule, provider, today):
    offer = OfferFactory(provider=provider)
    asking.ask_due_offers(today=today)
    asking.confirm_by_link(CheckRequest.objects.get(), now=noon(today))

    asking.ask_due_offers(today=today + timedelta(days=366))

    assert len(mail.outbox) == 2
    assert offer.check_requests.filter(answer="open").count() == 1


def test_question_by_hand_long_ago_is_not_the_one_of_this_check(rule, provider, coordinator, today):
    offer = OfferFactory(provider=provider, checked_on=today - timedelta(days=400))
    CheckRequest.objects.create(
        offer=offer, asked_on=today - timedelta(days=300), expires_on=today - timedelta(days=240), sent_at=noon(today)
    )

    assert asking.ask_due_offers(today=today) == 1


def test_question_by_hand_whose_link_still_works_is_enough(rule, provider, today):
    offer = OfferFactory(provider=provider, checked_on=today - timedelta(days=366))
    CheckRequest.objects.create(
        offer=offer, asked_on=today - timedelta(days=10), expires_on=today + timedelta(days=50), sent_at=noon(today)
    )

    assert asking.ask_due_offers(today=today) == 0


def test_nothing_goes_by_itself_while_the_district_has_it_switched_off(in_district, provider, today):
    OfferFactory(provider=provider)

    assert asking.ask_due_offers(today=today) == 0
    assert not CheckRequest.objects.exists()


def test_each_district_has_its_own_rule(rule, provider, today):
    OfferFactory(provider=provider)
    neighbor = DistrictFactory(ags="05370", host="nachbarau.localhost")
    with district_scope(neighbor):
        OfferFactory(email="nachbar@example.org")

    ask_providers(today)

    assert [letter.to for letter in mail.outbox] == [["info@mieterhilfe.example"]]


def test_it_is_one_of_the_nightly_jobs(rule, provider, today):
    OfferFactory(provider=provider)

    assert "kreislotse.directory.tasks.ask_providers" in run_due(today)
    assert len(mail.outbox) == 1


def test_whom_to_ask(in_district, provider):
    offer = OfferFactory(provider=provider, email="angebot@mieterhilfe.example")
    person = Contact.objects.create(organization=provider, name="Frau Muster", email="muster@mieterhilfe.example")

    def address():
        return asking.address_of(asking.with_addresses(type(offer).objects.filter(pk=offer.pk)).get())

    assert address() == "angebot@mieterhilfe.example"
    type(offer).objects.update(email="")
    offer.contacts.add(person)
    assert address() == "muster@mieterhilfe.example"
    offer.contacts.clear()
    assert address() == "info@mieterhilfe.example"
    provider.email = ""
    provider.save()
    assert address() == "muster@mieterhilfe.example"
    person.delete()
    assert address() == ""


def test_offer_without_an_address_is_left_to_the_office(rule, today):
    OfferFactory()

    assert asking.ask_due_offers(today=today) == 0
    assert not CheckRequest.objects.exists()


def test_mail_server_that_fails_is_tried_three_nights_and_the_others_get_theirs(rule, provider, today, monkeypatch):
    OfferFactory(provider=provider)
    OfferFactory(provider=OrganizationFactory(email="andere@example.org"))
    send = asking.EmailMessage.send

    def fail(message):
        if message.to == ["info@mieterhilfe.example"]:
            raise OSError("down")
        return send(message)

    monkeypatch.setattr(asking.EmailMessage, "send", fail)
    for night in range(6):
        asking.ask_due_offers(today=today + night * DAY)

    assert [letter.to for letter in mail.outbox] == [["andere@example.org"]]
    row = CheckRequest.objects.get(address="info@mieterhilfe.example")
    assert (row.failures, row.sent_at) == (3, None)


def test_address_with_a_line_break_stops_nobody(rule, provider, today):
    OfferFactory(provider=provider)
    OfferFactory(provider=OrganizationFactory(email="a@example.org\nBcc: b@example.org"))

    asking.ask_due_offers(today=today)

    assert [letter.to for letter in mail.outbox] == [["info@mieterhilfe.example"]]


def test_title_with_a_line_break_is_one_line_in_the_subject(rule, provider, today):
    OfferFactory(provider=provider, title="Beratung\nBcc: wer@example.org")

    asking.ask_due_offers(today=today)

    assert mail.outbox[0].subject == "Stimmt das noch? Beratung Bcc: wer@example.org"
    assert mail.outbox[0].recipients() == ["info@mieterhilfe.example"]


def test_asking_by_hand_replaces_the_open_question(rule, provider, coordinator, django_capture_on_commit_callbacks):
    today = timezone.localdate()
    offer = OfferFactory(provider=provider)
    asking.ask_due_offers(today=today)
    first = CheckRequest.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        second = asking.ask_provider(offer, today=today, by=coordinator)

    assert len(mail.outbox) == 2
    with pytest.raises(asking.LinkOver):
        asking.confirm_by_link(first, now=noon(today))
    asking.confirm_by_link(second, now=noon(today))


def test_asking_by_hand_needs_an_address_and_a_public_offer(in_district, today, coordinator):
    with pytest.raises(asking.NoAddress):
        asking.ask_provider(OfferFactory(), today=today, by=coordinator)
    with pytest.raises(asking.OfferNotPublic):
        asking.ask_provider(OfferFactory(status="draft", email="a@example.org"), today=today, by=coordinator)


def test_preview_holds_no_link_and_leaves_nothing_behind(in_district, provider, today):
    offer = OfferFactory(provider=provider)

    letter = asking.preview(offer, today=today)

    assert "(hier steht der Link)" in letter.text and "/partner/pruefen/" not in letter.text
    assert not CheckRequest.objects.exists()


# ── the link ────────────────────────────────────────────────────────────────────────────────────────


def link_in(letter) -> str:
    return letter.body.split("/partner/pruefen/")[1].split("/")[0]


@pytest.fixture
def question(rule, provider):
    offer = OfferFactory(provider=provider, title="Beratung zur Miete", email="info@mieterhilfe.example")
    asking.ask_due_offers(today=timezone.localdate())
    return CheckRequest.objects.select_related("offer").get(offer=offer)


@pytest.fixture
def address(question):
    return f"/partner/pruefen/{question.secret}/"


def test_confirming_sets_the_day_and_leaves_a_trail(question):
    asking.confirm_by_link(question, now=timezone.now())

    question.offer.refresh_from_db()
    assert question.offer.checked_on == timezone.localdate()
    assert AuditEntry.objects.filter(entry="offer_confirmed", object_pk=question.offer_id).count() == 1
    with pytest.raises(asking.LinkUsed):
        asking.confirm_by_link(question, now=timezone.now())


def test_opening_the_link_changes_nothing(visitor, address, question):
    for method in (visitor.get, visitor.head, visitor.options):
        method(address)
    visitor.get(address + "aendern/")

    question.refresh_from_db()
    assert question.answer == "open"
    assert question.offer.checked_on is None


def test_page_shows_the_facts_and_sets_no_cookie(visitor, address):
    response = visitor.get(address)

    assert "Beratung zur Miete" in response.content.decode()
    assert response.cookies == {}
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_page_shows_nothing_of_the_office(visitor, address, question, coordinator):
    provider = question.offer.provider
    provider.note = "schwieriger Träger"
    provider.save()
    Contact.objects.create(organization=provider, name="Frau Geheim", phone="0170 1", email="geheim@example.org")
    question.offer.responsible = coordinator
    question.offer.save()

    page = visitor.get(address).content.decode() + visitor.get(address + "aendern/").content.decode()

    for secret in ("schwieriger", "Geheim", "geheim@", str(coordinator)):
        assert secret not in page


def test_one_click_confirms_and_the_second_explains_itself(visitor, address, question):
    assert visitor.post(address).status_code == 302
    again = visitor.post(address)

    question.refresh_from_db()
    assert question.answer == "confirmed"
    assert "gelten als geprüft" in again.content.decode()
    assert AuditEntry.objects.filter(entry="offer_confirmed").count() == 1


def test_expired_link_explains_itself_and_offers_a_new_mail(visitor, address, question):
    CheckRequest.objects.update(expires_on=timezone.localdate() - DAY, asked_on=timezone.localdate() - 61 * DAY)

    response = visitor.post(address)

    assert response.status_code == 410
    assert "Neue E-Mail anfordern" in response.content.decode()
    question.offer.refresh_from_db()
    assert question.offer.checked_on is None


def test_new_mail_goes_to_the_offices_address_once_a_day(
    visitor, address, question, django_capture_on_commit_callbacks
):
    CheckRequest.objects.update(expires_on=timezone.localdate() - DAY, asked_on=timezone.localdate() - 61 * DAY)
    mail.outbox.clear()

    for _click in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            page = visitor.post(f"{address}neue-mail/", {"email": "fremd@example.org"})

    assert [letter.to for letter in mail.outbox] == [["info@mieterhilfe.example"]]
    assert "info@mieterhilfe.example" not in page.content.decode().split("<main")[1]


def test_archived_offer_says_so(visitor, address, question, coordinator):
    archive_offer(question.offer, by=coordinator)

    response = visitor.post(address)

    assert response.status_code == 410
    assert "nicht mehr gezeigt" in response.content.decode()
    with pytest.raises(OfferArchived):
        asking.confirm_by_link(question, now=timezone.now())


@pytest.mark.parametrize("secret", ["x", "0" * 32, "ä" * 40, "../" * 9, "a" * 5000])
def test_unknown_links_say_so(visitor, question, secret):
    for suffix in ("", "aendern/"):
        assert visitor.get(f"/partner/pruefen/{secret}/{suffix}").status_code == 404
    assert visitor.post(f"/partner/pruefen/{secret}/neue-mail/").status_code == 404


def test_link_of_one_offer_does_nothing_for_another(question, rule, provider):
    other = OfferFactory(provider=provider)
    row = CheckRequest(offer=other, nonce=question.nonce, asked_on=question.asked_on, expires_on=question.expires_on)

    assert row.make_secret() != question.make_secret()


def test_link_is_unknown_at_the_neighbors(question, client, other_district):
    response = client.get(f"/partner/pruefen/{question.secret}/", headers={"host": other_district.host})

    assert response.status_code == 404


def test_the_database_cannot_make_the_link(question, settings):
    settings.SECRET_KEY = "another"

    assert question.secret == ""


def test_too_many_guesses_are_slowed_down(visitor, question):
    answers = {visitor.get(f"/partner/pruefen/{number:032d}/").status_code for number in range(61)}

    assert answers == {404, 429}
