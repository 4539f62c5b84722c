import json

import pytest

from kreislotse.documents.tables import Limits, SheetNotFound, TooManyRows, read_table

from .builders import ods, ods_row, text, xlsx


def names(table):
    return [column.name for column in table.columns]


def values(table):
    return [row for _number, row in table.rows]


def test_title_rows_merged_headers_and_sum_rows_are_told_apart_in_xlsx():
    stream = xlsx(
        [
            ["Vereine im Landkreis"],
            ["Stand: März 2026"],
            [],
            ["Nr.", "Anschrift", None, None, "Telefon"],
            [None, "Straße", "PLZ", "Ort", None],
            [1, "Weg 1", 34497, "Korbach", "05631 1"],
            [2, "Weg 2", "01067", "Dresden", "0351 2"],
            [None, None, None, None, None],
            ["Summe", None, None, "=COUNTA(D6:D7)", None],
            ["Alle Angaben ohne Gewähr"],
        ],
        merges=["A1:E1", "A4:A5", "B4:D4", "E4:E5"],
    )

    table = read_table(stream, "vereine.xlsx")

    assert table.header_rows == [4, 5]
    assert names(table) == ["Nr.", "Anschrift – Straße", "Anschrift – PLZ", "Anschrift – Ort", "Telefon"]
    assert [column.label for column in table.columns] == ["Nr.", "Straße", "PLZ", "Ort", "Telefon"]
    assert list(table.rows) == [
        (6, ["1", "Weg 1", "34497", "Korbach", "05631 1"]),
        (7, ["2", "Weg 2", "01067", "Dresden", "0351 2"]),
    ]
    assert [(row.row, row.reason) for row in table.skipped] == [
        (1, "Titelzeile"),
        (2, "Titelzeile"),
        (9, "Summenzeile"),
        (10, "Anmerkung unter der Liste"),
    ]
    assert table.notes == []


def test_three_header_rows_are_joined():
    stream = xlsx(
        [
            ["Träger", None, "Erreichbar", None],
            [None, None, "Telefon", None],
            ["Name", "Ort", "fest", "mobil"],
            ["Caritas", "Leer", "0491 1", "0170 2"],
        ],
        merges=["A1:B2", "C1:D1", "C2:D2"],
    )

    table = read_table(stream)

    assert table.header_rows == [1, 2, 3]
    assert names(table) == [
        "Träger – Name",
        "Träger – Ort",
        "Erreichbar – Telefon – fest",
        "Erreichbar – Telefon – mobil",
    ]


def test_group_headers_without_merged_ranges_are_found_in_csv():
    table = read_table(text("Verein;;Kontakt;;\nName;Ort;Telefon;E-Mail;Netz\nA;Leer;1;a@example.org;\nB;Leer;2;;\n"))

    assert table.header_rows == [1, 2]
    assert names(table)[:3] == ["Verein – Name", "Verein – Ort", "Kontakt – Telefon"]


def test_repeated_names_are_made_unique_and_blank_columns_dropped():
    table = read_table(text("Name;;Telefon;Telefon;\nA;;1;2;\nB;;3;4;x\n"))

    assert names(table) == ["Name", "Telefon", "Telefon (2)", "Spalte E"]
    assert values(table) == [["A", "1", "2", ""], ["B", "3", "4", "x"]]


def test_list_without_header_names_its_columns_after_their_letters():
    table = read_table(text("1;a@example.org;34497\n2;b@example.org;34497\n"))

    assert table.header_rows == []
    assert names(table) == ["Spalte A", "Spalte B", "Spalte C"]
    assert table.row_count == 2
    assert "keine Kopfzeile" in table.notes[0].text


def test_header_can_be_corrected_by_hand():
    stream = text("Ort;Land\nKorbach;Hessen\nLeer;Niedersachsen\n")

    assert names(read_table(stream, header_rows=[2])) == ["Korbach", "Hessen"]
    assert read_table(stream, header_rows=[]).row_count == 3


def test_repeated_header_notes_and_single_names_are_told_apart():
    table = read_table(
        text(
            "Name;Ort;Telefon\nA;Leer;1\nName;Ort;Telefon\nB;Leer;2\nNur ein Name;;\n\nC;;\nD;Leer;4\n\n"
            "* Quelle: Kreis\nBitte prüfen\n"
        )
    )

    assert [row[0] for row in values(table)] == ["A", "B", "Nur ein Name", "C", "D"]
    assert [(row.row, row.reason) for row in table.skipped] == [
        (3, "wiederholte Kopfzeile"),
        (10, "Anmerkung unter der Liste"),
        (11, "Anmerkung unter der Liste"),
    ]


def test_organization_that_is_called_summe_is_no_sum_row():
    table = read_table(text("Name;Ort;Thema\nSumme;Leer;Kunst\nInsgesamt;;12\n"))

    assert values(table) == [["Summe", "Leer", "Kunst"]]


def test_sheet_that_looks_most_like_a_list_is_taken_and_others_can_be_chosen():
    rows = [["Name", "Ort"], ["A", "Leer"], ["B", "Leer"]]
    stream = xlsx([["Abkürzung"], ["e. V."]], more_sheets={"Vereine": rows, "Leer": []})

    table = read_table(stream)

    assert (table.sheet, table.row_count) == ("Vereine", 2)
    assert [sheet.name for sheet in table.sheets] == ["Liste", "Vereine", "Leer"]
    assert [(row.sheet, row.reason) for row in table.skipped] == [("Liste", "anderes Blatt"), ("Leer", "leeres Blatt")]
    assert read_table(stream, sheet="Liste").row_count == 1
    with pytest.raises(SheetNotFound, match="Liste, Vereine, Leer"):
        read_table(stream, sheet="Tabelle9")


