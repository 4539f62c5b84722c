"""Lists that really were published; left out where the shared data folder is missing."""

from pathlib import Path

import pytest

from kreislotse.documents.tables import read_table

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "angebote"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="Der Ordner mit den echten Listen (shared/data/angebote) fehlt hier."
)

LABELS = [
    "Lfd. Nr.",
    "Stadtteil",
    "Name der Einrichtung",
    "Straße / Nr.",
    "PLZ",
    "Ort",
    "Telefon",
    "E-Mail",
    "Internet",
    "Träger",
    "Angebote",
]


def test_the_same_list_reads_alike_from_json_csv_and_xlsx():
    json_list = read_table(FOLDER / "berlin-lichtenberg_jfe_2014.json")
    csv_list = read_table(FOLDER / "umwandlung_jfe_excel-csv_cp1252.csv")
    xlsx_list = read_table(FOLDER / "umwandlung_jfe_titelzeilen-verbunden.xlsx")

    assert json_list.row_count == csv_list.row_count == xlsx_list.row_count == 71
    assert [column.label for column in csv_list.columns] == [column.label for column in xlsx_list.columns] == LABELS
    by_number = {row[0]: row for _number, row in csv_list.rows}
    for _number, row in xlsx_list.rows:
        assert row == by_number[row[0]]
    for _number, row in json_list.rows:
        assert [" ".join(value.split()) for value in row[:1] + row[3:6]] == [
            " ".join(value.split()) for value in by_number[row[0]][:1] + by_number[row[0]][3:6]
        ]


def test_workbook_tells_what_it_left_out():
    table = read_table(FOLDER / "umwandlung_jfe_titelzeilen-verbunden.xlsx")

    assert table.header_rows == [4, 5]
    assert [(row.sheet, row.row, row.reason) for row in table.skipped] == [
        ("Legende", None, "anderes Blatt"),
        ("Übersicht", 1, "Titelzeile"),
        ("Übersicht", 2, "Titelzeile"),
        ("Übersicht", 78, "Summenzeile"),
    ]


def test_excel_csv_is_recognized_as_windows():
    table = read_table(FOLDER / "umwandlung_jfe_excel-csv_cp1252.csv")

    assert (table.encoding, table.delimiter) == ("cp1252", ";")
    assert any("\n" in value for _number, row in table.rows for value in row)


def test_city_guide_keeps_portuguese_letters():
    table = read_table(FOLDER / "berlin_stadtfuehrer-entwicklungspolitik_2014_gekuerzt.csv")

    assert (table.encoding, table.row_count) == ("utf-8-sig", 212)
    assert any(row[1].startswith("Associação dos Moçambicanos") for _number, row in table.rows)


def test_integreat_answers_are_lists_with_dotted_names():
    for path in sorted(FOLDER.glob("integreat-api_*.json")):
        table = read_table(path)
        assert table.format == "json"
        assert table.row_count >= 1
    locations = read_table(FOLDER / "integreat-api_locations.json")
    assert {"location.postcode", "location.latitude", "category.name"} <= {column.name for column in locations.columns}
