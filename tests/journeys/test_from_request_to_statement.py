"""The whole way once: a school asks, the week is planned, the guide says yes and signs with the school, money, statement."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import Appointment, Assignment, TimeSheet
from kreislotse.settlement.models import Line, Payment, PayoutRule, SettlementRun
from tests.documents import pdf_text
from tests.journeys.steps import (
    IBAN,
    ask_for_a_guide,
    choose_language,
    enter_bank_account,
    plan_and_release,
    release_and_pay,
    sign,
    yearly_statement,
)
from tests.journeys.words import says

pytestmark = pytest.mark.journey
PASSING = 8  # days: the appointment is in seven
NEUTRAL = (
    "Ich übersetze neutral und vollständig. Merke ich, dass ich die Person oder Familie kenne, sage ich es sofort."
)


@pytest.fixture
def paying(stocked):
    """`stocked`, and the office has said from which account it pays."""
    first = stocked.today.replace(day=1)
    with district_scope(stocked.district):
        PayoutRule.objects.create(
            settles_from=first, payer_name="Kreiskasse Musterau", payer_iban="DE75512108001245126199",
            payer_bic="HELADEF1KOR", days_to_execution=0, valid_from=first,
        )  # fmt: skip
    return stocked


@pytest.mark.parametrize("language", ["de", "ar"])
def test_from_a_schools_request_to_the_yearly_statement(  # noqa: PLR0913 - everybody who takes part
    browser, desk, phone, paying, enter, check, let_days_pass, language
):
    asking = browser.new_context(locale="de-DE", java_script_enabled=False)
    ask_for_a_guide(asking.new_page(), paying, lambda page: None)
    asking.close()
    enter(desk, "coordinator")
    plan_and_release(desk, paying, check)
    assignment = _the_guide_says_yes(phone, paying, enter, check, language)

    let_days_pass(PASSING)
    _the_guide_notes_the_hour_and_the_school_signs(phone, paying, assignment, enter, check, language)

    enter(desk, "coordinator")
    desk.goto(paying.url("/buero/lotsen/abrechnung/"))
    expect(desk.get_by_text("1 bestätigter Termin wartet auf die Abrechnung")).to_be_visible()
    desk.get_by_label("bis", exact=True).fill("heute")
    desk.get_by_role("button", name="Abrechnung vorbereiten").click()
    expect(desk.get_by_text("1 Termin zu 20,00 €")).to_be_visible()
    expect(desk.get_by_role("button", name="Abrechnung freigeben")).to_have_count(0)  # four eyes
    enter_bank_account(desk, check)
    with district_scope(paying.district):
        run, guide = SettlementRun.objects.get(), paying.guide.pk
    phone.context.clear_cookies()  # the head of office has a phone, too
    enter(phone, "head_of_office")
    content = release_and_pay(phone, paying, run, "20,00 €", check)
    assert IBAN in content
    assert '<InstdAmt Ccy="EUR">20.00</InstdAmt>' in content

    desk.goto(paying.url(f"/buero/lotsen/{guide}/abrechnung/"))
    statement = yearly_statement(desk, (paying.today + timedelta(days=PASSING)).year)
    assert statement.startswith(b"%PDF")
    if pdf_text.can_read:
        assert "Samira Lotsin" in pdf_text.text_of(statement)
        assert "20,00" in pdf_text.text_of(statement)
    with district_scope(paying.district):
        assert sum(p.euros for p in Payment.objects.all()) == sum(one.euros for one in Line.objects.all()) == 20
        help_request = HelpRequest.objects.get()
    desk.goto(paying.url(f"/buero/lotsen/einsaetze/{assignment.pk}/"))
    desk.get_by_role("button", name="Einsatz abschließen").click()
    desk.goto(paying.url(f"/buero/anfragen/{help_request.pk}/abschliessen/"))
    desk.get_by_label("Hilfe gefunden").check()
    desk.get_by_role("button", name=re.compile("abschließen")).last.click()
    expect(desk.get_by_text(re.compile("Beendet am"))).to_be_visible()


def _the_guide_says_yes(phone, house, enter, check, language: str) -> Assignment:  # noqa: PLR0913
    enter(phone, "guide")
    choose_language(phone, language)
    phone.goto(house.url("/unterwegs/anfragen/"))
    phone.get_by_role("main").get_by_role("link", name=re.compile(house.topic.name_in(language))).first.click()
    check(phone)
    expect(phone.get_by_text("Grundschule Korbach")).to_have_count(0)
    phone.get_by_label(says(language, NEUTRAL)).check()
    phone.get_by_role("button", name=says(language, "Ja, das mache ich")).click()
    expect(phone.get_by_role("link", name="05631 222333")).to_be_visible()
    with district_scope(house.district):
        return Assignment.objects.get()


def _the_guide_notes_the_hour_and_the_school_signs(  # noqa: PLR0913
    phone, house, assignment, enter, check, language: str
) -> None:
    phone.context.clear_cookies(name=settings.LANGUAGE_COOKIE_NAME)  # a week later the login is German again
    enter(phone, "guide")  # and the account still knows the language
    phone.goto(house.url("/unterwegs/zeit/"))
    expect(phone.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    check(phone)
    phone.locator("[name=on]").fill(house.next_week.isoformat())
    phone.locator("[name=duration_minutes]").fill("90")
    sign(phone)
    phone.locator("[name=signer]").fill("Frau Rektorin")
    phone.locator("[data-time-form] button:not([type=button])").click()
    expect(phone.get_by_role("heading", level=1, name=house.topic.name_in(language))).to_be_visible()
    check(phone)
    with district_scope(house.district):
        appointment = Appointment.objects.get(assignment=assignment)
        assert (appointment.on, appointment.duration_minutes) == (house.next_week, 90)
        assert TimeSheet.objects.get().confirmed_on
