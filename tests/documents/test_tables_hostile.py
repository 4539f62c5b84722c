"""Files that would hurt: too big, bombs, broken, locked, not tables at all."""

import io
import os
import time
import zipfile

import pytest

from kreislotse.documents.tables import (
    BrokenFile,
    CellTooLong,
    EmptyTable,
    FileTooLarge,
    Limits,
    PasswordProtected,
    TooManyColumns,
    UnknownFormat,
    UnpacksTooLarge,
    read_table,
)

from .builders import ODS_HEAD, ODS_TAIL, archive, ods, ods_row, replaced, text, xlsx

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def test_300_mb_are_refused_without_being_read(tmp_path):
    path = tmp_path / "riesig.csv"
    with open(path, "wb") as file:
        os.truncate(file.fileno(), 300 * 1024 * 1024)
    started = time.process_time()

    with pytest.raises(FileTooLarge, match="größer als 20 MB"):
        read_table(path)

    assert time.process_time() - started < 0.5


def test_zip_bomb_is_refused_by_its_directory():
    bomb = archive({"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": b"0" * 30_000_000})

    with pytest.raises(UnpacksTooLarge):
        read_table(bomb)


def test_zip_bomb_that_lies_about_its_size_is_refused_while_unpacking():
    content = b"<x>" + b"0" * 30_000_000
    honest = archive({"content.xml": content}).getvalue()
    liar = io.BytesIO(honest.replace(len(content).to_bytes(4, "little"), (1000).to_bytes(4, "little")))

    with pytest.raises((BrokenFile, UnpacksTooLarge)):
        read_table(liar)


def test_container_with_thousands_of_members_is_refused():
    with pytest.raises(UnpacksTooLarge):
        read_table(archive({f"xl/{number}.xml": "" for number in range(2_001)}))


@pytest.mark.parametrize(
    "member", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]
)
def test_nested_entities_are_refused_in_every_part_of_xlsx(member):
    stream = replaced(xlsx([["Name", "Ort"], ["A", "B"]]), member, lambda xml: LAUGHS + xml.partition(b"?>")[2])

    with pytest.raises(BrokenFile):
        read_table(stream)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_nested_entities_are_refused_in_ods(encoding):
    content = LAUGHS.decode() + ODS_HEAD.partition("?>")[2] + ods_row("&c;", "b").replace("&amp;", "&") + ODS_TAIL
    content = content.replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{encoding}"?>')
    stream = archive(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode(encoding)}
    )

    with pytest.raises(BrokenFile):
        read_table(stream)


def test_deep_nesting_is_refused():
    with pytest.raises(BrokenFile):
        read_table(text("[" * 100_000))
    deep = "<text:span>" * 5_000 + "x" + "</text:span>" * 5_000
    row = f"<table:table-row><table:table-cell><text:p>{deep}</text:p></table:table-cell></table:table-row>"
    with pytest.raises(BrokenFile):
        read_table(ods({"T": row}))


def test_encrypted_files_ask_for_the_password_to_be_removed():
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    locked_ods = ods({"T": ods_row("a")}, manifest="<manifest:manifest><manifest:encryption-data/></manifest:manifest>")
    plain = archive({"xl/workbook.xml": "<x/>"}).getvalue()
    with zipfile.ZipFile(io.BytesIO(plain)) as file:
        start = file.start_dir
    locked_zip = bytearray(plain)
    locked_zip[start + 8] |= 1

    for stream in (io.BytesIO(office), locked_ods, io.BytesIO(bytes(locked_zip))):
        with pytest.raises(PasswordProtected, match="Kennwort"):
            read_table(stream)


def test_old_xls_is_named():
    with pytest.raises(UnknownFormat, match="alten XLS-Format"):
        read_table(io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4_000))


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"\x89PNG\r\n\x1a\n....",
        b"a;b\n\0\0;c\n",
        b"\x1f\x8b\x08aaaa",
    ],
)
def test_other_files_are_no_tables(content):
    with pytest.raises(UnknownFormat):
        read_table(io.BytesIO(content), "liste.xlsx")


def test_archives_and_letters_are_no_tables():
    with pytest.raises(UnknownFormat, match="ZIP-Archiv"):
        read_table(archive({"liste.csv": "a;b"}))
    with pytest.raises(UnknownFormat):
        read_table(archive({"word/document.xml": "<x/>"}))


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b"Name;Ort\n", b"[]", b"{}", b'{"a": []}'])
def test_empty_lists_are_refused(content):
    with pytest.raises(EmptyTable):
        read_table(io.BytesIO(content))


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_truncated_workbooks_are_broken(cut):
    whole = xlsx([["Name", "Ort"]] + [[f"A{i}", "B"] for i in range(100)]).getvalue()

    with pytest.raises(BrokenFile):
        read_table(io.BytesIO(whole[: int(len(whole) * cut)]))


def test_damaged_xml_inside_a_workbook_is_broken():
    stream = replaced(xlsx([["Name", "Ort"], ["A", "B"]]), "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2])

    with pytest.raises(BrokenFile):
        read_table(stream)


def test_far_away_cells_cost_neither_memory_nor_time():
    far = b'<row r="3"><c r="XFD3" t="inlineStr"><is><t>x</t></is></c></row><row r="1048576"><c r="A1048576"/></row></sheetData>'
    stream = replaced(
        xlsx([["Name", "Ort"], ["A", "B"]]), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far)
    )

    table = read_table(stream)

    assert [row for _number, row in table.rows] == [["A", "B"]]


def test_too_many_columns_and_too_long_cells_name_the_row():
    with pytest.raises(TooManyColumns, match="Zeile 2"):
        read_table(text("Name;Ort\n" + ";".join("x" * 201) + "\n"))
    with pytest.raises(CellTooLong, match="Zeile 3"):
        read_table(text("Name;Ort\na;b\n" + "x" * 40_000 + ";b\n"))


def test_quote_that_is_never_closed_is_explained():
    with pytest.raises(CellTooLong, match="Anführungszeichen"):
        read_table(text('Name;Ort\nA;"offen\n' + "B;Leer\n" * 30_000))


def test_callers_stream_stays_open_and_limits_are_arguments():
    stream = text("Name;Ort\nA;B\n")

    read_table(stream)

    assert not stream.closed
    with pytest.raises(FileTooLarge):
        read_table(stream, limits=Limits(file_bytes=5))
