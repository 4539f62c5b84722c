"""A mother finds a German course with childcare in Ukrainian on her phone, takes it along and shows the QR code."""

import io
import re
from datetime import time

import pikepdf
import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope

pytestmark = pytest.mark.journey
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "uk-UA", "timezone_id": "Europe/Berlin"}
COURSE = "Курс німецької з доглядом за дітьми"


def named(words, title):
    """A button with its visible words and, for those who do not see the card around it, the title."""
    return re.compile(rf"{words}\s*: {title}")


@pytest.fixture
def course(stocked):
    """A German course for mothers: Ukrainian is spoken, children are looked after, described in both languages."""
    from kreislotse.directory.models import OfferLocation, OfferTranslation, OpeningTime
    from kreislotse.search.operations import rebuild
    from kreislotse.taxonomy.models import Language, Topic
    from tests import factories as make

    cache.clear()
    with district_scope(stocked.district):
        offer = make.OfferFactory(
            provider=stocked.offer.provider, title="Deutschkurs mit Kinderbetreuung", summary="Deutsch am Vormittag.",
            documents="Ausweis", phone="05631 77", has_childcare=True,
        )  # fmt: skip
        offer.topics.add(Topic.objects.get(code="sprache-lernen"))
        offer.languages_spoken.add(Language.objects.get(code="uk"))
        OfferLocation.objects.create(
            offer=offer, name="Rathaus", street="Stechbahn 1", postcode="34497", city="Korbach"
        )
        OpeningTime.objects.create(offer=offer, weekday=1, opens_at=time(9), closes_at=time(12))
        OfferTranslation.objects.create(
            offer=offer, language="uk", source_hashes=offer.source_hashes, title=COURSE, summary="Німецька вранці.",
            documents="Паспорт",
        )  # fmt: skip
        rebuild(stocked.district)
    stocked.course = offer
    return stocked


