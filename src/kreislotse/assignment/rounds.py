"""A round in arrays, solved by the way that fits its rules and its size.

Only capacities: a flow, exact at any size. Hours and appointments: proven with HiGHS up to `MOST_PROVEN` pairs and as long as
the time allows, else a plan near the best with a bound that says how near.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from time import monotonic

import numpy as np

from ._highs import MOST_PROVEN, Model, SolverFailed
from .bundles import NOBODY, Pairs
from .caps import Cap
from .flow import best_flow
from .lagrange import Bound, LargePlan, plan_large


def solve(pairs: Pairs, *, seconds: float = 60.0, log: Callable[[str], object] = lambda line: None) -> LargePlan:
    """The best plan of a round, or the best found in `seconds` with its bound; proven exactly when `plan.gap` is 0."""
    if pairs.duration is None and pairs.moment is None:
        flow = best_flow(pairs)
        return LargePlan(flow.guide_of, flow.value, Bound(flow.value, None))
    if len(pairs) > MOST_PROVEN:
        return plan_large(pairs, seconds=seconds, log=log)
    begun = monotonic()
    try:
        guide_of = _proven(pairs, seconds=0.8 * seconds)
    except SolverFailed as failed:
        log(f"no proof: {failed}")
        return plan_large(pairs, seconds=seconds - (monotonic() - begun), log=log)
    value = pairs.worth(guide_of)
    return LargePlan(guide_of, value, Bound(value, None))


def _proven(pairs: Pairs, *, seconds: float) -> np.ndarray:
    """A guide for each request: a column for each pair, a row for each rule, and what hours allow said more sharply."""
    duration = np.zeros(pairs.n_requests, dtype=np.int64) if pairs.duration is None else pairs.duration
    time_left = np.zeros(pairs.n_guides, dtype=np.int64) if pairs.time_left is None else pairs.time_left
    possible = (duration[pairs.request] <= time_left[pairs.guide]) & (pairs.capacity[pairs.guide] > 0)
    rows = np.flatnonzero(possible).tolist()
    model = Model()
    by_request, by_guide, by_moment = defaultdict(list), defaultdict(list), defaultdict(list)
    for column, row in enumerate(rows):
        request, guide = int(pairs.request[row]), int(pairs.guide[row])
        model.add_column(cost=-int(pairs.weight[row]), upper=1, integer=True)
        by_request[request].append(column)
        by_guide[guide].append(column)
        if pairs.moment is not None:
            by_moment[guide, int(pairs.moment[request])].append(column)
    for own in (*by_request.values(), *by_moment.values()):
        if len(own) > 1:
            model.add_row(own, [1.0] * len(own), upper=1)
    caps = []
    for guide, own in by_guide.items():
        most = min(int(pairs.capacity[guide]), len(own))
        extra = range(1, most) if pairs.further else ()
        spread = [model.add_column(cost=pairs.further * k, upper=1, integer=False) for k in extra]
        room = 1 if spread else most
        model.add_row([*own, *spread], [1.0] * len(own) + [-1.0] * len(spread), upper=room)
        needs = [
            (column, int(pairs.request[rows[column]]), int(duration[pairs.request[rows[column]]])) for column in own
        ]
        left = int(time_left[guide])
        if sum(sorted((need for _column, _request, need in needs), reverse=True)[:most]) > left:
            model.add_row(own, [float(need) for _column, _request, need in needs], upper=left)
            caps.append(Cap([need for need in needs if need[2]], left, most))

    def broken(values):
        return [row for cap in caps if (row := cap.broken(values))]

    values, _objective, _least = model.minimize(seconds=seconds, tighten=broken)
    guide_of = np.full(pairs.n_requests, NOBODY)
    for row, taken in zip(rows, values[: len(rows)], strict=True):
        if round(taken) == 1:
            guide_of[pairs.request[row]] = pairs.guide[row]
    return guide_of
