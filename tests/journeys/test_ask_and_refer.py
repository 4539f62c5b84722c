"""Somebody asks for help in Arabic on a phone, the office refers them, the receiving office confirms."""

import re

import pytest
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.intake.models import HelpRequest, ReferralOffer
from tests.journeys.words import says

pytestmark = pytest.mark.journey
PHONE = {"width": 390, "height": 844}


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def phone(request, browser):
    """A phone in Arabic, once with and once without script."""
    context = browser.new_context(viewport=PHONE, locale="ar", java_script_enabled=request.param)
    page = context.new_page()
    page.has_script = request.param
    yield page
    context.close()


def ar(text, **gaps):
    return says("ar", text, **gaps)


def test_person_finds_an_offer_in_arabic(phone, stocked, check):
    phone.goto(stocked.url("/ar/"))
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    if phone.has_script:
        check(phone)

    phone.goto(stocked.url("/ar/angebote/?thema=wohnen"))

    expect(phone.get_by_role("link", name="استشارة حول الإيجار والسكن", exact=True)).to_be_visible()
    expect(phone.get_by_text("Deutsch lernen am Abend")).to_have_count(0)
    if phone.has_script:
        check(phone)


def test_person_asks_in_arabic_and_is_referred(phone, browser, stocked, enter, check, settings):
    phone.goto(stocked.url("/ar/hilfe/"))
    if phone.has_script:
        check(phone)
    phone.get_by_role("radio", name=stocked.topic.names["ar"]).check()
    phone.get_by_role("radio", name=ar("Informationen oder Beratung")).check()
    phone.get_by_label(ar("Wo wohnen Sie?")).select_option(label="Korbach") if not phone.has_script else _choose(
        phone, ar("Wo wohnen Sie?"), "Korbach"
    )
    phone.get_by_role("radio", name=ar("Bitte rufen Sie mich an")).check()
    phone.get_by_label(ar("Telefon"), exact=False).last.fill("0171 3920001")
    phone.get_by_role(
        "checkbox", name=ar("Ich bin einverstanden, dass das Büro meine Kontaktdaten für diese Anfrage verwendet.")
    ).check()
    phone.get_by_role("button", name=ar("Anfrage senden")).click()

    expect(phone.get_by_role("heading", level=1, name=ar("Wir haben Ihre Anfrage erhalten"))).to_be_visible()
    status_url = phone.locator("#secret-link").inner_text().strip()
    if phone.has_script:
        check(phone)

    office = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE").new_page()
    enter(office, "caseworker")
    office.goto(stocked.url("/buero/"))
    check(office)
    office.get_by_role("link", name=re.compile("neue Anfrage")).click()
    check(office)
    office.get_by_role("rowheader").get_by_role("link", name="Wohnen und Miete").click()
    check(office)
    expect(office.get_by_text("0171 3920001")).to_be_visible()
    office.goto(office.url.rstrip("/") + "/verweisen/")
    office.get_by_role("checkbox", name="Beratung zu Miete und Wohnung").check()
    check(office)
    office.get_by_role("button", name="Zettel ausstellen").click()
    expect(office.get_by_role("heading", name="Verweise")).to_be_visible()
    slip = office.get_by_role("link", name="Zettel öffnen (PDF)").get_attribute("href")
    assert office.request.get(stocked.url(slip)).body().startswith(b"%PDF")

    phone.goto(status_url)
    expect(phone.get_by_role("heading", name=ar("Ihr Zettel für die andere Stelle"))).to_be_visible()
    if phone.has_script:
        check(phone)
    with district_scope(stocked.district):
        code = HelpRequest.objects.get().referrals.get().code
    phone.goto(stocked.url(f"/s/{code}/"))
    phone.get_by_role("radio", name="Die Person war bei uns").check()
    phone.get_by_role("button", name="Rückmeldung senden").click()
    expect(phone.get_by_text(re.compile("Danke"))).to_be_visible()
    with district_scope(stocked.district):
        assert ReferralOffer.objects.get().outcome == "arrived"
    office.context.close()


def _choose(page, label: str, option: str) -> None:
    """Pick from a list that completes by typing, or from the plain list behind it."""
    control = page.get_by_label(label).first
    if control.evaluate("element => element.tagName") == "SELECT":
        control.select_option(label=option)
    else:
        control.fill(option)
        control.press("Enter")


def test_person_says_who_shall_come_and_how_and_the_office_reads_it(phone, browser, stocked, enter, check):
    phone.goto(stocked.url("/ar/hilfe/"))
    phone.get_by_role("radio", name=stocked.topic.names["ar"]).check()
    wishes = phone.locator("details.with-guide")
    expect(wishes).to_be_hidden()  # the form stays short until somebody shall come
    phone.get_by_role("radio", name=ar("Jemand soll übersetzen")).check()
    wishes.locator("summary").click()
    if phone.has_script:
        check(phone)
    phone.get_by_role("radio", name=ar("lieber eine Frau")).check()
    phone.get_by_role("radio", name=ar("am Telefon"), exact=True).check()
    phone.locator("select[name=municipality]").select_option(label="Korbach") if not phone.has_script else _choose(
        phone, ar("Wo wohnen Sie?"), "Korbach"
    )
    phone.locator("input[name=answer_by][value=page]").check()
    phone.get_by_role("button", name=ar("Anfrage senden")).click()
    expect(phone.get_by_role("heading", level=1, name=ar("Wir haben Ihre Anfrage erhalten"))).to_be_visible()

    desk = browser.new_context(locale="de-DE").new_page()
    enter(desk, "caseworker")
    with district_scope(stocked.district):
        request = HelpRequest.objects.get()
        assert (request.gender_wish, request.setting) == ("woman", "phone")
    desk.goto(stocked.url(f"/buero/anfragen/{request.pk}/"))
    expect(desk.get_by_text("lieber eine Frau").first).to_be_visible()
    expect(desk.get_by_text("am Telefon", exact=True).first).to_be_visible()
    desk.context.close()
