"""An institution asks for a guide, the guide accepts on a phone, the sheet is printed and confirmed, the request closes."""

import re

import pytest
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import Assignment, TimeSheet
from tests.journeys.steps import ask_for_a_guide

pytestmark = pytest.mark.journey


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
    desk.get_by_role("row", name=re.compile("Samira Lotsin")).get_by_role("checkbox").check()
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
    phone.get_by_label(re.compile("Ich übersetze neutral")).check()
    phone.get_by_role("button", name="Ja, das mache ich").click()
    expect(phone.get_by_role("link", name="05631 222333")).to_be_visible()
    check(phone)

    phone.get_by_role("link", name="Zeit eintragen").first.click()
    phone.get_by_label("Oder nur die Dauer in Minuten").fill("60")
    check(phone)
    phone.get_by_role("button", name="Zeit eintragen").click()
    expect(phone.get_by_role("heading", level=1, name=stocked.topic.name)).to_be_visible()
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
    desk.get_by_label("Hilfe gefunden").check()
    desk.get_by_role("button", name=re.compile("abschließen")).last.click()
    expect(desk.get_by_text(re.compile("Beendet am"))).to_be_visible()

    phone.goto(stocked.url(f"/unterwegs/einsaetze/{assignment.pk}/"))
    expect(phone.get_by_text("05631 222333")).to_have_count(0)
