"""Reports, papers, comparison and sheets in the office."""

import io

import openpyxl
import pikepdf
import pytest

from kreislotse.places.models import MunicipalityMandate
from kreislotse.planning.models import Measure, Need, NeedOrigin, PlanReport
from kreislotse.planning.sheets import Needs, needs_of_place
from tests import factories as make
from tests.planning.making import TODAY, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(in_district):
    return make_plan()


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def take(office, plan, **values):
    data = {"title": "Bericht Herbst", "decision_reference": "VO/2026/99", "summary": "Gut."} | values
    return office.post(f"/buero/konzept/{plan.pk}/berichte/", data, follow=True)


def test_a_report_is_taken_shown_and_taken_back(office, plan, visitor):
    assert "Noch kein Bericht" in text(office.get(f"/buero/konzept/{plan.pk}/berichte/"))
    page = take(office, plan)

    assert "Der Bericht ist erstellt" in text(page)
    report = PlanReport.objects.get()
    assert "Bericht Herbst" not in text(visitor.get("/konzept/"))
    office.post(f"/buero/konzept/berichte/{report.pk}/zeigen/")
    assert "Bericht Herbst" in text(visitor.get("/konzept/"))
    office.post(f"/buero/konzept/berichte/{report.pk}/zuruecknehmen/")
    assert "Bericht Herbst" not in text(visitor.get("/konzept/"))


def test_what_cannot_be_taken_keeps_what_was_typed(office, plan):
    take(office, plan)
    again = take(office, plan, title="Noch einer")

    assert again.status_code == 422
    assert "Heute gibt es schon den Bericht „Bericht Herbst“" in text(again)
    assert "Noch einer" in text(again)
    assert take(office, plan, title="").status_code == 422
    draft = make.PlanVersionFactory(edition="2031")
    assert "noch in Arbeit" in text(take(office, draft))
    assert PlanReport.objects.count() == 1


def test_papers_and_tables_come_as_files(office, plan):
    take(office, plan)
    report = PlanReport.objects.get()
    paper = office.get(f"/buero/konzept/berichte/{report.pk}/bericht.pdf")
    with pikepdf.open(io.BytesIO(paper.content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Bericht Herbst"
    for address in (f"berichte/{report.pk}/massnahmen.xlsx", f"{plan.pk}/massnahmen.xlsx"):
        rows = list(openpyxl.load_workbook(io.BytesIO(office.get(f"/buero/konzept/{address}").content)).active.values)
        assert [row[0] for row in rows] == ["Nummer", "M1", "M2", "M10"]
    assert office.get(f"/buero/konzept/{plan.pk}/konzept.pdf").content.startswith(b"%PDF")


def test_a_mayors_sheet_tells_what_became_of_the_needs_of_the_place(office, plan, visitor):
    place = Measure.objects.get(number="M2").municipalities.get()
    make.NeedFactory(
        title="Kinderarztpraxis", municipality=place, status="passed_on", passed_to="land", decided_on=TODAY
    )
    make.NeedFactory(title="Busverbindung", municipality=place)
    sheet = office.get(f"/buero/konzept/{plan.pk}/gemeinden/{place.ags}.pdf")

    with pikepdf.open(io.BytesIO(sheet.content)) as pdf:
        assert len(pdf.pages) == 1
    assert Need.objects.count() == 2
    assert visitor.get(f"/konzept/gemeinden/{place.ags}.pdf").content.startswith(b"%PDF")
    assert visitor.get(f"/konzept/gemeinden/{place.ags}.pdf").content != sheet.content


def test_two_states_are_compared(office, plan):
    take(office, plan)
    report = PlanReport.objects.get()
    Measure.objects.filter(number="M10").update(status="running")
    page = text(office.get(f"/buero/konzept/vergleich/?vorher=r{report.pk}&nachher=v{plan.pk}"))

    assert "1 Änderung" in page
    assert "hat begonnen" in page
    assert "Kein Unterschied" in text(office.get(f"/buero/konzept/vergleich/?vorher=v{plan.pk}&nachher=v{plan.pk}"))
    assert office.get("/buero/konzept/vergleich/?vorher=v9999&nachher=x").status_code == 422
    assert office.get("/buero/konzept/vergleich/").status_code == 200


def test_a_caseworker_reads_and_takes_none(login, caseworker, plan):
    reader = login(caseworker)
    page = reader.get(f"/buero/konzept/{plan.pk}/berichte/")

    assert "Bericht erstellen" not in text(page)
    reader.post(f"/buero/konzept/{plan.pk}/berichte/", {"title": "Nein"})
    assert not PlanReport.objects.exists()


def test_a_mayor_takes_the_own_sheet_and_no_other(plan, login, person, district):
    place = Measure.objects.get(number="M2").municipalities.get()
    other = make.MunicipalityFactory(name="Nachbarort", ags=f"{district.ags}778")
    mayor = person("municipality_contact")
    MunicipalityMandate.objects.create(membership=mayor.memberships.get(), municipality=place)
    browser = login(mayor)

    assert "Bad Musterau (PDF)" in text(browser.get("/partner/bedarfe/"))
    assert browser.get(f"/partner/bedarfe/gemeinde/{place.pk}.pdf").content.startswith(b"%PDF")
    assert browser.get(f"/partner/bedarfe/gemeinde/{other.pk}.pdf").status_code == 404


def test_a_sheet_tells_merged_needs_too_and_a_mayor_only_what_the_place_said(plan):
    place = Measure.objects.get(number="M2").municipalities.get()
    said = make.NeedFactory(
        title="Bus nach Musterau",
        merged_into=make.NeedFactory(title="Busse fehlen", status="taken_up", decided_on=TODAY),
        merged_on=TODAY,
    )
    NeedOrigin(need=said.merged_into, merged_from=said, kind="municipality", municipality=place, heard_on=TODAY).save()
    make.NeedFactory(title="Thema aus dem Case Management", municipality=place)

    assert [(need.title, str(stands)) for need, stands in needs_of_place(place, Needs.OWN)] == [
        ("Bus nach Musterau", "Busse fehlen")
    ]
    assert {need.title for need, _stands in needs_of_place(place, Needs.ALL)} == {
        "Bus nach Musterau",
        "Thema aus dem Case Management",
    }
    assert needs_of_place(place, Needs.NONE) == []