def test_hidden_sheet_is_never_taken_by_itself():
    def hide(workbook):
        workbook["Alt"].sheet_state = "hidden"

    stream = xlsx(
        [["Name", "Ort"], ["A", "Leer"]],
        more_sheets={"Alt": [["Name", "Ort", "Telefon"]] + [["X", "Y", "1"]] * 9},
        prepare=hide,
    )

    assert read_table(stream).sheet == "Liste"


def test_rows_can_be_read_twice_and_side_by_side():
    table = read_table(text("Name;Ort\n" + "".join(f"N{i};Leer\n" for i in range(50))))

    first, second = iter(table.rows), iter(table.rows)

    assert next(first) == next(second) == (2, ["N0", "Leer"])
    assert len(list(table.rows)) == 50


def test_ods_repeats_are_expanded_only_where_something_stands():
    rows = (
        ods_row("Liste der Vereine")
        + ods_row("Name", "Ort", "PLZ")
        + ods_row("", repeated=3)
        + ods_row("Verein", "Leer", "26789", repeated=2)
        + '<table:table-row><table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>gleich'
        "</text:p></table:table-cell>"
        '<table:table-cell office:value-type="float" office:value="1067"><text:p>01067</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>'
        + '<table:table-row table:number-rows-repeated="1048560">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )

    table = read_table(ods({"Vereine": rows, "Legende": ods_row("x")}))

    assert table.format == "ods"
    assert names(table) == ["Name", "Ort", "PLZ"]
    assert list(table.rows) == [
        (6, ["Verein", "Leer", "26789"]),
        (7, ["Verein", "Leer", "26789"]),
        (8, ["gleich", "gleich", "01067"]),
    ]


def test_ods_merged_header_comment_and_line_break():
    rows = (
        '<table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Kontakt</text:p></table:table-cell>'
        "<table:covered-table-cell/><table:table-cell><text:p>Thema</text:p></table:table-cell></table:table-row>"
        + ods_row("Telefon", "E-Mail", "Wort")
        + "<table:table-row><table:table-cell><office:annotation><text:p>geheim</text:p></office:annotation>"
        "<text:p>05631<text:s text:c='2'/>1</text:p><text:p>mobil</text:p></table:table-cell>"
        "<table:table-cell/><table:table-cell><text:p>A<text:line-break/>B</text:p></table:table-cell></table:table-row>"
    )

    table = read_table(ods({"T": rows}))

    assert names(table) == ["Kontakt – Telefon", "Kontakt – E-Mail", "Thema – Wort"]
    assert values(table) == [["05631  1\nmobil", "", "A\nB"]]


def test_ods_with_a_million_equal_rows_is_refused():
    with pytest.raises(TooManyRows):
        read_table(ods({"T": ods_row("Name", "Ort") + ods_row("a", "b", repeated=1_000_000)}))


def test_json_flattens_nested_values_and_offers_every_list():
    document = {
        "meta": {"tags": []},
        "vereine": [
            {"name": "A", "ort": {"plz": "26789", "name": "Leer"}, "themen": ["Sprache", "Sport"], "aktiv": True},
            {"name": "B", "ort": None, "gruppen": [{"n": 1}], "zahl": 3.0},
        ],
        "gruppen": [{"n": 1}],
    }

    table = read_table(text(json.dumps(document)), "x.json")

    assert (table.format, table.sheet) == ("json", "vereine")
    assert [sheet.name for sheet in table.sheets] == ["vereine", "gruppen"]
    assert names(table) == ["name", "ort.plz", "ort.name", "themen", "aktiv", "ort", "gruppen", "zahl"]
    assert list(table.rows) == [
        (1, ["A", "26789", "Leer", "Sprache; Sport", "ja", "", "", ""]),
        (2, ["B", "", "", "", "", "", '[{"n": 1}]', "3"]),
    ]


def test_geojson_points_give_their_position():
    feature = {
        "type": "Feature",
        "properties": {"name": "Rathaus"},
        "geometry": {"type": "Point", "coordinates": [8.8, 51.2]},
    }

    table = read_table(text(json.dumps({"type": "FeatureCollection", "features": [feature]})))

    assert table.format == "geojson"
    assert names(table) == ["name", "geometry.type", "geometry.longitude", "geometry.latitude"]
    assert values(table) == [["Rathaus", "Point", "8.8", "51.2"]]


def test_broken_row_in_ten_thousand_is_read_and_keeps_its_number():
    lines = ["Name;Ort;Telefon"] + [f"Verein {i};Leer;0491 {i}" for i in range(10_000)]
    lines[7_001] = "kaputt"

    table = read_table(text("\n".join(lines)))

    assert table.row_count == 10_000
    assert dict(table.rows)[7_002] == ["kaputt", "", ""]


def test_rows_beyond_the_limit_are_refused_before_anything_is_returned():
    with pytest.raises(TooManyRows, match="mehr als 3 Zeilen"):
        read_table(text("Name;Ort\n" + "a;b\n" * 4), limits=Limits(rows=3))
