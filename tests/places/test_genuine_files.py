"""The files as the publishers give them out; left out where they do not lie beside the project."""

from datetime import date
from decimal import Decimal

import pytest

from kreislotse.places import importers, queries
from kreislotse.places.importers import import_file
from kreislotse.places.models import Boundary, Gazetteer, Municipality
from tests.conftest import TODAY
from tests.factories import DistrictFactory

pytestmark = pytest.mark.django_db

NEWER, OLDER = "AuszugGV2Q_2024-06-30.xlsx", "AuszugGV3Q_2021-09-30.xlsx"
INHABITED = {"06635": 21, "05370": 10, "06437": 12, "16063": 30, "03457": 19}


def read(folder, name):
    with (folder / name).open("rb") as stream:
        return import_file(stream, name)


@pytest.fixture
def reading_once(monkeypatch):
    """A workbook of 11,000 municipalities is taken apart once, however often it is saved."""
    genuine, found = importers.read_file, {}

    def read_file(stream, name):
        if name not in found:
            found[name] = genuine(stream, name)
        return found[name]

    monkeypatch.setattr(importers, "read_file", read_file)


def facts():
    fields = (
        "ags",
        "name",
        "population",
        "population_on",
        "association__ars",
        "valid_from",
        "valid_to",
        "validity_note",
    )
    return list(Municipality.objects.order_by("ags").values_list(*fields))


def test_both_directories_in_both_orders_give_the_same_places(shared_data, reading_once):
    folder = shared_data / "gebiete"

    first = read(folder, NEWER)
    second = read(folder, OLDER)
    again = read(folder, NEWER)

    assert (first.created, first.skipped) == (10_957, 2)
    assert second.created == 42
    assert again.changes_nothing
    for ags, number in INHABITED.items():
        district = DistrictFactory(ags=ags, host=f"{ags}.localhost")
        assert Municipality.objects.of_district(district, today=TODAY).count() == number
    assert not Municipality.objects.get(ags="03457501").is_inhabited
    korbach = Municipality.objects.get(ags="06635015")
    assert (korbach.name, korbach.population, korbach.area_km2) == ("Korbach", 23706, Decimal("124.11"))
    assert queries.county("06632").name == "Hersfeld-Rotenburg"
    assert_the_known_changes()
    one_order = facts()

    read(folder, "gebietsaenderungen.csv")
    assert facts() == one_order

    Municipality.objects.all().delete()
    Gazetteer.objects.all().delete()
    read(folder, OLDER)
    read(folder, NEWER)
    assert facts() == one_order


def assert_the_known_changes():
    def successor(ags):
        return [row.ags for row in queries.successors(ags, TODAY)]

    eisenach = Municipality.objects.get(ags="16063105")
    oberzent = Municipality.objects.get(ags="06437016")
    assert eisenach.valid_from == date(2021, 7, 1)
    assert [change.predecessor_ags for change in queries.predecessors(eisenach)] == ["16056000"]
    assert [change.predecessor_name.partition(",")[0] for change in queries.predecessors(oberzent)] == [
        "Beerfelden", "Hesseneck", "Rothenberg", "Sensbachtal",
    ]  # fmt: skip
    assert oberzent.valid_from == date(2018, 1, 1)
    assert successor("06635005") == ["06635001"]  # Bromskirchen → Allendorf (Eder)
    assert successor("16063028") == ["16063104"]  # Frankenroda → Amt Creuzburg
    assert successor("16063037") == ["16064074"]  # Hallungen → Südeichsfeld, in another Kreis
    assert queries.municipality_at("06635005", date(2022, 12, 31)).name == "Bromskirchen"
    assert queries.municipality_at("06635005", TODAY) is None


@pytest.mark.parametrize("ags", INHABITED)
def test_outlines_of_the_five_districts_match_their_municipalities(shared_data, ags):
    from kreislotse.demo.reference import load_places

    load_places()
    report = read(shared_data / "grenzen", f"gemeinden_{ags}_stand-2024-06-30.geojson")

    assert report.unknown == []
    assert report.created == INHABITED[ags] + (ags == "03457")
    assert {row.valid_on for row in Boundary.objects.all()} == {date(2024, 6, 30)}
    assert all("GeoBasis-DE / BKG" in row.source_note for row in Boundary.objects.all())
