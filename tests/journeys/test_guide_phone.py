"""A guide on a bus: yes with one thumb, an hour and a signature without internet, and it arrives once. Also in Arabic."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import Appointment, AppointmentChange, Assignment, Expense, PhoneEntry, TimeSheet
from kreislotse.matching.operations import propose_guides
from tests.documents.pictures import jpeg_with_exif
from tests.factories import HelpRequestFactory, SeekerContactFactory
from tests.journeys.kept import no_page_is_kept, the_page_is_kept
from tests.journeys.steps import choose_language, sign
from tests.journeys.words import says

pytestmark = pytest.mark.journey


@pytest.fixture
def asked(stocked):
    """A school asks for Samira on this very day."""
    with district_scope(stocked.district):
        request = HelpRequestFactory(
            topic=stocked.topic, municipality=stocked.korbach, wish="company", institution_name="Grundschule Korbach",
            place="Schulstraße 4", wanted_on=stocked.today, received_on=stocked.today - timedelta(days=8),
            status=HelpRequest.Status.IN_CLARIFICATION,
        )  # fmt: skip
        SeekerContactFactory(help_request=request, name="Frau Beispiel", phone="05631 222333")
        propose_guides(request, guides=[stocked.guide], now=timezone.now(), by=stocked.people["caseworker"])
    return request


def accept(page, house, language: str) -> Assignment:
    page.goto(house.url("/unterwegs/anfragen/"))
    page.get_by_role("main").locator("a[href*='/anfragen/']").first.click()
    expect(page.get_by_text("05631 222333")).to_have_count(0)
    page.get_by_role("button", name=says(language, "Ja, das mache ich")).click()
    expect(page.get_by_role("link", name="05631 222333")).to_be_visible()
    with district_scope(house.district):
        return Assignment.objects.get()


def note_without_internet(page, house, assignment, language: str) -> None:
    """The page that was kept, half an hour, an expense with a photograph, the school's signature."""
    page.goto(house.url("/unterwegs/zeit/"))
    expect(page.get_by_role("heading", level=1, name=says(language, "Ohne Internet"))).to_be_visible()
    expect(page.get_by_text("05631 222333")).to_have_count(0)
    page.locator("select[name=what]").select_option(f"e{assignment.pk}")
    page.locator("[name=duration_minutes]").fill("30")
    sign(page)
    expect(page.locator("[name=institution]")).to_have_value("Grundschule Korbach")
    page.locator("[name=signer]").fill("Frau Rektorin")
    page.locator("summary", has_text=says(language, "Auslagen mit Beleg")).click()
    page.locator("[name=category_1]").select_option("ticket")
    page.locator("[name=amount_1]").fill("2.80" if language != "de" else "2,80")
    page.locator("[name=receipt_1]").set_input_files(
        {"name": "beleg.jpg", "mimeType": "image/jpeg", "buffer": jpeg_with_exif()}
    )
    page.locator("[data-time-form] button:not([type=button])").click()
    expect(page.locator("[data-part=state]")).to_have_text(says(language, "noch nicht gesendet"))


