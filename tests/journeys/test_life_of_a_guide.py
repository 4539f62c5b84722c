"""Somebody wants to help, is spoken to, trained, appointed and active; on the desk and on a phone, and asked for in Arabic."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.guides.models import Guide

pytestmark = pytest.mark.journey
SIZES = {"desk": (1280, 900), "phone": (390, 844)}


@pytest.fixture(params=SIZES)
def office(browser, request):
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="de-DE")
    yield context.new_page()
    context.close()


@pytest.fixture
def visitor(browser):
    """A phone without scripts."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def _choose(page, name: str, text: str) -> None:
    values = page.locator(f"select[name={name}] option").all()
    value = next(option.get_attribute("value") for option in values if text in option.inner_text())
    page.locator(f"select[name={name}]").select_option(value, force=True)


def _want_to_help(page, url: str) -> None:
    page.goto(url)
    page.locator("input[name=wishes][value=company]").check()
    _choose(page, "best_language", "العربية")
    _choose(page, "municipality", "Korbach")
    page.locator("input[name=first_name]").fill("Nour")
    page.locator("input[name=last_name]").fill("Al Hassan")
    page.locator("input[name=email]").fill("nour@lotsen.example")
    page.locator("input[name=has_consented]").check()
    page.locator("#join button").click()
    page.wait_for_url("**/mitmachen/danke/")


def test_from_the_first_word_to_active(visitor, office, stocked, enter, check):
    _want_to_help(visitor, stocked.url("/mitmachen/"))
    expect(visitor.get_by_role("heading", level=1, name="Danke, dass Sie mitmachen möchten")).to_be_visible()

    enter(office, "coordinator")
    office.goto(stocked.url("/buero/lotsen/?status=interested"))
    office.get_by_role("link", name="Al Hassan, Nour").click()
    office.get_by_role("link", name="Weg", exact=True).click()
    expect(office.get_by_text("Menschen zu Ämtern, Schulen oder Praxen begleiten")).to_be_visible()
    office.get_by_role("link", name="Gespräch notieren").click()
    check(office)
    office.get_by_label("Notiz").fill("Hat dienstags Zeit.")
    office.get_by_role("button", name="Notiz speichern").click()
    expect(office.get_by_text("Hat dienstags Zeit.")).to_be_visible()
    expect(office.get_by_text("im Gespräch").first).to_be_visible()
    check(office)

    office.get_by_role("link", name="Berufen", exact=True).click()
    office.get_by_role("button", name="Berufung eintragen").click()
    expect(office.get_by_text("Die Grundschulung fehlt: 0 von 20").first).to_be_visible()

    _train(office, stocked, check)
    with district_scope(stocked.district):
        guide = Guide.objects.get(last_name="Al Hassan")
    assert guide.status == Guide.Status.IN_TRAINING

    office.goto(stocked.url(f"/buero/lotsen/{guide.pk}/unterlagen/"))
    expect(office.get_by_role("link", name="Bescheinigung (PDF)")).to_be_visible()
    check(office)
    office.get_by_role("link", name="Unterschrift eintragen").click()
    office.get_by_role("button", name="Unterschrift eintragen").click()
    expect(office.get_by_text("unterschrieben am").first).to_be_visible()

    office.get_by_role("link", name="Weg", exact=True).click()
    expect(office.get_by_role("heading", name="Darf zum Einsatz?")).to_be_visible()
    office.get_by_role("link", name="Berufen", exact=True).click()
    check(office)
    office.get_by_role("button", name="Berufung eintragen").click()
    expect(office.get_by_role("link", name="Urkunde (PDF)")).to_be_visible()
    office.get_by_role("link", name="Person", exact=True).click()
    office.get_by_label("Nächster Schritt").select_option("active")
    office.get_by_role("button", name="Status ändern").click()
    expect(office.get_by_text("Nour Al Hassan: jetzt aktiv.")).to_be_visible()

    office.goto(stocked.url("/buero/lotsen/helferliste/"))
    expect(office.get_by_role("rowheader", name="Al Hassan, Nour")).to_be_visible()
    check(office)


def _train(office, house, check) -> None:
    """Plan a training of yesterday, put Nour on its list, note who was there, finish."""
    office.goto(house.url("/buero/lotsen/schulungen/neu/"))
    check(office)
    _choose(office, "module", "Basisqualifizierung")
    office.locator("input[name=termine-0-on]").fill(f"{house.today - timedelta(days=1):%d.%m.%Y}")
    office.locator("input[name=termine-0-starts_at]").fill("08:00")
    office.locator("input[name=termine-0-ends_at]").fill("20:00")
    office.locator("input[name=termine-0-units]").fill("20")
    office.get_by_role("button", name="Schulung speichern").click()
    expect(office.get_by_role("heading", level=1, name="Basisqualifizierung")).to_be_visible()
    _choose(office, "guide", "Nour Al Hassan")
    office.get_by_role("button", name="Person anmelden").click()
    office.get_by_role("checkbox", name="Nour Al Hassan").check()
    office.get_by_role("button", name="Anwesenheit speichern").click()
    check(office)
    office.get_by_role("button", name="Schulung abschließen").click()
    expect(office.get_by_role("link", name="Bescheinigung (PDF)")).to_be_visible()


def test_the_form_works_from_right_to_left(visitor, browser, stocked, check):
    looking = browser.new_context(viewport={"width": 390, "height": 844}, locale="ar")
    page = looking.new_page()
    page.goto(stocked.url("/ar/mitmachen/"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    check(page)
    looking.close()

    _want_to_help(visitor, stocked.url("/ar/mitmachen/"))

    with district_scope(stocked.district):
        assert Guide.objects.filter(last_name="Al Hassan", status="interested").count() == 1
