"""Many requests and many guides as plain arrays, and the best set of requests for each guide at given profits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Pairs:
    """Requests, guides and the pairs of them that are possible, for sizes at which objects are too slow.

    Rows are the keys: request 0 to `n_requests` - 1, guide 0 to `n_guides` - 1. The k pairs may stand in any order,
    each at most once. Every request goes to one guide or to nobody, and what is sought is the largest sum of weights.

    request, guide   rows, shape (k,)
    weight           what the pair is worth, whole numbers >= 0, shape (k,)
    capacity         most requests of a guide, >= 0, shape (n_guides,)
    duration         whole units >= 0 that a request takes, shape (n_requests,); None where time is no matter
    time_left        most units of a guide, >= 0, shape (n_guides,); given exactly when `duration` is
    moment           requests with the same number exclude each other for a guide, shape (n_requests,);
                     None where nothing collides
    further          what the second request of a guide takes off the sum, the third twice this, and so on, >= 0

    Raises `ValueError` for shapes, rows or signs other than these.
    """

    n_requests: int
    n_guides: int
    request: np.ndarray
    guide: np.ndarray
    weight: np.ndarray
    capacity: np.ndarray
    duration: np.ndarray | None = None
    time_left: np.ndarray | None = None
    moment: np.ndarray | None = None
    further: int = 0

    def __post_init__(self):
        for name, length in (
            ("request", None),
            ("guide", len(self.request)),
            ("weight", len(self.request)),
            ("capacity", self.n_guides),
            ("duration", self.n_requests),
            ("time_left", self.n_guides),
            ("moment", self.n_requests),
        ):
            given = getattr(self, name)
            if given is None and name in ("duration", "time_left", "moment"):
                continue
            array = np.asarray(given)
            if array.size and not np.issubdtype(array.dtype, np.integer):
                raise ValueError(f"{name} holds other than whole numbers.")
            array = array.astype(np.int64)
            if array.ndim != 1 or (length is not None and len(array) != length):
                raise ValueError(f"{name} has the shape {array.shape}.")
            if name != "moment" and (array < 0).any():
                raise ValueError(f"{name} holds a negative number.")
            object.__setattr__(self, name, array)
        if self.further < 0:
            raise ValueError("further is negative.")
        if (self.duration is None) != (self.time_left is None):
            raise ValueError("duration and time_left belong together.")
        if (self.request >= self.n_requests).any() or (self.guide >= self.n_guides).any():
            raise ValueError("A pair names a row that is not there.")
        order = np.lexsort((self.request, self.guide))
        for name in ("request", "guide", "weight"):
            object.__setattr__(self, name, getattr(self, name)[order])
        same = (np.diff(self.guide) == 0) & (np.diff(self.request) == 0)
        if same.any():
            raise ValueError("A pair is given twice.")

    def __len__(self):
        return len(self.request)

    def only(self, rows: np.ndarray) -> Pairs:
        """The same requests and guides with some of the pairs."""
        return Pairs(
            self.n_requests,
            self.n_guides,
            self.request[rows],
            self.guide[rows],
            self.weight[rows],
            self.capacity,
            self.duration,
            self.time_left,
            self.moment,
            self.further,
        )

    def spread(self, number):
        """What so many requests of one guide take off the sum together."""
        return self.further * (number * (number - 1) // 2)

    def worth(self, guide_of: np.ndarray) -> int:
        """The sum of weights of a plan, less what its guides' further requests take off."""
        served = guide_of[self.request] == self.guide
        return int(self.weight[served].sum() - self.spread(np.bincount(self.guide[served])).sum())


NOBODY = -1
"""Stands in a plan, an array of one guide per request, where a request stays alone."""


