"""Territorial changes from a CSV file: who became part of whom, when."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from kreislotse.places.importers.errors import BrokenChangeRow
from kreislotse.places.importers.report import Report
from kreislotse.places.importers.validity import settle_validity
from kreislotse.places.models import TerritorialChange

KNOWN = Path(__file__).parents[1] / "data" / "territorial_changes.csv"
# Our name of a column → how files head it
COLUMNS = {
    "day": ("wirksam", "date", "datum"),
    "old": ("alt_ags", "old_ags"),
    "old_name": ("alt_name", "old_name"),
    "new": ("neu_ags", "new_ags"),
    "new_name": ("neu_name", "new_name"),
    "kind": ("art", "kind"),
    "evidence": ("beleg", "evidence"),
    "share": ("anteil", "share"),
}
NEEDED = ("day", "old", "old_name", "new", "new_name")
INEXACT = "Datum nicht genau bekannt"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Change:
    """One row: `earliest` is the day before which it cannot have been, for changes without an exact date."""

    changed_on: date
    earliest: date | None
    old: str
    old_name: str
    new: str
    new_name: str
    share_percent: Decimal
    evidence: str


def looks_like_changes(text: str) -> bool:
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return _places(first.split(_delimiter(first))) is not None


def _delimiter(line: str) -> str:
    return ";" if line.count(";") >= line.count(",") else ","


def _places(heads: list[str]) -> dict[str, int] | None:
    heads = [head.strip().strip('"').lower() for head in heads]
    found = {name: heads.index(one) for name, names in COLUMNS.items() for one in names if one in heads}
    return found if all(name in found for name in NEEDED) else None


def read_changes(text: str) -> list[Change]:
    """Read the rows of a file that `looks_like_changes`. Raises `BrokenChangeRow` with the line."""
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("#")]
    reader = csv.reader(lines, delimiter=_delimiter(lines[0]))
    offset = text.count("\n", 0, text.index(lines[0]))
    places = _places(next(reader))
    changes = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                changes.append(_change(cells, places, offset + reader.line_num))
    except csv.Error as error:
        raise BrokenChangeRow(row=offset + reader.line_num, what=_("die Anführungszeichen gehen nicht auf.")) from error
    return changes


def _change(cells: list[str], places: dict[str, int], row: int) -> Change:
    value = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
    old, new = _key(value["old"]), _key(value["new"])
    if not old or not new or len(old) != len(new):
        raise BrokenChangeRow(row=row, what=_("die Schlüssel müssen acht Ziffern haben, die eines Kreises fünf."))
    if not value["old_name"] or not value["new_name"]:
        raise BrokenChangeRow(row=row, what=_("der Name fehlt."))
    try:
        days = [date.fromisoformat(day) for day in _DAY.findall(value["day"])]
        share = Decimal(value.get("share") or "1") * 100
    except (ValueError, InvalidOperation):
        days, share = [], Decimal(0)
    if not 1 <= len(days) <= 2 or not 0 < share <= 100:
        raise BrokenChangeRow(
            row=row, what=_("das Datum muss wie 2023-01-01 aussehen, der Anteil zwischen 0 und 1 liegen.")
        )
    evidence = ": ".join(filter(None, [value.get("kind", ""), value.get("evidence", "")]))
    if len(days) == 2:
        evidence = f"{INEXACT} ({days[0]:%d.%m.%Y} bis {days[1]:%d.%m.%Y}). {evidence}"
    return Change(
        days[-1], days[0] if len(days) == 2 else None, old, value["old_name"][:160], new, value["new_name"][:160], share,
        evidence[:300],
    )  # fmt: skip


def _key(text: str) -> str:
    return text if re.fullmatch(r"\d{5}|\d{8}", text, re.ASCII) else ""


@cache
def known_changes() -> tuple[Change, ...]:
    """The changes with their day that come with Kreislotse."""
    return tuple(read_changes(KNOWN.read_text(encoding="utf-8")))


def save_changes(changes) -> Report:
    """Add or complete changes. An exact day replaces a vague one of the same pair, never the other way round."""
    report = Report(_("Gebietsänderungen"))
    stored: dict[tuple[str, str], list[TerritorialChange]] = {}
    for row in TerritorialChange.objects.all():
        stored.setdefault((row.predecessor_ags, row.successor_ags), []).append(row)
    for change in changes:
        same = stored.setdefault((change.old, change.new), [])
        row = next((row for row in same if row.changed_on == change.changed_on), None)
        if row is None and change.earliest:
            row = next((row for row in same if change.earliest <= row.changed_on <= change.changed_on), None)
        if row is None and not change.earliest:
            row = next((row for row in same if row.evidence.startswith(INEXACT)), None)
        values = {
            "changed_on": change.changed_on, "predecessor_name": change.old_name, "successor_name": change.new_name,
            "share_percent": change.share_percent, "evidence": change.evidence,
        }  # fmt: skip
        if row is None:
            same.append(
                TerritorialChange.objects.create(predecessor_ags=change.old, successor_ags=change.new, **values)
            )
            report.created += 1
            continue
        if change.earliest and not row.evidence.startswith(INEXACT):
            values = {}  # what is there is more exact
        elif len(row.evidence) > len(change.evidence) and row.changed_on == change.changed_on:
            del values["evidence"]
        different = [name for name, value in values.items() if getattr(row, name) != value]
        for name in different:
            setattr(row, name, values[name])
        if different:
            row.save(update_fields=different)
            report.changed += 1
        else:
            report.unchanged += 1
    report.ended = len(settle_validity())
    return report
