"""ODS: our own streaming reader.

Repeated cells and rows are only expanded where they hold something: an empty sheet says "16,384 columns,
1,048,576 rows" in two attributes. Comments are not part of a cell's text.
"""

import zipfile
from collections.abc import Iterator
from functools import partial
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from kreislotse.documents.tables import raw
from kreislotse.documents.tables.containers import CountingReader, chunks, verify
from kreislotse.documents.tables.errors import BrokenFile, PasswordProtected, TooManyColumns, TooManyRows
from kreislotse.documents.tables.limits import Limits
from kreislotse.documents.tables.model import Remark
from kreislotse.documents.tables.raw import Merge, RawSheet

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def sheets(container: zipfile.ZipFile, limits: Limits) -> list[RawSheet]:
    if "META-INF/manifest.xml" in container.namelist():
        manifest = b"".join(chunks(container, "META-INF/manifest.xml", limits))
        if b"encryption-data" in manifest:
            raise PasswordProtected
    verify(container, limits)
    found: list[RawSheet] = []
    for name, merges in _overview(container, limits):
        rows = partial(_guarded_rows, container, len(found), limits)
        found.append(RawSheet(name, rows, merges))
    return found


def _guarded_rows(container, index: int, limits: Limits, remarks: list[Remark]) -> Iterator[tuple[int, list[str]]]:
    return raw.guarded(_rows(container, index, limits, remarks), limits)


def _events(container, limits: Limits):
    try:
        yield from iterparse(CountingReader(container, "content.xml", limits), events=("start", "end"))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BrokenFile from error


def _overview(container, limits: Limits) -> list[tuple[str, list[Merge]]]:
    """Names of the sheets and the merged ranges of their first hundred rows."""
    found: list[tuple[str, list[Merge]]] = []
    row = column = 0
    for event, element in _events(container, limits):
        if event == "start" and element.tag == f"{TABLE}table":
            found.append((element.get(f"{TABLE}name") or f"Tabelle {len(found) + 1}", []))
            row = 0
        elif event == "start" and element.tag == f"{TABLE}table-row":
            row += 1
            column = 0
        elif event == "start" and element.tag in CELLS and found:
            across = _count(element, "number-columns-spanned")
            down = _count(element, "number-rows-spanned")
            if (across > 1 or down > 1) and row <= 100 and len(found[-1][1]) < 5_000:
                found[-1][1].append((row, column, row + down - 1, column + across - 1))
            column += _count(element, "number-columns-repeated")
        elif event == "end" and element.tag == f"{TABLE}table-row":
            row += _count(element, "number-rows-repeated") - 1
            element.clear()
    return found


def _rows(container, index: int, limits: Limits, remarks: list[Remark]) -> Iterator[tuple[int, list[str]]]:
    current = -1
    number = 0
    for event, element in _events(container, limits):
        if event == "start" and element.tag == f"{TABLE}table":
            current += 1
        elif event == "end" and element.tag == f"{TABLE}table-row":
            if current == index:
                times = _count(element, "number-rows-repeated")
                values = _values(element, number + 1, limits, remarks)
                if not values:
                    number += times
                elif times > limits.rows:
                    raise TooManyRows(limit=raw.grouped(limits.rows))
                else:
                    for _repeat in range(times):
                        number += 1
                        yield number, list(values)
            element.clear()
        elif event == "end" and element.tag == f"{TABLE}table" and current == index:
            return


def _values(row, number: int, limits: Limits, remarks: list[Remark]) -> list[str]:
    values: list[str] = []
    position = 0
    for cell in row.iterfind("*"):
        if cell.tag not in CELLS:
            continue
        times = _count(cell, "number-columns-repeated")
        try:
            text = _cell_text(cell, number, position, remarks)
        except (RecursionError, ValueError) as error:
            raise BrokenFile from error
        if text:
            if position + times > limits.columns:
                raise TooManyColumns(row=number, limit=limits.columns)
            values.extend([""] * (position - len(values)))
            values.extend([text] * times)
        position += times
    return values


def _cell_text(cell, number: int, position: int, remarks: list[Remark]) -> str:
    shown = raw.clean_text("\n".join(_paragraph(part) for part in cell.iterfind(f"{TEXT}p")))
    formula = cell.get(f"{TABLE}formula")
    if formula:
        formula = "=" + formula.partition("=")[2]
        if shown.startswith(("#", "Err:")):
            shown = ""
        return raw.formula_value(formula, shown, row=number, column=position, remarks=remarks)
    match cell.get(f"{OFFICE}value-type"):
        case "float" | "currency":
            value = cell.get(f"{OFFICE}value") or ""
            if shown.isdigit() and float(shown) == float(value):
                return shown  # keeps the zero of "01067"
            return raw.number_text(float(value)) if value else shown
        case "date":
            return (cell.get(f"{OFFICE}date-value") or shown).replace("T00:00:00", "").replace("T", " ")
        case "boolean":
            return "ja" if cell.get(f"{OFFICE}boolean-value") == "true" else "nein"
        case _:
            return shown


def _paragraph(element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{TEXT}s":
            parts.append(" " * min(_count(child, "c", TEXT), 100))
        elif child.tag == f"{TEXT}line-break":
            parts.append("\n")
        elif child.tag == f"{TEXT}tab":
            parts.append("\t")
        elif not child.tag.startswith(OFFICE):
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _count(element, name: str, namespace: str = TABLE) -> int:
    try:
        return max(1, int(element.get(f"{namespace}{name}") or 1))
    except ValueError as error:
        raise BrokenFile from error
