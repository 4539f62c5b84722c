"""Generalized assignment: every job to exactly one agent, loads and costs differ by pair, agents have capacities.

The classic problem behind hours per guide, with public instances. The method is the one of `kreislotse.assignment` for
a round with hours, `lagrange` and `columns`, written for costs and loads that differ by pair:

1. Prices on jobs leave one knapsack per agent, solved exactly (Fisher, Jaikumar and Van Wassenhove 1986, Management
   Science 32), and a bound. Subgradient steps make it better.
2. Is there a plan at the cost of the bound? Only sets can be in it that lose no more than is between the two, seen
   from both sides: what an agent loses by them, and what the others lose who wanted their jobs. These sets are written
   down, and one per agent is picked by branch and bound over the linear program (HiGHS). If there is no such plan, the bound rises by one, and so on: the first plan
   found is the best one (enumeration within the gap: Baldacci, Christofides and Mingozzi 2008, Mathematical Programming
   115; fixing pairs for one aspired cost: Posta, Ferland and Michelon 2012, Computational Optimization and
   Applications 52).
3. Where there are too many sets, dives along the prices give a plan near the bound.

Time is CPU time of this process. Deterministic, unless `seconds` cut it short.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from time import process_time

import highspy
import numpy as np

ITERATIONS = 600
_PATIENCE, _STEP_CUT, _DEFLECTION = 10, 0.7, 0.7
_CHEAP_ITERATIONS = 400
_SHARES = (1.0, 0.99, 0.98, 0.96, 0.92)
_PER_STAGE = 4
_MOVES = (0.1, 0.05, 0.2, 0.07, 0.14, 0.5, 2.0)
"""How fast prices move in one dive after the other: slow ones end nearer to the bound, fast ones find a plan at all."""
_MOST_SETS = 60_000
_LARGE = 20_000_000
"""Cells of all knapsacks' tables from which on one step takes so long that the first prices should be good."""
_SMALL = 1e-6
_FAR, _WANDERING = 0.004, 0.2
"""From what share between plan and bound it is worth walking on, and for what share of the time."""
_PATIENT = 100
"""So many steps for each job without anything better end the walk."""


class Infeasible(Exception):
    """No plan was found that gives every job to an agent within the capacities."""


