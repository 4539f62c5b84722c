"""„Ich möchte helfen“ on the public pages: without account, script and cookies, and nothing lost on an error."""

import re

import pytest
from django.test import Client

from kreislotse.guides.interest import submit_interest
from kreislotse.guides.models import Guide, GuideConsent, GuideInterest
from kreislotse.guides.operations import Speaks
from kreislotse.intake import submissions
from tests.factories import NOON, GuideFactory, LanguageFactory, MunicipalityFactory

pytestmark = pytest.mark.usefixtures("in_district")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("kreislotse.web.public.forms.intake.SentFromOutside.least_seconds", 0)


@pytest.fixture
def place(in_district):
    return MunicipalityFactory(name="Korbach", ags=f"{in_district.ags}015")


@pytest.fixture
def arabic(db):
    return LanguageFactory(code="ar", name="Arabisch", own_name="العربية")


@pytest.fixture
def answers(place, arabic):
    return {
        "first_name": "Nour", "last_name": "Al Hassan", "email": "nour@example.org", "phone": "", "wishes": ["interpreting"],
        "best_language": arabic.pk, "municipality": place.ags, "when": "dienstags", "message": "Ich war Lehrerin.",
        "has_consented": "on", "token": submissions.new_token(),
    }  # fmt: skip


def test_a_message_becomes_an_interested_person_and_an_answer(
    visitor, answers, place, arabic, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = visitor.post("/mitmachen/", answers)

    guide = Guide.objects.get()
    assert response.status_code == 302
    assert (guide.status, str(guide), guide.home_municipality) == ("interested", "Nour Al Hassan", place)
    assert (guide.is_interpreter, guide.is_guide) == (True, False)
    assert [(row.language, row.level) for row in guide.languages.all()] == [(arabic, "native")]
    assert guide.interests.get().message == "Ich war Lehrerin."
    assert guide.consents.get().consent.purpose == GuideConsent.CONTACT
    assert mailoutbox[0].to == ["nour@example.org"]
    assert "Danke" in visitor.get(response["Location"]).content.decode()


def test_it_works_without_cookies(district, answers):
    browser = Client(enforce_csrf_checks=True, SERVER_NAME=district.host, HTTP_HOST=district.host)

    page = browser.get("/mitmachen/")
    response = browser.post("/mitmachen/", answers)

    assert response.status_code == 302
    assert not page.cookies


def test_bad_input_keeps_everything_typed(visitor, answers):
    response = visitor.post("/mitmachen/", answers | {"email": "keine Adresse", "has_consented": ""})

    page = response.content.decode()
    assert response.status_code == 422
    assert not Guide.objects.exists()
    for text in ("Nour", "Al Hassan", "keine Adresse", "dienstags", "Ich war Lehrerin."):
        assert text in page
    assert re.search(r'value="interpreting"[^>]*checked', page)
    assert "Bitte stimmen Sie zu" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": ""}, "Telefonnummer oder eine E-Mail-Adresse"),
        ({"wishes": []}, "mindestens eine Antwort"),
        ({"best_language": ""}, "Bitte wählen Sie eine Sprache"),
        ({"website": "spam"}, "verstecktes Feld"),
        ({"token": "erfunden"}, "sehr lange offen"),
        ({"first_name": ""}, "Vorname"),
    ],
)
def test_what_is_missing_is_said(visitor, answers, changes, sentence):
    response = visitor.post("/mitmachen/", answers | changes)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Guide.objects.exists()


def test_the_same_form_sent_twice_is_kept_once(visitor, answers):
    visitor.post("/mitmachen/", answers)
    visitor.post("/mitmachen/", answers)

    assert (Guide.objects.count(), GuideInterest.objects.count()) == (1, 1)


def test_nobody_learns_who_is_on_the_list_already(visitor, answers):
    known = GuideFactory(email="NOUR@example.org", first_name="Noor")

    response = visitor.post("/mitmachen/", answers)

    known.refresh_from_db()
    assert response["Location"].endswith("/mitmachen/danke/")
    assert known.first_name == "Noor"
    assert known.interests.count() == 1
    assert Guide.objects.count() == 1


def test_somebody_from_elsewhere_is_welcome(visitor, answers):
    visitor.post("/mitmachen/", answers | {"municipality": "ausserhalb"})

    assert Guide.objects.get().home_municipality is None


def test_the_page_is_there_in_other_languages_and_from_the_start_page(visitor):
    assert 'dir="rtl"' in visitor.get("/ar/mitmachen/").content.decode()
    assert 'href="/mitmachen/"' in visitor.get("/").content.decode()


def test_a_mail_server_that_is_away_costs_nobody_their_message(arabic, monkeypatch, django_capture_on_commit_callbacks):
    def away(*args, **kwargs):
        raise OSError("away")

    monkeypatch.setattr("kreislotse.guides.interest.send_mail", away)
    with django_capture_on_commit_callbacks(execute=True):
        submit_interest(
            first_name="Nour", last_name="Al", email="nour@example.org", phone="", languages=[Speaks(arabic, "native")],
            municipality=None, wishes=["company"], when="", message="", has_consented=True, page_language="de",
            submission_digest="1" * 64, now=NOON,
        )  # fmt: skip

    assert Guide.objects.get().is_guide


def test_the_office_sees_who_waits_for_a_talk(login, coordinator):
    GuideFactory(status="interested")

    assert "1 Person möchte mitmachen" in login(coordinator).get("/buero/").content.decode()
