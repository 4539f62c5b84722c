"""Large rounds in which only the number of requests per guide is limited: the best plan, exactly.

Without hours and appointments this is a transportation problem. OR-Tools' cost-scaling flow (Goldberg 1997) solves
a state's size in seconds and is used where it is installed (the extra `matching`). Without it the same optimum comes
from shortest augmenting paths with prices (Jonker and Volgenant 1987, with capacities), written in plain Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from importlib.util import find_spec

import numpy as np

from ._highs import SolverFailed
from .bundles import NOBODY, Pairs


@dataclass(frozen=True)
class Flow:
    """`guide_of` holds a guide per request or `NOBODY`; no plan is worth more than `value`."""

    guide_of: np.ndarray
    value: int


def has_fast_flow() -> bool:
    """Whether OR-Tools is installed."""
    return find_spec("ortools") is not None


def best_flow(pairs: Pairs, *, fast: bool | None = None) -> Flow:
    """The best plan for `pairs` without hours and moments.

    `fast` forces (True) or forbids (False) OR-Tools; None takes it where it is installed. Which of several equally
    good plans comes out may differ between the two, its value does not. Raises `ValueError` for pairs with hours or
    moments and `SolverFailed` if OR-Tools reports anything but an optimum.
    """
    if pairs.duration is not None or pairs.moment is not None:
        raise ValueError("Hours or appointments make this more than a flow.")
    if fast is None:
        fast = has_fast_flow()
    guide_of = _by_cost_scaling(pairs) if fast else _by_shortest_paths(pairs)
    return Flow(guide_of, pairs.worth(guide_of))


def _by_cost_scaling(pairs: Pairs) -> np.ndarray:
    from ortools.graph.python import min_cost_flow

    n, m = pairs.n_requests, pairs.n_guides
    sink = n + m
    place, off, places = _places(pairs)
    requests = np.arange(n, dtype=np.int32)
    tail = np.concatenate([pairs.request.astype(np.int32), requests, (n + place).astype(np.int32)])
    head = np.concatenate([(n + pairs.guide).astype(np.int32), np.full(n + len(place), sink, dtype=np.int32)])
    room = np.concatenate([np.ones(len(pairs) + n, dtype=np.int64), places])
    cost = np.concatenate([-pairs.weight, np.zeros(n, dtype=np.int64), off])
    supply = np.concatenate([np.ones(n, dtype=np.int64), np.zeros(m, dtype=np.int64), [-n]])

    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, head, room, cost)
    flow.set_nodes_supplies(np.arange(n + m + 1, dtype=np.int32), supply)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise SolverFailed(f"OR-Tools: {status.name}")
    used = flow.flows(arcs[: len(pairs)]) > 0
    guide_of = np.full(n, NOBODY)
    guide_of[pairs.request[used]] = pairs.guide[used]
    return guide_of


def _places(pairs: Pairs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The guides' places as arcs: guide, what the place takes off, and how many there are of it."""
    everybody = np.arange(pairs.n_guides)
    if not pairs.further:
        return everybody, np.zeros(pairs.n_guides, dtype=np.int64), pairs.capacity
    many = np.minimum(pairs.capacity, np.bincount(pairs.guide, minlength=pairs.n_guides))
    guide = np.repeat(everybody, many)
    before = np.arange(len(guide)) - np.repeat(np.cumsum(many) - many, many)
    return guide, pairs.further * before, np.ones(len(guide), dtype=np.int64)


def _by_shortest_paths(pairs: Pairs) -> np.ndarray:
    if not pairs.further:
        return _paths(pairs)
    guide, off, _ones = _places(pairs)
    start = np.searchsorted(guide, np.arange(pairs.n_guides + 1))
    row = np.repeat(np.arange(len(pairs)), np.diff(start)[pairs.guide])
    first = np.searchsorted(row, np.arange(len(pairs)))
    place = start[pairs.guide[row]] + np.arange(len(row)) - first[row]
    weight = pairs.weight[row] - off[place]
    good = weight > 0
    each = Pairs(
        pairs.n_requests,
        len(guide),
        pairs.request[row][good],
        place[good],
        weight[good],
        np.ones(len(guide), dtype=int),
    )
    place_of = _paths(each)
    return np.where(place_of == NOBODY, NOBODY, np.append(guide, NOBODY)[place_of])


def _paths(pairs: Pairs) -> np.ndarray:
    """Serve one request after the other, those worth most first, each along the path that loses least.

    `price` of a guide is what the last place with it is worth, `worth` of a request what it gains at these prices;
    both stay such that no pair gains more than its request's worth, which proves the optimum at the end.
    """
    n, m = pairs.n_requests, pairs.n_guides
    order = np.lexsort((pairs.guide, pairs.request))
    start = np.searchsorted(pairs.request[order], np.arange(n + 1)).tolist()
    guide_at, weight_at = pairs.guide[order].tolist(), pairs.weight[order].tolist()
    edges = [
        list(zip(guide_at[start[r] : start[r + 1]], weight_at[start[r] : start[r + 1]], strict=True)) for r in range(n)
    ]
    best = [max((weight for _, weight in own), default=0) for own in edges]
    room, price = pairs.capacity.tolist(), [0] * m
    guide_of, held = [NOBODY] * n, [[] for _ in range(m)]
    worth = [0] * n

    for first in sorted(range(n), key=lambda r: (-best[r], r)):
        top = max((weight - price[g] for g, weight in edges[first]), default=0)
        if top <= 0:
            continue
        worth[first] = top
        _serve(first, edges, price, worth, room, guide_of, held)
    return np.array(guide_of, dtype=np.int64)


def _serve(first, edges, price, worth, room, guide_of, held):
    """Find the cheapest way to place `first` (Dijkstra over losses), take it, and move prices along."""
    loss, came, settled_guides, settled_requests = {}, {}, [], [(first, 0)]
    end, end_loss = (first, None), worth[first]  # somebody stays alone: at first the new one
    heap: list[tuple[int, int]] = []
    done = set()
    waiting = [(first, 0)]
    while True:
        for request, reached in waiting:
            base = reached + worth[request]
            if base < end_loss:
                end, end_loss = (request, None), base
            own = guide_of[request]
            for guide, weight in edges[request]:
                there = base - weight + price[guide]
                if there < end_loss and guide != own and there < loss.get(guide, end_loss):
                    loss[guide], came[guide] = there, request
                    heappush(heap, (there, guide))
        waiting = []
        guide = None
        while heap:
            there, candidate = heappop(heap)
            if candidate not in done and there == loss[candidate]:
                guide = candidate
                break
        if guide is None or there >= end_loss:
            break
        done.add(guide)
        if len(held[guide]) < room[guide]:
            end, end_loss = (came[guide], guide), there
            break
        settled_guides.append((guide, there))
        waiting = [(request, there) for request in held[guide]]
        settled_requests += waiting

    for guide, there in settled_guides:
        if there < end_loss:
            price[guide] += end_loss - there
    for request, reached in settled_requests:
        if reached < end_loss:
            worth[request] -= end_loss - reached

    request, guide = end
    while True:
        before = guide_of[request]
        guide_of[request] = NOBODY if guide is None else guide
        if before != NOBODY:
            held[before].remove(request)
        if guide is not None:
            held[guide].append(request)
        if request == first:
            return
        guide, request = before, came[before]
