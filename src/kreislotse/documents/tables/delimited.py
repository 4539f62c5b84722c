"""CSV and its relatives: the encoding and the delimiter are found out, never assumed."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from kreislotse.documents.tables import raw
from kreislotse.documents.tables.errors import CellTooLong, UnknownFormat
from kreislotse.documents.tables.limits import Limits
from kreislotse.documents.tables.model import Remark
from kreislotse.documents.tables.raw import RawSheet

SAMPLE_CHARACTERS = 64 * 1024
DELIMITERS = (";", "\t", ",", "|")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)
_TEXT_FORMULA = re.compile(r'^="((?:[^"]|"")*)"$')
_FORMULA = re.compile(r"^=\s*(?:[A-ZÄÖÜ][A-ZÄÖÜ0-9.]*\(|[-+]?\$?[A-Z]{0,3}\$?\d)", re.IGNORECASE)
_EXPORTED_APOSTROPHE = re.compile(r"^'(?=[=+\-@\t\r])")
_DOUBLY_ENCODED = re.compile("Ã[\u0080-\u00bf\u0152\u0178\u201e\u2013\u0153\u0178]|â€[\u0080-\u203a\u20ac]")


@dataclass(frozen=True)
class Dialect:
    encoding: str
    delimiter: str
    has_separator_line: bool


def sheets(stream, limits: Limits) -> tuple[list[RawSheet], Dialect]:
    encoding = detect_encoding(stream)
    stream.seek(0)
    sample = _decoded(stream, encoding, SAMPLE_CHARACTERS)
    separator_line = _SEPARATOR_LINE.match(sample)
    delimiter = separator_line[1] if separator_line else detect_delimiter(sample)
    dialect = Dialect(encoding, delimiter, bool(separator_line))
    rows = partial(_guarded_rows, stream, dialect, limits)
    return [RawSheet("", rows)], dialect


def _guarded_rows(stream, dialect: Dialect, limits: Limits, remarks: list[Remark]):
    return raw.guarded(_rows(stream, dialect, limits, remarks), limits)


def detect_encoding(stream) -> str:
    """UTF-8 if every byte agrees with it, else what German Windows writes."""
    stream.seek(0)
    start = stream.read(4)
    for bom, encoding in _BOMS:
        if start.startswith(bom):
            return encoding
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    is_utf8 = is_cp1252 = True
    while piece := stream.read(256 * 1024):
        if b"\0" in piece:
            raise UnknownFormat
        if is_utf8:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                is_utf8 = False
        is_cp1252 = is_cp1252 and not any(byte in piece for byte in b"\x81\x8d\x8f\x90\x9d")
    if is_utf8:
        try:
            decoder.decode(b"", final=True)
            return "utf-8"
        except UnicodeDecodeError:
            pass
    return "cp1252" if is_cp1252 else "latin-1"


def _decoded(stream, encoding: str, characters: int) -> str:
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        return text.read(characters)
    except UnicodeError as error:
        raise UnknownFormat from error
    finally:
        text.detach()


def detect_delimiter(sample: str) -> str:
    """The delimiter that cuts most rows into the same number of cells; a comma inside a sentence does not.

    A cell with half a pair of quotation marks shows that the cut went through the middle of a quoted cell.
    """
    best, best_score = ";", 0.0
    for delimiter in DELIMITERS:
        total, widths = 0, Counter()
        try:
            for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
                if any(cells):
                    total += 1
                    if len(cells) > 1 and not any(cell.count('"') % 2 for cell in cells):
                        widths[len(cells)] += 1
        except csv.Error:
            continue
        if not widths:
            continue
        width, rows = max(widths.items(), key=lambda found: (found[1], found[0]))
        score = rows / total * widths.total() / total * min(width, 10)
        if score > best_score * 1.05:
            best, best_score = delimiter, score
    return best


def _rows(stream, dialect: Dialect, limits: Limits, remarks: list[Remark]) -> Iterator[tuple[int, list[str]]]:
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=dialect.encoding, newline="")
    number = 0
    is_warned = False
    try:
        reader = csv.reader(text, delimiter=dialect.delimiter)
        for number, cells in enumerate(reader, start=1):
            if number == 1 and dialect.has_separator_line:
                yield number, []
                continue
            if not is_warned and _DOUBLY_ENCODED.search(dialect.delimiter.join(cells)):
                is_warned = True
                remarks.append(
                    Remark(
                        number,
                        "",
                        _(
                            "Die Umlaute in Zeile %(row)s sind vermutlich schon beim Speichern beschädigt worden. Bitte prüfen Sie die Vorschau."
                        )
                        % {"row": number},
                    )
                )
            yield (number, [_text(cell, number, position, remarks) for position, cell in enumerate(cells)])
    except csv.Error as error:
        raise CellTooLong(row=number + 1, limit=raw.grouped(limits.cell_characters)) from error
    except UnicodeError as error:
        raise UnknownFormat from error
    finally:
        if not stream.closed:
            text.detach()


def _text(cell: str, row: int, column: int, remarks: list[Remark]) -> str:
    value = raw.clean_text(cell)
    if value[:1] == "=":
        if literal := _TEXT_FORMULA.match(value):
            return raw.clean_text(literal[1].replace('""', '"'))
        if _FORMULA.match(value):
            return raw.formula_value(value, "", row=row, column=column, remarks=remarks)
    return _EXPORTED_APOSTROPHE.sub("", value)
