"""Where nobody lives or comes: the page says it in a sentence, a table and, with boundaries, a map."""

from datetime import date

import pytest

from kreislotse.guides.coverage import coverage
from kreislotse.places.importers import import_file
from tests.factories import GuideFactory, MunicipalityFactory

PAGE = "/buero/lotsen/abdeckung/"


@pytest.fixture
def towns(in_district):
    return [
        MunicipalityFactory(ags=f"0663500{n}", name=name) for n, name in enumerate(("Allendorf", "Burgwald", "Korbach"), 1)
    ]  # fmt: skip


def test_municipalities_without_anybody_come_first_and_say_so(towns, coordinator, in_district, today):
    allendorf, burgwald, korbach = towns
    GuideFactory(status="active", home_municipality=allendorf).areas.set([burgwald])
    GuideFactory(status="active", home_municipality=None)  # goes everywhere

    found = coverage(to=coordinator, district=in_district, today=today)

    assert [(row.municipality, row.has_nobody) for row in found.places] == [
        (korbach, True), (allendorf, False), (burgwald, False),
    ]  # fmt: skip
    assert found.places_without == [korbach]


def test_the_table_stands_alone_where_there_are_no_boundaries(login, coordinator, towns):
    page = login(coordinator).get(PAGE).content.decode()

    assert "niemand aus der Nähe" in page
    assert "die Tabelle sagt dasselbe" in page
    assert "chart-figure" not in page


def test_the_map_shows_the_real_boundaries_of_a_kreis(login, coordinator, in_district, shared_data):
    from kreislotse.demo.reference import load_places

    load_places()
    with (shared_data / "grenzen" / "gemeinden_06635_stand-2024-06-30.geojson").open("rb") as file:
        import_file(file, file.name, valid_on=date(2024, 6, 30))

    page = login(coordinator).get(PAGE).content.decode()

    assert 'role="img"' in page
    assert page.count("niemand aus der Nähe") == 21 + 1  # in the sentence once, and in each line of the table
    assert "die Tabelle sagt dasselbe" not in page