@dataclass(frozen=True)
class GeneralizedPlan:
    """An agent per job at the total `cost`; no plan costs less than `bound`."""

    agent_of: np.ndarray
    cost: int
    bound: int

    @property
    def gap(self) -> float:
        """How much cheaper any plan could be at most, as a share of this one's cost."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0


def assign_jobs(cost: np.ndarray, load: np.ndarray, capacity: np.ndarray, *, seconds: float) -> GeneralizedPlan:
    """The cheapest plan that can be found and the best bound that can be proven within about `seconds` of CPU time.

    `cost` and `load` are whole numbers >= 0 of the shape (agents, jobs), loads >= 1, `capacity` >= 0 of the shape (agents,).
    Raises `ValueError` for other input and `Infeasible` if no plan was found.
    """
    cost, load, capacity = (np.asarray(array, dtype=np.int64) for array in (cost, load, capacity))
    if cost.ndim != 2 or cost.shape != load.shape or capacity.shape != cost.shape[:1]:
        raise ValueError("Cost and load need the shape (agents, jobs), capacity (agents,).")
    if (cost < 0).any() or (load < 1).any() or (capacity < 0).any():
        raise ValueError("Loads are at least 1, costs and capacities at least 0.")
    if cost.shape[1] == 0:
        return GeneralizedPlan(np.zeros(0, dtype=np.int64), 0, 0)
    if cost.shape[0] == 0:
        raise Infeasible
    return _Search(cost, load, capacity, seconds).run()


class _Search:
    def __init__(self, cost, load, capacity, seconds):
        self.cost, self.load, self.capacity, self.seconds = cost, load, capacity, seconds
        self.until = process_time() + seconds
        self.agents, self.jobs = cost.shape
        self.best, self.best_cost = None, None
        self.dearest = int(cost.max(axis=0).sum())
        self.bound, self.prices = -np.inf, None
        self.least = -np.inf
        """No plan costs less: a whole number, from the bound or from a search."""

    def run(self) -> GeneralizedPlan:
        for share in _SHARES:
            if self.best is None:
                self._offer(
                    _by_regret(self.cost, self.load, self.capacity, share), until=self.until - 0.9 * self.seconds
                )
        self._improve_bound(self.until - 0.6 * self.seconds)
        self._wander()
        self._close()
        for move in _MOVES:
            if (
                self._is_over()
                or self._left() < 0
                or (self.best is not None and process_time() > self.until - 0.2 * self.seconds)
            ):
                break
            self._dive(move)
        if self.best is None:
            raise Infeasible
        return GeneralizedPlan(self.best, self.best_cost, int(min(self.best_cost, self.least)))

    def _wander(self):
        """Where the plan is far from the bound, walk on from it: proofs come nearer only for those that are near."""
        if self.best is not None and self.best_cost - self.bound > _FAR * self.best_cost:
            until = process_time() + _WANDERING * self.seconds
            self._offer(_wandering(self.best, self.cost, self.load, self.capacity, until))

    def _left(self) -> float:
        return self.until - process_time()

    def _is_over(self) -> bool:
        """Whether the plan is proven, or that there is none."""
        return self.least >= (self.dearest + 1 if self.best_cost is None else self.best_cost)

    def _learn(self, value: float, prices: np.ndarray):
        self.bound, self.prices = value, prices
        self.least = max(self.least, ceil(value - _SMALL))

    def _improve_bound(self, until: float):
        if self.cost.size * int(self.capacity.max()) > _LARGE:
            rates = _rates(self.cost, self.load, self.capacity)
            prices = (self.cost + rates[:, None] * self.load).min(axis=0)
        else:
            prices = np.sort(self.cost, axis=0)[min(1, self.agents - 1)].astype(float)
        direction, step, waited = np.zeros(self.jobs), 1.0, 0
        for iteration in range(ITERATIONS):
            gains, taken, _ = _knapsacks(prices - self.cost, self.load, self.capacity)
            value = prices.sum() - gains.sum()
            if value > self.bound + 1e-7 * abs(self.bound) or self.prices is None:
                self._learn(value, prices)
                waited = 0
            else:
                waited += 1
                if waited >= _PATIENCE:
                    step, waited, prices, direction = step * _STEP_CUT, 0, self.prices, np.zeros(self.jobs)
            if iteration % 10 == 0:
                self._offer(_repaired(taken, prices, self.cost, self.load, self.capacity))
            slope = 1.0 - taken.sum(axis=0)
            if self._is_over() or not slope.any() or process_time() > until or step < 1e-3:
                break
            direction = slope + _DEFLECTION * direction
            target = self.best_cost if self.best_cost is not None else value + 0.005 * abs(value) + 1
            prices = prices + step * max(target - value, 0.5) / (direction @ direction) * direction

    def _close(self):
        """Ask for a plan at the least cost possible, then one above, until there is one.

        Where the sets that could be in it are too many, only the nearest are looked at: what is found is the best
        plan all the same, but finding none proves nothing.
        """
        while not self._is_over() and self._left() > 0.02 * self.seconds:
            aspired = self.least
            width = aspired - self.bound
            while (sets := _Sets.within(self, width, _MOST_SETS)) is None:
                width *= 0.7
                if width < 0.3 * (aspired - self.bound) or self._left() < 0.5 * self.seconds:
                    return
            finished, agent_of = sets.pick(aspired, self.until)
            if agent_of is not None:
                self._offer(agent_of)
            elif not finished or width < aspired - self.bound:
                return
            else:
                self.least = aspired + 1

    def _dive(self, move: float):
        """Fix what the agents keep picking, piece by piece, while prices move on by `move` of what is missing."""
        prices, left = self.prices.copy(), self.capacity.copy()
        settled = np.full(self.jobs, -1)
        picks, direction = np.zeros(self.cost.shape), np.zeros(self.jobs)
        while (settled < 0).any() and process_time() < self.until:
            open_ = settled < 0
            for _ in range(_PER_STAGE):
                _, taken, _ = _knapsacks(np.where(open_, prices - self.cost, -1.0), self.load, left)
                picks = 0.8 * picks + 0.2 * taken
                count = taken.sum(axis=0)
                slope = np.where(open_, 1.0 - count, 0.0)
                direction = np.where(open_, slope + _DEFLECTION * direction, 0.0)
                length = direction @ direction
                if length > 0:
                    prices += move * 0.02 * abs(self.bound) / length * direction
            alone = np.flatnonzero(open_ & (count == 1))
            if not len(alone):
                break
            agent = taken[:, alone].argmax(axis=0)
            steady = np.argsort(-picks[agent, alone], kind="stable")
            steady = steady[: max(1, int(0.1 * len(alone)), int((picks[agent, alone] > 0.95).sum()))]
            settled[alone[steady]] = agent[steady]
            np.subtract.at(left, agent[steady], self.load[agent[steady], alone[steady]])
        fixed = np.zeros(self.cost.shape, dtype=bool)
        done = np.flatnonzero(settled >= 0)
        fixed[settled[done], done] = True
        if len(done) < self.jobs and len(done):
            fixed |= taken & (settled < 0)
        self._offer(_repaired(fixed, prices, self.cost, self.load, self.capacity))

    def _offer(self, agent_of: np.ndarray | None, *, until: float | None = None):
        if agent_of is None:
            return
        agent_of = _exchanged(agent_of, self.cost, self.load, self.capacity, self.until if until is None else until)
        total = int(self.cost[agent_of, np.arange(self.jobs)].sum())
        if self.best_cost is None or total < self.best_cost:
            self.best, self.best_cost = agent_of, total


@dataclass
class _Sets:
    """Sets of jobs, each of one agent: row `agent`, its `cost`, and its jobs in `job[start[i]:start[i + 1]]`."""

    shape: tuple[int, int]
    agent: np.ndarray
    cost: np.ndarray
    start: np.ndarray
    job: np.ndarray

    @classmethod
    def within(cls, search: _Search, width: float, most: int) -> _Sets | None:
        """All sets that a plan not dearer than the bound plus `width` can hold, None if more than `most`."""
        cost, load, capacity, prices = search.cost, search.load, search.capacity, search.prices
        by_pair, without = _losses(prices - cost, load, capacity)
        without_others = without.sum(axis=0)[None, :] - without
        keep = by_pair + without_others <= width + _SMALL
        agents, costs, lengths, jobs = [], [], [], []
        count = 0
        for agent in range(len(capacity)):
            own = np.flatnonzero(keep[agent])
            profit = prices[own] - cost[agent, own]
            rows, loss = _enumerated(profit, load[agent, own], int(capacity[agent]), width, most - count)
            if rows is None:
                return None
            for other in np.flatnonzero((without[:, own] > _SMALL).any(axis=1)):
                if other != agent:
                    loss = loss + (rows * without[other, own]).max(axis=1)
            rows = rows[loss <= width + _SMALL]
            count += len(rows)
            agents.append(np.full(len(rows), agent))
            costs.append(rows @ cost[agent, own])
            lengths.append(rows.sum(axis=1))
            jobs.append(own[np.nonzero(rows)[1]])
        start = np.concatenate([[0], np.cumsum(np.concatenate(lengths))])
        return cls(cost.shape, np.concatenate(agents), np.concatenate(costs), start, np.concatenate(jobs))

    def pick(self, most: int, until: float) -> tuple[bool, np.ndarray | None]:
        """Whether the search for a plan at no more than `most` finished, and such a plan if there is one.

        Branches on whether an agent takes a job. In each branch the linear program's reduced costs strike out the
        sets that have become too dear, so that few are left after some branches.
        """
        agents, jobs = self.shape
        program = _Program(self, far=2.0 * most + 1.0)
        row = np.repeat(np.arange(len(self.agent)), np.diff(self.start))
        row = row[np.argsort(self.job, kind="stable")]
        of_job = np.concatenate([[0], np.cumsum(np.bincount(self.job, minlength=jobs))])
        waiting = [np.ones(len(self.agent), dtype=bool)]
        while waiting:
            if process_time() > until:
                return False, None
            mask = waiting.pop()
            value, prices, share = program.solve(mask, above=most)
            if value > most + _SMALL:
                continue
            mask &= program.reduced(prices) <= most - value + _SMALL
            used = np.flatnonzero(share > _SMALL)
            mixed = np.zeros((agents, jobs))
            for at in used:
                mixed[self.agent[at], self.jobs(at)] += share[at]
            open_ = (mixed > 1e-5) & (mixed < 1 - 1e-5)
            if not open_.any():
                agent_of = np.full(jobs, -1)
                for at in used[share[used] > 0.5]:
                    agent_of[self.jobs(at)] = self.agent[at]
                return True, agent_of
            agent, job = np.unravel_index(int(np.where(open_, np.abs(mixed - 0.6), 9.0).argmin()), open_.shape)
            own, has = self.agent == agent, np.zeros(len(mask), dtype=bool)
            has[row[of_job[job] : of_job[job + 1]]] = True
            waiting.append(mask & ~(own & has))
            waiting.append(mask & (own == has))
        return True, None

    def jobs(self, at: int) -> np.ndarray:
        return self.job[self.start[at] : self.start[at + 1]]


class _Program:
    """The linear program of one set per agent and every job once, `far` for a job nobody does.

    It holds only the sets that have been worth a look.
    """

    _AT_ONCE = 400

    def __init__(self, sets: _Sets, *, far: float):
        self.sets = sets
        agents, jobs = sets.shape
        self.highs = _highs(solver="simplex", presolve="off")
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = jobs, agents + jobs
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.full(jobs, far), np.zeros(jobs), np.full(jobs, np.inf)
        lp.row_lower_ = np.concatenate([np.full(agents, -np.inf), np.ones(jobs)])
        lp.row_upper_ = np.ones(agents + jobs)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.arange(jobs + 1, dtype=np.int32)
        lp.a_matrix_.index_ = (agents + np.arange(jobs)).astype(np.int32)
        lp.a_matrix_.value_ = np.ones(jobs)
        self.highs.passModel(lp)
        self.columns = np.zeros(0, dtype=np.int64)
        self.is_in = np.zeros(len(sets.agent), dtype=bool)
        self.shown = np.zeros(0, dtype=bool)

    def reduced(self, prices) -> np.ndarray:
        """What each set costs at these prices of agents and jobs."""
        agents, _ = self.sets.shape
        worth = np.concatenate([[0.0], np.cumsum(prices[agents:][self.sets.job])])
        return self.sets.cost - prices[self.sets.agent] - (worth[self.sets.start[1:]] - worth[self.sets.start[:-1]])

    def solve(self, mask, above: float = np.inf) -> tuple[float, np.ndarray, np.ndarray]:
        """Value, prices of agents and jobs, and each set's share, with the sets of `mask` alone."""
        jobs = self.sets.shape[1]
        wanted = mask[self.columns]
        changed = np.flatnonzero(wanted != self.shown).astype(np.int32)
        if len(changed):
            upper = np.where(wanted[changed], np.inf, 0.0)
            self.highs.changeColsBounds(len(changed), jobs + changed, np.zeros(len(changed)), upper)
        self.shown = wanted
        while True:
            self.highs.run()
            solution, value = self.highs.getSolution(), self.highs.getInfo().objective_function_value
            prices = np.array(solution.row_dual)
            new = self.reduced(prices)
            new[self.is_in | ~mask] = 0.0
            better = np.flatnonzero(new < -_SMALL)
            if not len(better):
                share = np.zeros(len(mask))
                share[self.columns] = np.array(solution.col_value)[jobs:]
                return value, prices, share
            self._add(better[np.argsort(new[better], kind="stable")[: self._AT_ONCE]])

    def _add(self, rows):
        agents, _ = self.sets.shape
        index = [np.concatenate([[self.sets.agent[at]], agents + self.sets.jobs(at)]) for at in rows]
        start = np.concatenate([[0], np.cumsum([len(own) for own in index])])
        self.highs.addCols(
            len(rows), self.sets.cost[rows].astype(float), np.zeros(len(rows)), np.full(len(rows), np.inf),
            int(start[-1]), start[:-1].astype(np.int32), np.concatenate(index).astype(np.int32), np.ones(start[-1]),
        )  # fmt: skip
        self.is_in[rows] = True
        self.columns = np.concatenate([self.columns, rows])
        self.shown = np.concatenate([self.shown, np.ones(len(rows), dtype=bool)])


