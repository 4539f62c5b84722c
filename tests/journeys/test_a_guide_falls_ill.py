"""A guide falls ill: two taps on the phone, the office sees it, another guide says yes, and the school is told."""

import re
from datetime import time, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.matching.models import Appointment, Assignment, MatchProposal
from tests.journeys.steps import choose_language
from tests.journeys.words import says

pytestmark = pytest.mark.journey


@pytest.fixture
def promised(stocked):
    """Samira goes to a school in five days; Leyla could stand in and has a login, too."""
    from tests import factories as make

    with district_scope(stocked.district):
        stocked.district.email = "integration@musterau.example"
        user = make.member(
            "guide", email="leyla@musterau.example", name="Leyla Vertretung", password=make_password(stocked.password)
        )
        leyla = make.GuideFactory(
            first_name="Leyla", last_name="Vertretung", user=user, home_municipality=stocked.korbach,
            email="leyla@musterau.example",
        )  # fmt: skip
        make.qualify(leyla)
        request = make.HelpRequestFactory(
            topic=stocked.topic, municipality=stocked.korbach, wish="company", institution_name="Grundschule Korbach",
            status="promised", received_on=stocked.today,
        )  # fmt: skip
        make.SeekerContactFactory(help_request=request, email="schule@korbach.example", phone="05631 222333")
        assignment = make.AssignmentFactory(help_request=request, guide=stocked.guide)
        stocked.appointment = make.AppointmentFactory(
            assignment=assignment,
            on=stocked.today + timedelta(days=5),
            starts_at=time(10),
            outcome="planned",
            counted_in=None,
        )
    return stocked


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_guide_falls_ill(phone, browser, promised, enter, check, language):  # noqa: PLR0913 - everybody who takes part
    house = promised
    enter(phone, "guide")
    choose_language(phone, language)
    phone.goto(house.url("/unterwegs/"))
    check(phone)
    phone.get_by_role("main").get_by_role("link", name=says(language, "Ich falle aus")).first.click()
    check(phone)
    phone.get_by_role("button", name=says(language, "Ich bin krank")).click()
    expect(phone.get_by_role("alert").or_(phone.get_by_role("status")).first).to_be_visible()
    expect(phone.get_by_text(says(language, "Vertretung gesucht"))).to_be_visible()
    check(phone)
    with district_scope(house.district):
        assert MatchProposal.objects.get(status="asked").guide.first_name == "Leyla"

    desk = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE").new_page()
    enter(desk, "coordinator")
    desk.goto(house.url("/buero/"))
    desk.get_by_role("link", name=re.compile("Für 1 Termin wird eine Vertretung gesucht")).click()
    desk.get_by_role("main").get_by_role("link", name=re.compile("10:00")).click()
    expect(desk.get_by_role("link", name="Leyla Vertretung")).to_be_visible()
    check(desk)

    other = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE", has_touch=True).new_page()
    enter(other, "leyla")
    other.goto(house.url("/unterwegs/anfragen/"))
    other.get_by_role("main").locator("a[href*='/anfragen/']").first.click()
    expect(other.get_by_text("Die Begleitung fällt aus")).to_be_visible()
    other.get_by_role("button", name="Ja, das mache ich").click()
    expect(other.get_by_role("link", name="05631 222333")).to_be_visible()

    phone.goto(house.url("/unterwegs/ausfallen/"))
    expect(phone.get_by_text(says(language, "Vertretung gefunden"))).to_be_visible()
    desk.goto(house.url("/buero/lotsen/vertretungen/"))
    expect(desk.get_by_text("Zurzeit fällt niemand aus")).to_be_visible()
    with district_scope(house.district):
        new = Assignment.objects.get(status="promised")
        assert (new.guide.first_name, new.appointments.get().on) == ("Leyla", house.appointment.on)
        assert Appointment.objects.filter(outcome="planned").count() == 1
    told = {
        address: [one.body for one in mail.outbox if address in one.to] for one in mail.outbox for address in one.to
    }
    assert "wir suchen jemand anderen" in told["schule@korbach.example"][0].lower()
    assert "jemand anderen gefunden" in told["schule@korbach.example"][1]
    assert "Wer zuerst zusagt, geht" in told["leyla@musterau.example"][0]
    assert "1 Person ist schon gefragt" in told["integration@musterau.example"][0]
