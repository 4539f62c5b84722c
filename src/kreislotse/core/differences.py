"""Two wordings compared, word by word: side by side, or as one text that shows what went and what came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 4000  # words, spaces and signs of both; the comparison grows with the square


@dataclass(frozen=True)
class Part:
    """A run of words; `is_changed` if the other text has none of them at this place."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Piece:
    """Words that stayed ("same"), went ("gone") or came ("new")."""

    kind: str
    text: str


def word_differences(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Both texts in runs that are equal or changed; joined, the runs give each text back."""
    runs = list(_runs(old, new))
    return _parts(runs, 1), _parts(runs, 2)


def pieces(before: str, now: str) -> list[Piece]:
    """What to print so that one reads the new text and sees the old."""
    found = []
    for is_same, gone, came in _runs(before, now):
        kinds = (("same", came),) if is_same else (("gone", gone), ("new", came))
        found += [Piece(kind, text) for kind, text in kinds if text]
    return found


def _runs(old: str, new: str) -> Iterator[tuple[bool, str, str]]:
    """Runs of words: whether they are the same, what stood there, what stands there now.

    Very long texts, where comparing would take seconds, are one changed run.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if old == new or len(before) + len(after) > MOST_WORDS:
        yield old == new, old, new
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield tag == "equal", "".join(before[a:b]), "".join(after[c:d])


def _parts(runs: list[tuple[bool, str, str]], side: int) -> list[Part]:
    return [Part(run[side], not run[0]) for run in runs if run[side]]