def _highs(**options) -> highspy.Highs:
    """With presolve, which the product leaves off (ADR 0006): what comes out is held against the known bounds."""
    highs = highspy.Highs()
    for option, value in {"output_flag": False, "threads": 1, "random_seed": 1, **options}.items():
        highs.setOptionValue(option, value)
    return highs


def _rates(cost, load, capacity) -> np.ndarray:
    """Prices on the agents' capacities: about those of the plain linear program, and cheap to find."""
    price, best, best_price = np.zeros(len(capacity)), -np.inf, None
    direction, step, waited = np.zeros(len(capacity)), 1.0, 0
    jobs = np.arange(cost.shape[1])
    for _ in range(_CHEAP_ITERATIONS):
        whole = cost + price[:, None] * load
        agent_of = whole.argmin(axis=0)
        value = whole[agent_of, jobs].sum() - price @ capacity
        if value > best:
            best, best_price, waited = value, price, 0
        else:
            waited += 1
            if waited >= _PATIENCE:
                step, waited, price, direction = step * _STEP_CUT, 0, best_price, np.zeros(len(capacity))
        slope = np.bincount(agent_of, weights=load[agent_of, jobs], minlength=len(capacity)) - capacity
        direction = slope + _DEFLECTION * direction
        length = direction @ direction
        if length == 0:
            break
        price = np.maximum(0.0, price + step * 0.05 * max(abs(value), 1.0) / length * direction)
    return best_price


