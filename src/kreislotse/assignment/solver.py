"""The best guide for one request, and the best guides for all requests of a round together."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor

from ._highs import MOST_PROVEN, OUT_OF_TIME, SolverFailed
from .pools import NO_POOLS, PoolsLeft, PoolUse
from .problem import Guide, Request, Slot, Weights
from .program import Option, best_options, times_of
from .scoring import (
    DEFAULT_WEIGHTS,
    NO_FALLBACKS,
    Fallbacks,
    Obstacle,
    Reason,
    collide,
    evaluate,
    evaluate_if_possible,
    groups_of,
    load_cost,
    unserved_cost,
)

__all__ = [
    "Candidate",
    "Fairness",
    "Placement",
    "Solution",
    "SolverFailed",
    "assign",
    "collide",
    "fairness_of",
    "fit_together",
    "gini",
    "groups_of",
    "near_misses",
    "rank",
    "total_cost",
]


SHARE_FOR_PROOF = 0.6
"""Of the time given; the rest is for a plan without one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A guide who could go along, with the cost in points, the reasons and the slots that suit."""

    guide: str
    cost: int
    reasons: tuple[Reason, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """One request given to one guide; `slot` is `None` when the time is still to be agreed.

    `cost` in points is the pair's alone; what several requests cost a guide together stands in the total.
    """

    request: str
    guide: str
    slot: Slot | None
    cost: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """Placements ordered by request, requests left alone, and the total cost in points.

    No plan (of a fair one: none as fair) costs less than `least_cost`, which is `cost` itself but in a round too large for a
    proof. `broken` are requests whose pin no rule allows (any more): they are left alone rather than given to somebody else.
    """

    placements: tuple[Placement, ...]
    unserved: tuple[str, ...]
    cost: int
    broken: tuple[str, ...] = ()
    least_cost: int | None = None

    @property
    def is_proven(self) -> bool:
        return self.least_cost is None or self.least_cost >= self.cost

    @property
    def gap(self) -> float:
        """How much dearer than the best plan this one is at most, as a share; 0 where it is proven to be the best."""
        return 0.0 if self.is_proven else (self.cost - self.least_cost) / max(1, self.least_cost)

    @property
    def pairs(self) -> dict[str, str]:
        """Guide by request."""
        return {placement.request: placement.guide for placement in self.placements}


def rank(
    request: Request,
    guides: Iterable[Guide],
    *,
    n: int | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
    fallbacks: Fallbacks = NO_FALLBACKS,
) -> list[Candidate]:
    """List the guides for one request, the best first; equal ones in the order of their keys."""
    candidates = []
    for guide in guides:
        fit = evaluate_if_possible(request, guide, weights=weights, fallbacks=fallbacks)
        if fit is not None:
            candidates.append(Candidate(guide.key, fit.cost, fit.reasons, fit.slots))
    candidates.sort(key=lambda candidate: (candidate.cost, candidate.guide))
    return candidates[:n]


def near_misses(
    request: Request,
    guides: Iterable[Guide],
    *,
    n: int | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
    fallbacks: Fallbacks = NO_FALLBACKS,
) -> list[tuple[str, tuple[Obstacle, ...]]]:
    """List the guides who cannot go along, those with the fewest obstacles first, and why."""
    refused = []
    for guide in guides:
        fit = evaluate(request, guide, weights=weights, fallbacks=fallbacks)
        if not fit.is_possible:
            refused.append((guide.key, fit.obstacles))
    refused.sort(key=lambda entry: (len(entry[1]), entry[0]))
    return refused[:n]


def assign(
    requests: Sequence[Request],
    guides: Sequence[Guide],
    *,
    weights: Weights = DEFAULT_WEIGHTS,
    fallbacks: Fallbacks = NO_FALLBACKS,
    pools: PoolsLeft = NO_POOLS,
    pins: Mapping[str, str] | None = None,
    forbids: Collection[tuple[str, str]] = (),
    accepted: Mapping[str, str] | None = None,
    previous: Mapping[str, str] | None = None,
    fair: bool = False,
    seconds: float = 30.0,
) -> Solution:
    """Give requests to guides at the least total cost, never against a hard rule or a cap, and never beyond a pool.

    `pools` is what all guides together have left of what the requests take (`Request.pools`).
    `pins` and `accepted` (guide by request) stay as they are, whatever it costs; `forbids` are pairs (request, guide)
    that must not be. Against `previous`, the plan before, each change costs a little. With `fair` first as many as
    possible of the most urgent are served, then of the less urgent, then the worst-served group is raised (see
    `fairness_of`), and only then the cost counts.

    Without appointments that collide, hours and pools that run out this is a flow through a network, whose linear
    program has whole numbers at every corner; otherwise it is solved as a mixed-integer program. Beyond `MOST_PROVEN`
    pairs, where `seconds` do not suffice for the proof, or where a pool runs out in a round of more than
    `program.MOST_EXACT` pairs, a plan near the best comes back with its `least_cost`. Input order does not matter. Raises
    `SolverFailed` where neither is possible: that a plan is as fair as can be has to be proven.
    """
    requests = _without(_by_key(requests), forbids)
    guides = _by_key(guides)
    previous = previous or {}
    fixed, broken = _fixed(requests, guides, accepted or {}, pins or {}, weights, fallbacks, pools)
    options = [
        option for option in possible_options(requests, guides, weights, fallbacks, pools)
        if requests[option.request].key not in broken
        and fixed.get(requests[option.request].key, guides[option.guide].key) == guides[option.guide].key
    ]  # fmt: skip
    best, saved = _chosen(requests, guides, options, weights, pools, previous, fixed, fair, seconds)
    placements = tuple(
        Placement(
            requests[option.request].key, guides[option.guide].key, slot, option.fit.pair_cost, option.fit.reasons
        )
        for option, slot in sorted(best, key=lambda chosen: chosen[0].request)
    )
    served = {placement.request for placement in placements}
    unserved = tuple(request.key for request in requests if request.key not in served)
    cost = total_cost(placements, requests, guides, weights=weights, previous=previous)
    nothing = total_cost((), requests, guides, weights=weights, previous=previous)
    least = None if saved is None else max(0, floor(nothing - saved + 1e-6))
    return Solution(placements, unserved, cost, tuple(sorted(broken)), least)


def _chosen(requests, guides, options, weights, pools, previous, fixed, fair, seconds):
    """The options of the plan with their times, and what no plan can save; `None` there for a plan proven best."""
    begun = time.monotonic()
    share = 1.0 if fair else SHARE_FOR_PROOF
    if fair or len(options) <= MOST_PROVEN:
        try:
            return best_options(
                requests, guides, options, weights, pools=pools, previous=previous, fixed=fixed, fair=fair,
                deadline=begun + share * seconds,
            )  # fmt: skip
        except SolverFailed as failed:
            if fair or failed.status != OUT_OF_TIME:
                raise
    from .large import near_best  # with NumPy, which each start of the program would have to load

    return near_best(
        requests, guides, options, weights, pools=pools, previous=previous, fixed=fixed, fit_together=fit_together,
        deadline=begun + seconds,
    )  # fmt: skip


def total_cost(
    placements: Iterable[Placement],
    requests: Iterable[Request],
    guides: Iterable[Guide],
    *,
    weights: Weights = DEFAULT_WEIGHTS,
    previous: Mapping[str, str] | None = None,
) -> int:
    """Add up what a set of placements costs: pairs, loads, requests left alone, changes against the plan before."""
    by_key = {request.key: request for request in requests}
    durations: Mapping[str, list[int]] = defaultdict(list)
    pairs, cost = {}, 0
    for placement in placements:
        pairs[placement.request] = placement.guide
        durations[placement.guide].append(by_key[placement.request].minutes_with(placement.guide))
        cost += placement.cost
    cost += sum(load_cost(guide, durations[guide.key], weights) for guide in guides if guide.key in durations)
    cost += sum(unserved_cost(by_key[key], weights) for key in by_key if key not in pairs)
    changed = sum(key in by_key and pairs.get(key) != guide for key, guide in (previous or {}).items())
    return cost + weights.per_change * changed


@dataclass(frozen=True, slots=True)
class Fairness:
    """How fair a plan is. Rates count requests somebody could go to; 1.0 where there are none.

    `served` by class of urgency, `least_rate` of all groups and which ones have it, `gini` of the minutes the plan
    gives to guides who could go at all (0: all alike). `groups` are the requests served and all of each group.
    """

    served: Mapping[int, int]
    least_rate: float
    worst: tuple[tuple[str, str], ...]
    gini: float
    groups: Mapping[tuple[str, str], tuple[int, int]]


def fairness_of(
    solution: Solution,
    requests: Sequence[Request],
    guides: Sequence[Guide],
    *,
    weights: Weights = DEFAULT_WEIGHTS,
    fallbacks: Fallbacks = NO_FALLBACKS,
    pools: PoolsLeft = NO_POOLS,
) -> Fairness:
    """Measure a plan: who is served, which group worst, and how the load lies on the guides."""
    requests, guides = _by_key(requests), _by_key(guides)
    options = possible_options(requests, guides, weights, fallbacks, pools)
    able = {guides[option.guide].key for option in options}
    reachable = {requests[option.request].key for option in options}
    pairs = solution.pairs
    served, total, got = defaultdict(int), defaultdict(int), defaultdict(int)
    minutes = dict.fromkeys(able, 0)
    for request in requests:
        served[request.urgency] += request.key in pairs
        if request.key in pairs:
            minutes[pairs[request.key]] = minutes.get(pairs[request.key], 0) + request.duration_minutes
        if request.key in reachable or request.key in pairs:
            for group in groups_of(request):
                total[group] += 1
                got[group] += request.key in pairs
    rates = {group: got[group] / n for group, n in total.items()}
    least = min(rates.values(), default=1.0)
    worst = tuple(sorted(group for group, rate in rates.items() if rate == least)) if rates else ()
    groups = {group: (got[group], n) for group, n in sorted(total.items())}
    return Fairness(dict(sorted(served.items())), least, worst, gini(list(minutes.values())), groups)


def gini(values: Sequence[float]) -> float:
    """The Gini coefficient of loads: 0 when all carry alike, toward 1 when one carries all."""
    ordered, total = sorted(values), sum(values)
    if not ordered or not total:
        return 0.0
    n = len(ordered)
    return sum((2 * place - n - 1) * value for place, value in enumerate(ordered, 1)) / (n * total)


def fit_together(
    guide: Guide,
    wanted: Sequence[tuple[Request, tuple[Slot, ...]]],
    weights: Weights = DEFAULT_WEIGHTS,
) -> bool:
    """Whether one guide can keep all of some requests, each at one of its slots (none: to be agreed)."""
    if len(wanted) > guide.capacity:
        return False
    limits = [(None, guide.minutes_left_year)] if guide.minutes_left_year is not None else []
    for key, left in [*limits, *guide.budgets.items()]:
        if sum(r.minutes_in_all_with(guide.key) for r, _slots in wanted if key is None or key in r.budgets) > left:
            return False
    return times_of(list(wanted), weights) is not None


def _by_key(items: Sequence) -> list:
    ordered = sorted(items, key=lambda item: item.key)
    if len({item.key for item in ordered}) != len(ordered):
        raise ValueError("Keys must be unique.")
    return ordered


def _without(requests: list[Request], forbids: Collection[tuple[str, str]]) -> list[Request]:
    """The requests with the guides excluded that must not go."""
    against = defaultdict(set)
    for request, guide in forbids:
        against[request].add(guide)
    return [
        replace(request, excluded_guides=request.excluded_guides | against[request.key])
        if request.key in against
        else request
        for request in requests
    ]


def _fixed(requests, guides, accepted, pins, weights, fallbacks, pools) -> tuple[dict[str, str], set[str]]:
    """The pairs that stay, guide by request, and the requests whose pin no rule allows beside those before it."""
    by_request, by_guide = {r.key: r for r in requests}, {g.key: g for g in guides}
    own: Mapping[str, list] = defaultdict(list)
    use = PoolUse(pools)
    fixed, broken = {}, set()
    for pairs in (accepted, pins):
        for key, guide_key in sorted(pairs.items()):
            request, guide = by_request.get(key), by_guide.get(guide_key)
            if request is None or key in fixed or key in broken:
                continue
            fit = guide and evaluate_if_possible(request, guide, weights=weights, fallbacks=fallbacks)
            wanted = [*own[guide_key], (request, fit.slots)] if fit else []
            its_requests = [one for one, _slots in wanted]
            if fit and fit_together(guide, wanted, weights) and use.allows(guide, its_requests):
                own[guide_key] = wanted
                use.put(guide, its_requests)
                fixed[key] = guide_key
            else:
                broken.add(key)
    return fixed, broken


def possible_options(
    requests: list[Request], guides: list[Guide], weights: Weights, fallbacks: Fallbacks, pools: PoolsLeft = NO_POOLS
) -> list[Option]:
    """All possible pairs; only those are looked at who speak one of the languages."""
    use = PoolUse(pools)
    speakers: Mapping[str, set[int]] = defaultdict(set)
    for g, guide in enumerate(guides):
        for code in guide.languages:
            speakers[code].add(g)
    everybody = range(len(guides))
    options = []
    for r, request in enumerate(requests):
        near = everybody
        if request.languages:
            codes = {code for need in request.languages for code in (need.code, *fallbacks.get(need.code, ()))}
            near = sorted(set().union(*(speakers[code] for code in codes if code in speakers)))
        for g in near:
            fit = evaluate_if_possible(request, guides[g], weights=weights, fallbacks=fallbacks)
            if fit is not None and use.allows(guides[g], [request]):
                options.append(Option(r, g, fit.slots, fit))
    return options
