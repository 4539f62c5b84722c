"""The program of one round: a column for each request and guide who could go, rows for what must hold.

Which time of day somebody comes is left open at first, because nearly always the pairs chosen fit into the guide's days
(`times_of`). Only for a guide for whom they do not, each time becomes a column of its own, and the round is solved again.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import ceil, gcd

from ._highs import INFEASIBLE, Model, SolverFailed
from .caps import Cap
from .pools import PoolsLeft
from .problem import Guide, Request, Slot, Weights
from .scoring import Fit, collide, gap_minutes, groups_of, unserved_cost

MOST_EXACT = 700
"""Pairs up to which a plan is proven to be the best although a pool runs out. In larger rounds such a proof takes ten seconds and more."""
NEAR = 0.003
"""The share at which the search for a plan ends there; the plan itself says how far it is from the best at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """One possible column: a request, a guide, and times of which both can keep each (none: still to be agreed)."""

    request: int
    guide: int
    slots: tuple[Slot, ...]
    fit: Fit

    @property
    def day(self):
        """The one day all times lie on, a date or a weekday; `None` if there is none."""
        days = {slot.on or slot.weekday for slot in self.slots}
        return days.pop() if len(days) == 1 else None


def best_options(
    requests: list[Request], guides: list[Guide], options: list[Option], weights: Weights, *,
    pools: PoolsLeft, previous: Mapping[str, str], fixed: Mapping[str, str], fair: bool, deadline: float,
) -> tuple[list[tuple[Option, Slot | None]], float | None]:  # fmt: skip
    """The options of the best plan, each with its time, and what no plan can save; `None` there for a plan proven best."""
    by_the_hour: set[int] = set()
    while True:
        program = Program(requests, guides, options, weights, pools, previous, fixed, by_the_hour, deadline=deadline)
        chosen = program.fair() if fair else program.cheapest()
        found, crowded = [], set()
        for g, own in grouped(chosen, "guide").items():
            times = times_of([(requests[option.request], option.slots) for option in own], weights)
            if times is None:
                crowded.add(g)
            else:
                found += zip(own, times, strict=True)
        if not crowded:
            return found, program.most_saved
        by_the_hour |= crowded


def times_of(wanted: list[tuple[Request, tuple[Slot, ...]]], weights: Weights) -> list[Slot | None] | None:
    """A time for each request of one person so that all can be kept, early ones first; `None` if there is no way.

    Requests without times are to be agreed, and keep nobody from anything.
    """
    chosen: dict[int, Slot] = {}
    order = sorted((i for i, (_request, slots) in enumerate(wanted) if slots), key=lambda i: len(wanted[i][1]))

    def settle(place: int) -> bool:
        if place == len(order):
            return True
        i = order[place]
        request, slots = wanted[i]
        for slot in slots:
            if not any(collide(slot, request, other, wanted[j][0], weights) for j, other in chosen.items()):
                chosen[i] = slot
                if settle(place + 1):
                    return True
                del chosen[i]
        return False

    return [chosen.get(i) for i in range(len(wanted))] if settle(0) else None


