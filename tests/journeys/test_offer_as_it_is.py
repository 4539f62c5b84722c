"""The office writes down what a course really is, and a mother reads it on her telephone in Ukrainian."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.directory.models import Offer

pytestmark = pytest.mark.journey


def test_the_office_writes_a_course_and_a_mother_reads_it_in_her_language(page, stocked, enter, check):
    with district_scope(stocked.district):
        offer = Offer.objects.get(title="Deutsch lernen am Abend")
    begins = stocked.today + timedelta(days=30)
    enter(page, "coordinator")
    page.goto(stocked.url(f"/buero/angebote/{offer.pk}/bearbeiten/"))
    check(page)

    page.get_by_label("Art", exact=True).select_option("course")
    page.get_by_text("Bedingungen: Alter, Geschlecht, Deutsch, Aufenthalt").click()
    page.get_by_label("Geschlecht").select_option("women")
    page.get_by_label("Deutsch bis").select_option("A2")
    page.get_by_text("Plätze, Warteliste, Kinderbetreuung").click()
    page.get_by_label("Kinderbetreuung").select_option("true")
    page.get_by_text("Wann welche Sprache gesprochen wird").click()
    page.get_by_label("Sprachen zu bestimmten Zeiten").fill("Arabisch: vormittags")
    page.get_by_text("Kurstermine mit Beginn, Niveau und freien Plätzen").click()
    page.get_by_role("button", name="Kurstermin hinzufügen").click()
    expect(page.get_by_label("Sprachen zu bestimmten Zeiten")).to_have_value("Arabisch: vormittags")
    page.get_by_label("beginnt am").fill(f"{begins:%d.%m.%Y}")
    page.get_by_label("Tage und Uhrzeit").fill("Mo, Mi 9–11")
    page.get_by_role("button", name="Angebot speichern").click()

    page.get_by_role("link", name="Sprachen zu bestimmten Zeiten").click()
    field = page.get_by_label("Sprachen zu bestimmten Zeiten")
    expect(field).to_be_visible()
    expect(page.get_by_label("Tage und Uhrzeit")).to_have_value("Mo, Mi 9–11")
    check(page)
    field.fill("Arabisch: dienstags 9–12")
    page.get_by_role("button", name="Angebot speichern").click()

    expect(page.get_by_text("ist gespeichert")).to_be_visible()
    expect(page.get_by_text("Arabisch: Dienstag 09:00–12:00")).to_be_visible()
    check(page)

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(stocked.url(f"/uk/angebote/{offer.pk}/"))
    expect(page.get_by_text("тільки для жінок").first).to_be_visible()
    expect(page.get_by_text("Німецька: до A2")).to_be_visible()
    expect(page.get_by_role("heading", name="Дати курсів")).to_be_visible()
    check(page)
