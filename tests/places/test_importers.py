import io
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from kreislotse.places.importers import import_file, preview_file
from kreislotse.places.importers.errors import (
    BrokenChangeRow,
    BrokenGazetteerRow,
    BrokenOutlines,
    NotAGazetteer,
    OutlineDateMissing,
    PlacesFileTooLarge,
    UnknownPlacesFile,
    UnreadablePlaces,
)
from kreislotse.places.keys import municipality_key, short_name
from kreislotse.places.models import Boundary, Gazetteer, Municipality, TerritorialChange
from tests.factories import MunicipalityFactory
from tests.places.files import HEADS, geojson, place, square, text, workbook

pytestmark = pytest.mark.django_db

ALLENDORF, KORBACH = place("001", "Allendorf (Eder)"), place("015", "Korbach, Hansestadt, Kreisstadt", population=23706)
OLD_VILLAGE, NEW_TOWN = place("090", "Altdorf"), place("091", "Neustadt, Stadt", mark="63")


def older():
    return workbook(
        ALLENDORF, KORBACH, OLD_VILLAGE, place("005", "Bromskirchen"), day="30.09.2021", people="31.12.2020"
    )


def newer():
    return workbook(ALLENDORF, KORBACH, NEW_TOWN)


def test_a_municipality_comes_in_with_names_numbers_and_position():
    import_file(newer(), "beliebig.dat")

    korbach = Municipality.objects.get(ags="06635015")
    assert (korbach.name, korbach.official_name) == ("Korbach", "Korbach, Hansestadt, Kreisstadt")
    assert (korbach.population, korbach.population_on) == (23706, date(2022, 12, 31))
    assert korbach.population_base == "Basis Zensus 2011"
    assert (korbach.longitude, korbach.latitude) == (Decimal("8.87"), Decimal("51.27"))
    assert (korbach.area_km2, korbach.postcode) == (Decimal("10.5"), "34497")
    assert Gazetteer.objects.get().counties == {"06635": "Waldeck-Frankenberg"}


def test_the_association_of_nine_digits_belongs_to_its_members_only():
    hesel = ["50", "52", "06", "6", "35", "5402", None, "Hesel"]

    import_file(workbook(hesel, place("003", "Brinkum", association="5402"), KORBACH), "x.xlsx")

    brinkum = Municipality.objects.get(ags="06635003").association
    assert (brinkum.ars, brinkum.name, brinkum.kind) == ("066355402", "Hesel", "Samtgemeinde")
    assert Municipality.objects.get(ags="06635015").association is None


def test_uninhabited_areas_are_marked_and_areas_without_a_kreis_left_out():
    sea = place("999", "Küstengewässer", mark="66")
    sea[4] = "00"

    report = import_file(
        workbook(KORBACH, place("501", "Forst, gemfr. Gebiet", mark="66", population=0), sea), "x.xlsx"
    )

    assert not Municipality.objects.get(ags="06635501").is_inhabited
    assert report.skipped == 1
    assert "1 Gebiet ohne Kreis wurde übergangen." in str(report)


def test_municipalities_of_one_name_keep_what_tells_them_apart():
    import_file(workbook(place("001", "Allendorf (Eder)"), place("002", "Allendorf (Lumda), Stadt")), "x.xlsx")

    assert set(Municipality.objects.filter(valid_to=None).values_list("name", flat=True)) == {
        "Allendorf (Eder)", "Allendorf (Lumda)",
    }  # fmt: skip


@pytest.mark.parametrize("order", list(permutations([older, newer])), ids=["older first", "newer first"])
def test_the_order_of_two_directories_does_not_matter(order):
    for edition in order:
        import_file(edition(), "x.xlsx")

    old, new = Municipality.objects.get(ags="06635090"), Municipality.objects.get(ags="06635091")
    bromskirchen = Municipality.objects.get(ags="06635005")
    assert old.valid_to == date(2024, 6, 29)
    assert "30.09.2021" in old.validity_note
    assert new.valid_from == date(2024, 6, 30)
    assert new.validity_note
    assert (bromskirchen.valid_to, bromskirchen.validity_note) == (date(2022, 12, 31), "")
    assert Municipality.objects.get(ags="06635015").population_on == date(2022, 12, 31)
    assert Municipality.objects.get(ags="06635001").valid_from is None


def test_the_same_directory_twice_changes_nothing():
    import_file(older(), "x.xlsx")
    import_file(newer(), "x.xlsx")
    before = list(Municipality.objects.order_by("pk").values())

    report = import_file(newer(), "x.xlsx")

    assert report.changes_nothing
    assert report.unchanged == 3
    assert list(Municipality.objects.order_by("pk").values()) == before


def test_a_directory_of_one_kreis_ends_nobody_elsewhere():
    elsewhere = MunicipalityFactory(ags="05370004", first_listed_on=date(2020, 1, 1), last_listed_on=date(2020, 1, 1))

    import_file(newer(), "x.xlsx")

    elsewhere.refresh_from_db()
    assert elsewhere.valid_to is None


def test_a_preview_counts_and_saves_nothing():
    import_file(older(), "x.xlsx")
    before = list(Municipality.objects.order_by("pk").values())

    report = preview_file(newer(), "x.xlsx")

    assert (report.created, report.ended) == (1, 1)
    assert list(Municipality.objects.order_by("pk").values()) == before
    assert Gazetteer.objects.count() == 1