def _by_regret(cost, load, capacity, share) -> np.ndarray | None:
    """Jobs with the most to lose first, at prices as if only a `share` of the capacity were there."""
    whole = cost + _rates(cost, load, share * capacity)[:, None] * load
    lowest = np.sort(whole, axis=0)[:2]
    left, agent_of = capacity.copy(), np.full(cost.shape[1], -1)
    for job in np.argsort(lowest[0] - lowest[-1], kind="stable").tolist():
        agent = int(np.where(load[:, job] <= left, whole[:, job], np.inf).argmin())
        if load[agent, job] > left[agent]:
            return None
        agent_of[job] = agent
        left[agent] -= load[agent, job]
    return agent_of


def _losses(profit, load, capacity) -> tuple[np.ndarray, np.ndarray]:
    """What each agent loses by having to take a job, and what by having to leave it; shape (agents, jobs) each."""
    by, without = np.full(profit.shape, np.inf), np.zeros(profit.shape)
    for agent in range(len(capacity)):
        gain, weight, room = profit[agent], load[agent], int(capacity[agent])
        useful = np.flatnonzero((gain > 0) & (weight <= room))
        up, down = _table(gain[useful], weight[useful], room), _table(gain[useful][::-1], weight[useful][::-1], room)
        best = up[-1, room]
        other = (gain <= 0) & (weight <= room)
        by[agent, other] = best - gain[other] - up[-1, room - weight[other]]
        for at, job in enumerate(useful):
            before, after, rest = up[at], down[len(useful) - 1 - at], room - weight[job]
            without[agent, job] = best - (before + after[::-1]).max()
            by[agent, job] = best - gain[job] - (before[: rest + 1] + after[rest::-1]).max()
    return np.maximum(by, 0.0), np.maximum(without, 0.0)


