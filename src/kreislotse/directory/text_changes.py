"""Two wordings compared, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 4000  # words and spaces; the comparison grows with the square


@dataclass(frozen=True)
class Piece:
    """Words that stayed ("same"), went ("gone") or came ("new")."""

    kind: str
    text: str


def pieces(before: str, now: str) -> list[Piece]:
    """What to print so that one reads the new text and sees the old."""
    old, new = _WORDS.findall(before), _WORDS.findall(now)
    if len(old) + len(new) > LONGEST:
        return [Piece("gone", before), Piece("new", now)]
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(new[c:d])))
            continue
        if b > a:
            found.append(Piece("gone", "".join(old[a:b])))
        if d > c:
            found.append(Piece("new", "".join(new[c:d])))
    return found
