"""Ways in: password, reset, links; each page answers in our clothes and in polite German."""

import re
from pathlib import Path

import allauth
import pytest
from babel.messages.pofile import read_po
from django.core import mail
from django.core.cache import cache

import kreislotse
from kreislotse.accounts.models import MagicLink

GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de"}
PASSWORD = "lotsen-zeigen-wege"
INFORMAL = re.compile(r"\b([Dd]u|[Dd]ein\w*|[Dd]ich|[Dd]ir|gib|wähle|versuche|klick\w*)\b")


@pytest.fixture(autouse=True)
def _no_counters_of_other_tests():
    cache.clear()


@pytest.fixture
def colleague(person):
    user = person("caseworker", email="kollegin@musterau.example")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize(
    "path",
    ["/konto/login/", "/konto/password/reset/", "/konto/password/reset/done/", "/konto/link/", "/konto/inactive/"],
)
def test_pages_before_the_login_answer(visitor, path):
    response = visitor.get(path, **GERMAN)

    assert response.status_code == 200
    assert b"site-header" in response.content


@pytest.mark.parametrize(
    "path",
    ["/konto/meine-daten/", "/konto/password/change/", "/konto/2fa/", "/konto/logout/", "/konto/2fa/webauthn/"],
)
def test_pages_of_ones_own_account_answer(login, colleague, path):
    response = login(colleague).get(path, **GERMAN)

    assert response.status_code == 200
    assert b"site-header" in response.content


def test_somebody_invited_logs_in_with_a_password(visitor, colleague):
    response = visitor.post("/konto/login/", {"login": "Kollegin@Musterau.example", "password": PASSWORD})

    assert response.status_code == 302
    assert response["Location"] == "/nach-der-anmeldung/"


def test_wrong_password_is_refused_and_kept_out_after_some_tries(visitor, colleague):
    for _try in range(5):
        response = visitor.post("/konto/login/", {"login": colleague.email, "password": "falsch"})
    response = visitor.post("/konto/login/", {"login": colleague.email, "password": PASSWORD})

    assert response.status_code in (200, 429)
    assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize("path", ["/konto/email/", "/konto/signup/", "/konto/3rdparty/", "/konto/3rdparty/signup/"])
def test_nobody_signs_up_or_takes_another_address(login, colleague, path):
    assert login(colleague).get(path).status_code == 404


def test_login_page_offers_no_sign_up(visitor, district):
    assert b"signup" not in visitor.get("/konto/login/").content


def test_forgotten_password_is_set_anew_through_the_district_address(visitor, district, colleague):
    visitor.post(
        "/konto/password/reset/", {"email": colleague.email}, HTTP_HOST="boese.example", SERVER_NAME="boese.example"
    )

    link = re.search(r"http\S+", mail.outbox[0].body).group()
    assert link.startswith(district.base_url + "/konto/password/reset/key/")
    path = link.removeprefix(district.base_url)
    form = visitor.get(path, follow=True)
    visitor.post(form.request["PATH_INFO"], {"password1": "ein ganz neuer Satz", "password2": "ein ganz neuer Satz"})
    response = visitor.post("/konto/login/", {"login": colleague.email, "password": "ein ganz neuer Satz"})
    assert response["Location"] == "/nach-der-anmeldung/"


def test_unknown_address_gets_no_mail_and_the_same_answer(visitor, district):
    response = visitor.post("/konto/password/reset/", {"email": "niemand@example.org"})

    assert response["Location"] == "/konto/password/reset/done/"
    assert mail.outbox == []


@pytest.mark.parametrize("role", ["guide", "offer_editor"])
def test_magic_link_lets_guides_and_partners_in_once(visitor, person, role):
    user = person(role, email="gerda@musterau.example")
    visitor.post("/konto/link/", {"email": user.email})
    path = "/konto/link/" + mail.outbox[0].body.split("/konto/link/")[1].split()[0]

    assert visitor.get(path).status_code == 200
    assert MagicLink.objects.get().used_at is None
    assert visitor.post(path)["Location"] == "/nach-der-anmeldung/"
    assert visitor.session["_auth_user_id"] == str(user.pk)
    assert visitor.post(path).status_code == 410


def test_magic_link_is_not_for_people_with_casework(visitor, colleague):
    response = visitor.post("/konto/link/", {"email": colleague.email})

    assert response.status_code == 200
    assert mail.outbox == []


def test_guide_who_is_a_caseworker_too_needs_the_password(visitor, colleague):
    from datetime import date

    from kreislotse.accounts.models import Membership

    Membership(user=colleague, role="guide", valid_from=date(2020, 1, 1)).save()

    visitor.post("/konto/link/", {"email": colleague.email})

    assert mail.outbox == []


def test_every_informal_text_of_allauth_is_replaced():
    theirs = Path(allauth.__file__).parent / "locale/de/LC_MESSAGES/django.po"
    ours = Path(kreislotse.__file__).parent / "locale/de/LC_MESSAGES/django.po"
    with theirs.open("rb") as their_file, ours.open("rb") as our_file:
        replaced = {message.id: message.string for message in read_po(our_file)}
        informal = [
            message.id
            for message in read_po(their_file)
            if message.id and INFORMAL.search(str(message.string)) and not _of_a_part_we_do_not_have(message)
        ]

    assert [text for text in informal if text not in replaced] == []
    assert [text for text in replaced.values() if text and INFORMAL.search(str(text))] == []


def _of_a_part_we_do_not_have(message) -> bool:
    return all("idp/" in place or "usersessions/" in place for place, _line in message.locations)
