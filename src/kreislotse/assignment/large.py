"""A round too large for a proof: the rules as arrays, the best plan found there, and what arrays cannot say put right.

The arrays leave out what would only make a plan dearer or smaller (a way between two places, times of which one can be
chosen, a second cap, hours beyond the week, ways that count to the hours, what all guides together have of a pool), so that
their bound holds for the round as it is. Whoever then has requests that do not fit together gives the cheapest loss back, and what is open is given to whom it still suits.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from math import gcd

import numpy as np

from .bundles import NOBODY, Pairs
from .pools import PoolsLeft, PoolUse
from .problem import Guide, Request, Slot, Weights
from .program import Option, grouped, times_of
from .rounds import solve
from .scoring import unserved_cost

SHARE_FOR_ARRAYS = 0.8

FitTogether = Callable[[Guide, list[tuple[Request, tuple[Slot, ...]]], Weights], bool]


def near_best(
    requests: list[Request], guides: list[Guide], options: list[Option], weights: Weights, *,
    pools: PoolsLeft, previous: Mapping[str, str], fixed: Mapping[str, str], fit_together: FitTogether, deadline: float,
) -> tuple[list[tuple[Option, Slot | None]], int]:  # fmt: skip
    """Options of a plan that breaks no rule, each with its time, and what no plan can save against leaving all alone."""
    held = {g: [(requests[o.request], o.slots) for o in own] for g, own in _settled(options, requests, fixed).items()}
    settled = [option for option in options if requests[option.request].key in fixed]
    gain = {option: _gain(option, requests, guides, weights, previous) for option in options}
    use = PoolUse(pools, [(guides[option.guide], requests[option.request]) for option in settled])
    open_ = [
        option for option in options
        if requests[option.request].key not in fixed and gain[option] > 0
        and use.allows(guides[option.guide], [*(r for r, _slots in held.get(option.guide, ())), requests[option.request]])
        and (option.guide not in held or fit_together(
            guides[option.guide], [*held[option.guide], (requests[option.request], option.slots)], weights
        ))
    ]  # fmt: skip
    pairs = _as_pairs(requests, guides, open_, gain, settled, weights)
    plan = solve(pairs, seconds=max(0.0, SHARE_FOR_ARRAYS * (deadline - time.monotonic())))
    chosen = grouped(settled, "guide")
    for option in open_:
        if plan.guide_of[option.request] == option.guide:
            chosen[option.guide].append(option)
    mending = _Mending(chosen, open_, gain, requests, guides, weights, pools, fit_together, fixed)
    mending.give_back()
    mending.fill()
    mending.make_room(deadline)
    found = []
    for own in mending.chosen.values():
        times = times_of([(requests[option.request], option.slots) for option in own], weights)
        found += zip(own, times, strict=True)
    return found, sum(gain[option] for option in settled) + plan.bound.value


class _Mending:
    """A plan on its way from what arrays know to all rules: `chosen` are the options by guide."""

    def __init__(self, chosen, open_, gain, requests, guides, weights, pools, fit_together, fixed):
        self.chosen, self.gain, self.requests, self.guides, self.weights = chosen, gain, requests, guides, weights
        self.fit_together, self.fixed, self.use = fit_together, fixed, PoolUse(pools)
        self.by_worth = sorted(open_, key=lambda option: (-gain[option], option.request, option.guide))
        self.options = grouped(self.by_worth, "request")
        self.served = {option.request for own in chosen.values() for option in own}

    def give_back(self):
        """Keep what fits together, for each guide and of the pools: what is settled, then what is worth most."""
        found = [option for own in self.chosen.values() for option in own]
        found.sort(key=lambda o: (self.requests[o.request].key not in self.fixed, -self.gain[o], o.request))
        for g in self.chosen:
            self._give(g, [])
        for option in found:
            own = [*self.chosen[option.guide], option]
            if self._fit(option.guide, own):
                self._give(option.guide, own)
        self.served = {option.request for own in self.chosen.values() for option in own}

    def fill(self):
        """Give what is open to whom it suits, what is worth most first."""
        for option in self.by_worth:
            if option.request not in self.served and self._gain_added(option) > 0:
                self._add(option)

    def make_room(self, deadline: float):
        """Put an open request in the place of another that goes to somebody else, or is worth less, until nothing improves."""
        improved = True
        while improved:
            improved = False
            for r in [r for r in self.options if r not in self.served]:
                if time.monotonic() > deadline:
                    return
                improved |= any(self._takes_a_place(option) for option in self.options[r])

    def _takes_a_place(self, option: Option) -> bool:
        before = self.chosen[option.guide]
        for other in before:
            own = [one for one in before if one is not other] + [option]
            if self.requests[other.request].key in self.fixed or not self._fit(option.guide, own):
                continue
            better = self.gain[option] - self.gain[other]
            self._give(option.guide, own)
            self.served.add(option.request)
            moved = max(
                (o for o in self.options[other.request] if o.guide != option.guide), key=self._gain_added, default=None
            )
            more = self._gain_added(moved) if moved else 0
            if better + more > 0:
                self.served.discard(other.request)
                if more > 0:
                    self._add(moved)
                return True
            self._give(option.guide, before)
            self.served.discard(option.request)
        return False

    def _gain_added(self, option: Option) -> int:
        """What a plan gains with one option more; 0 where it does not fit."""
        own = self.chosen[option.guide]
        more = self.gain[option] - self.weights.per_further_in_round * len(own)
        return more if more > 0 and self._fit(option.guide, [*own, option]) else 0

    def _add(self, option: Option):
        self._give(option.guide, [*self.chosen[option.guide], option])
        self.served.add(option.request)

    def _give(self, g: int, own: list[Option]):
        self.chosen[g] = own
        self.use.put(self.guides[g], [self.requests[option.request] for option in own])

    def _fit(self, g: int, own: list[Option]) -> bool:
        wanted = [(self.requests[option.request], option.slots) for option in own]
        return self.fit_together(self.guides[g], wanted, self.weights) and self.use.allows(
            self.guides[g], [self.requests[option.request] for option in own]
        )


def _settled(options, requests, fixed):
    return grouped([option for option in options if requests[option.request].key in fixed], "guide")


def _gain(option: Option, requests, guides, weights: Weights, previous) -> int:
    """What a pair saves against leaving the request alone and, if it was planned, changing it."""
    request = requests[option.request]
    saved = weights.per_change if previous.get(request.key) == guides[option.guide].key else 0
    return unserved_cost(request, weights) - option.fit.pair_cost + saved


def _as_pairs(requests, guides, options: list[Option], gain, settled: list[Option], weights: Weights) -> Pairs:
    used = grouped(settled, "guide")
    minutes = [request.minutes_in_all for request in requests]
    unit = gcd(*minutes) if minutes else 1
    by_guide = grouped(options, "guide")
    left = np.zeros(len(guides), dtype=np.int64)
    is_short = False
    for g, own in by_guide.items():
        everything = sum(minutes[r] for r in {option.request for option in own})
        limit = _minutes_left(
            guides[g], [requests[o.request] for o in own], [requests[o.request] for o in used.get(g, ())]
        )
        is_short |= limit is not None and limit < everything
        left[g] = (everything if limit is None else min(limit, everything)) // unit
    moments = _moments(requests, weights.travel_minutes)
    capacity = [max(0, guide.capacity - len(used.get(g, ()))) for g, guide in enumerate(guides)]
    return Pairs(
        len(requests), len(guides),
        np.array([option.request for option in options], dtype=np.int64),
        np.array([option.guide for option in options], dtype=np.int64),
        np.array([gain[option] for option in options], dtype=np.int64),
        np.array(capacity, dtype=np.int64),
        np.array(minutes, dtype=np.int64) // unit if is_short else None,
        left if is_short else None,
        moments,
        weights.per_further_in_round,
    )  # fmt: skip


def _minutes_left(guide: Guide, wanted: list[Request], held: list[Request]) -> int | None:
    """The most minutes a guide can give these requests; each of them counts to one cap at least, or there is no limit."""
    limits = []
    if guide.minutes_left_year is not None:
        limits.append(guide.minutes_left_year - sum(request.minutes_in_all_with(guide.key) for request in held))
    keys = {key for request in wanted for key in request.budgets if key in guide.budgets}
    if keys and all(keys & set(request.budgets) for request in wanted):
        limits.append(
            sum(
                guide.budgets[key]
                - sum(request.minutes_in_all_with(guide.key) for request in held if key in request.budgets)
                for key in keys
            )
        )
    return max(0, min(limits)) if limits else None


def _moments(requests: list[Request], pause: int) -> np.ndarray | None:
    """A number for each request; the same one for those with one time only that share an instant, the pause after it included."""
    found = np.arange(len(requests))
    by_day = defaultdict(list)
    for r, request in enumerate(requests):
        if len(request.slots) == 1 and request.slots[0].on is not None:
            by_day[request.slots[0].on].append((request.slots[0].end, request.slots[0].start, r))
    for own in by_day.values():
        until, first = -1, NOBODY
        for end, start, r in sorted(own):
            if start < until + pause:
                found[r] = first
            else:
                until, first = end, r
    return None if len(set(found.tolist())) == len(requests) else found