def on_the_way(phone, house, enter, check, language: str) -> None:
    enter(phone, "guide")
    choose_language(phone, language)
    expect(phone.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    check(phone)
    assignment = accept(phone, house, language)
    check(phone)
    the_page_is_kept(phone)
    phone.reload()  # the page kept now knows the assignment
    the_page_is_kept(phone, f'"e{assignment.pk}"')

    phone.context.set_offline(True)
    note_without_internet(phone, house, assignment, language)
    phone.reload()  # also after the page was closed
    expect(phone.locator("[data-part=state]")).to_have_text(says(language, "noch nicht gesendet"))
    with district_scope(house.district):
        assert not Appointment.objects.exists()

    phone.context.set_offline(False)
    phone.goto(house.url("/unterwegs/"))
    expect(phone.locator("[data-part=state]")).to_have_text(says(language, "gesendet"))
    check(phone)
    phone.reload()
    expect(phone.locator("[data-part=state]")).to_have_count(1)
    with district_scope(house.district):
        appointment = Appointment.objects.get()
        assert (appointment.duration_minutes, PhoneEntry.objects.count()) == (30, 1)
        assert TimeSheet.objects.get().signature.signer == "Frau Rektorin"
        assert b"Korbach" not in bytes(Expense.objects.get().receipt.content)
    for path in ("geld/", "geld/andere-stellen/", "unterlagen/", "schulungen/", "ausfallen/"):
        phone.goto(house.url(f"/unterwegs/{path}"))
        check(phone)


def test_an_hour_noted_without_internet_arrives_once_and_the_office_sees_it(
    phone, browser, asked, stocked, enter, check
):
    on_the_way(phone, stocked, enter, check, "de")

    desk = browser.new_context(locale="de-DE").new_page()
    enter(desk, "coordinator")
    with district_scope(stocked.district):
        assignment = Assignment.objects.get()
    desk.goto(stocked.url(f"/buero/lotsen/einsaetze/{assignment.pk}/"))
    expect(desk.get_by_text("unterschrieben zurück")).to_be_visible()
    expect(desk.get_by_text("hat stattgefunden", exact=True)).to_be_visible()
    desk.context.close()


def test_the_same_in_arabic_from_right_to_left(phone, asked, stocked, enter, check):
    on_the_way(phone, stocked, enter, check, "ar")


def test_a_conflict_is_explained_on_the_phone_loses_nothing_and_is_the_office_s_to_decide(
    phone, browser, asked, stocked, enter, check
):
    enter(phone, "guide")
    assignment = accept(phone, stocked, "de")
    phone.goto(stocked.url("/unterwegs/zeit/"))
    the_page_is_kept(phone)
    phone.context.set_offline(True)
    phone.locator("[name=duration_minutes]").fill("45")
    phone.get_by_role("button", name="Zeit eintragen").click()
    expect(phone.locator("[data-part=state]")).to_have_text("noch nicht gesendet")
    with district_scope(stocked.district):
        Assignment.objects.filter(pk=assignment.pk).update(status="cancelled", ended_on=stocked.today)

    phone.context.set_offline(False)
    phone.goto(stocked.url("/unterwegs/"))

    expect(phone.locator("[data-part=state]")).to_have_text("nicht angenommen")
    expect(phone.get_by_text("Diese Begleitung wurde inzwischen abgesagt.").first).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("Ihr Eintrag ist im Büro.")).to_be_visible()
    desk = browser.new_context(locale="de-DE").new_page()
    enter(desk, "coordinator")
    desk.goto(stocked.url("/buero/"))
    desk.get_by_role("link", name=re.compile("Über 1 Eintrag vom Telefon müssen Sie entscheiden")).click()
    expect(desk.get_by_text("Die Begleitung war inzwischen abgesagt.")).to_be_visible()
    check(desk)
    with district_scope(stocked.district):
        Assignment.objects.filter(pk=assignment.pk).update(status="promised", ended_on=None)
    phone.get_by_role("link", name="Bearbeiten").click()
    expect(phone.locator("[name=duration_minutes]")).to_have_value("45")
    phone.get_by_role("button", name="Zeit eintragen").click()
    expect(phone.get_by_role("heading", level=1, name=stocked.topic.name)).to_be_visible()
    with district_scope(stocked.district):
        assert Appointment.objects.get().duration_minutes == 45
    desk.reload()
    expect(desk.get_by_text("Nichts zu entscheiden")).to_be_visible()


