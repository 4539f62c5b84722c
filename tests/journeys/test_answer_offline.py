"""A yes on a bus without internet: it stays on the phone, arrives once, and the guide reads what came of it. Also in Arabic."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import Assignment, MatchProposal
from kreislotse.matching.operations import accept_proposal, propose_guides
from tests.factories import GuideFactory, HelpRequestFactory, SeekerContactFactory, qualify
from tests.journeys.kept import the_page_is_kept
from tests.journeys.words import says

pytestmark = pytest.mark.journey
YES, NO = "Ja, das mache ich", "Geht leider nicht"
STATE = "[data-part=state]"


@pytest.fixture
def phone(browser):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="de-DE", has_touch=True, timezone_id="Europe/Berlin"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def asked(stocked):
    """Two guides are asked for the same; the one with the phone is Samira."""
    with district_scope(stocked.district):
        other = GuideFactory(first_name="Vera", last_name="Schnell", is_guide=True, home_municipality=stocked.korbach)
        qualify(other)
        request = HelpRequestFactory(
            topic=stocked.topic, municipality=stocked.korbach, wish="company", institution_name="Grundschule Korbach",
            wanted_on=stocked.today + timedelta(days=2), received_on=stocked.today,
            status=HelpRequest.Status.IN_CLARIFICATION,
        )  # fmt: skip
        SeekerContactFactory(help_request=request, name="Frau Beispiel", phone="05631 222333")
        propose_guides(
            request, guides=[stocked.guide, other], now=timezone.now(), by=stocked.people["caseworker"]
        )  # fmt: skip
    return request


def open_without_internet(phone, house, enter, language: str) -> None:
    """Log in, choose the language, wait until the page with the question is kept, go offline and open it."""
    enter(phone, "guide")
    if language != "de":
        phone.locator(f"button[name=language][value={language}]").click()
        expect(phone.locator("html")).to_have_attribute("dir", "rtl")
        phone.reload()
    the_page_is_kept(phone, "data-answer", f'lang="{language}"')
    phone.context.set_offline(True)
    phone.goto(house.url("/unterwegs/anfragen/"))
    expect(phone.get_by_role("heading", level=1, name=says(language, "Ohne Internet"))).to_be_visible()
    expect(phone.get_by_text("Frau Beispiel")).to_have_count(0)


def tap(phone, language: str, answer: str) -> None:
    phone.get_by_role("button", name=says(language, answer)).click()
    expect(phone.locator(STATE)).to_have_text(says(language, "noch nicht gesendet"))


def proposal_of(house) -> MatchProposal:
    return MatchProposal.objects.get(guide=house.guide)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_yes_said_without_internet_arrives_once(phone, asked, stocked, enter, check, language):
    open_without_internet(phone, stocked, enter, language)
    check(phone)
    tap(phone, language, YES)
    phone.reload()  # also after the page was closed
    expect(phone.locator(STATE)).to_have_text(says(language, "noch nicht gesendet"))
    check(phone)
    with district_scope(stocked.district):
        assert proposal_of(stocked).status == "asked"

    phone.context.set_offline(False)  # the page that is open hears of it and sends

    expect(phone.locator(STATE)).to_have_text(says(language, "gesendet"))
    check(phone)
    phone.reload()
    expect(phone.locator(STATE)).to_have_count(0)  # read once, it makes room
    with district_scope(stocked.district):
        assert proposal_of(stocked).status == "accepted"
        assert Assignment.objects.get().guide == stocked.guide
    phone.goto(stocked.url("/unterwegs/"))
    phone.get_by_role("main").locator("a[href*='/einsaetze/']").first.click()
    expect(phone.get_by_role("link", name="05631 222333")).to_be_visible()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_somebody_else_was_faster_and_the_phone_says_so(phone, asked, stocked, enter, check, language):
    open_without_internet(phone, stocked, enter, language)
    tap(phone, language, YES)
    with district_scope(stocked.district):
        faster = MatchProposal.objects.exclude(guide=stocked.guide).get()
        accept_proposal(faster, now=timezone.now(), by=None)

    phone.context.set_offline(False)  # the page that is open hears of it and sends

    expect(phone.locator(STATE)).to_have_text(says(language, "nicht angenommen"))
    taken = says(
        language,
        "Der Termin ist inzwischen vergeben: Jemand anderes war schneller. Vielen Dank, dass Sie helfen wollten!",
    )
    expect(phone.get_by_text(taken)).to_be_visible()
    check(phone)
    with district_scope(stocked.district):
        assert Assignment.objects.get().guide != stocked.guide
    phone.get_by_role("button", name=says(language, "Verwerfen")).click()
    expect(phone.locator(STATE)).to_have_count(0)


def test_who_changes_their_mind_before_the_network_is_back_sends_the_last_word(phone, asked, stocked, enter):
    open_without_internet(phone, stocked, enter, "de")
    tap(phone, "de", YES)
    tap(phone, "de", NO)
    expect(phone.locator("[data-part=label]")).to_contain_text("Nein")

    phone.context.set_offline(False)  # the page that is open hears of it and sends

    expect(phone.locator(STATE)).to_have_text("gesendet")
    with district_scope(stocked.district):
        assert proposal_of(stocked).status == "declined"
        assert not Assignment.objects.exists()


def test_a_no_said_with_internet_may_be_explained_at_once(phone, asked, stocked, enter, check):
    enter(phone, "guide")
    phone.goto(stocked.url("/unterwegs/anfragen/"))
    phone.get_by_role("main").locator("a[href*='/anfragen/']").first.click()
    check(phone)
    phone.get_by_role("button", name=NO).click()

    phone.get_by_role("button", name="zu weit").click()

    expect(phone.get_by_role("heading", level=1)).to_contain_text("Samira")
    with district_scope(stocked.district):
        assert proposal_of(stocked).decline_reason == "too_far"
