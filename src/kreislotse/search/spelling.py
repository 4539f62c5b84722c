"""Words that were probably meant: one or two letters off, or written in another script.

Pure: the known words come in. One edit is a letter too many, missing, wrong, or two swapped (optimal string alignment).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Set
from functools import cached_property

from rapidfuzz.distance.OSA import distance
from rapidfuzz.process import extract

from kreislotse.search.transliteration import is_latin, sounds

_SHORTEST_FOR_ONE = 4  # letters; shorter words are too alike
_SHORTEST_FOR_TWO = 8
_MOST = 5
_TWO_EDITS = {"scorer": distance, "score_cutoff": 2, "limit": None, "processor": None}


class Vocabulary(Set):
    """The words that occur somewhere, as tokens."""

    def __init__(self, words: Iterable[str]):
        self._sorted = sorted(words)

    def extended(self, words: Iterable[str]) -> Vocabulary:
        """A copy with more words."""
        return Vocabulary([*self._sorted, *(word for word in words if word not in self)])

    def __contains__(self, word: str) -> bool:
        place = bisect_left(self._sorted, word)
        return place < len(self._sorted) and self._sorted[place] == word

    def __iter__(self) -> Iterator[str]:
        return iter(self._sorted)

    def __len__(self) -> int:
        return len(self._sorted)

    @cached_property
    def _reversed(self) -> list[str]:
        return sorted(token[::-1] for token in self._sorted)

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset(letter for token in self._sorted for letter in token)

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for token in self._sorted:
            if not is_latin(token):
                for sound in sounds(token):
                    found.setdefault(sound, []).append(token)
        return found

    def begins(self, beginning: str) -> bool:
        """Whether a known word begins like this."""
        place = bisect_left(self._sorted, beginning)
        return place < len(self._sorted) and self._sorted[place].startswith(beginning)

    def heard_alike(self, token: str) -> list[str]:
        """Known words of other scripts that sound like a word in Latin letters ("kurs nimezkogo")."""
        if not is_latin(token):
            return []
        return list(dict.fromkeys(other for sound in sounds(token) for other in self._by_sound.get(sound, ())))[:_MOST]

    def alike(self, token: str) -> list[str]:
        """Known words at most one edit away, for long words two; the nearest first, then those that begin alike."""
        if len(token) < _SHORTEST_FOR_ONE or token.isdigit():
            return []
        near = {other for other in edits(token, self._letters_near(token)) if other != token and other in self}
        if not near and len(token) >= _SHORTEST_FOR_TWO:
            relatives = list(self._relatives(token))
            near = {other for other, _distance, _place in extract(token, relatives, **_TWO_EDITS)}
        return sorted(near, key=lambda other: (distance(token, other), -_common(token, other), other))[:_MOST]

    def _letters_near(self, token: str) -> frozenset[str]:
        """The known letters of the scripts of `token`: others cannot be a slip of the finger."""
        blocks = {ord(letter) >> 8 for letter in token}
        return frozenset(letter for letter in self._letters if ord(letter) >> 8 in blocks)

    def _relatives(self, token: str) -> Iterable[str]:
        """Words with the same first two or last two letters; two edits seldom touch both ends."""
        yield from _with_beginning(self._sorted, token[:2])
        for turned in _with_beginning(self._reversed, token[:-3:-1]):
            yield turned[::-1]


def _with_beginning(words: list[str], beginning: str) -> Iterable[str]:
    for place in range(bisect_left(words, beginning), len(words)):
        if not words[place].startswith(beginning):
            return
        yield words[place]


def _common(one: str, other: str) -> int:
    """How many letters at the beginning are the same."""
    number = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        number += 1
    return number


def edits(word: str, letters: Iterable[str]) -> set[str]:
    """Everything one edit away from `word`."""
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {left + right[1:] for left, right in splits if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    for letter in letters:
        found |= {left + letter + right[1:] for left, right in splits if right}
        found |= {left + letter + right for left, right in splits}
    return found
