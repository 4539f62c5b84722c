"""How full a period gets: the one place that knows what „höchstens fünf Termine in 365 Tagen“ means."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Fullest:
    """What lies in one period: so many dates that were `used` already, and so many `new` ones."""

    used: int = 0
    new: int = 0

    @property
    def total(self) -> int:
        return self.used + self.new


def fullest(used: Iterable[date], new: Iterable[date], *, days: int) -> Fullest:
    """Of all periods of so many days (≥ 1) with a new date in them the one with most dates, of several the first.

    A day may stand there several times. Whatever period is fullest can be moved until it begins with one of its dates, so only
    these are looked at.
    """
    used, new = sorted(used), sorted(new)
    best = Fullest()
    for first in sorted({*used, *new}):
        last = first + timedelta(days=days - 1)
        found = Fullest(_between(used, first, last), _between(new, first, last))
        if found.new and found.total > best.total:
            best = found
    return best


def _between(days: list[date], first: date, last: date) -> int:
    return bisect_right(days, last) - bisect_left(days, first)
