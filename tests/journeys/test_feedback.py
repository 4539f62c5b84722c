"""Somebody says in Arabic on a phone, without script, that a number is wrong; the office puts it right and answers."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.quality.models import Feedback
from tests.journeys.words import says

pytestmark = pytest.mark.journey


def ar(text):
    return says("ar", text)


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_feedback_is_given_read_and_answered(browser, page, stocked, enter, check, has_script):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ar", java_script_enabled=has_script)
    phone = context.new_page()
    phone.goto(stocked.url(f"/ar/angebote/{stocked.offer.pk}/"))
    phone.get_by_role("link", name=ar("Sagen Sie es uns")).click()
    if has_script:
        check(phone)
    phone.get_by_role("radio", name=ar("Unter der Telefonnummer erreiche ich niemanden")).check()
    phone.get_by_label(ar("E-Mail"), exact=False).fill("amina@seeker.example")
    phone.get_by_role("button", name=ar("Nachricht an das Büro senden")).click()
    expect(phone.get_by_role("heading", name=ar("Danke für Ihre Rückmeldung"))).to_be_visible()
    assert context.cookies() == []
    context.close()

    desk = page
    enter(desk, "coordinator")
    desk.goto(stocked.url("/buero/"))
    desk.get_by_role("link", name="1 Rückmeldung zu einem Angebot wartet.").click()
    check(desk)
    desk.get_by_role("link", name="Telefon geht nicht").click()
    check(desk)
    desk.get_by_label("Sie haben recht. Wir haben die Angaben berichtigt.").check()
    desk.get_by_role("button", name="Vorschau ansehen").click()
    expect(desk.get_by_text(ar("Sie haben recht. Wir haben die Angaben berichtigt."))).to_be_visible()
    desk.get_by_role("button", name="Antwort senden").click()

    expect(desk.get_by_text("Alles ist gelesen und erledigt.")).to_be_visible()
    assert [letter.to for letter in mail.outbox] == [["amina@seeker.example"]]
    with district_scope(stocked.district):
        assert Feedback.objects.get().email == ""
