"""Which things contain which words, held in memory: a sorted list of words per language, and for each the things it stands in.

A beginning of a word is a stretch of that list, and the things of a stretch lie side by side, so that a question costs
about the same for a common word as for a rare one. No Django and no database here; `search.snapshots` keeps one index per
district and kind up to date. A set of things is an `int` whose bits are their numbers, as in `search.facets`. NumPy is
imported with the first question: it takes a tenth of a second of each start of the program.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, NamedTuple

from kreislotse.search.analysis import Word, is_beginning

if TYPE_CHECKING:
    import numpy as np

# A part is closed at this many documents; adding to it takes some milliseconds until then.
_MOST_IN_OPEN_PART = 1000
_LAST_SIGN = "\U0010ffff"
# Up to so many words a name or a text counts as short, middling and so on. Texts: each band is twice the one before.
_NAME_LENGTHS = (2, 4, 6)
_LENGTHS = (25, 50, 100, 200, 400)


class Text(NamedTuple):
    """The words of one thing in one language, analysed (`analysis.index_tokens`), parted by spaces."""

    number: int
    language: str
    name: str
    body: str


@dataclass(frozen=True)
class Matches:
    """The things that match, as sets that have nothing in common, the best first.

    First what is named exactly so, then what is named so, then what has some of the words in its name, then the others. Of
    the first two the shorter name comes first, of the rest the shorter text: the fewer words, the more each of them says.
    """

    in_order: tuple[int, ...] = ()

    @property
    def all(self) -> int:
        return reduce(or_, self.in_order, 0)


class WordIndex:
    """The words of all things in all languages, in parts: one large that never changes, and small ones for what came later.

    Never changed once it is shared: `extended` gives a copy that shares the closed parts. What is gone stays in here; who
    asks leaves it out, for a thing that changes gets a new number (`facets.FacetIndex`).
    """

    def __init__(self, closed: tuple[_Part, ...] = (), open_texts: tuple[Text, ...] = ()):
        self._closed, self._open_texts = closed, open_texts
        self._parts = (*closed, _Part(open_texts)) if open_texts else closed

    @classmethod
    def build(cls, texts: Iterable[Text]) -> WordIndex:
        return cls((_Part(texts),))

    def extended(self, texts: Iterable[Text]) -> WordIndex:
        """A copy with more things."""
        texts = (*self._open_texts, *texts)
        if len(texts) > _MOST_IN_OPEN_PART:
            return WordIndex((*self._closed, _Part(texts)))
        return WordIndex(self._closed, texts)

    @property
    def number_of_parts(self) -> int:
        return len(self._parts)

    def matching(self, words: Sequence[Word], languages: Iterable[str]) -> Matches:
        """The things that contain all of `words` in one of `languages`; nothing without a word."""
        found = [
            stock.matching(words)
            for part in self._parts
            for language in languages
            if words and (stock := part.languages.get(language))
        ]
        in_order, seen = [], 0
        for rank in zip(*found, strict=True):
            here = reduce(or_, rank) & ~seen
            seen |= here
            in_order.append(here)
        return Matches(tuple(in_order))


class _Part:
    """The words of some things, by language."""

    def __init__(self, texts: Iterable[Text]):
        collecting: dict[str, _Collection] = defaultdict(_Collection)
        for text in texts:
            collecting[text.language].add(text)
        self.languages = {language: one.stock() for language, one in collecting.items()}


class _Collection:
    """Gathers words in the order in which they come; `stock` sorts them."""

    def __init__(self):
        self._numbers_of_words: dict[str, int] = defaultdict()
        self._numbers_of_words.default_factory = self._numbers_of_words.__len__
        self._words = array("I")
        self._places = array("I")  # twice the number of the thing, and one more for a word of its name
        self._lengths = array("I")

    def add(self, text: Text) -> None:
        number_of, words = self._numbers_of_words.__getitem__, self._words
        for written, place in ((text.name, 2 * text.number + 1), (text.body, 2 * text.number)):
            before = len(words)
            words.extend(map(number_of, written.split()))
            self._places.append(place)
            self._lengths.append(len(words) - before)

    def stock(self) -> _Stock:
        import numpy as np

        in_order = sorted(self._numbers_of_words)
        came = np.fromiter(map(self._numbers_of_words.get, in_order), np.int64, len(in_order))
        rank = np.empty(len(in_order), np.uint64)
        rank[came] = np.arange(len(in_order), dtype=np.uint64)
        words = np.asarray(self._words, np.uint32)
        ends = np.cumsum(np.bincount(words, minlength=len(in_order))[came])
        sorted_places = rank[words] << np.uint64(32)  # word and place in one number, so that one sort orders both
        sorted_places |= np.repeat(np.asarray(self._places, np.uint32), np.asarray(self._lengths, np.uint32))
        sorted_places.sort()
        lengths = np.asarray(self._lengths, np.uint32).reshape(-1, 2)
        numbers = np.asarray(self._places, np.uint32)[1::2] >> 1
        by_length = [
            [_set_of(numbers[band == one]) for one in range(len(bounds) + 1)]
            for bounds, band in (
                (bounds, np.searchsorted(bounds, length))
                for bounds, length in ((_NAME_LENGTHS, lengths[:, 0]), (_LENGTHS, lengths.sum(axis=1)))
            )
        ]
        return _Stock(in_order, np.concatenate(([0], ends)), sorted_places.astype(np.uint32), *by_length)


class _Stock:
    """The words of one language in order; the places of word n are `places[begins[n]:begins[n + 1]]`."""

    def __init__(
        self,
        words: list[str],
        begins: np.ndarray,
        places: np.ndarray,
        by_length_of_name: list[int],
        by_length: list[int],
    ):
        self._words, self._begins, self._places = words, begins, places
        self._by_length_of_name, self._by_length = by_length_of_name, by_length

    def matching(self, words: Sequence[Word]) -> list[int]:
        """The things that contain all words, in the ranks of `Matches`; a thing stands in every rank that it reaches."""
        having = [self._having(word) for word in words]
        everywhere = reduce(and_, (anywhere for _in_name, anywhere in having))
        named = everywhere and reduce(and_, (in_name for in_name, _anywhere in having))
        partly = everywhere and reduce(or_, (in_name for in_name, _anywhere in having)) & everywhere
        exactly = named and reduce(and_, (self._places_of(word.token)[0] for word in words)) & named
        return [
            *(rank & band for rank in (exactly, named) for band in self._by_length_of_name),
            *(rank & band for rank in (partly, everywhere) for band in self._by_length),
        ]

    def _having(self, word: Word) -> tuple[int, int]:
        """The things with the word in their name, and those with the word at all, one way or another."""
        ways = [self._having_all(way) for way in word.ways]
        return reduce(or_, (one for one, _two in ways), 0), reduce(or_, (two for _one, two in ways), 0)

    def _having_all(self, way: Sequence[str]) -> tuple[int, int]:
        found = [self._places_of(token, is_beginning(token)) for token in way]
        return reduce(and_, (one for one, _two in found)), reduce(and_, (two for _one, two in found))

    def _places_of(self, token: str, begins: bool = False) -> tuple[int, int]:
        """The things with `token` (or a word that begins so) in their name, and those with it anywhere."""
        first = bisect_left(self._words, token)
        last = bisect_left(self._words, token + _LAST_SIGN, first) if begins else first + 1
        if first >= len(self._words) or (not begins and self._words[first] != token):
            return 0, 0
        places = self._places[self._begins[first] : self._begins[last]]
        return _set_of(places[(places & 1) == 1] >> 1), _set_of(places >> 1)


def _set_of(numbers: np.ndarray) -> int:
    import numpy as np

    if not len(numbers):
        return 0
    flags = np.zeros(int(numbers.max()) + 1, np.uint8)
    flags[numbers] = 1
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")
