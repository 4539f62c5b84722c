"""Large rounds with hours and appointments: a proven upper bound, and a plan close to it.

A price on each request stands in for the rule that it goes to one guide only. Given prices, every guide picks the
best set of requests alone (`Bundles`, exact); the sum of what they gain and of all prices is never below the best
plan (Lagrangian relaxation: Fisher 1981, Management Science 27). Prices are improved by a deflected subgradient
method (Camerini, Fratta and Maffioli 1975). The plan comes from a dive: what the guides keep picking, averaged over
the iterations (as in the volume algorithm, Barahona and Anbil 2000), is fixed piece by piece while prices move on.

Nothing here is random, and all loops count iterations: equal input gives equal output, unless `seconds` cut it short.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor
from time import monotonic

import numpy as np

from .bundles import NOBODY, Bundles, Pairs

BOUND_ITERATIONS = 400
DIVE_STAGES = 120
ITERATIONS_PER_STAGE = 5

_FIRST_STEP = 0.5
_DEFLECTION = 0.85
_PATIENCE = 8
_STEP_CUT = 0.7
_LAST_STEP = 1e-5
_REMEMBER = 0.9
_FIX_SHARE = 0.08
_CERTAIN = 0.98
_DIVE_STEP = 2.5e-4


@dataclass(frozen=True)
class Bound:
    """No plan is worth more than `value`; anybody can recompute that from `prices`, one >= 0 per request (none: proven otherwise)."""

    value: int
    prices: np.ndarray | None = None


@dataclass(frozen=True)
class LargePlan:
    """`guide_of` holds a guide per request or `NOBODY`, worth `value`, at most `bound.value`."""

    guide_of: np.ndarray
    value: int
    bound: Bound

    @property
    def gap(self) -> float:
        """How much better any plan could be at most, as a share of the bound."""
        return 0.0 if self.bound.value <= 0 else (self.bound.value - self.value) / self.bound.value


def upper_bound(
    pairs: Pairs,
    *,
    iterations: int = BOUND_ITERATIONS,
    seconds: float | None = None,
    bundles: Bundles | None = None,
    prices: np.ndarray | None = None,
) -> Bound:
    """The lowest upper bound found in `iterations`, or until `seconds` are over.

    Starts from `prices` where such are known from a similar round, else from zero.
    """
    bundles = bundles or Bundles(pairs)
    return _Subgradient(pairs, bundles).run(
        iterations, _deadline(seconds), np.zeros(pairs.n_requests) if prices is None else prices
    )


def plan_large(
    pairs: Pairs,
    *,
    seconds: float | None = None,
    iterations: int = BOUND_ITERATIONS,
    stages: int = DIVE_STAGES,
    log: Callable[[str], object] = lambda line: None,
) -> LargePlan:
    """A plan that breaks no rule of `pairs`, with the bound it is measured by.

    `seconds` is shared between bound and plan; what was found until then is returned, an allowed plan in any case.
    """
    start = monotonic()
    bundles = Bundles(pairs)
    half = None if seconds is None else seconds * 0.45
    bound = upper_bound(pairs, iterations=iterations, seconds=half, bundles=bundles)
    log(f"bound {bound.value} after {monotonic() - start:.1f} s")
    until = _deadline(None if seconds is None else 0.9 * seconds - (monotonic() - start))
    dive = _Dive(pairs, bundles, bound, until)
    best = _complete(pairs, bundles, np.zeros(0, dtype=np.int64), bound.prices)
    for stage in range(stages):
        if not dive.stage() or monotonic() > until:
            break
        if stage % 20 == 19:
            candidate = _complete(pairs, bundles, dive.picked(), dive.prices)
            best = max(best, candidate, key=lambda found: found[1])
            log(f"stage {stage + 1}: {candidate[1]}, best {best[1]} after {monotonic() - start:.1f} s")
    best = max(best, _complete(pairs, bundles, dive.picked(), dive.prices), key=lambda found: found[1])
    log(f"plan {best[1]} after {monotonic() - start:.1f} s")
    return LargePlan(best[0], best[1], bound)


def _deadline(seconds: float | None) -> float:
    return float("inf") if seconds is None else monotonic() + seconds


class _Subgradient:
    def __init__(self, pairs: Pairs, bundles: Bundles):
        self.pairs, self.bundles = pairs, bundles

    def run(self, iterations: int, until: float, prices: np.ndarray) -> Bound:
        pairs, bundles = self.pairs, self.bundles
        prices = np.maximum(np.asarray(prices, dtype=float), 0.0)
        target = _complete(pairs, bundles, np.zeros(0, dtype=np.int64), np.zeros(pairs.n_requests), rounds=1)[1]
        best, best_prices = np.inf, prices
        direction = np.zeros(pairs.n_requests)
        step, waited = _FIRST_STEP, 0
        for _ in range(max(1, iterations)):
            gains, chosen = bundles.best(pairs.weight - prices[pairs.request])
            value = gains.sum() + prices.sum()
            if value < best * (1 - 1e-7) or best == np.inf:
                best, best_prices, waited = value, prices, 0
            else:
                waited += 1
                if waited >= _PATIENCE:
                    step, waited, prices = step * _STEP_CUT, 0, best_prices
                    direction = np.zeros(pairs.n_requests)
            slope = 1.0 - np.bincount(pairs.request[chosen], minlength=pairs.n_requests)
            slope[(prices <= 0) & (slope > 0)] = 0.0
            direction = slope + _DEFLECTION * direction
            length = direction @ direction
            if not slope.any() or length == 0 or step < _LAST_STEP or monotonic() > until:
                break
            prices = np.maximum(0.0, prices - step * max(value - target, 1.0) / length * direction)
        return Bound(_whole(best, pairs), best_prices)


def _whole(value: float, pairs: Pairs) -> int:
    """Round a bound down to what a sum of whole weights can be: a multiple of their common divisor."""
    divisor = max(1, int(np.gcd.reduce(pairs.weight, initial=pairs.further)))
    return floor(value * (1 + 1e-12) + 1e-6) // divisor * divisor


class _Dive:
    """Fixes pairs step by step; a fixed pair's profit is so high that its guide always picks it."""

    def __init__(self, pairs: Pairs, bundles: Bundles, bound: Bound, until: float):
        self.pairs, self.bundles, self.until = pairs, bundles, until
        self.prices = bound.prices.copy()
        self._move = bound.value * _DIVE_STEP
        self._always = 4.0 * (pairs.weight.max(initial=0) + 1)
        self._fixed = np.zeros(len(pairs), dtype=bool)
        self._settled = np.zeros(pairs.n_requests, dtype=bool)
        _, self._chosen = bundles.best(pairs.weight - self.prices[pairs.request])
        self._picks = np.zeros(len(pairs))
        self._picks[self._chosen] = 1.0
        self._direction = np.zeros(pairs.n_requests)

    def stage(self) -> bool:
        """Let prices move, then fix what is picked most steadily. False when nothing is left to fix."""
        pairs = self.pairs
        for _ in range(ITERATIONS_PER_STAGE):
            profit = pairs.weight - self.prices[pairs.request]
            settled = self._settled[pairs.request]
            profit[settled] = np.where(self._fixed[settled], self._always, -1.0)
            _, self._chosen = self.bundles.best(profit)
            count = np.bincount(pairs.request[self._chosen], minlength=pairs.n_requests)
            self._picks *= _REMEMBER
            self._picks[self._chosen] += 1 - _REMEMBER
            slope = 1.0 - count
            slope[(self.prices <= 0) & (slope > 0)] = 0.0
            self._direction = slope + _DEFLECTION * self._direction
            self._direction[self._settled] = 0.0
            length = self._direction @ self._direction
            if length > 0:
                self.prices = np.maximum(0.0, self.prices - self._move / length * self._direction)
            if monotonic() > self.until:
                break
        loose = self._chosen[~self._fixed[self._chosen]]
        alone = loose[count[pairs.request[loose]] == 1]
        if not len(alone):
            return False
        alone = alone[np.argsort(-self._picks[alone], kind="stable")]
        many = max(1, int(_FIX_SHARE * len(alone)), int((self._picks[alone] > _CERTAIN).sum()))
        self._fixed[alone[:many]] = True
        self._settled[pairs.request[alone[:many]]] = True
        return True

    def picked(self) -> np.ndarray:
        """Rows of pairs, the fixed ones first, then what the guides want besides."""
        return np.concatenate([np.flatnonzero(self._fixed), self._chosen[~self._fixed[self._chosen]]])


