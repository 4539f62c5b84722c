"""What becomes of single cells: encodings, numbers, dates, formulas."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from kreislotse.documents.sheets import write_csv, write_xlsx
from kreislotse.documents.tables import UnreadableTable, read_table

from .builders import ods, replaced, text, xlsx


def rows(table):
    return [row for _number, row in table.rows]


@pytest.mark.parametrize(
    ("encoding", "found"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("utf-16", "utf-16")]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding, found, delimiter):
    lines = [["Name", "Straße", "Ort"], ["Bücher & mehr", "Größe 1", "Köln"], ["Öl", "Weg 2", "Leer"]]
    stream = text("\r\n".join(delimiter.join(line) for line in lines), encoding)

    table = read_table(stream)

    assert (table.encoding, table.delimiter) == (found, delimiter)
    assert rows(table) == lines[1:]


def test_bytes_that_even_windows_does_not_know_are_latin_1():
    table = read_table(text("Name;Ort\nA\x81ö;Leer\n", "latin-1"))

    assert table.encoding == "latin-1"


def test_umlauts_that_were_damaged_before_are_pointed_out():
    table = read_table(text("Name;Ort\n" + "Müller;Köln\n".encode().decode("cp1252"), "utf-8"))

    assert "Umlaute in Zeile 2" in table.notes[0].text


def test_line_breaks_quotes_and_delimiters_inside_cells_stay():
    table = read_table(text('Name;Angebot;Ort\r\n"Club ""Die Brücke""";"Kochen;\r\nNähen";Leer\r\nB;C;D\r\n', "cp1252"))

    assert list(table.rows) == [(2, ['Club "Die Brücke"', "Kochen;\nNähen", "Leer"]), (3, ["B", "C", "D"])]


def test_commas_inside_quoted_cells_do_not_win():
    table = read_table(text('Nr.;Name\n1;"a, b, c, d, e"\n2;"f, g, h, i, j"\n3;"k, l, m, n, o"\n'))

    assert (table.delimiter, table.row_count) == (";", 3)


def test_excels_separator_line_is_obeyed():
    table = read_table(text("sep=|\r\nName|Ort\r\nA;B|Leer\r\n"))

    assert table.header_rows == [2]
    assert rows(table) == [["A;B", "Leer"]]


def test_numbers_dates_and_truths_become_text_as_people_write_them():
    def formats(workbook):
        workbook.active["C2"].number_format = "00000"

    stream = xlsx(
        [
            ["Nr.", "PLZ", "PLZ formatiert", "Preis", "Am", "Um", "Aktiv"],
            [7.0, 1067.0, 1067, 3.5, date(2026, 3, 3), datetime(2026, 3, 3, 14, 30), True],  # noqa: DTZ001 - as in a cell
        ],
        prepare=formats,
    )

    assert rows(read_table(stream)) == [["7", "1067", "01067", "3.5", "2026-03-03", "2026-03-03 14:30", "ja"]]


def test_formulas_are_never_evaluated_in_xlsx():
    stream = xlsx(
        [
            ["Name", "Netz", "Zahl", "Fehler"],
            ["A", '=HYPERLINK("https://example.org/?q=""x""","zur Seite")', "=1+1", "#N/A"],
            ["B", '=HYPERLINK("https://example.org")', "=2+2", ""],
        ]
    )
    stream = replaced(
        stream,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<f>2+2</f><v></v>", b"<f>2+2</f><v>4</v>").replace(
            b"<f>2+2</f><v />", b"<f>2+2</f><v>4</v>"
        ),
    )

    table = read_table(stream)

    assert rows(table) == [["A", "zur Seite", "", ""], ["B", "https://example.org", "4", ""]]
    assert {row: [remark.column for remark in remarks] for row, remarks in table.problems.items()} == {2: ["C", "D"]}
    assert [remark.row for remark in table.notes if not remark.is_problem] == [2, 3, 3]


def test_formulas_are_never_evaluated_in_csv():
    table = read_table(
        text(
            'Name;PLZ;Netz;Rest\n"=HYPERLINK(""http://example.org"";""Klick"")";"=""01067""";"=cmd|\'/c calc\'!A1";=SUM(A1:A9)\n'
        )
    )

    assert rows(table) == [["Klick", "01067", "=cmd|'/c calc'!A1", ""]]
    assert list(table.problems) == [2]


def test_formulas_are_never_evaluated_in_ods():
    cell = '<table:table-cell table:formula="of:=HYPERLINK(&quot;http://e&quot;;&quot;Klick&quot;)" office:value-type="string"><text:p>Klick</text:p></table:table-cell>'
    head = "<table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>Summe netto</text:p></table:table-cell></table:table-row>"
    stored = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>'

    table = read_table(ods({"T": f"{head}<table:table-row>{cell}{stored}</table:table-row>"}))

    assert rows(table) == [["Klick", "2"]]
    assert len(table.notes) == 2


def test_wrong_dimension_record_loses_no_cells():
    stream = replaced(
        xlsx([["Name", "Ort"], ["A", "Leer"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1"'),
    )

    assert rows(read_table(stream)) == [["A", "Leer"]]


DANGEROUS = ['=HYPERLINK("http://x","y")', "+49 5631 954", "-1+2", "@SUM(A1)", "=1+1", "#N/A", "01067", "Grün\nBlau"]


def test_what_we_write_comes_back_as_it_was():
    columns = ["Name", "Wert"]
    lines = [[f"Nr {index}", value] for index, value in enumerate(DANGEROUS)]
    assert rows(read_table(BytesIO(write_xlsx(columns, lines)))) == lines
    kept = [line for line in lines if not line[1].startswith("=")]
    assert [row for row in rows(read_table(BytesIO(write_csv(columns, lines)))) if not row[1].startswith("=")] == kept


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_sentence(content):
    refusal = None
    try:
        table = read_table(BytesIO(content))
    except UnreadableTable as error:
        refusal = str(error)

    assert refusal.endswith(".") if refusal else all(len(row) == len(table.columns) for _number, row in table.rows)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(st.text(alphabet="abÄ;=+-@\"' \n0", max_size=8), min_size=2, max_size=2), min_size=1, max_size=8)
)
def test_any_texts_survive_our_csv(cells):
    expected = [[value.strip() for value in row] for row in cells]
    content = write_csv(["Nr.", "Name", "Ort"], [["x", *row] for row in expected])

    table = read_table(BytesIO(content), header_rows=[1])

    if not any(value.startswith("'") or value.endswith("'") for row in expected for value in row):
        padded = [row + [""] * (3 - len(row)) for row in rows(table)]
        assert [row[1:] for row in padded] == expected


@pytest.mark.parametrize("kind", [SimpleUploadedFile, TemporaryUploadedFile])
def test_uploads_are_read_as_they_arrive(kind):
    content = write_xlsx(["Name", "Ort"], [["A", "Leer"]])
    if kind is SimpleUploadedFile:
        upload = SimpleUploadedFile("liste.csv", content)
    else:
        upload = TemporaryUploadedFile("liste.csv", "text/csv", len(content), None)
        upload.write(content)

    table = read_table(upload, upload.name)

    assert (table.format, table.filename, rows(table)) == ("xlsx", "liste.csv", [["A", "Leer"]])