class Program:
    """The columns and rows of one round, and the ways to solve it."""

    def __init__(self, requests, guides, options, weights, pools, previous, fixed, by_the_hour, *, deadline):
        self.requests, self.guides, self.weights = requests, guides, weights
        self.deadline = deadline
        self.ways = {(one, other): gap for one, other, gap in _far_apart(requests, options, weights)}
        self.options, collisions = [], {}
        for g, own in grouped(options, "guide").items():
            own, collisions[g] = self._by_the_hour(own) if g in by_the_hour else (own, self._cliques(own))
            self.options += own
        self.by_request = grouped(self.options, "request")

        self.model = Model()
        self.caps: list[Cap] = []
        by_guide = grouped(self.options, "guide")
        short = {g: self._hours_may_run_out(guides[g], own) for g, own in by_guide.items()}
        drained = self._pools_that_may_run_out(pools)
        self.near = NEAR if drained and len(self.options) > MOST_EXACT else 0.0
        self.most_saved: float | None = None
        whole = any(collisions.values()) or any(short.values()) or bool(drained)
        self.column = {
            option: self.model.add_column(cost=self._cost(option, previous), upper=1, integer=whole)
            for option in self.options
        }
        for r, own in self.by_request.items():
            is_fixed = requests[r].key in fixed
            self._add_row(own, lower=1 if is_fixed else 0, upper=1)
        for g, own in by_guide.items():
            self._add_spread(own, min(guides[g].capacity, len({o.request for o in own})))
            if short[g]:
                self._add_hours(own, guides[g])
            for clique in collisions[g]:
                self._add_row(clique, upper=1)
        for pool in drained:
            self._add_pool(pool, pools[pool])
        self.true_costs = list(self.model.costs)

    def cheapest(self) -> list[Option]:
        """The options of the least total cost, or near it where a pool runs out in a large round."""
        values, objective, least = self._minimize(near=self.near)
        if objective - least >= 1:
            self.most_saved = -least
        return self._chosen(values)

    def fair(self) -> list[Option]:
        """The options chosen by urgency, then by the worst-served group, then by cost.

        The rates a group can have are few, so the greatest least rate is found by trying them from above.
        """
        if not self.options:
            return []
        self._serve_most_urgent()
        self.model.costs = list(self.true_costs)
        groups = defaultdict(set)
        for r in self.by_request:
            for group in groups_of(self.requests[r]):
                groups[group].add(r)
        for rate in self._rates(groups):
            before = len(self.model.rows)
            for members in groups.values():
                own = [option for r in sorted(members) for option in self.by_request[r]]
                self._add_row(own, lower=ceil(rate * len(members) - 1e-9))
            try:
                return self.cheapest()
            except SolverFailed as error:
                if error.status != INFEASIBLE:
                    raise
                del self.model.rows[before:]
        raise SolverFailed(INFEASIBLE)

    def _serve_most_urgent(self):
        for urgency in sorted({self.requests[r].urgency for r in self.by_request}, reverse=True):
            own = [option for option in self.options if self.requests[option.request].urgency == urgency]
            self.model.costs = [0.0] * len(self.model.costs)
            for option in own:
                self.model.costs[self.column[option]] = -1.0
            _values, objective, _least = self._minimize()
            self._add_row(own, lower=-round(objective))

    def _rates(self, groups) -> list[float]:
        """The rates the worst-served group can have, the highest first, none above what the relaxation allows."""
        before, costs = len(self.model.rows), self.model.costs
        self.model.costs = [0.0] * len(costs)
        least = self.model.add_column(cost=-1.0, upper=1, integer=False)
        for members in groups.values():
            columns = [self.column[option] for r in sorted(members) for option in self.by_request[r]]
            self.model.add_row([*columns, least], [1.0] * len(columns) + [-float(len(members))], lower=0)
        _values, objective = self.model.bound(seconds=max(0.0, self.deadline - time.monotonic()))
        del self.model.rows[before:]
        for column in (self.model.uppers, self.model.integer):
            column.pop()
        self.model.costs = costs
        sizes = {len(members) for members in groups.values()}
        rates = {part / size for size in sizes for part in range(size + 1)}
        return sorted((rate for rate in rates if rate <= -objective + 1e-6), reverse=True)

    def _minimize(self, *, near: float = 0.0) -> tuple[list[float], float, float]:
        seconds = max(0.0, self.deadline - time.monotonic())
        return self.model.minimize(seconds=seconds, near=near, tighten=self._broken_caps)

    def _broken_caps(self, values) -> list[tuple[list[int], list[float], float]]:
        return [row for cap in self.caps if (row := cap.broken(values))]

    def _chosen(self, values) -> list[Option]:
        found = [values[self.column[option]] for option in self.options]
        if any(abs(value - round(value)) > 1e-5 for value in found):
            raise SolverFailed("values are not whole")
        return [option for option, value in zip(self.options, found, strict=True) if round(value) == 1]

    def _cost(self, option: Option, previous: Mapping[str, str]) -> int:
        """The pair against leaving the request alone; keeping what was planned saves the price of a change."""
        request = self.requests[option.request]
        keeps = previous.get(request.key) == self.guides[option.guide].key
        saved = self.weights.per_change if keeps else 0
        return option.fit.pair_cost - unserved_cost(request, self.weights) - saved

    def _add_row(self, own: list[Option], **limits):
        self.model.add_row([self.column[option] for option in own], [1.0] * len(own), **limits)

    def _add_spread(self, own: list[Option], most: int):
        """Allow one request for nothing, each further one at a growing price, and never more than `most`."""
        columns = [self.column[option] for option in own]
        per = self.weights.per_further_in_round
        extra = [self.model.add_column(cost=per * k, upper=1, integer=False) for k in range(1, most)]
        self.model.add_row(columns + extra, [1.0] * len(columns) + [-1.0] * len(extra), upper=1)

    def _add_hours(self, own: list[Option], guide: Guide):
        caps = [] if guide.minutes_left_year is None else [(own, guide.minutes_left_year)]
        for key, left in guide.budgets.items():
            caps.append(([option for option in own if key in self.requests[option.request].budgets], left))
        for counted, left in caps:
            self._add_cap(counted, left, guide.capacity)
        if guide.minutes_left_week is not None:
            columns, minutes = [self.column[option] for option in own], [self._minutes(option) for option in own]
            left = max(0, guide.minutes_left_week)
            most = -(-max(0.0, sum(minutes) - left) // 15)
            over = self.model.add_column(cost=self.weights.per_quarter_over_week, upper=most, integer=True)
            self.model.add_row([*columns, over], [*minutes, -15.0], upper=left)

    def _add_cap(self, own: list[Option], left: int, most: int):
        durations = {option.request: self._minutes_in_all(option) for option in own}
        if sum(sorted(durations.values(), reverse=True)[:most]) <= left:
            return
        self.model.add_row(
            [self.column[option] for option in own], [float(durations[option.request]) for option in own], upper=left
        )
        self.caps.append(
            Cap([(self.column[option], option.request, durations[option.request]) for option in own], left, most)
        )

    def _pools_that_may_run_out(self, pools: PoolsLeft) -> list[str]:
        """Those that all requests together would overdraw, each taking its most."""
        most: dict[str, int] = defaultdict(int)
        for r in self.by_request if pools else ():
            request, own = self.requests[r], defaultdict(int)
            for option in self.by_request[r]:
                for pool, amount in request.pools_with(self.guides[option.guide].key).items():
                    own[pool] = max(own[pool], amount)
            for pool, amount in (*own.items(), *((pool, amount) for pool, _mark, amount in request.once)):
                most[pool] += amount
        return sorted(pool for pool in pools if most[pool] > pools[pool])

    def _add_pool(self, pool: str, left: int):
        """What all guides take together. How often each amount is taken is a whole number of its own: branching on these
        few instead of on the many pairs shortens the search. What counts once for a guide is a column that its requests lift.
        """
        counted, marked = [], defaultdict(list)
        for option in self.options:
            request, guide = self.requests[option.request], self.guides[option.guide]
            if amount := request.pools_with(guide.key).get(pool):
                counted.append((self.column[option], amount))
            for of, mark, amount in request.once:
                if of == pool and amount and mark not in guide.marks:
                    marked[option.guide, mark].append((option, amount))
        amounts = [amount for own in (counted, *marked.values()) for _option, amount in own]
        if not amounts:
            return
        unit = gcd(*amounts)
        room = left // unit
        lifted = []
        for own in marked.values():
            most = max(amount for _option, amount in own) // unit
            lifted.append(self.model.add_column(cost=0, upper=most, integer=False))
            for option, amount in own:
                self.model.add_row([self.column[option], lifted[-1]], [float(amount // unit), -1.0], upper=0)
        by_amount: dict[int, list[int]] = defaultdict(list)
        for column, amount in counted:
            by_amount[amount // unit].append(column)
        row = [(column, 1.0) for column in lifted]
        for amount, own in sorted(by_amount.items()):
            count = self.model.add_column(cost=0, upper=len(own), integer=True)
            self.model.add_row([*own, count], [1.0] * len(own) + [-1.0], lower=0, upper=0)
            row.append((count, float(amount)))
        self.model.add_row([column for column, _factor in row], [factor for _column, factor in row], upper=room)

    def _minutes(self, option: Option) -> float:
        return float(self.requests[option.request].minutes_with(self.guides[option.guide].key))

    def _minutes_in_all(self, option: Option) -> int:
        return self.requests[option.request].minutes_in_all_with(self.guides[option.guide].key)

    def _hours_may_run_out(self, guide: Guide, own: list[Option]) -> bool:
        limits = [
            m for m in (guide.minutes_left_week, guide.minutes_left_year, *guide.budgets.values()) if m is not None
        ]
        if not limits:
            return False
        durations = sorted({o.request: self._minutes_in_all(o) for o in own}.values(), reverse=True)
        return sum(durations[: guide.capacity]) > min(limits)

    def _by_the_hour(self, own: list[Option]) -> tuple[list[Option], list[list[Option]]]:
        """One column for each time, and what excludes each other; of times that collide with nothing one is enough."""
        single = [replace(option, slots=(slot,)) for option in own for slot in option.slots or ()]
        single += [option for option in own if not option.slots]
        cliques = self._cliques(single)
        colliding = {option for clique in cliques for option in clique}
        settled: dict[int, Option] = {}
        for option in single:
            if option not in colliding:
                settled.setdefault(option.request, option)
        kept = [o for o in single if settled.get(o.request, o) is o]
        left = set(kept)
        return kept, [[o for o in clique if o in left] for clique in cliques]

    def _cliques(self, own: list[Option]) -> list[list[Option]]:
        """Sets of one guide's options of which only one can be kept; together they hold every colliding pair.

        Each pair is grown to as large a set as there is, because few large rows bound the program better than many
        small ones. Two options collide if each time of one collides with each of the other.
        """
        found: dict[frozenset[int], list[Option]] = {}
        for day in _days(own):
            day.sort(key=lambda option: (option.slots[0].start, option.slots[0].end))
            beside = self._beside(day)
            covered: set[tuple[int, int]] = set()
            for i, others in enumerate(beside):
                for j in sorted(j for j in others if j > i):
                    if (i, j) in covered or day[i].request == day[j].request:
                        continue
                    clique = [i, j]
                    for k in sorted(beside[i] & beside[j]):
                        if all(k in beside[member] for member in clique):
                            clique.append(k)
                    clique.sort()
                    covered |= {(one, other) for one in clique for other in clique}
                    found.setdefault(frozenset(id(day[k]) for k in clique), [day[k] for k in clique])
        return list(found.values())

    def _beside(self, day: list[Option]) -> list[set[int]]:
        """For each option of a day the others one person cannot keep with it."""
        beside: list[set[int]] = [set() for _option in day]
        for i, one in enumerate(day):
            for j in range(i):
                other = day[j]
                gap = self.ways.get((one.request, other.request), self.weights.travel_minutes)
                if one.request == other.request or all(
                    a.start < b.end + gap and b.start < a.end + gap for a in one.slots for b in other.slots
                ):
                    beside[i].add(j)
                    beside[j].add(i)
        return beside


def _far_apart(requests, options, weights) -> Iterable[tuple[int, int, int]]:
    """Pairs of requests whose way takes longer than the usual pause, both ways round, with the minutes."""
    places = defaultdict(list)
    for r in {option.request for option in options if option.slots}:
        if requests[r].spot is not None:
            places[requests[r].spot].append(r)
    spots = sorted(places)
    for i, one in enumerate(spots):
        for other in spots[:i]:
            gap = gap_minutes(one, other, weights)
            if gap > weights.travel_minutes:
                for a, b in product(places[one], places[other]):
                    yield a, b, gap
                    yield b, a, gap


def _days(options: list[Option]) -> list[list[Option]]:
    """Group by date, each with the weekly ones of its weekday, and weekly ones among themselves.

    Options with times on several days stand in none.
    """
    weekly, dated = defaultdict(list), defaultdict(list)
    for option in options:
        day = option.day
        if day is not None:
            (weekly if isinstance(day, int) else dated)[day].append(option)
    return [own + weekly.get(day.weekday(), []) for day, own in sorted(dated.items())] + list(weekly.values())


def grouped(options: list[Option], by: str) -> dict[int, list[Option]]:
    groups: dict[int, list[Option]] = defaultdict(list)
    for option in options:
        groups[getattr(option, by)].append(option)
    return groups
