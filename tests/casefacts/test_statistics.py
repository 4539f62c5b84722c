"""A period says no more than the pages of its months."""

from datetime import date, datetime

import pytest

from kreislotse.casefacts.models import AssignmentFact, LanguageFact, MonthClosing, RequestFact
from kreislotse.casefacts.queries import month_report
from kreislotse.casefacts.statistics import period
from tests.factories import BERLIN, MunicipalityFactory, TopicFactory

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


@pytest.fixture
def facts(in_district, coordinator):
    school, housing = TopicFactory(code="schule", name="Schule"), TopicFactory(code="wohnen", name="Wohnen")
    town = MunicipalityFactory(ags="06635001", name="Korbach")

    def add(month, **numbers):
        MonthClosing.objects.create(month=month, closed_at=datetime(2026, 3, 1, tzinfo=BERLIN), by=coordinator)
        for topic in (school, housing):
            if number := numbers.get(topic.code):
                AssignmentFact.objects.create(
                    month=month, topic=topic.code, municipality=town, role="guide", outcome="took_place",
                    is_late_entry=False, appointments=number, minutes=60 * number, persons=number,
                )  # fmt: skip
        if number := numbers.get("arabisch"):
            LanguageFact.objects.create(month=month, language_group="arabisch", number=number)
            RequestFact.objects.create(
                month=month, topic=school.code, municipality=town, waiting_band="0", outcome="helped",
                asked_by_institution=False, number=number,
            )  # fmt: skip

    return add


def table(found, code):
    return next(one for one in found.tables if one.code == code)


def rows(found, code="company"):
    return {row.label: (row.number, row.hours, row.hidden) for row in table(found, code).rows}


def test_a_period_adds_up_its_closed_months(facts, district):
    facts(JANUARY, schule=10, wohnen=20)
    facts(FEBRUARY, schule=7)

    found = period(JANUARY, FEBRUARY, district=district)

    assert rows(found) == {"zusammen": (37, 37.0, 0), "Wohnen": (20, 20.0, 0), "Schule": (17, 17.0, 0)}
    assert rows(found, "company_place")["Korbach"] == (37, 37.0, 0)


def test_an_open_month_is_not_in_it(facts, district):
    facts(JANUARY, schule=10)
    AssignmentFact.objects.create(
        month=FEBRUARY, topic="schule", role="guide", outcome="took_place", is_late_entry=False, appointments=99,
        minutes=1, persons=1,
    )  # fmt: skip

    assert table(period(JANUARY, date(2026, 12, 1), district=district), "company").total.number == 10


def test_what_a_month_hides_is_in_no_longer_period_either(facts, district):
    facts(JANUARY, schule=2, wohnen=20)
    facts(FEBRUARY, schule=10, wohnen=20)
    shown = [row.number for row in month_report(JANUARY, district=district).tables[-2].rows if row.label == "Schule"]
    assert shown == ["."]

    found = rows(period(JANUARY, FEBRUARY, district=district))

    assert found["Schule"] == (10, 10.0, 1)


def test_every_number_of_a_period_is_a_sum_of_shown_numbers(facts, district):
    """The attack: whatever the period says can be read off the pages of its months, so that it gives nothing away."""
    facts(JANUARY, schule=3, wohnen=4, arabisch=2)
    facts(FEBRUARY, schule=6, wohnen=30, arabisch=12)
    reports = [month_report(month, district=district) for month in (JANUARY, FEBRUARY)]

    found = period(JANUARY, FEBRUARY, district=district)

    for one in found.tables:
        for row in one.rows:
            shown = [
                line.number for report in reports for of in report.tables if of.code == one.code
                for line in of.rows if line.label == row.label and line.number != "."
            ]  # fmt: skip
            assert row.number == sum(shown)


def test_languages_stand_by_themselves(facts, district):
    facts(JANUARY, schule=10, arabisch=12)

    languages = table(period(JANUARY, JANUARY, district=district), "language")

    assert [row.label for row in languages.parts] == ["arabisch"]
    assert not languages.has_hours


def test_the_page_has_charts_tables_and_the_method(login, coordinator, facts):
    facts(JANUARY, schule=10, wohnen=20)

    page = login(coordinator).get("/buero/lotsen/auswertung/").content.decode()

    assert "30 Begleitungen in 1 abgeschlossenem Monat." in page
    assert 'role="img"' in page
    assert "stehen nie zusammen mit dem Ort" in page


def test_the_file_carries_the_line_on_the_method(login, coordinator, facts):
    from io import BytesIO

    from openpyxl import load_workbook

    facts(JANUARY, schule=10)

    content = login(coordinator).get("/buero/lotsen/auswertung/tabellen.xlsx?von=2026-01&bis=2026-01").content
    cells = [cell.value for row in load_workbook(BytesIO(content)).active.iter_rows() for cell in row]

    assert "Schule" in cells
    assert any(str(value).startswith("Quelle:") for value in cells)


def test_a_traegers_coordinator_does_not_see_the_whole_districts_numbers(login, person, facts):
    assert login(person("provider_coordinator")).get("/buero/lotsen/auswertung/").status_code == 403
