"""What keeps a request unserved in a plan: the one rule, or the competition, and what would solve it.

The answer is exact for the plan as it stands. For each guide all is named that stands against the pair: rules that hold
whatever the others get, and what the plan has given away (the hour, the hours of the year, the place in the round, what all
guides together have of a pool). If somebody could go were it not for the plan, the request lost to others. Otherwise it is
the smallest set of rules that would have to be waived for one guide to go.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .pools import NO_POOLS, PoolsLeft, PoolUse
from .problem import Guide, Request, Slot, Weights
from .scoring import (
    DEFAULT_WEIGHTS,
    NO_FALLBACKS,
    Fallbacks,
    ObstacleCode,
    collide,
    has_time_for,
    in_weekly_times,
    is_free,
    obstacles_at_any_time,
)
from .solver import Placement, Solution, _by_key, _without

O = ObstacleCode  # noqa: E741  reads well beside its members


class Kind(StrEnum):
    """Why nobody goes."""

    MISSING = "missing"  # nobody may or can, even if nobody else asked
    COMPETITION = "competition"  # those who could go to others
    COST = "cost"  # somebody could, yet leaving the request alone was cheaper
    PIN = "pin"  # somebody was pinned to it who must not go


class Taken(StrEnum):
    """What the plan has given to other requests."""

    TIME = "taken_time"
    HOURS = "taken_hours"
    CAPACITY = "taken_capacity"
    POOL = "taken_pool"  # not of the guide alone: of what all guides have together


Rule = ObstacleCode | Taken

EASIEST_FIRST: tuple[Rule, ...] = (
    Taken.CAPACITY, Taken.TIME, Taken.HOURS, Taken.POOL, O.POOL, O.TIME, O.BUSY, O.AREA, O.TOO_FAR, O.LANGUAGE_LEVEL,
    O.LANGUAGE_DIRECTION, O.TOPIC_TRAINING, O.QUALIFICATION, O.GENDER, O.TOO_MANY_PERSONS, O.YEAR_CAP, O.NO_CAPACITY,
    O.ROLE, O.LANGUAGE, O.NOT_NEUTRAL, O.EXCLUDED, O.NOT_AVAILABLE,
)  # fmt: skip
"""Of equally small sets the one is named that an office can do most about."""
_PLACE = {rule: place for place, rule in enumerate(EASIEST_FIRST)}


@dataclass(frozen=True, slots=True)
class Binding:
    """Why one request is unserved.

    `rules` is the smallest set of what stands against a guide, easiest first, and `guides` are those for whom it is
    exactly this. `values` gives the obstacles' values for the first of them, of a pool its key. `taken_by` are the requests
    that hold what the guides would need. `ways` names each single rule that alone would let somebody go, and whom.
    """

    request: str
    kind: Kind
    rules: tuple[Rule, ...] = ()
    guides: tuple[str, ...] = ()
    values: Mapping[Rule, object] | None = None
    taken_by: tuple[str, ...] = ()
    ways: Mapping[Rule, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class _Against:
    """All that stands against one pair in a plan."""

    guide: str
    fixed: tuple[Rule, ...]
    taken: tuple[Rule, ...]
    values: Mapping[Rule, object]
    taken_by: tuple[str, ...]
    single: tuple[Rule, ...] = ()
    """Rules each of which alone stands against the pair, at one time or another."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        return _ordered((*self.fixed, *self.taken))


def why_unserved(
    solution: Solution,
    requests: Sequence[Request],
    guides: Sequence[Guide],
    *,
    weights: Weights = DEFAULT_WEIGHTS,
    fallbacks: Fallbacks = NO_FALLBACKS,
    pools: PoolsLeft = NO_POOLS,
    forbids: Collection[tuple[str, str]] = (),
) -> dict[str, Binding]:
    """Say for each request left alone what keeps it so; forbidden pairs count as excluded."""
    requests, guides = _without(_by_key(requests), forbids), _by_key(guides)
    by_key = {request.key: request for request in requests}
    given: Mapping[str, list[tuple[Request, Placement]]] = defaultdict(list)
    for placement in solution.placements:
        given[placement.guide].append((by_key[placement.request], placement))
    drained = _Drained(pools, given, guides)
    found = {}
    for key in solution.unserved:
        kind = Kind.PIN if key in solution.broken else None
        for most in (1, 2, len(EASIEST_FIRST)):  # nearly always one rule is enough, and the rest need not be looked at
            against = [
                one for guide in guides
                if (one := _against(by_key[key], guide, given[guide.key], weights, fallbacks, drained, most=most))
            ]  # fmt: skip
            if any(len(one.rules) <= most for one in against):
                break
        found[key] = _binding(key, against, kind)
    return found


def _binding(key: str, against: list[_Against], kind: Kind | None) -> Binding:
    able = [one for one in against if not one.fixed]
    if kind is None:
        kind = Kind.MISSING if not able else Kind.COMPETITION if all(one.taken for one in able) else Kind.COST
    ways = defaultdict(list)
    for one in against:
        for rule in one.single:
            ways[rule].append(one.guide)
    if kind in (Kind.COST, Kind.PIN) or not against:
        return Binding(key, kind, ways=dict(_sorted(ways)))
    if not able:
        # who can be served by nobody has not lost the money to others: it would have been weighed against theirs
        against = [replace(one, taken=tuple(rule for rule in one.taken if rule != Taken.POOL)) for one in against]
    near = min(able or against, key=lambda one: (len(one.rules), len(one.fixed), _places(one.rules), one.guide))
    alike = tuple(one for one in (able or against) if one.rules == near.rules)
    taken_by = tuple(dict.fromkeys(request for one in alike for request in one.taken_by))
    return Binding(key, kind, near.rules, tuple(one.guide for one in alike), near.values, taken_by, dict(_sorted(ways)))


