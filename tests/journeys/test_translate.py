"""A translator works through the tasks, somebody writes Leichte Sprache, and a page is read aloud."""

import re
from datetime import date

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from kreislotse.accounts.models import Membership
from kreislotse.core.scope import district_scope
from kreislotse.core.translations import Origin
from kreislotse.directory.models import Offer
from kreislotse.directory.operations import save_offer, save_translation
from tests import factories as make

pytestmark = pytest.mark.journey

# A device with one voice of its own for Arabic and one that would ask somebody's server for German.
VOICES = """
window.spoken = [];
const voices = [{lang: "ar-SA", localService: true, name: "own"}, {lang: "de-DE", localService: false, name: "far"}];
const speech = {
  getVoices: () => voices, cancel: () => {}, addEventListener: () => {},
  speak: (utterance) => window.spoken.push([utterance.text, utterance.lang]),
};
Object.defineProperty(window, "speechSynthesis", {value: speech});
window.SpeechSynthesisUtterance = function (text) { this.text = text; this.addEventListener = () => {}; };
"""


@pytest.fixture
def translator(stocked):
    with district_scope(stocked.district):
        user = make.UserFactory(
            email="translator@musterau.example", name="Leyla Übersetzerin", password=make_password(stocked.password)
        )
        Membership.objects.create(user=user, role="translator", valid_from=date(2020, 1, 1), languages=["ar"])
        offer = Offer.objects.get(pk=stocked.offer.pk)
        offer.summary = "Wir helfen bei Fragen zur Miete."
        save_offer(offer, by=None)
    return user


def test_a_translator_works_through_the_tasks(page, stocked, translator, enter, check):
    enter(page, "translator")
    expect(page.get_by_role("heading", name="Übersetzen", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Anfragen")).to_have_count(0)
    check(page)

    page.get_by_role("link", name="Beratung zu Miete und Wohnung").click()
    expect(page.locator("del")).to_have_text("Wohnung")
    check(page)
    page.get_by_label("In einem Satz", exact=True).fill("نساعدك في أسئلة الإيجار.")
    page.get_by_role("button", name="Speichern und nächste Aufgabe").click()

    expect(page.get_by_text("Deutsch lernen am Abend").first).to_be_visible()
    page.get_by_label("Titel", exact=True).fill("تعلم الألمانية مساءً")
    page.get_by_label("In einem Satz", exact=True).fill("نتعلم معًا.")
    page.get_by_role("button", name="Übersetzung speichern").click()

    expect(page.get_by_text("ist alles aktuell")).to_be_visible()
    check(page)


def test_leichte_sprache_is_measured_while_one_writes(page, stocked, enter, check):
    with district_scope(stocked.district):
        stocked.district.languages = [*stocked.district.languages, "de-simple"]
        stocked.district.save()
    enter(page, "coordinator")
    page.goto(stocked.url(f"/buero/angebote/{stocked.offer.pk}/uebersetzen/de-simple/"))
    expect(page.get_by_text("Lesbarkeit: noch kein Text.")).to_be_visible()

    page.get_by_label("In einem Satz", exact=True).fill("Die Wohnungsvermittlungsberatung hilft.")

    expect(page.get_by_text(re.compile("Lesbarkeit: Schulstufe"))).to_be_visible()
    expect(page.locator("#lesbarkeit")).to_contain_text("Wohnungsvermittlungsberatung")
    check(page)


def test_a_page_is_read_aloud_with_a_voice_of_the_device_only(page, stocked, check):
    page.add_init_script(VOICES)
    page.goto(stocked.url(f"/ar/angebote/{stocked.offer.pk}/"))
    page.get_by_role("button", name="القراءة بصوت عالٍ").click()

    assert page.evaluate("window.spoken") == [["نساعدك في أسئلة السكن.", "ar-SA"]]
    page.get_by_role("button", name="إيقاف القراءة").click()
    expect(page.get_by_role("button", name="القراءة بصوت عالٍ")).to_be_focused()
    check(page)

    page.goto(stocked.url(f"/angebote/{stocked.offer.pk}/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Vorlesen")).to_have_count(0)


def test_the_office_approves_what_a_machine_wrote(page, stocked, enter):
    with district_scope(stocked.district):
        offer = Offer.objects.get(pk=stocked.offer.pk)
        save_translation(
            offer, language="en", texts={"title": "Rent", "summary": "Help."}, origin=Origin.MACHINE, by=None
        )
    page.goto(stocked.url(f"/en/angebote/{stocked.offer.pk}/"))
    note = page.get_by_text("This text was translated by a machine")
    expect(note).to_be_visible()

    enter(page, "coordinator")
    page.goto(stocked.url(f"/buero/angebote/{stocked.offer.pk}/uebersetzen/en/"))
    page.get_by_role("button", name="Gelesen und freigegeben").click()

    page.goto(stocked.url(f"/en/angebote/{stocked.offer.pk}/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Rent")
    expect(note).to_have_count(0)
