"""A series is agreed, one date moves, the guide falls ill, somebody else accepts on the phone, and whoever asked sees it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.intake import links
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import Appointment, Assignment

pytestmark = pytest.mark.journey


@pytest.fixture
def promised(stocked):
    """Samira goes along for a school; Leyla could stand in and has a login, too."""
    from kreislotse.guides.models import GuideLanguage
    from kreislotse.intake.operations import Contact, submit_institution_request
    from kreislotse.matching.operations import book_directly
    from kreislotse.taxonomy.models import Language
    from tests import factories as make

    with district_scope(stocked.district):
        arabic = Language.objects.get(code="ar")
        user = make.member(
            "guide", email="leyla@musterau.example", name="Leyla Vertretung", password=make_password(stocked.password)
        )
        leyla = make.GuideFactory(
            first_name="Leyla", last_name="Vertretung", user=user, home_municipality=stocked.korbach
        )
        GuideLanguage.objects.create(guide=leyla, language=arabic, level="C1")
        make.qualify(leyla)
        request = submit_institution_request(
            contact=Contact(name="Frau Beispiel", email="schule@korbach.example"), today=stocked.today, topic=stocked.topic,
            wish="company", occasion="housing", institution_name="Grundschule Korbach", language=arabic,
            municipality=stocked.korbach, setting="on_site",
        )  # fmt: skip
        from django.utils import timezone

        assignment = book_directly(
            request, guide=stocked.guide, funding_source=None, now=timezone.now(), by=stocked.people["coordinator"]
        )
    stocked.request, stocked.assignment = request, assignment
    return stocked


def test_a_series_moves_loses_its_guide_and_finds_another(desk, phone, promised, enter, check, browser):
    house = promised
    first = house.today + timedelta(days=7)

    enter(desk, "coordinator")
    desk.goto(house.url(f"/buero/lotsen/einsaetze/{house.assignment.pk}/"))
    check(desk)
    desk.get_by_role("link", name="Terminreihe vereinbaren").click()
    check(desk)
    desk.get_by_label("Erster Tag").fill(f"{first:%d.%m.%Y}")
    desk.get_by_label("Beginn").fill("10:00")
    desk.get_by_label("Zahl der Termine").fill("3")
    desk.get_by_role("button", name="Terminreihe vereinbaren").click()
    expect(desk.get_by_text("3 Termine sind geplant.")).to_be_visible()
    check(desk)

    with district_scope(house.district):
        dates = list(Appointment.objects.filter(assignment=house.assignment).order_by("on"))
    desk.goto(house.url(f"/buero/lotsen/termine/{dates[0].pk}/verschieben/"))
    check(desk)
    desk.get_by_label("Neues Datum").fill(f"{dates[0].on + timedelta(days=1):%d.%m.%Y}")
    desk.get_by_role("button", name="Termin verschieben").click()
    expect(desk.get_by_role("heading", name="Änderungen an Terminen")).to_be_visible()

    desk.goto(house.url(f"/buero/lotsen/termine/{dates[1].pk}/faellt-aus/"))
    check(desk)
    desk.get_by_role("button", name="Termin freigeben").click()
    expect(desk.get_by_role("heading", name="Vertretung suchen")).to_be_visible()
    check(desk)
    desk.get_by_role("row", name=re.compile("Leyla")).get_by_role("checkbox").check()
    desk.get_by_role("button", name="Ausgewählte anfragen").click()
    expect(desk.get_by_text("1 Person ist angefragt.")).to_be_visible()
    desk.goto(house.url("/buero/lotsen/vertretungen/"))
    check(desk)

    status = browser.new_context(locale="de-DE", java_script_enabled=False).new_page()
    with district_scope(house.district):
        link = house.url(f"/hilfe/stand/{links.status_secret(HelpRequest.objects.get(pk=house.request.pk))}/")
    status.goto(link)
    expect(status.get_by_text("die Begleitung fällt aus, wir suchen jemand anderen")).to_be_visible()

    phone.goto(house.url("/konto/login/"))
    phone.get_by_label("E-Mail").fill("leyla@musterau.example")
    phone.get_by_label("Passwort", exact=True).fill(house.password)
    phone.get_by_role("button", name="Anmelden", exact=True).click()
    phone.wait_for_url(lambda url: "/konto/login" not in url)
    phone.goto(house.url("/unterwegs/anfragen/"))
    phone.get_by_role("main").get_by_role("link", name=re.compile(house.topic.name)).first.click()
    expect(phone.get_by_text("Grundschule Korbach")).to_have_count(0)
    phone.get_by_role("button", name="Ja, das mache ich").click()
    expect(phone.get_by_text("Grundschule Korbach")).to_be_visible()

    status.goto(link)
    expect(status.get_by_text("findet statt, jemand vertritt")).to_be_visible()
    expect(status.get_by_text(re.compile("verschoben vom"))).to_be_visible()
    expect(status.get_by_text("Leyla")).to_have_count(0)
    with district_scope(house.district):
        stand_in = Assignment.objects.get(is_stand_in=True)
        assert (stand_in.guide.first_name, stand_in.appointments.get().on) == ("Leyla", dates[1].on)
        assert Appointment.objects.filter(assignment=house.assignment, outcome="planned").count() == 2


def test_somebody_asks_in_arabic_for_help_with_a_conflict(page, stocked, check):
    with district_scope(stocked.district):
        from kreislotse.districts.models import District

        stocked.district.guides_asked_by = District.AskedBy.EVERYONE
        stocked.district.save()
        from kreislotse.intake.models import ExclusionRule

        ExclusionRule.objects.filter(check_code="private_person").delete()
    page.goto(stocked.url("/ar/hilfe/"))
    check(page)
    page.get_by_role("navigation").locator("a[href='?art=mediation']").click()
    check(page)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("input[name=help_detail][value=mediation_neighbors]").check()
    page.locator("input[name=other_side_knows][value=nein]").check()
    page.locator("select[name=municipality]").select_option(label="Korbach")
    page.locator("input[name=answer_by][value=page]").check()
    page.get_by_role("main").get_by_role("button").last.click()
    page.wait_for_url(re.compile("/ar/hilfe/gesendet/"))
    check(page)

    with district_scope(stocked.district):
        request = HelpRequest.objects.get()
    assert (request.help_kind, request.help_detail, request.other_side_knows, request.answer_language) == (
        "mediation", "mediation_neighbors", False, "ar",
    )  # fmt: skip