def test_what_was_called_off_is_noted_without_internet_with_who_and_when(phone, browser, asked, stocked, enter, check):
    """The phone asks at once what only the guide can say; the office sees it and corrects it, because money depends on it."""
    enter(phone, "guide")
    assignment = accept(phone, stocked, "de")
    phone.goto(stocked.url("/unterwegs/zeit/"))
    expect(phone.get_by_text("Wer hat abgesagt?")).to_be_hidden()
    the_page_is_kept(phone, f'"e{assignment.pk}"')
    phone.context.set_offline(True)
    phone.goto(stocked.url("/unterwegs/zeit/"))
    phone.locator("select[name=what]").select_option(f"e{assignment.pk}")
    phone.get_by_label("wurde abgesagt").check()
    phone.locator("[name=duration_minutes]").fill("60")
    phone.get_by_label("die Einrichtung").check()
    phone.get_by_role("button", name="Zeit eintragen").click()  # an answer is missing, and the phone says so itself
    expect(phone.locator("[data-part=state]")).to_have_count(0)
    phone.get_by_label("weniger als 24 Stunden vorher").check()
    phone.get_by_role("button", name="Zeit eintragen").click()
    expect(phone.locator("[data-part=state]")).to_have_text("noch nicht gesendet")

    phone.context.set_offline(False)
    phone.goto(stocked.url("/unterwegs/"))
    expect(phone.locator("[data-part=state]")).to_have_text("gesendet")
    with district_scope(stocked.district):
        change = AppointmentChange.objects.get()
        assert (change.side, change.is_late) == ("institution", True)

    desk = browser.new_context(locale="de-DE").new_page()
    enter(desk, "coordinator")
    desk.goto(stocked.url(f"/buero/lotsen/einsaetze/{assignment.pk}/"))
    expect(desk.get_by_text("so sagt es die Begleitung")).to_be_visible()
    desk.goto(stocked.url(f"/buero/lotsen/termine/{change.appointment_id}/"))
    check(desk)
    desk.get_by_label("Wer hat abgesagt?").select_option("guide")
    desk.get_by_role("button", name="Termin ändern").click()
    expect(desk.get_by_text("Der Termin ist geändert.")).to_be_visible()
    with district_scope(stocked.district):
        assert [one.side for one in AppointmentChange.objects.order_by("pk")] == ["institution", "guide"]
    desk.context.close()


def test_the_way_is_asked_for_where_it_counts_also_without_internet(phone, asked, stocked, enter):
    enter(phone, "guide")
    assignment = accept(phone, stocked, "de")
    phone.goto(stocked.url("/unterwegs/zeit/"))
    expect(phone.get_by_label("Fahrtzeit in Minuten, hin und zurück")).to_be_hidden()
    with district_scope(stocked.district):
        Assignment.objects.filter(pk=assignment.pk).update(rate_as_agreed={"model": "none", "counts_travel_time": True})
    phone.goto(stocked.url("/unterwegs/"))
    the_page_is_kept(phone, '"counts_way": true')
    phone.context.set_offline(True)
    phone.goto(stocked.url("/unterwegs/zeit/"))
    phone.locator("select[name=what]").select_option(f"e{assignment.pk}")
    phone.get_by_label("Fahrtzeit in Minuten, hin und zurück").fill("40")
    phone.locator("[name=duration_minutes]").fill("30")
    phone.get_by_role("button", name="Zeit eintragen").click()
    expect(phone.locator("[data-part=state]")).to_have_text("noch nicht gesendet")

    phone.context.set_offline(False)
    phone.goto(stocked.url("/unterwegs/"))

    expect(phone.locator("[data-part=state]")).to_have_text("gesendet")
    with district_scope(stocked.district):
        assert Appointment.objects.get().travel_minutes == 40


def test_an_expired_login_lets_entries_wait(phone, asked, stocked, enter):
    enter(phone, "guide")
    accept(phone, stocked, "de")
    phone.goto(stocked.url("/unterwegs/zeit/"))
    phone.context.clear_cookies(name="sitzung")
    phone.locator("[name=duration_minutes]").fill("45")
    phone.get_by_role("button", name="Zeit eintragen").click()
    expect(phone.get_by_text("Bitte melden Sie sich wieder an.")).to_be_visible()

    phone.get_by_role("link", name="Wieder anmelden").click()
    enter(phone, "guide")
    phone.goto(stocked.url("/unterwegs/"))

    expect(phone.locator("[data-part=state]")).to_have_text("gesendet")
    with district_scope(stocked.district):
        assert Appointment.objects.get().duration_minutes == 45


def test_logging_out_leaves_no_page_on_the_phone(phone, asked, stocked, enter):
    enter(phone, "guide")
    phone.goto(stocked.url("/unterwegs/"))
    the_page_is_kept(phone)

    phone.locator(".user-menu summary").click()
    phone.get_by_role("button", name="Abmelden").click()

    no_page_is_kept(phone)