def _complete(
    pairs: Pairs, bundles: Bundles, first: np.ndarray, prices: np.ndarray, *, rounds: int = 20
) -> tuple[np.ndarray, int]:
    """Make an allowed plan of rows wanted in this order, fill it up, and improve it guide by guide."""
    plan = _Plan(pairs)
    plan.take(first)
    urgent = pairs.weight - 0.5 * prices[pairs.request]
    open_ = np.flatnonzero(plan.guide_of[pairs.request] == NOBODY)
    plan.take(open_[np.argsort(-urgent[open_], kind="stable")])
    for _ in range(rounds):
        if not _improve(pairs, bundles, plan):
            break
    return plan.guide_of, plan.value


def _improve(pairs: Pairs, bundles: Bundles, plan: _Plan) -> bool:
    """Let each guide choose anew among its own requests and those of nobody; True if the plan became better."""
    holder = plan.guide_of[pairs.request]
    own = holder == pairs.guide
    gains, chosen = bundles.best(np.where(own | (holder == NOBODY), pairs.weight, -1))
    has = np.bincount(pairs.guide[own], weights=pairs.weight[own], minlength=pairs.n_guides)
    gains -= has - pairs.spread(np.bincount(pairs.guide[own], minlength=pairs.n_guides))
    better = np.argsort(-gains, kind="stable")
    better = better[gains[better] > 0.5]
    chosen = chosen[np.argsort(pairs.guide[chosen], kind="stable")]
    start = np.searchsorted(pairs.guide[chosen], np.arange(pairs.n_guides + 1))
    taken: set[int] = set()
    for guide in better.tolist():
        rows = chosen[start[guide] : start[guide + 1]]
        new = set(pairs.request[rows[~own[rows]]].tolist())
        if not new & taken:
            taken |= new
            plan.replace(guide, rows)
    return len(better) > 0


