"""Where a list's header stands, and which of its rows hold no record: decided by content alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kreislotse.documents.tables.model import Column, Skipped, column_letter
from kreislotse.documents.tables.raw import Merge, RawSheet

HEAD_ROWS = 100
MAX_HEADER_ROWS = 5
LABEL_CHARACTERS = 120

_NUMBER = re.compile(r"^[-+]?[\d\s.,'%€/()–-]*\d[\d\s.,'%€/()–-]*$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_NOT_A_LABEL = re.compile(r"@\S+\.|^https?://|^www\.|^\d{1,2}\.\d{1,2}\.\d{2,4}|^\d{4}-\d\d-\d\d", re.IGNORECASE)
_SUM = re.compile(
    r"^(?:(?:gesamt|zwischen|end|teil)?summen?|gesamt(?:zahl|anzahl|ergebnis)?|insgesamt|total|anzahl(?: gesamt)?|Σ|∑)\s*:?$",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"^(?:stand|quelle|hinweise?|anmerkung(?:en)?|legende|erstellt|datenquelle|angaben|copyright|©|\*|\d\)|¹|²|_{4,}|-{4,}|seite \d)",
    re.IGNORECASE,
)
_END_MARK = re.compile(r"^_{4,}")

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Layout:
    """The header of one sheet. `score` tells how much like a list it is, to choose among sheets."""

    header_rows: list[int]
    labels: list[list[str]]
    first_data_row: int
    width: int
    score: float


def detect(sheet: RawSheet, head: list[Row], header_rows: list[int] | None = None) -> Layout:
    """Find the header of a sheet from its first hundred rows; `header_rows` overrides what would be found."""
    filled = [(number, values) for number, values in head if any(values)]
    if not filled:
        return Layout([], [], 1, 0, 0)
    width = _usual_width(filled)
    if header_rows is not None:
        first, last = (min(header_rows), max(header_rows)) if header_rows else (0, 0)
        chosen = [(number, values) for number, values in filled if first <= number <= last]
        start = last + 1 if header_rows else filled[0][0]
    elif sheet.has_named_columns:
        chosen, start = filled[:1], 1
    else:
        chosen, start = _find_header(filled, width, sheet.merges)
    labels = _labels(chosen, sheet.merges)
    records = sum(1 for number, _values in filled if number >= start)
    return Layout([number for number, _values in chosen if number > 0], labels, start, width, width * min(records, 50))


def _usual_width(filled: list[Row]) -> int:
    widths = sorted(sum(1 for value in values if value) for _number, values in filled)
    return widths[int(len(widths) * 0.75)] if len(widths) > 3 else widths[-1]


def _find_header(filled: list[Row], width: int, merges: list[Merge]) -> tuple[list[Row], int]:
    for index, (number, values) in enumerate(filled):
        count = sum(1 for value in values if value)
        if count < min(2, width) or _is_banner(number, count, merges):
            continue
        depth = _header_depth(filled[index:], merges)
        bottom = filled[index + depth - 1][1]
        if depth == 1 and count < width * 0.5 and index + 1 < len(filled):
            continue
        if not _is_label_row(bottom):
            return [], number
        return filled[index : index + depth], filled[index + depth - 1][0] + 1
    return [], filled[0][0]


def _is_banner(row: int, count: int, merges: list[Merge]) -> bool:
    """A title that was merged across the sheet."""
    return count == 1 and any(first == row and right > left for first, left, _last, right in merges)


def _header_depth(rows: list[Row], merges: list[Merge]) -> int:
    """How many rows, from the first of `rows` on, make up the header."""
    number, values = rows[0]
    depth = 1
    while depth < min(MAX_HEADER_ROWS, len(rows) - 1):
        upper_number, upper = rows[depth - 1]
        lower_number, lower = rows[depth]
        if lower_number != upper_number + 1 or not _is_label_row(lower):
            break
        starts_group = any(first == upper_number and right > left for first, left, _last, right in merges)
        is_tall = any(first <= upper_number < last for first, _left, last, _right in merges)
        if not (starts_group or is_tall or (not merges and _leaves_gaps(upper, lower))):
            break
        depth += 1
    return depth


def _leaves_gaps(upper: list[str], lower: list[str]) -> bool:
    """Without merged ranges (CSV): a group row has far fewer cells, and the row below fills its gaps."""
    above = sum(1 for value in upper if value)
    below = sum(1 for value in lower if value)
    filled_gaps = sum(1 for place, value in enumerate(lower) if value and (place >= len(upper) or not upper[place]))
    return above <= below * 0.75 and filled_gaps >= 2 and _is_label_row(upper)


def _is_label_row(values: list[str]) -> bool:
    filled = [value for value in values if value]
    labels = [value for value in filled if _is_label(value)]
    return bool(filled) and len(labels) >= len(filled) * 0.8 and len(set(filled)) >= len(filled) * 0.5


def _is_label(value: str) -> bool:
    if _YEAR.match(value):
        return True
    return len(value) <= LABEL_CHARACTERS and not _NUMBER.match(value) and not _NOT_A_LABEL.search(value)


def _labels(rows: list[Row], merges: list[Merge]) -> list[list[str]]:
    """For each column its labels from top to bottom, merged ranges written out."""
    width = max((len(values) for _number, values in rows), default=0)
    levels: list[list[str]] = []
    for index, (number, values) in enumerate(rows):
        level = values + [""] * (width - len(values))
        spans = [(left, right) for first, left, last, right in merges if first <= number <= last and right > left]
        if spans:
            for left, right in spans:
                level[left : right + 1] = [level[left] if left < width else ""] * len(level[left : right + 1])
        elif not merges and index < len(rows) - 1:
            for place in range(1, width):
                level[place] = level[place] or level[place - 1]
        levels.append(level)
    return [[_one_line(level[place]) for level in levels] for place in range(width)]


def _one_line(label: str) -> str:
    joined = re.sub(r"(\w)-\n(?=[a-zäöüß])", r"\1", label)
    return " ".join(joined.split())


def columns(layout: Layout, used: set[int]) -> list[Column]:
    """The columns with a label or a value, under names that are unique."""
    width = max(len(layout.labels), max(used, default=-1) + 1)
    names: list[str] = []
    taken: set[str] = set()
    found: list[Column] = []
    for position in range(width):
        parts = layout.labels[position] if position < len(layout.labels) else []
        distinct = list(dict.fromkeys(part for part in parts if part))
        if position not in used and (not distinct or not (parts and parts[-1])):
            continue
        label = distinct[-1] if distinct else _("Spalte %(letter)s") % {"letter": column_letter(position)}
        name = base = " – ".join(distinct) or label
        repeat = 2
        while name.casefold() in taken:
            name, repeat = f"{base} ({repeat})", repeat + 1
        taken.add(name.casefold())
        names.append(name)
        found.append(Column(name=name, label=label, position=position))
    return found


def records(
    rows: Iterator[Row], layout: Layout, merges: list[Merge], sheet: str, skipped: list[Skipped]
) -> Iterator[Row]:
    """The rows that hold records; all others are named in `skipped`."""
    header = [labels[-1].casefold() for labels in layout.labels]
    banners = {
        first for first, left, _last, right in merges if right - left >= 2 and right - left + 1 >= layout.width * 0.6
    }
    waiting: list[Row] = []
    after_gap = is_ended = False

    def skip(row: Row, reason: str) -> None:
        text = " · ".join(value for value in row[1] if value)
        skipped.append(Skipped(sheet, row[0], text[:200], reason))

    for number, values in rows:
        count = sum(1 for value in values if value)
        if not count:
            after_gap = True
            continue
        row = (number, values)
        first = next(value for value in values if value)
        if number in layout.header_rows or (number == 0 and header):
            continue
        if number < layout.first_data_row:
            skip(row, _("Titelzeile"))
        elif is_ended or (layout.width > 1 and _END_MARK.match(first)):
            is_ended = True
            skip(row, _("Anmerkung unter der Liste"))
        elif _is_sum(values, layout.width):
            skip(row, _("Summenzeile"))
            after_gap = True
            continue
        elif header and count > 1 and [value.casefold() for value in values] == header[: len(values)]:
            skip(row, _("wiederholte Kopfzeile"))
        elif count == 1 and number in banners:
            skip(row, _("Zwischenüberschrift"))
        elif count == 1 and layout.width > 2 and (waiting or after_gap or _REMARK.match(first)):
            waiting.append(row)
            continue
        else:
            yield from _settled(waiting, skip)
            waiting = []
            yield row
        after_gap = False
    for row in waiting:
        skip(row, _("Anmerkung unter der Liste"))


def _settled(waiting: list[Row], skip) -> Iterator[Row]:
    """Single cells after a gap were no closing notes after all, because records follow."""
    for row in waiting:
        if _REMARK.match(next(value for value in row[1] if value)):
            skip(row, _("Anmerkung in der Liste"))
        else:
            yield row


def _is_sum(values: list[str], width: int) -> bool:
    filled = [value for value in values if value]
    if width < 2 or not any(_SUM.match(value) for value in filled[:2]):
        return False
    return all(_SUM.match(value) or _NUMBER.match(value) for value in filled)
