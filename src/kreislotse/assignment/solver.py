"""The best guide for one request, and the best guides for all requests of a round together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ._highs import Model, SolverFailed
from .problem import Guide, Request, Slot, Weights
from .scoring import (
    DEFAULT_WEIGHTS,
    NO_FALLBACKS,
    Fallbacks,
    Fit,
    Obstacle,
    Reason,
    evaluate,
    evaluate_if_possible,
    load_cost,
    unserved_cost,
)

__all__ = [
    "Candidate",
    "Placement",
    "Solution",
    "SolverFailed",
    "assign",
    "near_misses",
    "rank",
    "total_cost",
]


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
    """Placements ordered by request, requests left alone, and the least total cost in points."""

    placements: tuple[Placement, ...]
    unserved: tuple[str, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class _Option:
    """One possible column: a request, a guide and one of the times both can keep."""

    request: int
    guide: int
    slot: Slot | None
    fit: Fit


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
    seconds: float = 30.0,
) -> Solution:
    """Give requests to guides at the least total cost, never against a hard rule or a cap.

    Without appointments that collide and hours that run out this is a flow through a network, whose linear
    program has whole numbers at every corner; otherwise it is solved as a mixed-integer program. Input order
    does not matter. Raises `SolverFailed` if no optimum was proven within `seconds`.
    """
    requests = _by_key(requests)
    guides = _by_key(guides)
    options = _useful_options(_options(requests, guides, weights, fallbacks), weights)

    chosen = _solve(requests, guides, options, weights, seconds)
    placements = tuple(
        Placement(
            requests[option.request].key,
            guides[option.guide].key,
            option.slot,
            option.fit.pair_cost,
            option.fit.reasons,
        )
        for option in sorted(chosen, key=lambda option: option.request)
    )
    served = {placement.request for placement in placements}
    unserved = tuple(request.key for request in requests if request.key not in served)
    cost = total_cost(placements, requests, guides, weights=weights)
    return Solution(placements, unserved, cost)


def total_cost(
    placements: Iterable[Placement],
    requests: Iterable[Request],
    guides: Iterable[Guide],
    *,
    weights: Weights = DEFAULT_WEIGHTS,
) -> int:
    """Add up what a set of placements costs: pairs, guides' loads and requests left alone, in points."""
    by_key = {request.key: request for request in requests}
    durations: Mapping[str, list[int]] = defaultdict(list)
    served, cost = set(), 0
    for placement in placements:
        served.add(placement.request)
        durations[placement.guide].append(by_key[placement.request].duration_minutes)
        cost += placement.cost
    cost += sum(load_cost(guide, durations[guide.key], weights) for guide in guides if guide.key in durations)
    return cost + sum(unserved_cost(by_key[key], weights) for key in by_key if key not in served)


def _by_key(items: Sequence) -> list:
    ordered = sorted(items, key=lambda item: item.key)
    if len({item.key for item in ordered}) != len(ordered):
        raise ValueError("Keys must be unique.")
    return ordered


def _options(requests: list[Request], guides: list[Guide], weights: Weights, fallbacks: Fallbacks) -> list[_Option]:
    options = []
    for r, request in enumerate(requests):
        for g, guide in enumerate(guides):
            fit = evaluate_if_possible(request, guide, weights=weights, fallbacks=fallbacks)
            if fit is not None:
                options += [_Option(r, g, slot, fit) for slot in (fit.slots or (None,))]
    return options


def _useful_options(options: list[_Option], weights: Weights) -> list[_Option]:
    """Keep one time per pair where a time collides with nothing: more would only be the same again."""
    by_guide = _grouped(options, "guide")
    colliding = {id(option) for own in by_guide.values() for clique in _cliques(own, weights) for option in clique}
    settled: dict[tuple[int, int], _Option] = {}
    for option in options:
        if id(option) not in colliding:
            settled.setdefault((option.request, option.guide), option)
    return [o for o in options if settled.get((o.request, o.guide), o) is o]


