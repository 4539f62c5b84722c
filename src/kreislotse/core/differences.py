"""Two texts side by side: which words went, which came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 6000


@dataclass(frozen=True)
class Part:
    """A run of words; `is_changed` if the other text has none of them at this place."""

    text: str
    is_changed: bool


def word_differences(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Both texts in runs that are equal or changed; joined, the runs give each text back.

    Very long texts, where comparing would take seconds, come as one changed run each.
    """
    if old == new:
        return _parts([(old, False)]), _parts([(new, False)])
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return _parts([(old, True)]), _parts([(new, True)])
    left, right = [], []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left.append(("".join(before[a:b]), kind != "equal"))
        right.append(("".join(after[c:d]), kind != "equal"))
    return _parts(left), _parts(right)


def _parts(runs) -> list[Part]:
    return [Part(text, is_changed) for text, is_changed in runs if text]
