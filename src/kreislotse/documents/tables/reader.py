"""From a file of any known format to a `Table`."""

import io
import os
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from kreislotse.documents.tables import delimited, documents_json, layout, ods, raw
from kreislotse.documents.tables.containers import chunks, open_container
from kreislotse.documents.tables.errors import (
    EmptyTable,
    FileTooLarge,
    PasswordProtected,
    SheetNotFound,
    TooManyRows,
    UnknownFormat,
)
from kreislotse.documents.tables.limits import MEGABYTE, Limits
from kreislotse.documents.tables.model import Remark, Sheet, Skipped, Table
from kreislotse.documents.tables.raw import RawSheet
from kreislotse.documents.tables.spool import Spool

warnings.filterwarnings("ignore", module=r"openpyxl\.")  # about styles and extensions we never read

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"{\\rtf",
    b"SQLite format",
)


def read_table(
    source: BinaryIO | str | Path,
    filename: str = "",
    *,
    sheet: str | None = None,
    header_rows: list[int] | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Table:
    """Read a messy list and say what was made of it.

    `source` is a path or a seekable binary stream such as an uploaded file; it is read from its beginning and
    left open. `filename` is kept for display and decides nothing. `sheet` chooses one of `Table.sheets` by name (otherwise the
    one that looks most like a list is taken), `header_rows` corrects the header that was found (row numbers of
    the source; an empty list means there is none). The whole file is checked before anything is returned, so
    that going through `Table.rows` cannot fail half way. Raises `UnreadableTable` with a sentence for the user.
    """
    with _opened(source) as stream:
        if _size(stream) > limits.file_bytes:
            raise FileTooLarge(limit=limits.file_bytes // MEGABYTE)
        sheets, described = _sheets(stream, limits)
        return _read(sheets, described, sheet, header_rows, limits, filename)


@contextmanager
def _opened(source) -> Iterator[BinaryIO]:
    if isinstance(source, str | Path):
        with open(source, "rb") as stream:
            yield stream
        return
    stream = getattr(source, "file", source) if not isinstance(source, io.IOBase) else source
    yield _Borrowed(stream)


class _Borrowed(io.RawIOBase):
    """A caller's stream that our readers cannot close."""

    def __init__(self, stream):
        self._stream = stream

    def readable(self):
        return True

    def seekable(self):
        return True

    def readinto(self, buffer):
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset, whence=os.SEEK_SET):
        return self._stream.seek(offset, whence)

    def tell(self):
        return self._stream.tell()


def _size(stream) -> int:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size


def _sheets(stream, limits: Limits) -> tuple[list[RawSheet], dict]:
    """Decide by content what kind of file it is."""
    start = stream.read(2048)
    if not start.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise EmptyTable
    if start.startswith(_ZIP):
        return _sheets_in_container(stream, limits)
    if start.startswith(_OLE):
        stream.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in stream.read():
            raise PasswordProtected
        raise UnknownFormat(
            _(
                "Die Liste konnte nicht gelesen werden, weil sie im alten XLS-Format gespeichert ist. Bitte speichern Sie sie als XLSX und versuchen Sie es erneut."
            )
        )
    text = start.lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(_OTHERS) or text[:1] == b"<":
        raise UnknownFormat
    if text[:1] in (b"{", b"["):
        sheets, encoding, is_geojson = documents_json.sheets(stream, limits)
        return sheets, {"format": "geojson" if is_geojson else "json", "encoding": encoding}
    sheets, dialect = delimited.sheets(stream, limits)
    return sheets, {"format": "csv", "encoding": dialect.encoding, "delimiter": dialect.delimiter}


def _sheets_in_container(stream, limits: Limits) -> tuple[list[RawSheet], dict]:
    stream.seek(0)
    container = open_container(stream, limits)
    names = set(container.namelist())
    if any(name.endswith("workbook.xml") for name in names):
        from kreislotse.documents.tables import xlsx  # openpyxl takes a quarter of each start of the program

        return xlsx.sheets(stream, container, limits), {"format": "xlsx", "encoding": ""}
    if "content.xml" in names and _is_spreadsheet(container, names, limits):
        return ods.sheets(container, limits), {"format": "ods", "encoding": ""}
    if not any(name.startswith(("word/", "ppt/")) or name == "content.xml" for name in names):
        raise UnknownFormat(
            _(
                "Die Liste konnte nicht gelesen werden, weil sie in einem ZIP-Archiv steckt oder in einem Format gespeichert ist, das wir nicht kennen. Bitte entpacken Sie das Archiv oder speichern Sie die Liste als XLSX."
            )
        )
    raise UnknownFormat


def _is_spreadsheet(container: zipfile.ZipFile, names: set[str], limits: Limits) -> bool:
    return "mimetype" not in names or b"spreadsheet" in next(chunks(container, "mimetype", limits), b"")


def _read(
    sheets: list[RawSheet],
    described: dict,
    wanted: str | None,
    header_rows: list[int] | None,
    limits: Limits,
    filename: str,
) -> Table:
    layouts = [layout.detect(sheet, list(islice(sheet.rows([]), layout.HEAD_ROWS))) for sheet in sheets]
    chosen = _choose(sheets, layouts, wanted)
    sheet, found = sheets[chosen], layouts[chosen]
    if header_rows is not None:
        found = layout.detect(sheet, list(islice(sheet.rows([]), layout.HEAD_ROWS)), header_rows)

    remarks: list[Remark] = []
    skipped = _other_sheets(sheets, chosen)
    spool = Spool()
    used: set[int] = set()
    try:
        for number, values in layout.records(sheet.rows(remarks), found, sheet.merges, sheet.name, skipped):
            used.update(position for position, value in enumerate(values) if value)
            spool.add(number, values)
            if spool.count > limits.rows:
                raise TooManyRows(limit=raw.grouped(limits.rows))
        if not spool.count:
            raise EmptyTable
    except BaseException:
        spool.close()
        raise
    if not found.labels:
        remarks.insert(
            0, Remark(None, "", _("Die Liste hat keine Kopfzeile. Die Spalten heißen deshalb nach ihren Buchstaben."))
        )
    return Table(
        **described,
        sheets=[_described(sheet, spool.count if index == chosen else None) for index, sheet in enumerate(sheets)],
        sheet=sheet.name,
        header_rows=found.header_rows,
        columns=layout.columns(found, used),
        skipped=skipped,
        notes=_worth_saying(remarks, found, skipped),
        row_count=spool.count,
        filename=filename,
        _spool=spool,
    )


def _choose(sheets: list[RawSheet], layouts: list[layout.Layout], wanted: str | None) -> int:
    if wanted is not None:
        for index, sheet in enumerate(sheets):
            if sheet.name == wanted:
                return index
        raise SheetNotFound(sheet=wanted, sheets=", ".join(sheet.name for sheet in sheets))
    if not sheets:
        raise EmptyTable
    return max(range(len(sheets)), key=lambda index: (not sheets[index].is_hidden, layouts[index].score, -index))


def _described(sheet: RawSheet, rows: int | None) -> Sheet:
    if rows is None:
        rows = sum(1 for _number, values in islice(sheet.rows([]), 1_000) if any(values))
    return Sheet(sheet.name, rows, sheet.is_hidden)


def _other_sheets(sheets: list[RawSheet], chosen: int) -> list[Skipped]:
    found = []
    for index, sheet in enumerate(sheets):
        if index == chosen:
            continue
        start = next((values for _number, values in islice(sheet.rows([]), 100) if any(values)), [])
        text = " · ".join(value for value in start if value)[:200]
        found.append(Skipped(sheet.name, None, text, _("anderes Blatt") if text else _("leeres Blatt")))
    return found


def _worth_saying(remarks: list[Remark], found: layout.Layout, skipped: list[Skipped]) -> list[Remark]:
    """Leave out what was noticed in rows that are no records anyway."""
    no_records = {row.row for row in skipped if row.row is not None} | set(found.header_rows)
    return [remark for remark in remarks if remark.row is None or remark.row not in no_records]