class Bundles:
    """For every guide the best allowed set of requests, whatever the pairs' profits are at the moment.

    Exact, by dynamic programming over a guide's moments with the requests and the time still allowed as state (a
    knapsack with choice, Kellerer, Pferschy and Pisinger 2004, chapter 11), all guides at once. One call takes in the
    order of (moments of a guide) x (capacity) x (time) x (different durations) vector operations over the guides.
    """

    def __init__(self, pairs: Pairs):
        self.pairs = pairs
        k = len(pairs)
        duration = np.zeros(k, dtype=np.int64) if pairs.duration is None else pairs.duration[pairs.request]
        moment = pairs.request if pairs.moment is None else pairs.moment[pairs.request]
        self._order = np.lexsort((pairs.request, duration, moment, pairs.guide))
        guide, moment, duration = (a[self._order] for a in (pairs.guide, moment, duration))
        new_group = np.ones(k, dtype=bool)
        new_group[1:] = (np.diff(guide) != 0) | (np.diff(moment) != 0)
        new_cell = new_group.copy()
        new_cell[1:] |= np.diff(duration) != 0
        self._cell_start = np.flatnonzero(new_cell)
        self._cell_of = np.cumsum(new_cell) - 1
        self._tables = self._classes(
            cell_guide=guide[self._cell_start],
            cell_group=(np.cumsum(new_group) - 1)[self._cell_start],
            cell_duration=duration[self._cell_start],
        )

    def _classes(self, *, cell_guide, cell_group, cell_duration) -> list[_Class]:
        """Put guides of equal limits together, so that one table of states serves them all."""
        pairs, m = self.pairs, self.pairs.n_guides
        if not len(cell_guide):
            return []
        first = np.ones(len(cell_guide), dtype=bool)
        first[1:] = np.diff(cell_group) != 0
        groups_of = np.bincount(cell_guide[first], minlength=m)
        rank = cell_group - (np.cumsum(groups_of) - groups_of)[cell_guide]

        most = np.minimum(pairs.capacity, groups_of)
        if pairs.duration is None:
            time = np.zeros(m, dtype=np.int64)
        else:
            longest = np.zeros(len(first), dtype=np.int64)
            np.maximum.at(longest, cell_group, cell_duration)
            everything = np.bincount(cell_guide[first], weights=longest[cell_group[first]], minlength=m)
            time = np.minimum(pairs.time_left, everything.astype(np.int64))
            shortest = np.full(m, np.iinfo(np.int64).max)
            np.minimum.at(shortest, cell_guide, cell_duration)
            by_time = np.where(shortest > 0, time // np.maximum(shortest, 1), groups_of)
            if pairs.further:
                most = np.minimum(most, by_time)
            else:
                most = np.where(by_time <= most, np.where(most > 0, -1, 0), most)  # -1: time alone limits
        if not pairs.further:
            most = np.where(most >= groups_of, np.where(groups_of > 0, -1, 0), most)
        active = groups_of > 0
        active &= most != 0

        classes = []
        kinds = np.stack([most, time], axis=1)
        for limit in np.unique(kinds[active], axis=0):
            guides = np.flatnonzero(active & (kinds == limit).all(axis=1))
            column = np.full(m, -1)
            column[guides] = np.arange(len(guides))
            own = np.flatnonzero(column[cell_guide] >= 0)
            own = own[cell_duration[own] <= limit[1]]
            durations, which = np.unique(cell_duration[own], return_inverse=True)
            cells = np.full((int(groups_of[guides].max()), len(durations), len(guides)), len(cell_guide))
            cells[rank[own], which, column[cell_guide[own]]] = own
            off = pairs.spread(np.arange(max(0, int(limit[0])) + 1))
            classes.append(_Class(guides, int(limit[0]), int(limit[1]), durations.tolist(), cells, off))
        return classes

    def best(self, profit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return each guide's highest profit, shape (n_guides,), and the rows of the pairs chosen for it.

        `profit` has one number per pair, of any sign; nothing without a profit is chosen.
        """
        value = np.zeros(self.pairs.n_guides)
        if not self._tables:
            return value, np.zeros(0, dtype=np.int64)
        ordered = np.asarray(profit, dtype=float)[self._order]
        best = np.append(np.maximum.reduceat(ordered, self._cell_start), 0.0)
        chosen = [np.zeros(0, dtype=np.int64)]
        for table in self._tables:
            value[table.guides], cells = table.solve(best)
            chosen.append(cells)
        chosen = np.sort(np.concatenate(chosen))
        position = np.where(ordered == best[self._cell_of], np.arange(len(ordered)), len(ordered))
        return value, self._order[np.minimum.reduceat(position, self._cell_start)[chosen]]


@dataclass(frozen=True)
class _Class:
    """Guides with the same limits. `most` is -1 where the number of requests needs no counting."""

    guides: np.ndarray
    most: int
    time: int
    durations: list[int]
    cells: np.ndarray
    """Shape (moments, durations, guides): the cell with a guide's requests of one moment and duration."""
    off: np.ndarray
    """What so many requests take off the profit, one number for each level."""

    def solve(self, best: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        moments, _, n = self.cells.shape
        levels = 1 if self.most < 0 else self.most + 1
        up = 0 if self.most < 0 else 1
        tables = np.zeros((moments + 1, levels, self.time + 1, n))
        profit = best[self.cells]
        for step in range(moments):
            before, after = tables[step], tables[step + 1]
            after[:] = before
            for d, duration in enumerate(self.durations):
                with_it = before[: levels - up, : self.time + 1 - duration] + profit[step, d]
                target = after[up:, duration:]
                np.maximum(target, with_it, out=target)

        ends = tables[-1, :, -1] - self.off[:levels, None]
        level = ends.argmax(axis=0)
        value = ends[level, np.arange(n)]
        time = np.full(n, self.time)
        column = np.arange(n)
        chosen = []
        for step in range(moments - 1, -1, -1):
            before, after = tables[step], tables[step + 1]
            now = after[level, time, column]
            open_ = now > before[level, time, column]
            for d, duration in enumerate(self.durations):
                fits = open_ & (time >= duration) & (level >= up)
                source = before[np.maximum(level - up, 0), np.maximum(time - duration, 0), column]
                took = fits & (source + profit[step, d] == now)
                chosen.append(self.cells[step, d, took])
                level = level - up * took
                time = time - duration * took
                open_ &= ~took
        return value, np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64)
