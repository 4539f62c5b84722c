"""Deciding week by week when the year's room is short: what is it worth to keep a guide free for later?

A past year says what may still come. Its requests are matched in thought with the room that is left, and the price of
the last place of each guide in that matching (a dual value) is what a request of this week must be worth more than.
Prices are worked out again each week. Bid prices of a deterministic linear program, re-solved: Talluri and van Ryzin
1998, Management Science 44; for placing refugees: Ahani, Goelz, Procaccia, Teytelboym and Trapp 2024, Operations
Research 72(3). Nothing is random: equal input gives equal output.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .bundles import Pairs

FIRST_ITERATIONS = 300
WEEKLY_ITERATIONS = 40
_STEP = 60.0


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
    """Shadow prices of guides, kept from week to week. `room` counts what `History.use` counts."""

    def __init__(self, history: History, n_guides: int):
        self.history = history
        self._weight = history.weight.astype(float)
        self._use = history.use.astype(float)
        self._load = self._use * history.number
        new = np.ones(len(history.request), dtype=bool)
        new[1:] = np.diff(history.request) != 0
        self._start = np.flatnonzero(new)
        self._of = np.cumsum(new) - 1
        self._prices = np.zeros(n_guides)
        self._is_first = True

    def prices(self, room: np.ndarray, share_to_come: float) -> np.ndarray:
        """What one unit of each guide's room will probably be worth in the rest of the year, >= 0.

        `room` is what each guide has left, shape (n_guides,); `share_to_come` between 0 and 1 is the part of a
        year's requests still expected. Averages the second half of the subgradient steps, for prices that do not
        jump. Raises `ValueError` for a share outside that range.
        """
        if not 0 <= share_to_come <= 1:
            raise ValueError("share_to_come lies between 0 and 1.")
        if share_to_come == 0 or not len(self._weight):
            return np.zeros(len(self._prices))
        iterations = FIRST_ITERATIONS if self._is_first else WEEKLY_ITERATIONS
        self._is_first = False
        scale = share_to_come / self.history.years
        prices, total, counted = self._prices, np.zeros(len(self._prices)), 0
        for step in range(iterations):
            gain = self._weight - prices[self.history.guide] * self._use
            top = np.maximum.reduceat(gain, self._start)
            position = np.where(gain == top[self._of], np.arange(len(gain)), len(gain))
            chosen = np.minimum.reduceat(position, self._start)[top > 0]
            load = np.bincount(self.history.guide[chosen], weights=self._load[chosen], minlength=len(prices)) * scale
            move = _STEP / (1 + step / 20) * (load - room) / np.maximum(1, room)
            prices = np.maximum(0.0, prices + move)
            if step >= iterations // 2:
                total += prices
                counted += 1
        self._prices = total / counted
        return self._prices


def at_prices(week: Pairs, prices: np.ndarray) -> Pairs:
    """The pairs of this week that are worth more than the guides' room, at what they are worth beyond it.

    Prices are per unit of time where requests take time, else per request.
    """
    use = np.ones(week.n_requests, dtype=np.int64) if week.duration is None else week.duration
    surplus = np.round(week.weight - prices[week.guide] * use[week.request]).astype(np.int64)
    kept = np.flatnonzero(surplus >= 0)
    return replace(week.only(kept), weight=surplus[kept])