def _table(gain, weight, room) -> np.ndarray:
    """table[i, c]: the most that the first i items can gain in a room of c."""
    table = np.zeros((len(gain) + 1, room + 1))
    for at in range(len(gain)):
        table[at + 1] = table[at]
        target = table[at + 1, weight[at] :]
        np.maximum(target, table[at, : room + 1 - weight[at]] + gain[at], out=target)
    return table


def _enumerated(gain, weight, room, width, most) -> tuple[np.ndarray, np.ndarray] | tuple[None, None]:
    """Every set within `room` that gains at most `width` less than the best one: as boolean rows, and its loss."""
    order = np.argsort(-gain / weight, kind="stable")
    ahead = _table(gain[order][::-1], weight[order][::-1], room)[::-1]
    least = ahead[0, room] - width - _SMALL
    left, gained, rows = np.array([room]), np.zeros(1), np.zeros((1, len(gain)), dtype=bool)
    for at, item in enumerate(order, start=1):
        can = left >= weight[item]
        can[can] = gained[can] + gain[item] + ahead[at, left[can] - weight[item]] >= least
        with_it = rows[can]
        with_it[:, item] = True
        keep = gained + ahead[at, left] >= least
        rows = np.concatenate([rows[keep], with_it])
        gained = np.concatenate([gained[keep], gained[can] + gain[item]])
        left = np.concatenate([left[keep], left[can] - weight[item]])
        if len(rows) > most:
            return None, None
    return rows, ahead[0, room] - gained


