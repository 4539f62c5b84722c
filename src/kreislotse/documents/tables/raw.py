"""The shape in which every format hands its rows to the layout."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kreislotse.documents.tables.errors import CellTooLong, TooManyColumns, TooManyRows
from kreislotse.documents.tables.limits import Limits
from kreislotse.documents.tables.model import Remark, column_letter

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HYPERLINK = re.compile(
    r'^=\s*(?:of:=)?HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:[,;]\s*"((?:[^"]|"")*)"\s*)?\)$', re.IGNORECASE | re.DOTALL
)

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; rows count from 1, columns from 0."""


@dataclass
class RawSheet:
    """One sheet as it lies in the file.

    `rows()` starts anew each time and yields `(number, values)` without trailing blanks; what it finds out
    about single cells goes to the `remarks` it is given.
    """

    name: str
    rows: Callable[[list[Remark]], Iterator[tuple[int, list[str]]]]
    merges: list[Merge] = field(default_factory=list)
    is_hidden: bool = False
    has_named_columns: bool = False


def clean_text(value: str) -> str:
    """Text without control characters, odd blanks and blanks at its ends; line breaks stay."""
    value = (
        value.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u00a0", " ")
        .replace("\u200b", "")
        .replace("\ufeff", "")
    )
    return unicodedata.normalize("NFC", _CONTROL.sub("", value)).strip()


def number_text(value: float) -> str:
    """A number as a person would type it: 13053, not 13053.0; a decimal point, no groups."""
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return format(value, ".15g")
    return str(value)


def hyperlink_text(formula: str) -> str | None:
    """What `=HYPERLINK("address","text")` shows, or None if the formula is anything else."""
    match = _HYPERLINK.match(formula.strip())
    if not match:
        return None
    address, text = match.groups()
    return (text if text is not None else address).replace('""', '"')


def formula_value(formula: str, cached: str, *, row: int, column: int, remarks: list[Remark]) -> str:
    """What stands in for a formula, which is never evaluated: its link text, its stored result, or nothing."""
    letter = column_letter(column)
    link_text = hyperlink_text(formula)
    if link_text is not None:
        text = _("Zelle %(cell)s enthielt einen Verweis. Übernommen wurde nur der angezeigte Text.")
        remarks.append(Remark(row, letter, text % {"cell": f"{letter}{row}"}))
        return clean_text(link_text)
    if cached:
        text = _("Zelle %(cell)s enthielt eine Formel. Übernommen wurde das zuletzt gespeicherte Ergebnis.")
        remarks.append(Remark(row, letter, text % {"cell": f"{letter}{row}"}))
        return cached
    text = _("Zelle %(cell)s enthielt eine Formel ohne gespeichertes Ergebnis und bleibt leer.")
    remarks.append(Remark(row, letter, text % {"cell": f"{letter}{row}"}, is_problem=True))
    return ""


def error_value(row: int, column: int, value: str, remarks: list[Remark]) -> str:
    letter = column_letter(column)
    text = _("Zelle %(cell)s enthielt den Fehlerwert %(value)s und bleibt leer.")
    remarks.append(Remark(row, letter, text % {"cell": f"{letter}{row}", "value": value}, is_problem=True))
    return ""


def guarded(rows: Iterator[tuple[int, list[str]]], limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Pass rows on without trailing blanks, and stop at the first limit that is crossed."""
    filled = 0
    for number, values in rows:
        while values and not values[-1]:
            values.pop()
        if len(values) > limits.columns:
            raise TooManyColumns(row=number, limit=limits.columns)
        if values:
            filled += 1
            if filled > limits.rows + 100:  # room for title and header rows; records are counted later
                raise TooManyRows(limit=grouped(limits.rows))
            if max(map(len, values)) > limits.cell_characters:
                raise CellTooLong(row=number, limit=grouped(limits.cell_characters))
        elif number > limits.scanned_rows:
            return
        yield number, values


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
