"""Which of the known needs may say the same as a new one: words compared, with points for topic and place.

Titles are compared word by word with rapidfuzz, which forgives endings („Kitaplätze“, „Kita-Plätze“) and the order.
How well that works is measured on the pairs of tests/planning/test_alike.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio, token_sort_ratio

from kreislotse.core.text import fold_german

ENOUGH = 55  # points of 100 from which a need is suggested
SAME_WORD = 80  # how alike two words must be to count as one, of 100
SAME_TOPIC, SAME_PLACE = 8, 8
OTHER_TOPIC, OTHER_PLACE = -8, -20
_WORD = re.compile(r"[^\W_]+")
# Words that say that something is missing, not what.
_EMPTY = frozenset(
    [
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einen",
        "einer",
        "und",
        "oder",
        "fur",
        "in",
        "im",
        "mit",
        "von",
        "vom",
        "zu",
        "zur",
        "zum",
        "am",
        "an",
        "auf",
        "bei",
        "aus",
        "es",
        "gibt",
        "fehlt",
        "fehlen",
        "fehlende",
        "mangel",
        "zu",
        "wenig",
        "wenige",
        "kein",
        "keine",
        "keinen",
        "nicht",
        "mehr",
        "genug",
        "ist",
        "sind",
        "wird",
        "werden",
        "bedarf",
        "braucht",
        "brauchen",
        "uns",
        "hier",
        "menschen",
    ]
)


@dataclass(frozen=True)
class Known:
    """What is compared of a need; empty keys say nothing."""

    key: int
    title: str
    topic: int | None = None
    municipality: int | None = None


@dataclass(frozen=True)
class Alike:
    key: int
    points: int


def alike_needs(new: Known, known: Iterable[Known], *, limit: int = 5) -> list[Alike]:
    """The known needs that may be the same as `new`, the most alike first."""
    words = _words(new.title)
    if not words:
        return []
    found = []
    for one in known:
        if one.key == new.key:
            continue
        points = _points(words, _words(one.title))
        points += _key_points(new.topic, one.topic, SAME_TOPIC, OTHER_TOPIC)
        points += _key_points(new.municipality, one.municipality, SAME_PLACE, OTHER_PLACE)
        if points >= ENOUGH:
            found.append(Alike(one.key, min(round(points), 100)))
    return sorted(found, key=lambda one: (-one.points, one.key))[:limit]


def _words(text: str) -> tuple[str, ...]:
    every = tuple(_WORD.findall(fold_german(text.replace("-", ""))))
    return tuple(word for word in every if word not in _EMPTY) or every


def _points(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    """The share of words both have, of the shorter one mostly; a compound counts for the word it begins or ends with."""
    shorter, longer = sorted((first, second), key=len)
    met = sum(any(_same(word, other) for other in longer) for word in shorter)
    share = met / len(shorter) * 70 + met / len(longer) * 30
    return max(
        share if met > 1 or len(longer) == 1 else share * 0.8, token_sort_ratio(" ".join(first), " ".join(second)) * 0.7
    )


def _same(word: str, other: str) -> bool:
    if ratio(word, other) >= SAME_WORD:
        return True
    short, long = sorted((word, other), key=len)
    return len(short) >= 5 and (long.startswith(short[:-1]) or long.endswith(short))


def _key_points(first, second, same: int, different: int) -> int:
    if first is None or second is None:
        return 0
    return same if first == second else different
