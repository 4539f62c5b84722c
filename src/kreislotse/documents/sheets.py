"""Lists for spreadsheet programs; nothing in them is ever taken for a formula.

`columns` are headings, `rows` any iterable of equally long sequences. Values may be text, numbers, `Decimal`,
dates, booleans, lazy translations or None; everything else is written as its text.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice

from django.utils import timezone
from django.utils.translation import gettext as _

MAX_CELL = 32_767
WIDTH_SAMPLE = 300
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_xlsx(columns: Sequence[str], rows: Iterable[Sequence], *, title: str = "", sheet_name: str = "") -> bytes:
    """A workbook with one sheet: bold frozen header, filters, sensible widths, landscape when printed."""
    from openpyxl import Workbook  # here and below, because openpyxl takes a quarter of each start of the program
    from openpyxl.utils import get_column_letter

    workbook = Workbook(write_only=True)
    workbook.properties.title = _legal(str(title))
    workbook.properties.creator = "Kreislotse"
    workbook.properties.language = "de-DE"
    sheet = workbook.create_sheet(_sheet_name(str(sheet_name) or _("Liste")))
    rows = iter(rows)
    sample = list(islice(rows, WIDTH_SAMPLE))
    headings = [str(column) for column in columns]

    sheet.freeze_panes = "A2"
    for position, heading in enumerate(headings):
        longest = max((_display_length(row[position]) for row in sample if position < len(row)), default=0)
        sheet.column_dimensions[get_column_letter(position + 1)].width = min(60, max(8, len(heading) + 4, longest + 2))
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    if title:
        sheet.oddHeader.left.text = str(title).replace("&", "&&")[:200]
    sheet.oddFooter.right.text = "&P / &N"

    sheet.append([_heading_cell(sheet, heading) for heading in headings])
    count = 1
    for row in chain(sample, rows):
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    if headings:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{count}"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def write_csv(columns: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """A CSV file as German Excel opens it by double click: UTF-8 with BOM, semicolons, CRLF, decimal comma.

    Text that a program could take for a formula gets a leading apostrophe; our own reader takes it off again.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([formula_safe(str(column)) for column in columns])
    writer.writerows([_csv_value(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", errors="replace")


def _heading_cell(sheet, heading: str):
    from openpyxl.styles import Alignment, Font

    cell = _cell(sheet, heading)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _cell(sheet, value):
    value = _plain(value)
    if value is None or value == "":
        return None
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    cell = WriteOnlyCell(sheet, value="")
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, datetime):
            cell.number_format = "DD.MM.YYYY HH:MM"
        elif isinstance(value, date):
            cell.number_format = "DD.MM.YYYY"
        return cell
    cell.value = " "
    cell._value = _legal(value)  # past openpyxl's guess, which turns "=…" into a formula and "#N/A" into an error
    cell.data_type = "s"
    if value.startswith(_DANGEROUS):
        cell.quotePrefix = True
    if "\n" in value:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _plain(value):
    match value:
        case bool():
            return _("ja") if value else _("nein")
        case datetime():
            return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
        case None | int() | Decimal() | date():
            return value
        case float():
            return value if value == value and abs(value) != float("inf") else None
        case _:
            return str(value)


def _csv_value(value) -> str:
    value = _plain(value)
    match value:
        case None:
            return ""
        case int():
            return str(value)
        case float() | Decimal():
            return format(value, "f" if isinstance(value, Decimal) else ".15g").replace(".", ",")
        case datetime():
            return value.strftime("%d.%m.%Y %H:%M")
        case date():
            return value.strftime("%d.%m.%Y")
        case _:
            return formula_safe(value)


def formula_safe(value: str) -> str:
    """Text that no spreadsheet program takes for a formula."""
    value = _legal(value)
    return f"'{value}" if value.startswith(_DANGEROUS) else value


def _legal(value: str) -> str:
    value = _ILLEGAL.sub("", value).encode("utf-8", errors="replace").decode()
    return value if len(value) <= MAX_CELL else value[: MAX_CELL - 1] + "…"


def _sheet_name(name: str) -> str:
    return " ".join(_SHEET_NAME.sub(" ", name).split()).strip("'")[:31] or "Liste"


def _display_length(value) -> int:
    if value is None:
        return 0
    if isinstance(value, date):
        return 16 if isinstance(value, datetime) else 10
    return max((len(line) for line in str(value).splitlines()), default=0)
