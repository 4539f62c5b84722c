"""The plan goes out: a report for the council, the public page on a phone in Turkish, a sheet for a mayor."""

import io

import pikepdf
import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.core.translations import text_hashes
from kreislotse.places.models import Municipality, MunicipalityMandate
from kreislotse.planning.models import Goal, Measure, PlanTranslation, PlanVersion
from tests import factories as make
from tests.documents import pdf_text
from tests.planning.making import make_plan

pytestmark = pytest.mark.journey


@pytest.fixture
def planned(stocked):
    with district_scope(stocked.district):
        make_plan()
        goal = Goal.objects.get(number="1")
        words = {"title": "Herkes anlaşabilir", "source_hashes": text_hashes(goal, ("title", "text"))}
        PlanTranslation.objects.create(goal=goal, language="tr", **words)
    return stocked


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="tr-TR")
    yield context.new_page()
    context.close()


def download(page, link) -> bytes:
    with page.expect_download() as waiting:
        link.click()
    return waiting.value.path().read_bytes()


def test_a_report_is_frozen_shown_and_read(page, phone, planned, enter, check):
    with district_scope(planned.district):
        plan = PlanVersion.objects.get()
    enter(page, "coordinator")
    page.goto(planned.url(f"/buero/konzept/{plan.pk}/berichte/"))
    check(page)
    page.get_by_label("Titel").fill("Bericht an den Kreisausschuss")
    page.get_by_label("Zusammenfassung").fill("Der zweite Kurs stockt, weil eine Erzieherin fehlt.")
    page.get_by_role("button", name="Bericht erstellen").click()
    expect(page.get_by_text("Der Bericht ist erstellt")).to_be_visible()
    page.get_by_role("button", name="Öffentlich zeigen").click()
    expect(page.get_by_text("steht jetzt auf den öffentlichen Seiten")).to_be_visible()
    paper = download(page, page.get_by_role("link", name="Vorlage (PDF)"))
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert pdf.Root.MarkInfo.Marked
    sheet = download(page, page.get_by_role("link", name="Bad Musterau (PDF)"))
    assert sheet.startswith(b"%PDF")

    with district_scope(planned.district):
        Measure.objects.filter(number="M10").update(status="running")
    phone.goto(planned.url("/tr/konzept/"))
    check(phone)
    phone.get_by_role("link", name="Herkes anlaşabilir").click()
    check(phone)
    phone.get_by_role("link", name="M2 Frauensprachkurs mit Kinderbetreuung").click()
    expect(phone.get_by_text("Es fehlt eine Erzieherin.")).to_be_visible()
    check(phone)
    phone.goto(planned.url("/konzept/neues/"))
    expect(phone.get_by_text("hat begonnen")).to_be_visible()
    check(phone)


def test_two_states_are_compared_at_the_desk(page, planned, enter, check):
    with district_scope(planned.district):
        plan = PlanVersion.objects.get()
    enter(page, "coordinator")
    page.goto(planned.url(f"/buero/konzept/{plan.pk}/berichte/"))
    page.get_by_label("Titel").fill("Frühjahr")
    page.get_by_role("button", name="Bericht erstellen").click()
    with district_scope(planned.district):
        Measure.objects.filter(number="M10").update(status="done")
    page.get_by_role("link", name="Zwei Stände vergleichen").click()
    check(page)
    page.get_by_label("Vorher").select_option(
        label=next(one for one in page.locator("#id_vorher option").all_inner_texts() if "Frühjahr" in one)
    )
    page.get_by_label("Nachher").select_option(
        label=next(one for one in page.locator("#id_nachher option").all_inner_texts() if "beschlossen" in one)
    )
    page.get_by_role("button", name="Vergleichen").click()
    expect(page.get_by_text("1 Änderung")).to_be_visible()
    expect(page.get_by_role("cell", name="umgesetzt")).to_be_visible()
    check(page)


def test_a_mayor_says_what_is_missing_and_takes_the_own_sheet(browser, planned, enter, check):
    with district_scope(planned.district):
        place = Municipality.objects.get(name="Bad Musterau")
        mayor = make.member(
            "municipality_contact", email="rathaus@musterau.example", name="Berta Bürgermeisterin",
            password=make_password(planned.password),
        )  # fmt: skip
        MunicipalityMandate.objects.create(membership=mayor.memberships.get(), municipality=place)
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE", has_touch=True)
    town = context.new_page()
    enter(town, "rathaus")
    expect(town.get_by_role("heading", level=1, name="Was unserer Gemeinde fehlt")).to_be_visible()
    check(town)
    town.get_by_role("link", name="Bedarf melden").first.click()
    check(town)
    town.get_by_role("button", name="Bedarf melden").click()
    expect(town.get_by_role("alert").first).to_be_visible()
    check(town)
    town.get_by_label("Was fehlt").fill("Kein Bus nach 18 Uhr zum Sprachkurs")
    town.get_by_role("button", name="Bedarf melden").click()
    expect(town.get_by_text("Ihr Bedarf ist beim Büro")).to_be_visible()
    check(town)

    town.goto(planned.url("/partner/bedarfe/"))
    paper = download(town, town.get_by_role("link", name="Bad Musterau (PDF)"))
    if pdf_text.can_read:
        words = pdf_text.text_of(paper)
        assert "Kein Bus nach 18 Uhr" in words
        assert "Frauensprachkurs" in words
    context.close()
