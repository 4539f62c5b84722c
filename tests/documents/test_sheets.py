import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from kreislotse.documents.responses import csv_response, pdf_response, xlsx_response
from kreislotse.documents.sheets import write_csv, write_xlsx

ATTACKS = [
    '=HYPERLINK("http://example.org";"Klick")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|' /C calc'!A0",
]


def reopened(content):
    return load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_a_formula_in_xlsx(attack):
    content = write_xlsx(["Name", attack], [["x", attack]])

    sheet = reopened(content)
    for cell in (sheet["B1"], sheet["B2"]):
        assert cell.data_type == "s"
        assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert not re.search(rb"<f[ >]", file.read("xl/worksheets/sheet1.xml"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_a_formula_in_csv(attack):
    content = write_csv(["Name", attack], [["x", attack]]).decode("utf-8-sig")

    for row in csv.reader(io.StringIO(content, newline=""), delimiter=";"):
        assert row[1].startswith("'")


def test_xlsx_has_a_frozen_bold_head_filters_and_widths():
    sheet = reopened(
        write_xlsx(
            ["Name", "Ort"], [["Ein langer Vereinsname", "Leer"]], title="Vereine", sheet_name="A/B: [Liste] 2026"
        )
    )

    assert sheet.title == "A B Liste 2026"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width


def test_values_keep_their_kind_in_xlsx():
    aware = datetime(2026, 3, 3, 13, 30, tzinfo=UTC)
    row = [
        7,
        Decimal("3.50"),
        date(2026, 3, 3),
        aware,
        True,
        None,
        "01067",
        gettext_lazy("Name"),
        "a\x00b",
        "x" * 40_000,
    ]

    sheet = reopened(write_xlsx([str(index) for index in range(10)], [row]))

    values = [cell.value for cell in sheet[2]]
    assert values[:3] == [7, 3.5, datetime(2026, 3, 3)]  # noqa: DTZ001 - as in a cell
    assert values[3] == datetime(2026, 3, 3, 14, 30)  # noqa: DTZ001
    assert values[4:9] == ["ja", None, "01067", "Name", "ab"]
    assert len(values[9]) == 32_767


def test_csv_is_what_german_excel_opens():
    row = ["Köln", 7, Decimal("3.50"), date(2026, 3, 3), datetime(2026, 3, 3, 13, 30, tzinfo=UTC), False, None, 'a;"b"']

    content = write_csv(["Ort", *"abcdefg"], [row])

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n")[1] == 'Köln;7;3,50;03.03.2026;03.03.2026 14:30;nein;;"a;""b"""'


def test_many_rows_may_come_from_a_generator():
    sheet = reopened(write_xlsx(["Nr."], ([number] for number in range(1_000))))

    assert sheet.max_row == 1_001


@pytest.mark.parametrize("helper", [xlsx_response, csv_response, pdf_response])
def test_responses_are_named_safely_and_never_stored(helper):
    response = helper(b"x", filename='../Übersicht "März"\r\n.xlsx')

    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C3%9Cbersicht%20M%C3%A4rz.xlsx"
