"""Journeys: a real server, a real Chromium, a small but complete district."""

import os
import shutil
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope

PASSWORD = "ein langer Satz nur für Tests"
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passes is not written down node by node
}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not executable:
        pytest.skip("Chromium is not installed: the journeys were left out")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    return browser_type_launch_args | {"executable_path": executable, "args": arguments}


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "de-DE", "timezone_id": "Europe/Berlin"}


@pytest.fixture
def house(live_server, settings, monkeypatch):
    """A running district of the preset „Fachstelle“ with people, actors, offers and guides; `house.url(path)`.

    Forms from outside do not ask for the seconds that a person needs: journeys fill them in faster.
    """
    monkeypatch.setattr("kreislotse.web.public.forms.intake.SentFromOutside.least_seconds", 0)
    from kreislotse.districts.operations import create_district
    from kreislotse.places.models import Municipality
    from tests import factories as make

    settings.PUBLIC_PORT = str(live_server.thread.port)
    district = create_district(
        preset="fachstelle", ags="06635", name="Landkreis Musterau", host="localhost", today=date(2025, 1, 1)
    )
    district.phone, district.email = "05631 0000", "integration@musterau.example"
    district.save()
    with district_scope(district):
        for number, name in enumerate(["Korbach", "Bad Arolsen", "Frankenberg"], start=1):
            Municipality.objects.create(ags=f"0663500{number}", name=name, official_name=name, postcode=f"3449{number}")
        people = {
            role: make.member(role, email=f"{role}@musterau.example", name=name, password=make_password(PASSWORD))
            for role, name in {
                "head_of_office": "Renate Leitung", "coordinator": "Karim Koordination", "caseworker": "Sabine Sach",
                "guide": "Samira Lotsin", "privacy_officer": "Dora Datenschutz",
            }.items()
        }  # fmt: skip
    return SimpleNamespace(
        district=district, people=people, password=PASSWORD, url=lambda path: f"http://localhost:{live_server.thread.port}{path}",
        today=timezone.localdate(),
    )  # fmt: skip


@pytest.fixture
def stocked(house):
    """`house` with one actor, two published offers (one translated to Arabic) and one guide who can log in."""
    from kreislotse.directory.models import OfferTranslation, OpeningTime
    from kreislotse.guides.models import GuideLanguage, WeeklyTime
    from kreislotse.places.models import Municipality
    from kreislotse.search.operations import rebuild
    from kreislotse.taxonomy.models import Language, Topic
    from tests import factories as make

    with district_scope(house.district):
        korbach = Municipality.objects.get(name="Korbach")
        topic = Topic.objects.get(code="wohnen")
        arabic = Language.objects.get(code="ar")
        provider = make.OrganizationFactory(
            name="Mieterhilfe Musterau", city="Korbach", municipality=korbach, phone="05631 111"
        )
        offer = make.OfferFactory(
            provider=provider, title="Beratung zu Miete und Wohnung", summary="Wir helfen bei Fragen zur Wohnung.",
            phone="05631 111",
        )  # fmt: skip
        offer.topics.add(topic)
        offer.languages_spoken.add(arabic)
        OpeningTime.objects.create(offer=offer, weekday=1, opens_at=time(9), closes_at=time(12))
        OfferTranslation.objects.create(
            offer=offer, language="ar", source_hashes=offer.source_hashes, title="استشارة حول الإيجار والسكن",
            summary="نساعدك في أسئلة السكن.",
        )  # fmt: skip
        other = make.OfferFactory(provider=provider, title="Deutsch lernen am Abend")
        other.topics.add(Topic.objects.get(code="sprache-lernen"))
        guide = make.GuideFactory(
            first_name="Samira", last_name="Lotsin", user=house.people["guide"], is_guide=True, is_interpreter=True,
            home_municipality=korbach, email="guide@musterau.example", phone="0171 3920002",
        )  # fmt: skip
        guide.areas.add(korbach)
        guide.topics.add(topic)
        GuideLanguage.objects.create(guide=guide, language=arabic, level="native")
        make.qualify(guide)
        for weekday in range(7):
            WeeklyTime.objects.create(guide=guide, weekday=weekday, from_time=time(8), to_time=time(18))
        rebuild(house.district)
    house.offer, house.guide, house.topic, house.korbach = offer, guide, topic, korbach
    house.next_week = house.today + timedelta(days=7)
    return house


@pytest.fixture
def desk(browser, browser_context_args):
    """A page on the office's screen."""
    context = browser.new_context(**browser_context_args | {"viewport": {"width": 1280, "height": 900}})
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser, browser_context_args):
    """A page on a phone."""
    size = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
    context = browser.new_context(**browser_context_args | size)
    yield context.new_page()
    context.close()


@pytest.fixture
def let_days_pass(monkeypatch):
    """`let_days_pass(8)` moves the clock of the house; whoever was logged in logs in again."""

    def move(days: int) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.now(tz=UTC) + timedelta(days=days))

    return move


@pytest.fixture
def enter(house):
    """`enter(page, "caseworker")` logs that person in."""

    def log_in(page, role: str) -> None:
        page.goto(house.url("/konto/login/"))
        page.get_by_label("E-Mail").fill(f"{role}@musterau.example")
        page.get_by_label("Passwort", exact=True).fill(house.password)
        page.get_by_role("button", name="Anmelden", exact=True).click()
        page.wait_for_url(lambda url: "/konto/login" not in url)

    return log_in


@pytest.fixture
def check():
    """`check(page)`: no axe violation, one h1, no horizontal scrolling at 320 px."""

    def inspect(page) -> None:
        expect(page.locator("h1")).to_have_count(1)  # the page that was asked for is there
        result = Axe().run(page, options=WCAG)
        assert result.violations_count == 0, f"{page.url}\n{result.generate_report()[:3000]}"
        size = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 640})
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{page.url} scrolls sideways by {overflow} px at 320 px"
        page.set_viewport_size(size)

    return inspect