@pytest.fixture
def phone(browser):
    context = browser.new_context(**PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone_without_script(browser):
    context = browser.new_context(**PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_mother_takes_a_course_along_and_finds_it_in_airplane_mode(course, phone, check):
    phone.goto(course.url("/uk/angebote/"))
    phone.get_by_text("Уточнити пошук").click()
    phone.get_by_label("Мова на місці").select_option("uk")
    phone.wait_for_url("**sprache=uk**")
    phone.locator("input[name=kinderbetreuung]").check()
    phone.wait_for_url("**kinderbetreuung=**")
    expect(phone.get_by_role("link", name=COURSE)).to_be_visible()
    expect(phone.get_by_role("link", name="Beratung zu Miete und Wohnung")).to_have_count(0)
    keep = phone.get_by_role("button", name=named("Додати до мого списку", COURSE))
    keep.click()
    expect(phone.get_by_role("button", name=named("У моєму списку", COURSE))).to_have_attribute("aria-pressed", "true")
    check(phone)

    phone.get_by_role("link", name="Переглянути мій список (1)").click()
    expect(phone.get_by_role("heading", name="Мій список")).to_be_visible()
    expect(phone.get_by_role("img", name="QR-код: відкриває цей список")).to_be_visible()
    expect(phone.get_by_text("Deutsch am Vormittag.")).to_be_visible()
    check(phone)

    phone.get_by_role("link", name="Користуватися без інтернету").click()
    check(phone)
    assert phone.evaluate("caches.keys()") == [], "nothing is kept before she taps"
    assert phone.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    take = phone.get_by_role("button", name="Зберегти для роботи без інтернету")
    expect(take).to_contain_text("кБ")
    take.click()
    expect(phone.get_by_text("Збережено на цьому пристрої.")).to_be_visible()
    check(phone)
    phone.reload()
    phone.wait_for_function("navigator.serviceWorker.controller !== null")

    phone.context.set_offline(True)
    phone.goto(course.url(f"/uk/merkzettel/?a={course.course.pk}"))
    expect(phone.get_by_role("heading", name="Мій список")).to_be_visible()
    expect(phone.get_by_text("Stechbahn 1").first).to_be_visible()
    expect(phone.get_by_text("Deutschkurs mit Kinderbetreuung").first).to_be_visible()

    phone.goto(course.url("/uk/notfall/"))
    expect(phone.get_by_role("link", name="112")).to_be_visible()

    phone.goto(course.url("/uk/angebote/?q=догляд"))
    expect(phone.get_by_role("status").filter(has_text="Знайдено: 1")).to_be_visible()
    phone.get_by_label("Що ви шукаєте?").fill("miete WOHNUNG")
    expect(phone.locator("[data-part=results] summary")).to_contain_text("Beratung zu Miete und Wohnung")
    check(phone)


def test_office_and_login_are_never_answered_from_the_phone(course, phone):
    phone.goto(course.url("/uk/offline/"))
    phone.get_by_role("button", name="Зберегти для роботи без інтернету").click()
    expect(phone.get_by_text("Збережено на цьому пристрої.")).to_be_visible()
    for path in ("/konto/login/", "/uk/hilfe/", "/uk/angebote/"):
        phone.goto(course.url(path))
    kept = phone.evaluate(
        "caches.open('mitnehmen-uk').then((cache) => cache.keys()).then((all) => all.map((one) => new URL(one.url).pathname))"
    )
    assert sorted(kept) == [
        "/static/public/offline.css", "/static/public/offline.js", "/uk/offline/", "/uk/offline/paket.json",
    ]  # fmt: skip

    phone.context.set_offline(True)
    for path in ("/konto/login/", "/buero/", "/uk/hilfe/"):
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            phone.goto(course.url(path))


def test_what_was_taken_along_can_be_deleted(course, phone):
    phone.goto(course.url("/uk/offline/"))
    phone.get_by_role("button", name="Зберегти для роботи без інтернету").click()
    expect(phone.get_by_text("Збережено на цьому пристрої.")).to_be_visible()

    phone.get_by_role("button", name="Видалити з цього пристрою").click()

    expect(phone.get_by_text("Видалено. На цьому пристрої більше нічого не збережено.")).to_be_visible()
    assert phone.evaluate("caches.keys()") == []
    assert phone.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_newer_offers_replace_what_was_taken_along(course, phone):
    phone.goto(course.url("/uk/offline/"))
    phone.get_by_role("button", name="Зберегти для роботи без інтернету").click()
    expect(phone.get_by_text("Збережено на цьому пристрої.")).to_be_visible()
    with district_scope(course.district):
        course.course.phone = "05631 99"
        course.course.save()
    cache.clear()

    phone.goto(course.url("/uk/offline/"))

    phone.wait_for_function(
        "caches.match('/uk/offline/paket.json').then((kept) => kept.text()).then((text) => text.includes('05631 99'))"
    )


def test_switching_off_clears_what_phones_have_kept(course, phone, settings):
    phone.goto(course.url("/uk/offline/"))
    phone.get_by_role("button", name="Зберегти для роботи без інтернету").click()
    expect(phone.get_by_text("Збережено на цьому пристрої.")).to_be_visible()
    settings.OFFLINE = False

    phone.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")

    phone.wait_for_function("caches.keys().then((all) => all.length === 0)")


def test_without_script_the_choice_travels_in_the_address(course, phone_without_script):
    page = phone_without_script
    page.goto(course.url("/uk/angebote/?sprache=uk"))
    page.get_by_role("link", name=named("Додати до мого списку", COURSE)).click()
    expect(page.get_by_role("heading", name="Мій список")).to_be_visible()
    page.get_by_role("link", name="Шукати інші пропозиції").click()
    page.get_by_role("link", name=named("Додати до мого списку", "Beratung zu Miete und Wohnung")).click()

    expect(page.get_by_role("heading", level=2, name=COURSE)).to_be_visible()
    expect(page.get_by_role("heading", level=2, name="Beratung zu Miete und Wohnung")).to_be_visible()
    assert page.context.cookies() == []
    answer = page.request.get(course.url(page.get_by_role("link", name="Зберегти як PDF").get_attribute("href")))
    with pikepdf.open(io.BytesIO(answer.body())) as document:
        assert len(document.pages) == 1

    page.get_by_role("link", name=named("Прибрати зі списку", COURSE)).click()
    expect(page.get_by_role("heading", level=2, name=COURSE)).to_have_count(0)

    page.goto(course.url("/uk/offline/"))
    expect(page.get_by_text("Цей браузер так не вміє.")).to_be_visible()
    expect(page.get_by_role("link", name="112")).to_be_visible()


def test_list_reads_from_right_to_left_in_arabic(course, phone, check):
    phone.goto(course.url(f"/ar/merkzettel/?a={course.offer.pk},{course.course.pk}"))

    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.get_by_role("heading", level=2, name="استشارة حول الإيجار والسكن")).to_be_visible()
    expect(phone.get_by_role("heading", name="Auf Deutsch")).to_have_count(2)
    check(phone)
    phone.goto(course.url("/ar/offline/"))
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    check(phone)
