"""How hard a German text is to read: Wiener Sachtextformel and LIX, and the words and sentences that make it so.

Sources: Richard Bamberger and Erich Vanecek, Lesen – Verstehen – Lernen – Schreiben (Wien 1984), first formula; Carl-Hugo
Björnsson, Läsbarhet (Stockholm 1968). Why they are counted here and not by a package: docs/adr/0010-lesbarkeit.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONG_WORD = 6  # both count words with more letters than this
MANY_SYLLABLES = 3
ENOUGH_WORDS = 30  # below, one word more or less moves the figures by a grade
HARD_WORD = 13
LONG_SENTENCE = 12
EASIEST, HARDEST = 4.0, 15.0

# A hyphen or a middle dot parts a word for the eye (Integrations-Kurs, Integrations·kurs), so it does here.
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,:]\d+)*")
_NUCLEUS = re.compile(r"aa|ee|oo|ie|ei|ey|ai|ay|au|äu|eu|oi|[aeiouyäöüéèê]")
# A dot after these, after a single letter or after a number ends no sentence.
_ABBREVIATIONS = frozenset(
    [
        "abs",
        "art",
        "bzw",
        "ca",
        "dr",
        "evtl",
        "ggf",
        "inkl",
        "jh",
        "mind",
        "min",
        "mo",
        "di",
        "mi",
        "do",
        "fr",
        "sa",
        "so",
        "nr",
        "prof",
        "sog",
        "st",
        "std",
        "str",
        "tel",
        "usw",
        "vgl",
        "zzgl",
        "zzt",
    ]
)
_END = re.compile(r"[.!?:…]+(?=[\s\"“”«»)]|$)")


def syllables(word: str) -> int:
    """The syllables of a German word: its groups of vowels, diphthongs as one; at least one."""
    return max(1, len(_NUCLEUS.findall(word.lower().replace("qu", "kw"))))


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line of its own (a list, a heading) is one."""
    found = []
    for line in text.splitlines():
        start = 0
        for end in _END.finditer(line):
            before = _WORD.findall(line[start : end.start()])
            last = before[-1] if before else ""
            is_short = len(last) == 1 or last.lower() in _ABBREVIATIONS or last.isdigit()
            if end.group() == "." and is_short and line[end.end() :].strip():
                continue
            found.append(line[start : end.end()])
            start = end.end()
        found.append(line[start:])
    return [sentence.strip() for sentence in found if _WORD.search(sentence)]


@dataclass(frozen=True)
class Readability:
    """Two figures, and what to look at first.

    `grade` is the Austrian school year (4–15) whose pupils read such a text, `lix` the index of Björnsson.
    """

    words: int
    sentences: int
    grade: float
    lix: float
    long_sentences: tuple[str, ...]
    hard_words: tuple[str, ...]

    @property
    def is_certain(self) -> bool:
        return self.words >= ENOUGH_WORDS


def readability(text: str) -> Readability | None:
    """The figures of a text, `None` for one without words."""
    all_words, parts = words(text), sentences(text)
    if not all_words:
        return None
    number = len(all_words)
    counts = [syllables(word) for word in all_words]
    long_share = 100 * sum(len(word) > LONG_WORD for word in all_words) / number
    length = number / len(parts)
    grade = (
        0.1935 * 100 * sum(count >= MANY_SYLLABLES for count in counts) / number
        + 0.1672 * length
        + 0.1297 * long_share
        - 0.0327 * 100 * sum(count == 1 for count in counts) / number
        - 0.875
    )
    return Readability(
        words=number,
        sentences=len(parts),
        grade=min(max(grade, EASIEST), HARDEST),
        lix=length + long_share,
        long_sentences=tuple(part for part in parts if len(words(part)) > LONG_SENTENCE),
        hard_words=tuple(dict.fromkeys(word for word in all_words if len(word) >= HARD_WORD)),
    )