@pytest.mark.parametrize(
    ("stream", "error"),
    [
        (workbook(KORBACH, place("016", "Kaputt", area="viel")), BrokenGazetteerRow),
        (workbook(KORBACH, KORBACH), BrokenGazetteerRow),
        (workbook(KORBACH, place("016", None)), BrokenGazetteerRow),
        (workbook(KORBACH, day="gestern"), NotAGazetteer),
        (workbook(KORBACH, heads=HEADS[:2]), NotAGazetteer),
        (io.BytesIO(b"PK\x03\x04 kaputt"), Exception),
        (text("Name;Ort\nA;B\n"), UnknownPlacesFile),
        (io.BytesIO(b""), UnknownPlacesFile),
        (io.BytesIO(b"\x00" * 21 * 1024 * 1024), PlacesFileTooLarge),
        (geojson(({"ags": "06635"}, square())), BrokenOutlines),
        (geojson(({"ags": "06635015"}, square(500000, 5600000))), BrokenOutlines),
        (text('{"features": [1'), BrokenOutlines),
        (geojson(({"ags": "06635015"}, square())), OutlineDateMissing),
        (text("alt_ags;alt_name;neu_ags;neu_name;wirksam\n0663500;A;06635001;B;2023-01-01\n"), BrokenChangeRow),
        (text("alt_ags;alt_name;neu_ags;neu_name;wirksam\n06635005;A;06635001;B;bald\n"), BrokenChangeRow),
    ],
)
def test_a_file_we_cannot_read_is_refused_with_a_sentence(stream, error):
    from kreislotse.core.errors import DomainError

    with pytest.raises(DomainError) as raised:
        import_file(stream, "x")

    assert isinstance(raised.value, error)
    assert "konnte" in str(raised.value)
    assert str(raised.value).endswith((".", "“."))
    assert not Municipality.objects.exists()


def test_the_sentence_names_the_broken_row():
    with pytest.raises(UnreadablePlaces, match="in Zeile 9"):
        import_file(workbook(KORBACH, place("016", "Kaputt", area="viel")), "x.xlsx")


def test_outlines_of_one_key_are_merged_and_unknown_keys_are_named():
    MunicipalityFactory(ags="06635015")
    parts = [({"AGS": "6635015"}, square()), ({"ARS": "066350015015"}, square(9)), ({"ags": "06635099"}, square())]

    report = import_file(geojson(*parts, gebietsstand="2024-06-30", quelle="© GeoBasis-DE / BKG (2024)"), "x.geojson")

    outline = Boundary.objects.get()
    assert outline.geometry["type"] == "MultiPolygon"
    assert len(outline.geometry["coordinates"]) == 2
    assert (outline.valid_on, outline.source_note) == (date(2024, 6, 30), "© GeoBasis-DE / BKG (2024), Daten verändert")
    assert report.unknown == ["06635099"]
    assert "06635099" in str(report)


def test_the_day_of_outlines_comes_from_the_name_or_is_asked():
    MunicipalityFactory(ags="06635015")
    feature = ({"ags": "06635015"}, square())

    import_file(geojson(feature), "gemeinden_stand-2022-05-15.geojson")
    import_file(geojson(feature), "x.geojson", valid_on=date(2023, 1, 1))
    again = import_file(geojson(feature), "x.geojson", valid_on=date(2023, 1, 1))

    assert set(Boundary.objects.values_list("valid_on", flat=True)) == {date(2022, 5, 15), date(2023, 1, 1)}
    assert again.changes_nothing


VAGUE = "ebene;alt_ags;alt_name;neu_ags;neu_name;wirksam;art;beleg\ngemeinde;06635090;Altdorf;06635001;Allendorf;zwischen 2021-09-30 und 2024-06-30;Eingemeindung;Flächen\n"
EXACT = "date;old_ags;old_name;new_ags;new_name;kind;share\n2023-01-01;06635090;Altdorf;06635001;Allendorf;Eingemeindung;1\n"


@pytest.mark.parametrize("order", list(permutations([VAGUE, EXACT])), ids=["vague first", "exact first"])
def test_an_exact_day_wins_over_a_vague_one(order):
    import_file(older(), "x.xlsx")
    for content in (*order, *order):
        import_file(text(content, "cp1252"), "x.csv")

    change = TerritorialChange.objects.get(predecessor_ags="06635090")
    assert change.changed_on == date(2023, 1, 1)
    assert Municipality.objects.get(ags="06635090").valid_to == date(2022, 12, 31)


@pytest.mark.parametrize(
    ("written", "key"),
    [("6635015", "06635015"), (" 06635015 ", "06635015"), ("066350015015", "06635015"), ("03457402003", "03457003"),
     (6635015.0, "06635015"), ("06635", ""), ("DG", ""), (None, "")],
)  # fmt: skip
def test_keys_are_read_as_files_write_them(written, key):
    assert municipality_key(written) == key


@pytest.mark.parametrize(
    ("official", "short"),
    [("Korbach, Hansestadt, Kreisstadt", "Korbach"), ("Höchst i. Odw.", "Höchst"), ("Haina (Kloster)", "Haina"),
     ("Neumarkt i.d.OPf., GKSt", "Neumarkt"), ("Frankfurt am Main, Stadt", "Frankfurt am Main")],
)  # fmt: skip
def test_the_short_name_is_the_one_people_use(official, short):
    assert short_name(official) == short
