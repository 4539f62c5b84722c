"""Which things have which properties, held in memory: one bit per thing, so that counting a filter is one operation.

No Django and no database here; `search.snapshots` keeps one index per district and kind up to date.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Entry:
    """One thing: `sort_key` gives its place in lists without a question, `values` its properties by facet."""

    key: int
    sort_key: str
    values: dict[str, Iterable[Hashable]] = field(default_factory=dict)


class FacetIndex:
    """Things in an order with their properties; a set of things is an `int` whose bits are their numbers ("mask").

    Never changed once it is shared: `changed` gives a copy with some things new, other or gone. A copy shares the masks,
    so that it costs as much as its dictionaries.
    """

    def __init__(self):
        self.masks: dict[tuple[str, Hashable], int] = {}
        self.everything = 0
        self._numbers: dict[int, int] = {}
        self._keys: list[int] = []
        self._sort_keys: list[str] = []
        self._properties: dict[int, tuple[tuple[str, Hashable], ...]] = {}
        self._order: list[tuple[str, int]] = []
        self._pairs: dict[
            tuple[str, Hashable], tuple[str, Hashable]
        ] = {}  # each is kept once for all things that have it

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> FacetIndex:
        """All entries at once. Setting bits in byte arrays first keeps this linear in their number."""
        index, arrays = cls(), {}
        for entry in entries:
            number = len(index._keys)
            index._keep(entry, number)
            for pair in index._properties[number]:
                array = arrays.setdefault(pair, bytearray())
                byte = number >> 3
                if len(array) <= byte:
                    array.extend(bytes(byte + 1 - len(array)))
                array[byte] |= 1 << (number & 7)
        index.masks = {pair: int.from_bytes(array, "little") for pair, array in arrays.items()}
        index.everything = (1 << len(index._keys)) - 1
        index._order.sort()
        return index

    def _keep(self, entry: Entry, number: int) -> None:
        self._numbers[entry.key] = number
        self._keys.append(entry.key)
        self._sort_keys.append(entry.sort_key)
        pairs = dict.fromkeys((facet, value) for facet, values in entry.values.items() for value in values)
        self._properties[number] = tuple(self._pairs.setdefault(pair, pair) for pair in pairs)
        self._order.append((entry.sort_key, number))

    def changed(self, keys: Iterable[int], entries: Iterable[Entry]) -> FacetIndex:
        """A copy in which the things `keys` are as `entries` say; one without an entry is gone."""
        copy = FacetIndex()
        copy.masks, copy.everything = self.masks.copy(), self.everything
        copy._numbers, copy._keys, copy._sort_keys = self._numbers.copy(), self._keys.copy(), self._sort_keys.copy()
        copy._properties, copy._order, copy._pairs = self._properties.copy(), self._order.copy(), self._pairs.copy()
        for key in keys:
            copy._forget(key)
        for entry in entries:
            copy._add(entry)
        return copy

    def _forget(self, key: int) -> None:
        number = self._numbers.pop(key, None)
        if number is None:
            return
        bit = 1 << number
        self.everything &= ~bit
        for pair in self._properties.pop(number):
            left = self.masks[pair] & ~bit
            if left:
                self.masks[pair] = left
            else:
                del self.masks[pair]
        place = bisect_left(self._order, (self._sort_keys[number], number))
        del self._order[place]

    def _add(self, entry: Entry) -> None:
        self._forget(entry.key)
        number, bit = len(self._keys), 1 << len(self._keys)
        self._keep(entry, number)
        self.everything |= bit
        for pair in self._properties[number]:
            self.masks[pair] = self.masks.get(pair, 0) | bit
        insort(self._order, self._order.pop())

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────

    def __len__(self) -> int:
        return len(self._numbers)

    def mask(self, facet: str, value: Hashable) -> int:
        """The things with one property."""
        return self.masks.get((facet, value), 0)

    def values(self, facet: str) -> list[Hashable]:
        """The values that something has, in no order."""
        return [value for name, value in self.masks if name == facet]

    def values_of(self, key: int, facet: str) -> list[Hashable]:
        """The values of one thing, in the order in which they were given; `[]` for one that is not there."""
        number = self._numbers.get(key)
        return [] if number is None else [value for name, value in self._properties[number] if name == facet]

    def number_of(self, key: int) -> int | None:
        """The bit of one thing; `None` for one that is not there."""
        return self._numbers.get(key)

    def of_keys(self, keys: Iterable[int]) -> int:
        """The things with these keys; a key that is not there is left out."""
        array = bytearray((len(self._keys) >> 3) + 1)
        for key in keys:
            number = self._numbers.get(key)
            if number is not None:
                array[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(array, "little")

    def page(self, mask: int, start: int, stop: int) -> list[int]:
        """The keys of the things of `mask` in their order, from `start` to before `stop`."""
        if stop <= start or not mask:
            return []
        flags = self._flags(mask)
        return [self._keys[number] for number in self._in_order[flags[self._in_order]][start:stop]]

    def pages(self, masks: Iterable[int], start: int, stop: int) -> list[int]:
        """The same over several sets one after the other that have nothing in common: those near first, say."""
        keys: list[int] = []
        for mask in masks:
            if stop <= 0:
                break
            size = mask.bit_count()
            if start < size:
                keys += self.page(mask, max(start, 0), min(stop, size))
            start, stop = max(start - size, 0), stop - size
        return keys

    def keys_of(self, mask: int) -> list[int]:
        """The keys of the things of `mask`, in no order that means anything."""
        return [self._keys[number] for number in self._numbers_of(mask)]

    @cached_property
    def _in_order(self) -> np.ndarray:
        """The numbers of all things in the order of lists."""
        import numpy as np

        return np.fromiter((number for _key, number in self._order), np.int64, len(self._order))

    def _flags(self, mask: int) -> np.ndarray:
        """For each number whether it is in `mask`."""
        import numpy as np

        octets = np.frombuffer(mask.to_bytes((len(self._keys) >> 3) + 1, "little"), np.uint8)
        return np.unpackbits(octets, bitorder="little").view(bool)

    def _numbers_of(self, mask: int) -> Iterator[int]:
        text = bin(mask)[:1:-1]  # without "0b", the lowest bit first
        place = text.find("1")
        while place >= 0:
            yield place
            place = text.find("1", place + 1)
