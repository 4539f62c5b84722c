"""XLSX: openpyxl in its streaming mode, with its known traps closed.

Wrong dimension records are ignored (some programs write "A1"), the column count is capped before rows are
padded, formulas are recognized and never evaluated, merged ranges are read from the raw sheet because the
streaming mode does not know them.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from kreislotse.documents.tables import raw
from kreislotse.documents.tables.containers import chunks, verify
from kreislotse.documents.tables.errors import BrokenFile
from kreislotse.documents.tables.limits import Limits
from kreislotse.documents.tables.model import Remark
from kreislotse.documents.tables.raw import Merge, RawSheet

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LEADING_ZEROS = re.compile(r"^0{2,}$")
_BROKEN = (
    ParseError,
    DefusedXmlException,
    InvalidFileException,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
)


def sheets(stream, container: zipfile.ZipFile, limits: Limits) -> list[RawSheet]:
    verify(container, limits)
    formulas = _open(stream, data_only=False)
    with_formulas = {}
    found = []
    for sheet in formulas.worksheets:
        merges, with_formulas[sheet.title] = _scan(container, sheet._worksheet_path, limits)
        rows = partial(_rows, stream, formulas, sheet.title, with_formulas[sheet.title], limits)
        found.append(RawSheet(sheet.title, rows, merges, is_hidden=sheet.sheet_state != "visible"))
    return found


def _open(stream, *, data_only: bool):
    stream.seek(0)
    try:
        return openpyxl.load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)
    except _BROKEN as error:
        raise BrokenFile from error


def _scan(container: zipfile.ZipFile, path: str, limits: Limits) -> tuple[list[Merge], bool]:
    """Merged ranges of the first hundred rows, and whether the sheet has any formula."""
    merges: list[Merge] = []
    has_formula = False
    tail = b""
    for piece in chunks(container, path.lstrip("/"), limits):
        window = tail + piece
        has_formula = has_formula or bool(_FORMULA.search(window))
        for match in _MERGE.finditer(window):
            if match.end() <= len(tail):
                continue
            first_column, first_row, last_column, last_row = range_boundaries(match[1].decode())
            if first_row <= 100 and len(merges) < 5_000:
                merges.append((first_row, first_column - 1, last_row, last_column - 1))
        tail = window[-200:]
    return merges, has_formula


def _rows(
    stream, workbook, name: str, has_formulas: bool, limits: Limits, remarks: list[Remark]
) -> Iterator[tuple[int, list[str]]]:
    results = _open(stream, data_only=True) if has_formulas else None
    return raw.guarded(_texts(workbook[name], results[name] if results else None, limits, remarks), limits)


def _texts(sheet, results, limits: Limits, remarks: list[Remark]) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=limits.columns + 1)
    cached_rows = None
    if results is not None:
        results.reset_dimensions()
        cached_rows = results.iter_rows(max_col=limits.columns + 1, values_only=True)
    try:
        for number, cells in enumerate(rows, start=1):
            cached = next(cached_rows, ()) if cached_rows is not None else ()
            values: list[str] = []
            for position, cell in enumerate(cells):
                if cell is EMPTY_CELL or cell.value is None:
                    continue
                if text := _text(cell, cached, number, position, remarks):
                    values.extend([""] * (position - len(values)))
                    values.append(text)
            yield number, values
    except _BROKEN as error:
        raise BrokenFile from error


def _text(cell, cached, number: int, position: int, remarks: list[Remark]) -> str:
    value = cell.value
    if cell.data_type == "f":
        formula = value if isinstance(value, str) else f"={getattr(value, 'text', '') or ''}"
        result = cached[position] if position < len(cached) else None
        shown = "" if result is None or _is_error(result) else _value_text(result)
        return raw.formula_value(formula, shown, row=number, column=position, remarks=remarks)
    if cell.data_type == "e" or (cell.data_type != "s" and _is_error(value)):
        return raw.error_value(number, position, str(value), remarks)
    if isinstance(value, int) and not isinstance(value, bool) and _LEADING_ZEROS.match(cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))
    return _value_text(value)


def _is_error(value) -> bool:
    return isinstance(value, str) and value.startswith("#") and value.rstrip("!?").isupper() and len(value) < 12


def _value_text(value) -> str:
    match value:
        case bool():
            return "ja" if value else "nein"
        case int() | float():
            return raw.number_text(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case _:
            return raw.clean_text(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value)))
