"""Which column means what: remembered from the last list with this header, or guessed from headings and cells."""

from __future__ import annotations

import hashlib
import re

from django.utils import timezone

from kreislotse.core.text import fold
from kreislotse.imports.models import ColumnMapping
from kreislotse.imports.targets import Target, TargetField

_WORDS = re.compile(r"[\W_]+")


def header_digest(columns: list[str]) -> str:
    return hashlib.sha256("\n".join(_folded(name) for name in columns).encode()).hexdigest()


def remembered(target: Target, columns: list[str]) -> dict[str, str] | None:
    """The mapping the office chose for a list with the same header, if there was one."""
    row = ColumnMapping.objects.filter(target=target.code, header_digest=header_digest(columns)).first()
    if row is None:
        return None
    known = {field.name for field in target.fields}
    return {column: name for column, name in row.mapping.items() if column in columns and name in known}


def remember(target: Target, columns: list[str], mapping: dict[str, str]) -> None:
    ColumnMapping.objects.update_or_create(
        target=target.code,
        header_digest=header_digest(columns),
        defaults={"mapping": mapping, "used_at": timezone.now()},
    )


def suggest(target: Target, columns: list[dict]) -> dict[str, str]:
    """Guess a mapping from column name to field name; `columns` are those of `ImportBatch.layout`.

    The surest guesses come first: the whole heading, its lowest level, a synonym inside it, the look of the cells.
    """
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for guess in (_by_whole_heading, _by_lowest_level, _by_words, _by_cells):
        for column in columns:
            if column["name"] in mapping:
                continue
            for field in target.fields:
                if (field.name not in taken or field.joiner) and guess(field, column):
                    if guess is _by_words and field.name in taken:
                        continue
                    mapping[column["name"]] = field.name
                    taken.add(field.name)
                    break
    return mapping


def _by_whole_heading(field: TargetField, column: dict) -> bool:
    return _folded(column["name"]) in _headings(field)


def _by_lowest_level(field: TargetField, column: dict) -> bool:
    return _folded(column["label"]) in _headings(field)


def _by_words(field: TargetField, column: dict) -> bool:
    heading = f" {_folded(column['name'])} "
    return any(len(word) > 3 and f" {word} " in heading for word in _headings(field))


def _by_cells(field: TargetField, column: dict) -> bool:
    if field.pattern is None or not column.get("samples"):
        return False
    hits = sum(1 for text in column["samples"] if field.pattern.search(text))
    return hits * 2 > len(column["samples"])


def _headings(field: TargetField) -> set[str]:
    return {_folded(word) for word in (field.name, str(field.label), *field.synonyms)}


def _folded(heading: str) -> str:
    return _WORDS.sub(" ", fold(heading)).strip()