def _knapsacks(profit: np.ndarray, load: np.ndarray, capacity: np.ndarray):
    """Each agent's best set of jobs: gains (agents,), taken (agents, jobs), and the gain for every smaller capacity."""
    agents, _ = profit.shape
    rows = np.arange(agents)[:, None]
    useful = (profit > 0) & (load <= capacity[:, None])
    many = int(useful.sum(axis=1).max(initial=0))
    order = np.argsort(~useful, axis=1, kind="stable")[:, :many]
    gain = np.where(useful[rows, order], profit[rows, order], 0.0)
    weight = np.where(useful[rows, order], load[rows, order], 0)
    size, pad = int(capacity.max()) + 1, int(weight.max(initial=0))
    table = np.full((agents, pad + size), -np.inf)  # what reaches below no capacity at all is impossible
    table[:, pad:] = 0.0
    place = np.arange(agents)[:, None] * (pad + size) + pad + np.arange(size)[None, :]
    took = np.zeros((many, agents, size), dtype=bool)
    for step in range(many):
        with_it = table.take(place - weight[:, step, None])
        with_it += gain[:, step, None]
        now = table[:, pad:]
        np.greater(with_it, now, out=took[step])
        np.maximum(now, with_it, out=now)
    table = table[:, pad:]
    taken = np.zeros(profit.shape, dtype=bool)
    left, agent = capacity.copy(), np.arange(agents)
    for step in range(many - 1, -1, -1):
        chosen = took[step, agent, left]
        taken[agent[chosen], order[chosen, step]] = True
        left = left - np.where(chosen, weight[:, step], 0)
    return table[agent, capacity], taken, table


def _repaired(taken, prices, cost, load, capacity) -> np.ndarray | None:
    """A plan out of the agents' choices: what several want goes to the cheapest, the rest where it regrets most."""
    jobs = np.arange(cost.shape[1])
    wanted = np.where(taken, cost, np.iinfo(np.int64).max)
    agent_of = np.where(taken.any(axis=0), wanted.argmin(axis=0), -1)
    left = capacity.copy()
    placed = agent_of >= 0
    np.subtract.at(left, agent_of[placed], load[agent_of[placed], jobs[placed]])
    open_ = np.flatnonzero(~placed).tolist()
    while open_:
        fits = load[:, open_] <= left[:, None]
        if not fits.any(axis=0).all():
            return None
        price = np.where(fits, cost[:, open_].astype(float), np.inf)
        two = np.sort(price, axis=0)[:2]
        regret = two[-1] - two[0] if len(two) > 1 else np.zeros(len(open_))
        regret[np.isnan(regret)] = np.inf
        at = int(regret.argmax())
        job, agent = open_.pop(at), int(price[:, at].argmin())
        agent_of[job] = agent
        left[agent] -= load[agent, job]
    return agent_of


