"""A mother narrows the search step by step on her phone, with script and without, and is never left with nothing."""

import re
from datetime import time

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from tests.journeys.words import says

pytestmark = pytest.mark.journey
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "uk-UA", "timezone_id": "Europe/Berlin"}
COURSE = "Курс німецької для мам"


@pytest.fixture
def courses(stocked):
    """Two German courses; one with childcare and Ukrainian, translated, and places on the map."""
    from kreislotse.directory.codes import Kind
    from kreislotse.directory.models import OfferLocation, OfferTranslation, OpeningTime
    from kreislotse.places.models import Municipality
    from kreislotse.search.operations import rebuild
    from kreislotse.taxonomy.models import Language, Topic
    from tests import factories as make

    cache.clear()
    with district_scope(stocked.district):
        korbach, arolsen = (Municipality.objects.get(name=name) for name in ("Korbach", "Bad Arolsen"))
        Municipality.objects.filter(pk=korbach.pk).update(latitude=51.27, longitude=8.87)
        Municipality.objects.filter(pk=arolsen.pk).update(latitude=51.38, longitude=9.02)
        german = Topic.objects.get(code="sprache-lernen")
        mothers, evening = (
            make.OfferFactory(
                provider=stocked.offer.provider, title=title, kind=Kind.COURSE, level_from="A1", level_to="A2"
            )
            for title in ("Deutsch für Mütter", "Deutsch für Beruf und Alltag")
        )
        mothers.has_childcare = True
        mothers.save()
        for offer, place in ((mothers, korbach), (evening, arolsen)):
            offer.topics.add(german)
            OfferLocation.objects.create(offer=offer, name="Rathaus", city=place.name, municipality=place)
            OpeningTime.objects.create(offer=offer, weekday=1, opens_at=time(9), closes_at=time(12))
        mothers.languages_spoken.add(Language.objects.get(code="uk"))
        OfferTranslation.objects.create(
            offer=mothers, language="uk", source_hashes=mothers.source_hashes, title=COURSE, summary="Зранку."
        )
        rebuild(stocked.district)
    return stocked


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def phone(browser, request):
    context = browser.new_context(**PHONE, java_script_enabled=request.param)
    page = context.new_page()
    page.has_script = request.param
    yield page
    context.close()


def narrow(page, **choices):
    """Choose filters by their labels in Ukrainian; without script the button has to be pressed."""
    if page.get_by_label(says("uk", "Thema"), exact=True).is_hidden():
        page.get_by_text(says("uk", "Suche eingrenzen")).click()
    for label, value in choices.items():
        label = says("uk", label)
        if value is True:
            page.get_by_role("checkbox", name=re.compile(label)).check()
        else:
            page.get_by_label(label, exact=True).select_option(value)
        if not page.has_script:
            page.get_by_role("button", name=says("uk", "Eingrenzung anwenden")).click()
        page.wait_for_url(
            re.compile("sprache-lernen" if value == "sprache-lernen" else f"={value if value is not True else 'on|ja'}")
        )


def test_filters_say_how_much_they_find_and_lead_to_the_right_course(courses, phone, check):
    phone.goto(courses.url("/uk/angebote/"))
    narrow(phone, Thema="sprache-lernen")
    expect(phone.locator("#trefferzahl")).to_contain_text("3")
    narrow(phone, **{"Sprache vor Ort": "uk"})
    expect(phone.get_by_role("link", name=COURSE, exact=True)).to_be_visible()
    expect(phone.locator(".offer-card")).to_have_count(1)
    if phone.has_script:
        check(phone)

    narrow(phone, **{"mit Kinderbetreuung": True})
    expect(phone.get_by_role("link", name=COURSE, exact=True)).to_be_visible()
    expect(phone.locator(".badge", has_text=says("uk", "mit Kinderbetreuung"))).to_be_visible()


def test_a_word_with_a_slip_is_put_right_and_the_page_says_so(courses, phone):
    phone.goto(courses.url("/angebote/"))
    phone.get_by_label("Was suchen Sie?").fill("Müter")
    phone.get_by_role("button", name="Angebote suchen").click()

    expect(phone.get_by_text("Meinten Sie „Mütter“?")).to_be_visible()
    expect(phone.get_by_role("link", name="Deutsch für Mütter", exact=True)).to_be_visible()


def test_a_search_without_a_hit_shows_ways_on(courses, phone):
    phone.goto(courses.url("/angebote/?q=Mütter&sprache=ar"))

    expect(phone.locator("#trefferzahl")).to_contain_text("Kein Angebot gefunden")
    phone.get_by_role("link", name=re.compile("^Ohne Arabisch.* suchen: 1 Angebot")).click()
    expect(phone.get_by_role("link", name="Deutsch für Mütter", exact=True)).to_be_visible()


def test_a_postcode_brings_what_is_near_to_the_top_and_the_map_shows_where(courses, phone, check):
    phone.goto(courses.url("/angebote/?thema=sprache-lernen&plz=34492"))
    titles = phone.locator(".offer-card h2")
    expect(titles.nth(0)).to_have_text("Deutsch für Beruf und Alltag")
    expect(titles.nth(1)).to_have_text("Deutsch für Mütter")
    expect(phone.get_by_text("16 km entfernt")).to_be_visible()

    phone.goto(courses.url("/angebote/?plz=99999"))
    expect(phone.get_by_text("Die Postleitzahl 99999 kennen wir hier nicht.")).to_be_visible()

    phone.goto(courses.url("/angebote/?kostenlos=ja"))
    phone.get_by_role("link", name="Als Karte ansehen").click()
    expect(phone.get_by_role("group", name="Angebote auf der Karte")).to_be_visible()
    if phone.has_script:
        check(phone)
    phone.get_by_role("group", name="Angebote auf der Karte").get_by_role("link", name="Korbach: 1").focus()
    phone.keyboard.press("Enter")
    expect(phone.locator(".chips")).to_contain_text("Korbach")
    expect(phone.locator(".chips")).to_contain_text("kostenlos")


def test_the_same_in_arabic_from_right_to_left(courses, phone, check):
    phone.goto(courses.url("/ar/angebote/?q=%D8%B3%D9%83%D9%86&sprache=ar"))

    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.get_by_role("link", name="استشارة حول الإيجار والسكن", exact=True)).to_be_visible()
    if phone.has_script:
        check(phone)
