"""The coordinator plans a week, pins one guide, sees what changed, releases; the guide sees the question on the phone."""

import re
from datetime import time

import pytest
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.guides.models import GuideLanguage, WeeklyTime
from kreislotse.matching.models import MatchProposal
from kreislotse.taxonomy.models import Language
from tests import factories as make

pytestmark = pytest.mark.journey


@pytest.fixture
def week(stocked):
    """Two requests of next week: one in Arabic for two guides, one in Tigrinya for nobody."""
    with district_scope(stocked.district):
        other = make.GuideFactory(
            first_name="Bashar", last_name="Zweiter", is_guide=True, home_municipality=stocked.korbach
        )
        GuideLanguage.objects.create(guide=other, language=Language.objects.get(code="ar"), level="C1")
        other.topics.add(stocked.topic)
        make.qualify(other)
        for weekday in range(7):
            WeeklyTime.objects.create(guide=other, weekday=weekday, from_time=time(8), to_time=time(18))
        make.AssignmentFactory(
            guide=stocked.guide, help_request=make.HelpRequestFactory(closed=True, topic=stocked.topic),
            status="finished", agreed_on=stocked.today, ended_on=stocked.today,
        )  # fmt: skip
        usual = {
            "wish": "company", "topic": stocked.topic, "municipality": stocked.korbach, "wanted_on": stocked.next_week,
            "wanted_at": time(10), "received_on": stocked.today,
        }  # fmt: skip
        make.HelpRequestFactory(**usual, language=Language.objects.get(code="ar"))
        make.HelpRequestFactory(**usual, language=Language.objects.get(code="ti"))
    return stocked.url(f"/buero/lotsen/wochenplan/?woche={stocked.next_week.isoformat()}")


def test_plan_pin_see_what_changed_release_and_the_guide_is_asked(desk, phone, stocked, week, enter, check):
    enter(desk, "coordinator")
    desk.goto(week)
    check(desk)
    desk.get_by_role("button", name="Plan berechnen").click()
    expect(desk.get_by_role("heading", name="Für 1 Anfrage findet sich niemand")).to_be_visible()
    expect(desk.get_by_text(re.compile("Es fehlt: Tigrinya"))).to_be_visible()
    expect(desk.get_by_role("cell", name="Bashar Zweiter")).to_be_visible()
    check(desk)
    with district_scope(stocked.district):
        assert not MatchProposal.objects.exists()

    desk.get_by_role("link", name=re.compile("Jemand anderes")).click()
    check(desk)
    desk.get_by_role("button", name="Samira festlegen").click()
    expect(
        desk.get_by_text("Samira Lotsin statt Bashar Zweiter, weil Sie Samira Lotsin festgelegt haben.")
    ).to_be_visible()

    desk.get_by_role("link", name="Plan freigeben").click()
    check(desk)
    desk.get_by_role("button", name="Jetzt alle fragen").click()
    expect(desk.get_by_text("1 Anfrage ist unterwegs.")).to_be_visible()

    enter(phone, "guide")
    phone.goto(stocked.url("/unterwegs/anfragen/"))
    expect(phone.get_by_role("main").get_by_role("link", name=re.compile(stocked.topic.name)).first).to_be_visible()
    check(phone)


def test_weights_and_forbidden_pairs_turn_the_plan_and_the_page_says_what_changed(desk, week, enter, check):
    enter(desk, "coordinator")
    desk.goto(week)
    desk.get_by_role("button", name="Plan berechnen").click()
    expect(desk.get_by_role("cell", name="Bashar Zweiter")).to_be_visible()

    desk.get_by_role("link", name=re.compile("Was zählt wie viel")).click()
    check(desk)
    desk.get_by_label("Eine Woche kürzer als zwei Monate Pause").fill("0")
    desk.get_by_label("Eine Änderung gegenüber dem Plan davor").fill("0")
    desk.get_by_role("button", name="Plan damit neu berechnen").click()
    expect(
        desk.get_by_text("Samira Lotsin statt Bashar Zweiter, weil es für alle zusammen so besser passt.")
    ).to_be_visible()
    expect(desk.get_by_text("eigene Gewichte")).to_be_visible()
    check(desk)
    desk.get_by_role("link", name=re.compile("Was zählt wie viel")).click()
    desk.get_by_role("button", name="Wieder wie üblich").click()
    expect(desk.get_by_text("Bashar Zweiter statt Samira Lotsin")).to_be_visible()

    desk.get_by_role("link", name=re.compile("Jemand anderes")).click()
    desk.get_by_role("button", name="Nicht Bashar").click()
    expect(
        desk.get_by_text("Samira Lotsin statt Bashar Zweiter, weil Sie dieses Paar ausgeschlossen haben.")
    ).to_be_visible()
    desk.get_by_role("link", name=re.compile("Jemand anderes")).click()
    desk.get_by_role("button", name="Nicht Samira").click()
    expect(
        desk.get_by_text("niemand mehr statt Samira Lotsin, weil Sie dieses Paar ausgeschlossen haben.")
    ).to_be_visible()
    expect(desk.get_by_role("heading", name="Für 2 Anfragen findet sich niemand")).to_be_visible()
    expect(desk.get_by_text(re.compile("Es fehlt: Arabisch"))).to_be_visible()
    check(desk)

    settled = desk.get_by_role("region", name="Was Sie festgelegt haben")
    settled.get_by_role("button", name=re.compile("Zurücknehmen Samira")).click()
    expect(desk.get_by_text("jetzt Samira Lotsin, weil jetzt jemand frei ist.")).to_be_visible()


def test_a_phone_without_script_shows_the_plan_as_cards(browser, stocked, week, enter, check):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE", java_script_enabled=False)
    page = context.new_page()

    enter(page, "coordinator")
    page.goto(week)
    page.get_by_role("button", name="Plan berechnen").click()

    expect(page.get_by_text(re.compile("Es fehlt: Tigrinya"))).to_be_visible()
    expect(page.get_by_role("button", name="Bashar festlegen")).to_be_visible()
    page.get_by_role("button", name="Bashar festlegen").click()
    expect(page.get_by_text("Bashar Zweiter geht zu")).to_be_visible()
