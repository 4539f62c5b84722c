"""An institution asks for a guide, the guide accepts on a phone, the sheet is printed and confirmed, the request closes."""

import re

import pytest
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import Assignment, TimeSheet

pytestmark = pytest.mark.journey


@pytest.fixture
def desk(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE")
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE", has_touch=True)
    yield context.new_page()
    context.close()


def ask_for_a_guide(page, house, check):
    page.goto(house.url("/begleitung-anfragen/"))
    check(page)
    page.get_by_label("Ihre Einrichtung").fill("Grundschule Korbach")
    page.get_by_label("Ansprechperson").fill("Frau Beispiel")
    page.get_by_label("Telefon", exact=True).fill("05631 222333")
    page.get_by_label("E-Mail", exact=True).fill("schule@korbach.example")
    page.get_by_label("Jemand übersetzt").check(force=True)
    page.locator("select[name=topic]").select_option(label=house.topic.name)
    page.locator("select[name=occasion]").select_option("school")
    page.locator("select[name=language]").select_option(index=_index(page, "select[name=language]", "العربية"))
    page.get_by_label("Datum", exact=True).fill(house.next_week.isoformat())
    page.get_by_label("Beginn", exact=True).fill("10:00")
    page.locator("select[name=municipality]").select_option(label="Korbach")
    page.get_by_label("Treffpunkt").fill("Grundschule, Raum 12")
    page.wait_for_timeout(3200)
    page.get_by_role("button", name=re.compile("anfragen|senden", re.I)).last.click()
    expect(page.get_by_role("heading", level=1, name="Wir haben Ihre Anfrage erhalten")).to_be_visible()
    check(page)


def _index(page, selector: str, text: str) -> int:
    return page.locator(f"{selector} option").evaluate_all(
        "(options, text) => options.findIndex(option => option.textContent.includes(text))", text
    )


def test_guide_goes_along_and_the_request_closes(desk, phone, browser, stocked, enter, check):
    asking = browser.new_context(locale="de-DE", java_script_enabled=False)
    ask_for_a_guide(asking.new_page(), stocked, lambda page: None)
    asking.close()

    enter(desk, "caseworker")
    desk.goto(stocked.url("/buero/anfragen/"))
    desk.get_by_role("rowheader").get_by_role("link", name=stocked.topic.name).click()
    check(desk)
    desk.get_by_role("link", name="Begleitung suchen").first.click()
    expect(desk.get_by_text(re.compile("Arabisch \\(Muttersprache\\)|Muttersprache"))).to_be_visible()
    check(desk)
    desk.get_by_role("row", name=re.compile("Samira Lotsin")).get_by_role("checkbox").check(force=True)
    desk.get_by_role("button", name="Ausgewählte anfragen").click()

    enter(phone, "guide")
    check(phone)
    expect(phone.get_by_text("Frau Beispiel")).to_have_count(0)
    phone.goto(stocked.url("/unterwegs/anfragen/"))
    check(phone)
    phone.get_by_role("main").get_by_role("link", name=re.compile(stocked.topic.name)).first.click()
    check(phone)
    expect(phone.get_by_text("05631 222333")).to_have_count(0)
    expect(phone.get_by_text("Grundschule Korbach")).to_have_count(0)
    phone.get_by_role("button", name="Ja, das mache ich").click()
    expect(phone.get_by_role("link", name="05631 222333")).to_be_visible()
    check(phone)

    phone.get_by_role("link", name="Zeit eintragen").first.click()
    phone.get_by_label("heute", exact=False).first.check(force=True)
    phone.get_by_role("radio", name=re.compile(r"^1\s(Std|Stunde)")).check(force=True)
    check(phone)
    phone.get_by_role("button", name="Zeit eintragen").click()
    with district_scope(stocked.district):
        assignment = Assignment.objects.get()
        assert assignment.appointments.get().duration_minutes == 60

    desk.goto(stocked.url(f"/buero/lotsen/einsaetze/{assignment.pk}/"))
    check(desk)
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Blatt drucken (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    with district_scope(stocked.district):
        code = TimeSheet.objects.get().code
    desk.goto(stocked.url(f"/buero/lotsen/einsatzprotokolle/?code={code}"))
    desk.get_by_label("unterschrieben am").fill("heute")
    desk.get_by_label("Wer hat unterschrieben?").fill("Grundschule Korbach")
    desk.get_by_role("button", name="Blatt bestätigen").click()
    expect(desk.get_by_text("unterschrieben zurück")).to_be_visible()
    desk.get_by_role("button", name="Einsatz abschließen").click()

    with district_scope(stocked.district):
        help_request = HelpRequest.objects.get()
    desk.goto(stocked.url(f"/buero/anfragen/{help_request.pk}/abschliessen/"))
    check(desk)
    desk.get_by_label("Hilfe gefunden").check(force=True)
    desk.get_by_role("button", name=re.compile("abschließen")).last.click()
    expect(desk.get_by_text(re.compile("Beendet am"))).to_be_visible()

    phone.goto(stocked.url(f"/unterwegs/einsaetze/{assignment.pk}/"))
    expect(phone.get_by_text("05631 222333")).to_have_count(0)