def _exchanged(agent_of, cost, load, capacity, until) -> np.ndarray:
    """Move single jobs and swap pairs of jobs as long as that is cheaper."""
    agent_of, jobs = agent_of.copy(), np.arange(cost.shape[1])
    left = capacity.copy()
    np.subtract.at(left, agent_of, load[agent_of, jobs])
    for _ in range(4 * len(jobs)):
        own = cost[agent_of, jobs]
        change = np.where(load <= left[:, None], cost - own, 0)
        agent, job = np.unravel_index(int(change.argmin()), change.shape)
        if change[agent, job] < 0:
            left[agent_of[job]] += load[agent_of[job], job]
            left[agent] -= load[agent, job]
            agent_of[job] = agent
            continue
        if process_time() > until:
            break
        there, here = cost[agent_of], load[agent_of]
        """there[i, j]: what job j costs at the agent of job i."""
        swap = there + there.T - own[:, None] - own[None, :]
        room = left[agent_of] + load[agent_of, jobs]
        swap[(here > room[:, None]) | (room[None, :] < here.T) | (agent_of[:, None] == agent_of[None, :])] = 0
        one, other = np.unravel_index(int(swap.argmin()), swap.shape)
        if swap[one, other] >= 0:
            break
        a, b = agent_of[one], agent_of[other]
        left[a] += load[a, one] - load[a, other]
        left[b] += load[b, other] - load[b, one]
        agent_of[one], agent_of[other] = b, a
    return agent_of


def _wandering(agent_of, cost, load, capacity, until) -> np.ndarray:
    """The best plan met on a walk of single moves and exchanges, each time the best not just taken back, through plans
    beyond the capacities too, whose price grows as long as they are broken (tabu search: Glover 1989, ORSA Journal on
    Computing 1). Not random.
    """
    agents, jobs = cost.shape
    here, best = agent_of.copy(), agent_of.copy()
    each = np.arange(jobs)
    best_cost = int(cost[here, each].sum())
    price = np.full(agents, cost.mean() / load.mean())
    closed = np.zeros((agents, jobs), dtype=np.int64)
    over = (np.bincount(here, weights=load[here, each], minlength=agents) - capacity).astype(float)
    step = found_at = 0
    while process_time() < until and step - found_at < _PATIENT * jobs:
        step += 1
        fine = price * np.maximum(over, 0.0)
        own_cost, own_load = cost[here, each], load[here, each]
        lighter = (price[here] * np.maximum(over[here] - own_load, 0.0) - fine[here])[None, :]
        move = cost - own_cost + lighter + price[:, None] * np.maximum(over[:, None] + load, 0.0) - fine[:, None]
        move[here, each] = np.inf
        their_cost, their_load = cost[here], load[here]
        after = their_cost - own_cost[:, None]
        after = after + price[here][:, None] * np.maximum((over[here] - own_load)[:, None] + their_load, 0.0)
        after -= fine[here][:, None]
        swap = after + after.T
        swap[here[:, None] == here[None, :]] = np.inf
        barred = closed > step
        move[barred] = np.inf
        barred = barred[here]
        swap[barred | barred.T] = np.inf
        at_move, at_swap = int(move.argmin()), int(swap.argmin())
        if not np.isfinite(min(move.flat[at_move], swap.flat[at_swap])):
            continue  # all barred for the moment
        kept = 3 + step % 7
        if move.flat[at_move] <= swap.flat[at_swap]:
            moves = [(at_move % jobs, at_move // jobs)]
        else:
            one, other = divmod(at_swap, jobs)
            moves = [(one, here[other]), (other, here[one])]
        for job, agent in moves:
            closed[here[job], job] = step + kept
            over[here[job]] -= load[here[job], job]
            over[agent] += load[agent, job]
            here[job] = agent
        broken = over > 0
        price = np.clip(price * np.where(broken, 1.08, 0.99), 1e-3, 1e6)
        if not broken.any():
            now = int(cost[here, each].sum())
            if now < best_cost:
                best, best_cost, found_at = here.copy(), now, step
    return best
