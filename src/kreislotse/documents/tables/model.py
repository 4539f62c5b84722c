"""What a list looks like once it has been read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kreislotse.documents.tables.spool import Spool


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `name` is unique within the list and joins the levels of a merged header ("Kontakt – Telefon"); `label` is
    its lowest level ("Telefon"); `position` counts from 0 in the source, `letter` is what a spreadsheet calls it.
    """

    name: str
    label: str
    position: int

    @property
    def letter(self) -> str:
        return column_letter(self.position)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a list inside a JSON document."""

    name: str
    rows: int
    is_hidden: bool = False


@dataclass(frozen=True)
class Skipped:
    """A row, or with `row=None` a whole sheet, that holds no record, and why."""

    sheet: str
    row: int | None
    text: str
    reason: str


@dataclass(frozen=True)
class Remark:
    """A sentence about one cell, one row or (with `row=None`) the whole list.

    `is_problem` says that something of the source was lost: an error value, a formula without a stored result.
    """

    row: int | None
    column: str
    text: str
    is_problem: bool = False


@dataclass
class Table:
    """A list ready to be mapped and imported; every value is text.

    `rows` can be gone through again and again and yields `(source_row_number, values)`, the values in the
    order of `columns`. Row numbers are those the office sees in its own program, counted from 1.
    """

    format: str
    encoding: str
    sheets: list[Sheet]
    sheet: str
    header_rows: list[int]
    columns: list[Column]
    skipped: list[Skipped]
    notes: list[Remark]
    row_count: int
    delimiter: str = ""
    filename: str = ""
    _spool: Spool | None = field(default=None, repr=False)

    @property
    def rows(self) -> Iterator[tuple[int, list[str]]]:
        positions = [column.position for column in self.columns]
        for number, values in self._spool:
            width = len(values)
            yield (number, [values[position] if position < width else "" for position in positions])

    @property
    def problems(self) -> dict[int, list[Remark]]:
        """The remarks about lost content, by row number."""
        found: dict[int, list[Remark]] = {}
        for note in self.notes:
            if note.is_problem and note.row is not None:
                found.setdefault(note.row, []).append(note)
        return found

    def close(self) -> None:
        """Give the temporary storage back; afterwards the rows are gone."""
        self._spool.close()

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, *exc_info) -> None:
        self.close()


def column_letter(position: int) -> str:
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
