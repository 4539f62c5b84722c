"""Texts with gaps, and one mail to each of many."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from kreislotse.audit.models import AuditEntry
from kreislotse.coordination.mailings import (
    NobodyChosen,
    NobodyReachable,
    repeat_failed,
    send_mailing,
    visible_mailings,
    words_to_send,
)
from kreislotse.coordination.models import Message, OfficeText
from kreislotse.coordination.retention import MAILING_EXPIRY
from kreislotse.coordination.starters import starters, take_over_starters
from kreislotse.coordination.texts import (
    BodyMissing,
    GapNotFilled,
    LinkMissing,
    NameTaken,
    SubjectMissing,
    UnknownGap,
    Words,
    check_words,
    fill,
    filled,
    retire_text,
    words_in_force,
    write_text,
)
from tests.factories import BERLIN, AppointmentFactory, AssignmentFactory, GuideFactory

NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)
TODAY = NOW.date()
GREETING = Words("Hallo {vorname}", "Guten Tag {vorname} {nachname}, rufen Sie an: {telefon}")


@pytest.fixture
def texts(coordinator):
    return lambda **changed: write_text(
        None,
        **{"name": "Gruß", "purpose": "general", "channel": "mail", "words": GREETING, "today": TODAY, "by": coordinator} | changed,
    )  # fmt: skip


@pytest.fixture
def send(coordinator, django_capture_on_commit_callbacks):
    def run(guides, words=GREETING, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return send_mailing(words={"de": words}, guides=guides, now=NOW, by=coordinator, **more)

    return run


# ── texts ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "purpose", "is_sms", "refused"),
    [
        (Words("x", "{straße}"), "general", False, UnknownGap),
        (Words("{vorname.__class__}", "x"), "general", False, UnknownGap),
        (Words("x", "am {bis}"), "general", False, GapNotFilled),
        (Words("", "Text"), "general", False, SubjectMissing),
        (Words("x", "  "), "general", False, BodyMissing),
        (Words("x", "{schulung} {termine}"), "training", False, LinkMissing),
    ],
)
def test_words_nobody_can_fill_are_refused(words, purpose, is_sms, refused):
    with pytest.raises(refused):
        check_words(words, purpose=purpose, is_sms=is_sms)


def test_the_refusal_names_the_gap_and_those_there_are():
    with pytest.raises(UnknownGap, match="{straße}.*{vorname}"):
        check_words(Words("x", "{straße}"), purpose="general", is_sms=False)


def test_a_short_message_needs_no_subject():
    check_words(Words("", "Hallo {vorname}"), purpose="general", is_sms=True)


def test_gaps_are_replaced_as_text_and_never_read_again():
    assert (
        fill("Hallo {vorname}, {unbekannt}", {"vorname": "{nachname}", "nachname": "x"})
        == "Hallo {nachname}, {unbekannt}"
    )


def test_a_name_with_a_line_break_begins_no_new_header():
    assert (
        filled(Words("Hallo {vorname}", "x"), {"vorname": "A\r\nBcc: b@example.org"}).subject
        == "Hallo A Bcc: b@example.org"
    )


def test_a_change_is_a_version_from_today_on(texts, coordinator):
    text = texts(today=date(2026, 1, 1))
    write_text(
        text, name="Gruß", purpose="general", channel="mail", words=Words("Neu", "Neu"), today=TODAY, by=coordinator
    )

    assert words_in_force(text, date(2026, 3, 8))["de"] == GREETING
    assert words_in_force(text, TODAY)["de"] == Words("Neu", "Neu")
    assert text.versions.count() == 2


def test_two_texts_of_one_name_are_refused_until_one_is_retired(texts, coordinator):
    first = texts()
    with pytest.raises(NameTaken):
        texts()

    retire_text(first, today=TODAY, by=coordinator)

    assert texts().pk != first.pk


def test_our_proposals_can_be_sent_as_they_are(coordinator):
    for _name, purpose, channel, words in starters():
        check_words(words, purpose=purpose, is_sms=channel == "sms")

    assert take_over_starters(today=TODAY, by=coordinator) == 5
    assert take_over_starters(today=TODAY, by=coordinator) == 0


def test_translations_stay_out_when_the_german_words_were_changed(texts, coordinator):
    text = texts()
    arabic = Words("مرحبا", "مرحبا {vorname}")
    write_text(
        text, name="Gruß", purpose="general", channel="mail", language="ar", words=arabic, today=TODAY, by=coordinator
    )

    assert words_to_send(text, GREETING.subject, GREETING.body, today=TODAY) == {"de": GREETING, "ar": arabic}
    assert words_to_send(text, "anders", GREETING.body, today=TODAY) == {"de": Words("anders", GREETING.body)}


# ── mailings ────────────────────────────────────────────────────────────────────────────────────────


def test_each_gets_a_mail_of_their_own_with_their_own_name(send, in_district):
    guides = [GuideFactory(first_name=f"Person{n}", email=f"p{n}@example.org") for n in range(3)]

    mailing = send(guides)

    assert sorted(one.to for one in mail.outbox) == [["p0@example.org"], ["p1@example.org"], ["p2@example.org"]]
    assert all(not one.cc and not one.bcc for one in mail.outbox)
    assert {one.subject for one in mail.outbox} == {"Hallo Person0", "Hallo Person1", "Hallo Person2"}
    assert mailing.messages.filter(status="sent").count() == 3


def test_the_hours_of_the_year_fill_their_gap(send, in_district):
    guide = GuideFactory(email="p@example.org")
    assignment = AssignmentFactory(guide=guide)
    today = date.today()  # noqa: DTZ011  the task fills the gaps on the day it runs
    AppointmentFactory(assignment=assignment, on=today, duration_minutes=90, counted_in=today.replace(day=1))

    send([guide], Words("x", "{stunden} Stunden"))

    assert mail.outbox[0].body == "1,5 Stunden\n"


def test_who_reads_arabic_gets_the_arabic_words(coordinator, in_district, django_capture_on_commit_callbacks):
    reads_arabic = GuideFactory(email="a@example.org", interface_language="ar")
    reads_turkish = GuideFactory(email="t@example.org", interface_language="tr")
    words = {"de": Words("Hallo", "Hallo"), "ar": Words("مرحبا", "مرحبا")}

    with django_capture_on_commit_callbacks(execute=True):
        send_mailing(words=words, guides=[reads_arabic, reads_turkish], now=NOW, by=coordinator)

    assert {one.to[0]: one.subject for one in mail.outbox} == {"a@example.org": "مرحبا", "t@example.org": "Hallo"}


def test_who_has_no_address_is_named_and_gets_nothing(send, in_district):
    without, reached = GuideFactory(email=""), GuideFactory(email="p@example.org")

    mailing = send([without, reached])

    assert len(mail.outbox) == 1
    assert mailing.messages.get(guide=without).status == "no_address"


def test_a_mailing_to_nobody_is_refused(send, in_district):
    with pytest.raises(NobodyChosen):
        send([])
    with pytest.raises(NobodyReachable):
        send([GuideFactory(email="")])

    assert not mail.outbox


def test_the_task_may_run_twice(send, in_district):
    from kreislotse.coordination.tasks import send_messages

    mailing = send([GuideFactory(email="p@example.org")])
    send_messages.func(in_district.pk, mailing.pk)

    assert len(mail.outbox) == 1


def test_one_refused_mail_stops_no_other_and_can_be_tried_again(
    send, coordinator, in_district, monkeypatch, django_capture_on_commit_callbacks
):
    from django.core.mail import EmailMessage

    sends = EmailMessage.send

    def refuse(self, *args, **kwargs):
        if self.to == ["kaputt@example.org"]:
            raise OSError("mailbox full: kaputt@example.org")
        return sends(self, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", refuse)
    mailing = send([GuideFactory(email="kaputt@example.org"), GuideFactory(email="gut@example.org")])
    assert sorted(mailing.messages.values_list("status", flat=True)) == ["failed", "sent"]

    monkeypatch.setattr(EmailMessage, "send", sends)
    with django_capture_on_commit_callbacks(execute=True):
        assert repeat_failed(mailing, by=coordinator) == 1

    assert [one.to[0] for one in mail.outbox] == ["gut@example.org", "kaputt@example.org"]


def test_the_trail_knows_how_many_and_no_words(send, in_district):
    mailing = send([GuideFactory(email="p@example.org")])

    [entry] = AuditEntry.objects.filter(entry="mailing_sent")

    assert entry.details == {"purpose": "general", "people": 1, "text": None}
    assert "p@example.org" not in str(list(Message.objects.values())) + str(mailing.words)


def test_mailings_go_with_the_period_of_assignments(send, in_district):
    send([GuideFactory(email="p@example.org")])

    assert not MAILING_EXPIRY.due(TODAY + timedelta(days=365), 365).exists()
    assert MAILING_EXPIRY.erase(MAILING_EXPIRY.due(TODAY + timedelta(days=366), 365)) == 1
    assert not Message.objects.exists()


def test_an_expiry_reminder_to_somebody_with_nothing_to_remind_of_is_skipped(send, in_district):
    mailing = send([GuideFactory(email="p@example.org")], Words("Bald: {was}", "bis {bis}"), purpose="expiry")

    assert not mail.outbox
    assert mailing.messages.get().status == "skipped"


def test_a_traegers_coordinator_writes_to_own_people_only_and_sees_own_mailings_only(login, provider_pool, send):
    other = send([GuideFactory(email="p@example.org")])
    browser = login(provider_pool.user)

    page = browser.get("/buero/lotsen/nachrichten/neu/").content.decode()
    answer = browser.post(
        "/buero/lotsen/nachrichten/neu/",
        {"subject": "x", "body": "y", "guides": [provider_pool.other.pk], "schritt": "senden"},
    )

    assert "Eigene" in page
    assert "Fremde" not in page
    assert answer.status_code == 422
    assert not visible_mailings(to=provider_pool.user).exists()
    assert browser.get(f"/buero/lotsen/nachrichten/{other.pk}/").status_code == 404


def test_the_office_sees_what_goes_to_whom_before_it_goes(
    login, coordinator, in_district, django_capture_on_commit_callbacks
):
    guide = GuideFactory(first_name="Samira", email="s@example.org")
    without = GuideFactory(first_name="Ohne", last_name="Adresse", email="")
    browser, data = login(coordinator), {"subject": "Hallo {vorname}", "body": "Text", "guides": [guide.pk, without.pk]}

    preview = browser.post("/buero/lotsen/nachrichten/neu/", data | {"schritt": "vorschau"}).content.decode()
    assert "1 Mail geht hinaus" in preview
    assert "Hallo Samira" in preview
    assert "Ohne Adresse: keine E-Mail-Adresse" in preview
    assert not mail.outbox

    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post("/buero/lotsen/nachrichten/neu/", data | {"schritt": "senden"})

    assert answer.status_code == 302
    assert len(mail.outbox) == 1
    assert "1 von 2 verschickt" in browser.get(answer.url).content.decode()


def test_going_back_from_the_preview_keeps_words_and_people(login, coordinator, in_district):
    guide = GuideFactory(email="s@example.org")
    data = {"subject": "Betreff bleibt", "body": "Text", "guides": [guide.pk], "schritt": "aendern"}

    page = login(coordinator).post("/buero/lotsen/nachrichten/neu/", data).content.decode()

    assert "Betreff bleibt" in page
    assert f'value="{guide.pk}" checked' in page


def test_an_unknown_gap_keeps_what_was_typed(login, coordinator, in_district):
    guide = GuideFactory(email="s@example.org")
    data = {"subject": "x", "body": "Hallo {straße}", "guides": [guide.pk], "schritt": "vorschau"}

    answer = login(coordinator).post("/buero/lotsen/nachrichten/neu/", data)

    assert answer.status_code == 422
    assert "Hallo {straße}" in answer.content.decode()


def test_the_page_of_a_short_message_counts_its_parts(login, coordinator, texts):
    texts(name="Anruf", channel="sms", words=Words("", "Guten Tag {vorname}, bitte rufen Sie an."))
    guide = GuideFactory(first_name="Şirin", phone="0171 1")

    page = login(coordinator).get(f"/buero/lotsen/{guide.pk}/sms/").content.decode()

    assert "Guten Tag Şirin" in page
    assert "1 SMS mit" in page
    assert "Wegen Ş fasst jede SMS nur 70" in page


def test_a_text_is_written_versioned_and_previewed_with_real_data(login, coordinator, in_district):
    GuideFactory(first_name="Samira", last_name="Aaa")
    browser = login(coordinator)
    data = {
        "name": "Gruß",
        "purpose": "general",
        "channel": "mail",
        "language": "de",
        "subject": "Hallo",
        "body": "Liebe {vorname}",
    }

    answer = browser.post("/buero/lotsen/texte/neu/", data)
    page = browser.get(answer.url).content.decode()

    assert "Liebe Samira" in page
    assert OfficeText.objects.get().versions.count() == 1
