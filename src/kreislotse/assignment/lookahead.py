"""Deciding week by week when the year's room is short: what is it worth to keep a guide free for later?

A past year says what may still come. Its requests are matched in thought with the room that is left, and the price of
the last place of each guide in that matching (a dual value) is what a request of this week must be worth more than.
Prices are worked out again each week. Bid prices of a deterministic linear program, re-solved: Talluri and van Ryzin
1998, Management Science 44; the average over drawn futures: the same, Operations Research 47(1), 1999; for placing
refugees: Ahani, Goelz, Procaccia, Teytelboym and Trapp 2024, Operations Research 72(3). Futures are drawn from a fixed
seed: equal input gives equal output.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .bundles import Pairs

FUTURES = 24
MOST_PAIRS = 100_000
"""Pairs of all futures together. Beyond it fewer are drawn; a year with so many pairs is near its average anyway."""
FIRST_ITERATIONS = 300
WEEKLY_ITERATIONS = 40
_STEP = 60.0
_LAST_PLACE = 0.25
"""So much of a usual request less room. With whole places a price may lie anywhere between the last place and the next one."""


@dataclass(frozen=True)
class History:
    """The requests of one or more past years and the pairs they would make with today's guides, k pairs.

    request, guide, weight   as in `Pairs`; request rows are counted through all years
    use                      room that the pair's request takes, > 0: 1 where requests are counted, else its time
    years                    how many years the rows stand for, > 0
    number                   how many requests like this one there were; None: one each
    """

    request: np.ndarray
    guide: np.ndarray
    weight: np.ndarray
    use: np.ndarray
    years: float = 1.0
    number: np.ndarray | None = None

    def __post_init__(self):
        if self.number is None:
            object.__setattr__(self, "number", np.ones(len(np.asarray(self.request))))
        columns = ("request", "guide", "weight", "use", "number")
        lengths = {len(np.asarray(getattr(self, name))) for name in columns}
        if len(lengths) != 1:
            raise ValueError("The columns of a history differ in length.")
        if self.years <= 0 or (np.asarray(self.use) <= 0).any():
            raise ValueError("years and use must be above zero.")
        order = np.lexsort((self.guide, self.request))
        for name in columns:
            object.__setattr__(self, name, np.asarray(getattr(self, name))[order])


class Outlook:
    """Shadow prices of guides, kept from week to week. `room` counts what `History.use` counts.

    With few places for each guide chance decides who will be asked for, and prices of the average year are wrong for most
    years. So up to `FUTURES` futures are drawn from the history, and a price is the average of what it is in each. `start` are
    prices known from an earlier history.
    """

    def __init__(self, history: History, n_guides: int, *, seed: int = 0, start: np.ndarray | None = None):
        self.history = history
        self._rng = np.random.default_rng(seed)
        self._weight = history.weight.astype(float)
        self._use = history.use.astype(float)
        self._start, self._of = _requests_of(history.request)
        self._number = history.number[self._start] / history.years
        in_a_year = np.minimum(1, history.number / history.years).sum()
        self._futures = min(FUTURES, int(MOST_PAIRS // max(1, in_a_year)))
        self._prices = np.zeros(n_guides) if start is None else start
        self._is_first = start is None

    def prices(self, room: np.ndarray, share_to_come: float) -> np.ndarray:
        """What one unit of each guide's room will probably be worth in the rest of the year, >= 0.

        `room` is what each guide has left, shape (n_guides,); `share_to_come` between 0 and 1 is the part of a
        year's requests still expected. Raises `ValueError` for a share outside that range.
        """
        if not 0 <= share_to_come <= 1:
            raise ValueError("share_to_come lies between 0 and 1.")
        if share_to_come == 0 or not len(self._weight):
            return np.zeros(len(self._prices))
        if self._is_first or self._futures < 2:
            iterations = FIRST_ITERATIONS if self._is_first else WEEKLY_ITERATIONS
            rows = np.arange(len(self._weight))
            number = (self._number * share_to_come)[self._of]
            self._prices = self._settled(rows, np.zeros_like(rows), number, room, 1, iterations)
            self._is_first = False
        if self._futures >= 2:
            drawn = self._rng.poisson(self._number * share_to_come, (self._futures, len(self._number)))[:, self._of]
            future, rows = np.nonzero(drawn)
            if len(rows):
                number = drawn[future, rows]
                self._prices = self._settled(rows, future, number, room, self._futures, WEEKLY_ITERATIONS)
        return self._prices

    def _settled(self, rows, future, number, room, n_futures: int, iterations: int) -> np.ndarray:
        """Prices at which requests and room meet, averaged over the futures: the pairs are `rows`, of `number` requests.

        Subgradient steps in all futures side by side; the average of their second half, for prices that do not jump.
        """
        n_guides = len(self._prices)
        guide = self.history.guide[rows] + n_guides * future
        weight, use = self._weight[rows], self._use[rows]
        load, place = use * number, np.arange(len(rows))
        start, of = _requests_of(self._of[rows] + len(self._start) * future)
        room = np.tile(np.asarray(room, dtype=float), n_futures)
        aim, unit = room - _LAST_PLACE * self._use.mean(), np.maximum(1, room)
        prices = np.tile(self._prices, n_futures)
        total, counted = np.zeros(len(prices)), 0
        for step in range(iterations):
            gain = weight - prices[guide] * use
            top = np.maximum.reduceat(gain, start)
            first = np.minimum.reduceat(np.where(gain == top[of], place, len(rows)), start)
            chosen = first[top > 0]
            taken = np.bincount(guide[chosen], weights=load[chosen], minlength=len(prices))
            prices = np.maximum(0.0, prices + _STEP / (1 + step / 20) * (taken - aim) / unit)
            if step >= iterations // 2:
                total += prices
                counted += 1
        return (total / counted).reshape(n_futures, n_guides).mean(axis=0)


def _requests_of(request: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of pairs ordered by request: where each request begins, and the how-manieth each pair belongs to."""
    new = np.ones(len(request), dtype=bool)
    new[1:] = np.diff(request) != 0
    return np.flatnonzero(new), np.cumsum(new) - 1


def at_prices(week: Pairs, prices: np.ndarray) -> Pairs:
    """The pairs of this week that are worth more than the guides' room, at what they are worth beyond it.

    Prices are per unit of time where requests take time, else per request.
    """
    use = np.ones(week.n_requests, dtype=np.int64) if week.duration is None else week.duration
    surplus = np.round(week.weight - prices[week.guide] * use[week.request]).astype(np.int64)
    kept = np.flatnonzero(surplus >= 0)
    return replace(week.only(kept), weight=surplus[kept])
