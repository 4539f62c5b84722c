"""Feedback on an offer: from anybody, in every language, answered, counted, forgotten."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kreislotse.core.scope import district_scope
from kreislotse.intake import submissions
from kreislotse.privacy.operations import run_deletion, seed_retention_rules
from kreislotse.quality import feedback as operations
from kreislotse.quality.models import Feedback, FeedbackFact
from tests.factories import NOON, OfferFactory

EMAIL = "amina@seeker.example"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def offer(in_district):
    return OfferFactory(title="Nähcafé")


@pytest.fixture
def token(monkeypatch):
    """A form a person took their time for."""
    monkeypatch.setattr("kreislotse.web.public.forms.intake.SentFromOutside.least_seconds", 0)
    return submissions.new_token()


def send(visitor, offer, language="", **fields):
    data = {"topic": "wrong", "text": "", "email": "", "website": ""} | fields
    return visitor.post(f"{language}/angebote/{offer.pk}/rueckmeldung/", data)


def received(offer, **fields):
    fields = {"topic": "wrong", "text": "Die Nummer ist alt.", "email": EMAIL, "language": "ar"} | fields
    now = fields.pop("now", NOON)
    digest = fields.pop("submission_digest", f"{Feedback.objects.count():064d}")
    return operations.submit_feedback(offer, **fields, submission_digest=digest, now=now)


# ── the public ──────────────────────────────────────────────────────────────────────────────────────


def test_the_page_of_an_offer_leads_to_the_form(visitor, offer):
    assert f"/angebote/{offer.pk}/rueckmeldung/" in visitor.get(f"/angebote/{offer.pk}/").content.decode()


@pytest.mark.parametrize("language", ["de", "ar", "ti", "de-simple"])
def test_anybody_can_say_something_without_cookie(visitor, offer, token, language):
    in_district = offer.district
    in_district.languages = ["de", "ar", "ti", "de-simple"]
    in_district.save()
    prefix = "" if language == "de" else f"/{language}"

    response = send(visitor, offer, prefix, token=token, text="  رقم الهاتف قديم  ", email=EMAIL)

    assert response.status_code == 302
    assert not visitor.cookies
    with district_scope(offer.district):
        feedback = Feedback.objects.get()
    assert (feedback.text, feedback.email, feedback.language) == ("رقم الهاتف قديم", EMAIL, language)
    thanks = visitor.get(response["Location"])
    assert thanks.status_code == 200
    with translation.override(language):
        assert translation.gettext("Danke für Ihre Rückmeldung") in thanks.content.decode()


def test_the_same_form_twice_counts_once(visitor, offer, token):
    for _time in range(2):
        assert send(visitor, offer, token=token).status_code == 302

    with district_scope(offer.district):
        assert Feedback.objects.count() == 1
        assert FeedbackFact.objects.get().number == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"topic": ""}, "topic"),
        ({"topic": "quatsch"}, "topic"),
        ({"email": "keine adresse"}, "email"),
        ({"text": "x" * 301}, "text"),
        ({"website": "http://spam.example"}, None),
        ({"token": "falsch"}, None),
    ],
)
def test_bad_input_keeps_what_was_typed(visitor, offer, token, fields, field):
    response = send(visitor, offer, **{"token": token, "text": "bleibt stehen"} | fields)

    page = response.content.decode()
    assert response.status_code == 422
    assert field is None or f'id="id_{field}' in page
    assert fields.get("text", "bleibt stehen") in page
    with district_scope(offer.district):
        assert not Feedback.objects.exists()


def test_a_form_sent_at_once_is_a_machines(visitor, offer):
    page = visitor.get(f"/angebote/{offer.pk}/rueckmeldung/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]

    assert send(visitor, offer, token=token).status_code == 422


def test_one_line_may_not_flood_us(visitor, offer, token):
    answers = [send(visitor, offer, token=token, text=str(number)).status_code for number in range(11)]

    assert answers[:10] == [302] * 10
    assert answers[10] == 429


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_nobody_sees_gets_no_feedback(visitor, in_district, token, status):
    offer = OfferFactory(status=status)

    assert visitor.get(f"/angebote/{offer.pk}/rueckmeldung/").status_code == 404
    assert send(visitor, offer, token=token).status_code == 404


def test_a_neighbors_offer_gets_no_feedback_here(offer, other_district, token):
    neighbor = Client(SERVER_NAME=other_district.host, HTTP_HOST=other_district.host)

    assert send(neighbor, offer, token=token).status_code == 404


def test_words_of_strangers_are_shown_as_words(login, coordinator, offer):
    feedback = received(offer, text="<script>alert(1)</script>")

    page = login(coordinator).get(reverse("office:feedback_detail", args=[feedback.pk])).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# ── the office ──────────────────────────────────────────────────────────────────────────────────────


def test_the_answer_is_seen_first_and_then_mailed_in_the_persons_language(
    login, coordinator, offer, django_capture_on_commit_callbacks
):
    feedback = received(offer)
    client, url = login(coordinator), reverse("office:feedback_detail", args=[feedback.pk])
    data = {"blocks": ["greeting", "corrected", "farewell"], "text": "Neue Nummer: 05631 22."}

    preview = client.post(url, data)
    assert "لقد صححنا المعلومات" in preview.content.decode()
    assert mail.outbox == []

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, data | {"send": "1"})

    feedback.refresh_from_db()
    [letter] = mail.outbox
    assert response.status_code == 302
    assert letter.to == [EMAIL]
    assert letter.subject == "رد على ملاحظتك"
    assert "لقد صححنا المعلومات" in letter.body
    assert "Neue Nummer: 05631 22." in letter.body
    assert "Antwort" not in letter.body
    assert feedback.email == ""
    assert feedback.done_on


def test_answering_twice_is_refused(offer, coordinator):
    feedback = received(offer)
    operations.answer_feedback(feedback, text="eins", now=NOON, by=coordinator)

    with pytest.raises(operations.AnsweredAlready):
        operations.answer_feedback(feedback, text="zwei", now=NOON, by=coordinator)


def test_without_an_address_there_is_nothing_to_answer(offer, coordinator):
    with pytest.raises(operations.NothingToAnswer):
        operations.answer_feedback(received(offer, email=""), text="eins", now=NOON, by=coordinator)


def test_an_empty_answer_is_not_sent(login, coordinator, offer):
    feedback = received(offer)

    response = login(coordinator).post(
        reverse("office:feedback_detail", args=[feedback.pk]), {"blocks": ["greeting"], "send": "1"}
    )

    assert response.status_code == 422
    feedback.refresh_from_db()
    assert feedback.answered_at is None


def test_a_letter_the_server_refuses_is_tried_again_without_naming_the_person(offer, coordinator, monkeypatch):
    feedback = received(offer)
    Feedback.objects.update(answer="Danke", answered_at=NOON)

    def refuse(_letter):
        raise OSError(f"550 {EMAIL} unknown")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    with pytest.raises(operations.LetterNotSent) as caught:
        operations.mail_answer.func(offer.district_id, feedback.pk)
    assert EMAIL not in str(caught.value)

    monkeypatch.undo()
    operations.mail_answer.func(offer.district_id, feedback.pk)
    operations.mail_answer.func(offer.district_id, feedback.pk)
    assert len(mail.outbox) == 1


def test_done_without_an_answer_forgets_the_address(offer, coordinator):
    feedback = received(offer)

    operations.finish_feedback(feedback, today=date(2026, 3, 10), by=coordinator)
    feedback = operations.finish_feedback(feedback, today=date(2026, 3, 11), by=coordinator)

    assert (feedback.email, feedback.done_on) == ("", date(2026, 3, 10))


def test_the_list_and_heute_say_what_waits(login, coordinator, caseworker, offer):
    received(offer)

    assert "1 Rückmeldung wartet." in login(coordinator).get(reverse("office:feedback_list")).content.decode()
    assert "1 Rückmeldung zu einem Angebot wartet." in login(coordinator).get(reverse("office:today")).content.decode()
    assert login(caseworker).get(reverse("office:feedback_list")).status_code == 403


# ── what goes, and what stays ───────────────────────────────────────────────────────────────────────


def test_the_address_goes_after_thirty_days_and_done_feedback_as_a_whole(offer, coordinator):
    seed_retention_rules({})
    open_one = received(offer)
    done = received(offer, topic="thanks", text="fertig")
    operations.finish_feedback(done, today=date(2026, 3, 10), by=coordinator)

    run_deletion(today=date(2026, 4, 8))
    assert set(Feedback.objects.values_list("email", flat=True)) == {EMAIL, ""}

    run_deletion(today=date(2026, 4, 10))
    assert Feedback.objects.get().pk == open_one.pk
    assert Feedback.objects.get().email == ""
    assert Feedback.objects.get().text

    run_deletion(today=date(2026, 3, 9) + timedelta(days=367))
    assert not Feedback.objects.exists()
    assert FeedbackFact.objects.count() == 2


def test_facts_count_by_month_and_topic_without_words(offer):
    received(offer)
    received(offer)
    received(offer, topic="thanks")
    received(offer, now=NOON + timedelta(days=40))

    facts = FeedbackFact.objects.order_by("month", "topic").values_list("month", "offer_uuid", "topic", "number")

    assert list(facts) == [
        (date(2026, 3, 1), offer.uuid, "thanks", 1),
        (date(2026, 3, 1), offer.uuid, "wrong", 2),
        (date(2026, 4, 1), offer.uuid, "wrong", 1),
    ]
