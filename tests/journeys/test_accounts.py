"""Journeys into the house: an app as second step, a passkey instead of a password, without one breach of our policy."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _passkeys_over_http(settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True


@pytest.fixture
def policy(page):
    """What the browser refused because of our content security policy."""
    refused = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('Content Security Policy', e.violatedDirective, e.blockedURI))"
    )
    return refused


def prove_it_is_me(page, house) -> None:
    """Whoever changes the ways in is asked for the password once more."""
    page.get_by_label("Passwort", exact=True).fill(house.password)
    page.get_by_role("button", name="Bestätigen").click()


def code_now(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_caseworker_adds_an_app_and_logs_in_with_its_code(page, house, enter, policy, check):
    enter(page, "caseworker")
    page.goto(house.url("/konto/2fa/"))
    check(page)
    page.get_by_role("link", name="App einrichten").click()
    prove_it_is_me(page, house)
    picture = page.get_by_role("img", name=re.compile("QR-Code"))
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100
    check(page)
    page.get_by_text("Ich kann das Bild nicht scannen").click()
    secret = page.locator("code").inner_text()
    page.get_by_label("Code aus der App").fill(code_now(secret))
    page.get_by_role("button", name="App einrichten").click()
    expect(page).to_have_url(re.compile("/konto/2fa/recovery-codes/"))
    check(page)

    page.context.clear_cookies()
    page.goto(house.url("/konto/login/"))
    page.get_by_label("E-Mail").fill("caseworker@musterau.example")
    page.get_by_label("Passwort", exact=True).fill(house.password)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page).to_have_url(re.compile("/konto/2fa/authenticate/"))
    check(page)

    assert policy == []


def test_passkey_is_added_and_opens_the_house_without_a_password(page, house, enter, policy, check):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    enter(page, "caseworker")
    page.goto(house.url("/konto/2fa/"))
    page.get_by_role("link", name="Passkey hinzufügen").click()
    check(page)
    prove_it_is_me(page, house)
    page.get_by_role("checkbox").wait_for()
    check(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page).not_to_have_url(re.compile("/add/"))
    page.goto(house.url("/konto/2fa/webauthn/"))
    expect(page.get_by_role("link", name="Entfernen")).to_be_visible()
    check(page)

    page.context.clear_cookies()
    page.goto(house.url("/konto/login/"))
    check(page)
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page).to_have_url(re.compile("/buero/"))

    assert policy == []
