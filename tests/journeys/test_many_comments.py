"""Three hundred comments on the plan, 290 of them advertising: the office finds the ten real ones and puts the rest away."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.planning.models import ParticipationEntry, PlanVersion
from kreislotse.planning.participation import open_window
from kreislotse.planning.spam import signs_of, text_digest
from tests.planning.making import make_plan

pytestmark = pytest.mark.journey
PLACES = ["Nord", "Süd", "Ost", "West", "Mitte", "Berg", "Tal", "See", "Wald", "Feld"]
REAL = [f"In Ortsteil {place} fehlt ein Sprachcafé" for place in PLACES]
MADE = [
    "Gewinnen Sie {n} Euro", "Casino http://c{n}.example und http://d{n}.example",
    "[url=http://k.example]{n}[/url] Kredit", "Pillen günstig http://p{n}.example",
]  # fmt: skip
ADVERTISING = [MADE[n % 4].format(n=n) for n in range(290)]


@pytest.fixture
def flooded(house):
    """One window with all entries, marked as `submit_entry` marks them once the last has come; the real ones are spread."""
    with district_scope(house.district):
        make_plan()
        window = open_window(
            PlanVersion.objects.get(), opens_on=house.today, closes_on=house.today + timedelta(days=20),
            introduction="Was fehlt?", today=house.today, by=house.people["head_of_office"],
        )  # fmt: skip
        texts = list(ADVERTISING)
        for n, text in enumerate(REAL):
            texts.insert(n * 30, text)
        ParticipationEntry.objects.bulk_create(_entry(window, n, text) for n, text in enumerate(texts))
    return house


def _entry(window, number: int, text: str) -> ParticipationEntry:
    signs = signs_of(text, same_before=2 if text in ADVERTISING else 0)
    return ParticipationEntry(
        window=window, text=text, received_at=timezone.now() - timedelta(minutes=300 - number), text_digest=text_digest(text),
        looks_like_spam=bool(signs), spam_signs=",".join(one.value for one in signs), submission_digest=f"many-{number}",
    )  # fmt: skip


def test_ten_real_comments_are_found_and_290_put_away(desk, flooded, enter, check):
    enter(desk, "coordinator")
    desk.get_by_role("link", name="10 Beiträge zum Konzept sind noch nicht gelesen.").click()
    desk.get_by_role("row").filter(has_text="läuft").get_by_role("link").click()
    for text in REAL:
        expect(desk.get_by_text(text)).to_be_visible()
    expect(desk.get_by_role("main").get_by_text("Casino")).to_have_count(0)
    check(desk)
    desk.get_by_label("Alle auf dieser Seite auswählen").check()
    desk.get_by_role("button", name="Ausgewählte zeigen").click()
    expect(desk.get_by_text("10 Beiträge sind öffentlich.")).to_be_visible()

    _tab(desk, "sieht nach Werbung aus").click()
    expect(desk.get_by_text("-mal derselbe Text")).to_have_count(4)
    check(desk)
    desk.get_by_role("button", name="Alle 290 als Werbung ablegen").click()
    expect(desk.get_by_text("290 Beiträge liegen bei der Werbung.")).to_be_visible()
    expect(desk.get_by_text("Dieser Stapel ist leer")).to_be_visible()

    desk.goto(flooded.url("/konzept/beteiligung/"))
    expect(desk.get_by_text("fehlt ein Sprachcafé")).to_have_count(10)
    expect(desk.get_by_text("Casino")).to_have_count(0)


def test_one_kind_of_advertising_goes_by_phone_and_a_mistake_comes_back(phone, flooded, enter, check):
    enter(phone, "coordinator")
    phone.goto(flooded.url("/buero/konzept/beteiligung/"))
    phone.get_by_role("row").filter(has_text="läuft").get_by_role("link").click()
    check(phone)
    _tab(phone, "sieht nach Werbung aus").click()
    check(phone)
    casino = phone.get_by_role("listitem").filter(has_text="Casino")
    expect(casino.get_by_text("73-mal derselbe Text")).to_be_visible()
    casino.get_by_role("checkbox").check()
    phone.get_by_role("button", name="Werbung", exact=True).click()
    expect(phone.get_by_text("73 Beiträge liegen bei der Werbung.")).to_be_visible()
    expect(phone.get_by_text("-mal derselbe Text")).to_have_count(3)

    _tab(phone, "Werbung").click()
    check(phone)
    phone.get_by_role("checkbox").nth(1).check()
    phone.get_by_role("button", name="Keine Werbung").click()
    expect(phone.get_by_text("1 Beitrag wartet wieder.")).to_be_visible()


def _tab(page, title: str):
    return page.get_by_role("navigation", name="Stapel").get_by_role("link", name=re.compile(f"^{title}"))
