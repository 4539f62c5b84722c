"""What hours that run out allow a guide, more sharply than their sum says.

Sixty minutes left and requests of forty-five: the sum alone lets a linear program take one and a third. What a cap and the
places of a round leave is a small set of counts (so many of 45 minutes, so many of 60 …), and each weight on the counts
with its true maximum over that set is a row that every whole plan keeps. Only rows a relaxation breaks are added.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations_with_replacement
from math import comb

MOST_WEIGHTS = 500
"""Weights tried for one cap. Longer requests never weigh less than shorter ones."""
MOST_COUNTS = 3_000
"""Beyond so many counts a cap is left as its sum: it binds little then."""
BROKEN = 1e-4


class Cap:
    """One limit of one guide in minutes: `columns` are (column, request, minutes) of what counts to it."""

    def __init__(self, columns: Iterable[tuple[int, int, int]], left: int, most: int):
        by_minutes: dict[int, list[int]] = defaultdict(list)
        requests: dict[int, set[int]] = defaultdict(set)
        for column, request, minutes in columns:
            by_minutes[minutes].append(column)
            requests[minutes].add(request)
        minutes = sorted(by_minutes)
        self.columns = [by_minutes[m] for m in minutes]
        self.rows = _rows(tuple(minutes), tuple(min(most, len(requests[m])) for m in minutes), int(left), most)

    def broken(self, values: Sequence[float]) -> tuple[list[int], list[float], float] | None:
        """The row that the values break the most, as columns, factors and upper limit."""
        import numpy as np

        if self.rows is None:
            return None
        weights, limits, lengths = self.rows
        counts = np.array([sum(values[column] for column in own) for own in self.columns])
        over = (weights @ counts - limits) / lengths
        row = int(over.argmax())
        if over[row] < BROKEN:
            return None
        columns = [column for own in self.columns for column in own]
        factors = [float(weight) for weight, own in zip(weights[row], self.columns, strict=True) for _column in own]
        return columns, factors, float(limits[row])


@lru_cache(maxsize=4096)
def _rows(minutes: tuple[int, ...], most_of: tuple[int, ...], left: int, most: int):
    """Weights, the most they can come to, and their lengths; `None` where there are too many counts to look at."""
    import numpy as np

    counts = [((), left, most)]
    for length, n in zip(minutes, most_of, strict=True):
        counts = [
            ((*taken, k), rest - k * length, places - k)
            for taken, rest, places in counts
            for k in range(min(n, places, rest // length) + 1)
        ]
        if len(counts) > MOST_COUNTS:
            return None
    greatest = max(w for w in range(1, MOST_WEIGHTS) if w == 1 or comb(len(minutes) + w, w) <= MOST_WEIGHTS)
    weights = np.array([w for w in combinations_with_replacement(range(greatest + 1), len(minutes)) if w[-1]])
    limits = (weights @ np.array([taken for taken, _rest, _places in counts]).T).max(axis=1)
    return weights, limits, np.sqrt((weights * weights).sum(axis=1))
