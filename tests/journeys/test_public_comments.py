"""Somebody comments on a measure in Turkish, on a phone; the office reads, shows and answers; everybody reads both."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.planning.models import ParticipationEntry, PlanVersion
from kreislotse.planning.participation import open_window
from tests.planning.making import make_plan

pytestmark = pytest.mark.journey
TEXT = "Kurslar öğleden sonra da olmalı. Sabah çalışan anneler gelemiyor."


@pytest.fixture
def asked(stocked):
    with district_scope(stocked.district):
        make_plan()
        open_window(
            PlanVersion.objects.get(), opens_on=stocked.today, closes_on=stocked.today + timedelta(days=20),
            introduction="Was fehlt?", today=stocked.today, by=stocked.people["head_of_office"],
        )  # fmt: skip
    return stocked


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="tr-TR")
    yield context.new_page()
    context.close()


def test_the_public_comments_in_turkish(page, phone, asked, enter, check):
    phone.goto(asked.url("/tr/konzept/beteiligung/"))
    check(phone)
    phone.locator("summary", has_text="Alle können sich verständigen").click()
    phone.get_by_role("link", name="M2 Frauensprachkurs mit Kinderbetreuung").click()
    check(phone)
    phone.locator("textarea[name=text]").fill(TEXT)
    phone.locator("#say button").click()
    phone.wait_for_url("**/danke/")
    check(phone)
    phone.goto(asked.url("/tr/konzept/beteiligung/"))
    expect(phone.get_by_text(TEXT)).to_have_count(0)  # nothing is shown before somebody has read it

    enter(page, "coordinator")
    with district_scope(asked.district):
        entry = ParticipationEntry.objects.get()
    assert entry.language == "tr"
    page.goto(asked.url(f"/buero/konzept/beteiligung/beitraege/{entry.pk}/"))
    check(page)
    page.get_by_label("auf Deutsch").fill(
        "Kurse sollte es auch am Nachmittag geben. Mütter, die vormittags arbeiten, können nicht kommen."
    )
    page.get_by_role("button", name="Deutschen Text speichern").click()
    page.get_by_role("button", name="Öffentlich zeigen").click()
    page.goto(asked.url(f"/buero/konzept/beteiligung/beitraege/{entry.pk}/"))
    page.locator("textarea[name=answer]").fill("Danke. Wir fragen die Familienzentren nach einem Nachmittag.")
    page.get_by_role("button", name="Antwort senden").click()

    phone.goto(asked.url("/tr/konzept/beteiligung/"))
    expect(phone.get_by_text(TEXT)).to_be_visible()
    expect(phone.get_by_text("Wir fragen die Familienzentren")).to_be_visible()
    check(phone)