def _solve(
    requests: list[Request],
    guides: list[Guide],
    options: list[_Option],
    weights: Weights,
    seconds: float,
) -> list[_Option]:
    by_request, by_guide = _grouped(options, "request"), _grouped(options, "guide")
    cliques = {g: _cliques(own, weights) for g, own in by_guide.items()}
    needs_integers = any(cliques.values()) or any(
        _hours_may_run_out(guides[g], requests, own) for g, own in by_guide.items()
    )

    model = Model()
    column = {
        id(option): model.add_column(
            cost=option.fit.pair_cost - unserved_cost(requests[option.request], weights),
            upper=1,
            integer=needs_integers,
        )
        for option in options
    }
    for own in by_request.values():
        model.add_row([column[id(option)] for option in own], [1.0] * len(own), upper=1)
    for g, own in by_guide.items():
        columns = [column[id(option)] for option in own]
        _add_spread(
            model,
            columns,
            min(guides[g].capacity, len({o.request for o in own})),
            weights,
        )
        if _hours_may_run_out(guides[g], requests, own):
            minutes = [float(requests[option.request].duration_minutes) for option in own]
            _add_hours(model, columns, minutes, guides[g], weights)
        for clique in cliques[g]:
            model.add_row([column[id(option)] for option in clique], [1.0] * len(clique), upper=1)

    values, _objective = model.minimize(seconds=seconds)
    fractional = [value for value in values[: len(options)] if abs(value - round(value)) > 1e-5]
    if fractional:
        raise SolverFailed("values are not whole")
    return [option for option in options if round(values[column[id(option)]]) == 1]


def _add_spread(model: Model, columns: list[int], most: int, weights: Weights):
    """Allow one request for nothing, each further one at a growing price, and never more than `most`."""
    extra = [model.add_column(cost=weights.per_further_in_round * k, upper=1, integer=False) for k in range(1, most)]
    model.add_row(columns + extra, [1.0] * len(columns) + [-1.0] * len(extra), upper=1)


def _add_hours(
    model: Model,
    columns: list[int],
    minutes: list[float],
    guide: Guide,
    weights: Weights,
):
    if guide.minutes_left_year is not None:
        model.add_row(columns, minutes, upper=guide.minutes_left_year)
    if guide.minutes_left_week is not None:
        left = max(0, guide.minutes_left_week)
        most = -(-max(0.0, sum(minutes) - left) // 15)
        over = model.add_column(cost=weights.per_quarter_over_week, upper=most, integer=True)
        model.add_row([*columns, over], [*minutes, -15.0], upper=left)


def _hours_may_run_out(guide: Guide, requests: list[Request], own: list[_Option]) -> bool:
    limits = [m for m in (guide.minutes_left_week, guide.minutes_left_year) if m is not None]
    if not limits:
        return False
    durations = sorted((requests[r].duration_minutes for r in {o.request for o in own}), reverse=True)
    return sum(durations[: guide.capacity]) > min(limits)


def _cliques(own: list[_Option], weights: Weights) -> list[list[_Option]]:
    """Sets of one guide's options of which only one can be kept, because all are under way at one moment."""
    timed = [option for option in own if option.slot is not None]
    found: dict[frozenset[int], list[_Option]] = {}
    for day in _days(timed):
        for option in day:
            moment = option.slot.start
            clique = [other for other in day if other.slot.start <= moment < other.slot.end + weights.travel_minutes]
            if len({other.request for other in clique}) > 1:
                found.setdefault(frozenset(map(id, clique)), clique)
    return list(found.values())


def _days(timed: list[_Option]) -> list[list[_Option]]:
    """Group by date, each with the weekly ones of its weekday, and weekly ones among themselves."""
    weekly, dated = defaultdict(list), defaultdict(list)
    for option in timed:
        (weekly[option.slot.weekday] if option.slot.on is None else dated[option.slot.on]).append(option)
    return [own + weekly.get(day.weekday(), []) for day, own in sorted(dated.items())] + list(weekly.values())


def _grouped(options: list[_Option], by: str) -> dict[int, list[_Option]]:
    groups: dict[int, list[_Option]] = defaultdict(list)
    for option in options:
        groups[getattr(option, by)].append(option)
    return groups