class _Plan:
    """A plan that is allowed at every moment."""

    def __init__(self, pairs: Pairs):
        self.pairs = pairs
        self.guide_of = np.full(pairs.n_requests, NOBODY)
        self.value = 0
        self._held = [0] * pairs.n_guides
        self._room = pairs.capacity.copy()
        self._time = None if pairs.time_left is None else pairs.time_left.copy()
        self._busy: set[tuple[int, int]] = set()

    def take(self, rows: np.ndarray):
        """Add pairs in this order wherever request and guide are still free."""
        pairs = self.pairs
        moment = np.arange(pairs.n_requests) if pairs.moment is None else pairs.moment
        duration = np.zeros(pairs.n_requests, dtype=np.int64) if pairs.duration is None else pairs.duration
        for at in range(0, len(rows), 20_000):
            block = rows[at : at + 20_000]
            free = (self.guide_of[pairs.request[block]] == NOBODY) & (self._room[pairs.guide[block]] > 0)
            if self._time is not None:
                free &= self._time[pairs.guide[block]] >= duration[pairs.request[block]]
            for row in block[free].tolist():
                request, guide = pairs.request[row], pairs.guide[row]
                key = (int(guide), int(moment[request]))
                off = pairs.further * self._held[guide]
                if self.guide_of[request] != NOBODY or self._room[guide] <= 0 or key in self._busy or (
                    off and off >= pairs.weight[row]
                ):  # fmt: skip
                    continue
                if self._time is not None:
                    if self._time[guide] < duration[request]:
                        continue
                    self._time[guide] -= duration[request]
                self._room[guide] -= 1
                self._held[guide] += 1
                self._busy.add(key)
                self.guide_of[request] = guide
                self.value += int(pairs.weight[row]) - off

    def replace(self, guide: int, rows: np.ndarray):
        """Take everything from a guide and give it these rows of its pairs, an allowed set of free requests."""
        pairs = self.pairs
        moment = np.arange(pairs.n_requests) if pairs.moment is None else pairs.moment
        first, last = np.searchsorted(pairs.guide, [guide, guide + 1])
        for row in range(first, last):
            request = pairs.request[row]
            if self.guide_of[request] == guide:
                self.guide_of[request] = NOBODY
                self._held[guide] -= 1
                self.value -= int(pairs.weight[row]) - pairs.further * self._held[guide]
                self._room[guide] += 1
                self._busy.discard((guide, int(moment[request])))
                if self._time is not None:
                    self._time[guide] += pairs.duration[request]
        self.take(rows)
