"""A lead gets a mail, opens its link on a phone, says how the measure stands; the office reads it, then the public."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.planning import updates
from kreislotse.planning.models import Measure
from tests.planning.making import make_plan

pytestmark = pytest.mark.journey


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE")
    yield context.new_page()
    context.close()


def test_a_lead_updates_by_phone(page, phone, stocked, enter, check):
    with district_scope(stocked.district):
        make_plan()
        measure = Measure.objects.get(number="M2")
    enter(page, "coordinator")
    page.goto(stocked.url(f"/buero/konzept/massnahmen/{measure.pk}/"))
    page.get_by_role("button", name="Per Mail um den Stand bitten").click()
    expect(page.get_by_text("geht in den nächsten Minuten")).to_be_visible()
    with district_scope(stocked.district):
        assert updates.send_updates(now=timezone.now()) == 1
    path = re.search(r"https?://[^/]+(/partner/massnahme/\S+)", mail.outbox[-1].body).group(1)

    phone.goto(stocked.url(path))
    check(phone)
    phone.get_by_role("button", name="Stand senden").click()  # nothing said yet: the page says what is missing
    expect(phone.get_by_role("alert")).to_be_visible()
    phone.get_by_label("im Plan").check()
    phone.get_by_label("Was ist seit dem letzten Bericht geschehen?").fill("Die Erzieherin ist da, der Kurs läuft.")
    phone.get_by_label("Zweiter Kurs begonnen").check()
    phone.get_by_role("button", name="Stand senden").click()
    expect(phone.get_by_role("heading", name="Danke, Ihr Stand ist angekommen")).to_be_visible()
    check(phone)

    phone.goto(stocked.url(f"/konzept/massnahmen/{measure.uuid}/"))
    expect(phone.get_by_text("Es fehlt eine Erzieherin.")).to_be_visible()  # until somebody has read the new words
    page.goto(stocked.url("/buero/konzept/worte/"))
    check(page)
    expect(page.get_by_text("Die Erzieherin ist da, der Kurs läuft.")).to_be_visible()
    page.get_by_role("button", name="Freigeben").click()
    expect(page.get_by_text("sind jetzt öffentlich")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("Die Erzieherin ist da, der Kurs läuft.")).to_be_visible()
    phone.goto(stocked.url(path))
    expect(phone.get_by_role("heading", name="Danke, Ihr Stand ist angekommen")).to_be_visible()