def _sorted(ways: Mapping[Rule, list[str]]):
    return [(rule, tuple(ways[rule])) for rule in sorted(ways, key=_PLACE.__getitem__)]


class _Drained:
    """What the pools have left without a plan and beside it, and which of its requests take of them."""

    def __init__(self, pools: PoolsLeft, given: Mapping[str, list[tuple[Request, Placement]]], guides: list[Guide]):
        self.without = PoolUse(pools)
        self.beside = PoolUse(
            pools, [(guide, request) for guide in guides for request, _placement in given.get(guide.key, ())]
        )
        self.whoever_goes: dict[str, tuple[Rule | None, str, list[str]]] = {}
        self.holders: Mapping[str, list[str]] = defaultdict(list)
        for own in given.values() if pools else ():
            for request, placement in own:
                for pool in {*request.pools_with(placement.guide), *(pool for pool, _mark, _amount in request.once)}:
                    self.holders[pool].append(request.key)

    def against(self, request: Request, guide: Guide, given) -> tuple[Rule | None, str, list[str]]:
        """The rule, the pool that is short and who holds it."""
        if request.once or request.pools_by_guide:
            return self._against(request, guide, given)
        if request.key not in self.whoever_goes:
            self.whoever_goes[request.key] = self._against(request, guide, given)
        return self.whoever_goes[request.key]

    def _against(self, request: Request, guide: Guide, given) -> tuple[Rule | None, str, list[str]]:
        if short := self.without.short(guide, [request]):
            return O.POOL, short[0], []
        if short := self.beside.short(guide, [*(other for other, _placement in given), request]):
            return Taken.POOL, short[0], sorted(self.holders[short[0]])
        return None, "", []


def _against(request: Request, guide: Guide, given, weights: Weights, fallbacks: Fallbacks, drained, *, most: int):
    """All that stands against a pair, of the request's times the one with the least; `None` if more than `most` rules do."""
    rule, pool, others = drained.against(request, guide, given)
    values = {rule: pool} if rule else {}
    fixed = [rule] if isinstance(rule, O) else []
    taken, taken_by = [rule] if isinstance(rule, Taken) else [], [*others]
    for obstacle in obstacles_at_any_time(request, guide, weights, fallbacks):
        fixed.append(obstacle.code)
        values[obstacle.code] = obstacle.value
        if len(fixed) + len(taken) > most:
            return None
    if guide.capacity and len(given) >= guide.capacity:
        taken.append(Taken.CAPACITY)
        taken_by += [other.key for other, _placement in given]
    if O.YEAR_CAP not in values and (others := _hours_gone(request, guide, given)):
        taken.append(Taken.HOURS)
        taken_by += others
    if fixed and len(fixed) + len(taken) > most:
        return None
    if request.slots:
        always = _ordered((*fixed, *taken))
        by_slot = [_against_slot(slot, request, guide, given, weights) for slot in request.slots]
        if always:
            single = always if len(always) == 1 and not all(rules for rules, _others in by_slot) else ()
        else:
            single = _ordered(rules[0] for rules, _others in by_slot if len(rules) == 1)
        rules, others = min(
            by_slot,
            key=lambda one: (len(one[0]), sum(isinstance(rule, O) for rule in one[0]), _places(one[0])),
        )
        fixed += [rule for rule in rules if isinstance(rule, O)]
        taken += [rule for rule in rules if isinstance(rule, Taken)]
        taken_by += others
    else:
        if not guide.is_qualified(request, request.on):
            fixed.append(O.QUALIFICATION)
        if not has_time_for(request, guide):
            fixed.append(O.TIME)
        always = _ordered((*fixed, *taken))
        single = always if len(always) == 1 else ()
    return _Against(guide.key, _ordered(fixed), _ordered(taken), values, tuple(dict.fromkeys(taken_by)), single)


def _against_slot(slot: Slot, request: Request, guide: Guide, given, weights: Weights):
    rules: list[Rule] = []
    if request.qualifications and not guide.is_qualified(request, slot.on or request.on):
        rules.append(O.QUALIFICATION)
    if not in_weekly_times(slot, guide):
        rules.append(O.TIME)
    if not is_free(slot, request, guide, weights):
        rules.append(O.BUSY)
    in_the_way = [
        other.key for other, placement in given
        if placement.slot is not None and collide(slot, request, placement.slot, other, weights)
    ]  # fmt: skip
    if in_the_way:
        rules.append(Taken.TIME)
    return _ordered(rules), in_the_way


def _hours_gone(request: Request, guide: Guide, given) -> list[str]:
    """The requests that use up what the caps left for this one; empty while there is enough."""
    limits = [] if guide.minutes_left_year is None else [(None, guide.minutes_left_year)]
    limits += [(key, guide.budgets[key]) for key in request.budgets if key in guide.budgets]
    for key, left in limits:
        counted = [other for other, _placement in given if key is None or key in other.budgets]
        if sum(other.minutes_in_all_with(guide.key) for other in (request, *counted)) > left:
            return [other.key for other in counted]
    return []


def _ordered(rules) -> tuple[Rule, ...]:
    return tuple(sorted(set(rules), key=_PLACE.__getitem__))


def _places(rules) -> tuple[int, ...]:
    return tuple(_PLACE[rule] for rule in rules)


__all__ = ["Binding", "Kind", "Rule", "Taken", "why_unserved"]
