"""From a stored list to rows that are cleaned, looked up and compared: what preview, run and error list share."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from kreislotse.documents.tables import Table, read_table
from kreislotse.imports import answers, cleaners, storage
from kreislotse.imports.models import ImportBatch
from kreislotse.imports.targets import Feed, Match, Row, Target, target_for

SAMPLES = 30
KEPT_SKIPPED = 50
KEPT_NOTES = 100


def open_table(batch: ImportBatch) -> Table:
    """The list of a batch, read the way the office chose. Raises `UnreadableTable` or `ListGone`."""
    with storage.opened(batch.stored_as) as stream:
        return read_table(
            stream,
            batch.file_name,
            sheet=batch.layout.get("chosen_sheet"),
            header_rows=batch.layout.get("chosen_header_rows"),
        )


def describe(table: Table) -> dict:
    """What the office must see of a list before it is read, as plain JSON values."""
    samples: list[list[str]] = [[] for _column in table.columns]
    for _number, values in table.rows:
        for place, text in enumerate(values):
            if text and len(samples[place]) < SAMPLES:
                samples[place].append(text[:80])
        if all(len(cells) >= SAMPLES for cells in samples) or _number > 2000:
            break
    return {
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "sheets": [{"name": sheet.name, "rows": sheet.rows, "is_hidden": sheet.is_hidden} for sheet in table.sheets],
        "header_rows": table.header_rows,
        "row_count": table.row_count,
        "columns": [
            {"name": column.name, "label": column.label, "letter": column.letter, "samples": cells}
            for column, cells in zip(table.columns, samples, strict=True)
        ],
        "skipped": [
            {"sheet": skipped.sheet, "row": skipped.row, "text": skipped.text, "reason": skipped.reason}
            for skipped in table.skipped[:KEPT_SKIPPED]
        ],
        "skipped_count": len(table.skipped),
        "notes": [
            {"row": note.row, "text": str(note.text), "is_problem": note.is_problem}
            for note in table.notes[:KEPT_NOTES]
        ],
        "note_count": len(table.notes),
    }


@dataclass
class Plan:
    """What an import would do: every row with what speaks against it and what is there already."""

    target: Target
    rows: list[Row]
    matches: dict[int, Match]
    repeats: dict[int, int] = field(default_factory=dict)  # row number → the earlier row that says the same
    sources: dict[int, list[str]] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)

    @cached_property
    def usable(self) -> list[Row]:
        return [row for row in self.rows if row.is_usable]

    @cached_property
    def broken(self) -> list[Row]:
        return [row for row in self.rows if not row.is_usable]

    @cached_property
    def duplicate_count(self) -> int:
        return sum(1 for row in self.usable if row.number in self.matches or row.number in self.repeats)

    @property
    def new_count(self) -> int:
        return len(self.usable) - self.duplicate_count

    @cached_property
    def remarked(self) -> list[Row]:
        return [row for row in self.usable if row.remarks]

    def state_of(self, row: Row) -> str:
        if not row.is_usable:
            return "broken"
        return "duplicate" if row.number in self.matches or row.number in self.repeats else "new"


def make_plan(batch: ImportBatch, *, keep_sources: bool = False) -> Plan:
    """Read, clean and compare all rows of a list; nothing is changed."""
    target = target_for(batch.target)
    if isinstance(target, Feed):
        return _plan_of_feed(batch, target, keep_sources)
    with open_table(batch) as table:
        columns = [column.name for column in table.columns]
        places = _places(target, batch.mapping, columns)
        problems = table.problems
        rows: list[Row] = []
        sources: dict[int, list[str]] = {}
        for number, values in table.rows:
            row = clean_row(target, places, number, values)
            for problem in problems.get(number, ()):
                row.refuse("", str(problem.text))
            rows.append(row)
            if keep_sources and row.complaints:
                sources[number] = values
        target.resolve(rows)
        if keep_sources:
            wanted = {row.number for row in rows if not row.is_usable} - sources.keys()
            if wanted:
                sources |= {number: values for number, values in table.rows if number in wanted}
    usable = [row for row in rows if row.is_usable]
    return Plan(
        target=target,
        rows=rows,
        matches=target.find(usable),
        repeats=_repeats(target, usable),
        sources=sources,
        columns=columns,
    )


def _plan_of_feed(batch: ImportBatch, target: Feed, keep_sources: bool) -> Plan:
    with storage.opened(batch.stored_as) as stream:
        rows = target.read(answers.read(stream), batch.mapping)
    target.resolve(rows)
    usable = [row for row in rows if row.is_usable]
    return Plan(
        target=target,
        rows=rows,
        matches=target.find(usable),
        repeats=_repeats(target, usable),
        sources={row.number: [target.row_label(row)] for row in rows} if keep_sources else {},
        columns=[str(target.fields[0].label)],
    )


def clean_row(target: Target, places: dict[str, list[int]], number: int, values: list[str]) -> Row:
    """One row with clean values; what cannot be used becomes a complaint."""
    row = Row(number)
    for target_field in target.fields:
        texts = [values[place] for place in places.get(target_field.name, ())]
        texts = [text for text in texts if not cleaners.is_blank(text)]
        if not texts:
            if target_field.is_required:
                row.refuse(target_field.label, _("Diese Angabe fehlt."))
            continue
        try:
            value = target_field.clean((target_field.joiner or " ").join(texts))
        except cleaners.Unusable as error:
            row.refuse(target_field.label, str(error))
            continue
        if isinstance(value, cleaners.Noted):
            row.remarks.append(f"{target_field.label}: {value.sentence}")
            value = value.value
        if value not in ("", None, []):
            row.values[target_field.name] = value
            row.shown[target_field.name] = _as_text(value)
        elif target_field.is_required:
            row.refuse(target_field.label, _("Diese Angabe fehlt."))
    return row


def _as_text(value) -> str:
    match value:
        case bool():
            return _("ja") if value else _("nein")
        case list():
            return ", ".join(map(str, value))
        case date():
            return value.strftime("%d.%m.%Y")
        case _:
            return str(value)


def _places(target: Target, mapping: dict[str, str], columns: list[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, column in enumerate(columns):
        if name := mapping.get(column):
            places.setdefault(name, []).append(place)
    return places


def _repeats(target: Target, rows: list[Row]) -> dict[int, int]:
    """Rows that say the same as an earlier row of the list."""
    first: dict[Hashable, int] = {}
    found: dict[int, int] = {}
    for row in rows:
        keys = target.identify(row)
        earlier = next((first[key] for key in keys if key in first), None)
        if earlier is not None:
            found[row.number] = earlier
        for key in keys:
            first.setdefault(key, earlier or row.number)
    return found
