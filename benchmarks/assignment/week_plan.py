"""A week of a Kreis with all rules: 300 requests, 120 guides, what the year before lets expect of their hours and the reasons for
every unserved request included.

    .venv/bin/python benchmarks/assignment/week_plan.py [--seeds 1,2,3,4,5] [--pools] [--fair]

Prints seconds of wall clock and CPU and the ratio beside deciding one by one with the same rules, served and cost of both.
`--pools` plans the same week once more with fundings that give three quarters of the hours and of the money the plan before
takes, and prints the ratio of both. Bar: every seed under one second. Exits with 1 above it.
"""

import argparse
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import replace

from kreis import FALLBACKS, kreis, year_before

from kreislotse.assignment import Placement, Taken, Weights, assign, load_cost, total_cost, why_unserved
from kreislotse.assignment.outlook import hour_prices
from kreislotse.assignment.scoring import evaluate_if_possible
from kreislotse.assignment.solver import fit_together

WEIGHTS = Weights()
LIMIT = 1.0


def one_by_one(requests, guides):
    """The most urgent first, then the longest wait; each time the cheapest guide who can still come."""
    taken, placements = defaultdict(list), []
    for request in sorted(requests, key=lambda r: (-r.urgency, -r.waits_days, r.key)):
        best = None
        for guide in guides:
            fit = evaluate_if_possible(request, guide, weights=WEIGHTS, fallbacks=FALLBACKS)
            if fit is None:
                continue
            own = taken[guide.key]
            slot = next(
                (s for s in fit.slots or (None,)
                 if fit_together(guide, [*own, (request, (s,) if s else ())], WEIGHTS)), False,
            )  # fmt: skip
            if slot is False:
                continue
            durations = [r.duration_minutes for r, _slots in own]
            cost = fit.pair_cost + load_cost(guide, [*durations, request.duration_minutes], WEIGHTS)
            cost -= load_cost(guide, durations, WEIGHTS)
            if best is None or cost < best[0]:
                best = (cost, guide, slot, fit)
        if best:
            _cost, guide, slot, fit = best
            taken[guide.key].append((request, (slot,) if slot else ()))
            placements.append(Placement(request.key, guide.key, slot, fit.pair_cost, fit.reasons))
    return placements


def with_pools(requests, plan):
    """Two fundings, one of hours and one of hours and cents; each has three quarters of what the plan takes of it."""
    rows, pools = [], defaultdict(int)
    for number, request in enumerate(requests):
        minutes = request.duration_minutes
        own = {"kreis:minutes": minutes} if number % 3 else {"land:minutes": minutes, "land:cents": 500 + minutes * 10}
        rows.append(replace(request, pools=own))
        for pool, amount in own.items() if request.key in plan.pairs else ():
            pools[pool] += amount * 3
    return rows, {pool: left // 4 for pool, left in pools.items()}


def drained(requests, plan, pools) -> bool:
    """Whether the plan takes more of a pool than it has, counted without the solver."""
    used = defaultdict(int)
    for request in requests:
        for pool, amount in request.pools.items() if request.key in plan.pairs else ():
            used[pool] += amount
    return any(used[pool] > left for pool, left in pools.items())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", default="1,2,3,4,5")
    parser.add_argument("--pools", action="store_true", help="also with fundings that do not suffice; the same bar")
    parser.add_argument("--fair", action="store_true", help="also in the order of fairness; no bar")
    options = parser.parse_args()
    requests, guides = kreis(20, 10, seed=0)  # NumPy and HiGHS are imported once per program
    assign(requests, guides, fallbacks=FALLBACKS)
    hour_prices(year_before(20, 10, seed=0), guides, years=1, share_to_come=0.8)
    times = []
    for seed in map(int, options.seeds.split(",")):
        requests, guides = kreis(300, 120, seed=seed)
        past = year_before(300, 120, seed=seed)
        begun, cpu = time.perf_counter(), time.process_time()
        prices = hour_prices(past, guides, years=1, share_to_come=0.8, weights=WEIGHTS, fallbacks=FALLBACKS)
        guides = [replace(g, hour_prices=prices[g.key].by_cap) if g.key in prices else g for g in guides]
        looked = time.perf_counter() - begun
        plan = assign(requests, guides, weights=WEIGHTS, fallbacks=FALLBACKS)
        planned = time.perf_counter() - begun
        bindings = why_unserved(plan, requests, guides, weights=WEIGHTS, fallbacks=FALLBACKS)
        took, cpu = time.perf_counter() - begun, time.process_time() - cpu
        times.append(took)
        begun = time.perf_counter()
        greedy = one_by_one(requests, guides)
        slow = time.perf_counter() - begun
        cost = total_cost(greedy, requests, guides, weights=WEIGHTS)
        assert set(bindings) == set(plan.unserved)
        print(
            f"seed {seed}: {took:.2f} s ({looked:.2f} s looking ahead with {len(past):,} kinds of request, {planned - looked:.2f} s the plan, "
            f"{took - planned:.2f} s {len(bindings)} reasons; {cpu:.2f} s CPU), "
            f"{took / slow:.1f} x one by one ({slow:.2f} s); served {len(plan.placements)} and {len(greedy)}, "
            f"cost {plan.cost:,} and {cost:,}",
            flush=True,
        )
        if options.pools:
            rows, pools = with_pools(requests, plan)
            begun, cpu_before = time.perf_counter(), time.process_time()
            paid = assign(rows, guides, weights=WEIGHTS, fallbacks=FALLBACKS, pools=pools)
            planned = time.perf_counter() - begun
            bindings = why_unserved(paid, rows, guides, weights=WEIGHTS, fallbacks=FALLBACKS, pools=pools)
            with_money, cpu_with = time.perf_counter() - begun, time.process_time() - cpu_before
            times.append(with_money)
            short = sum(Taken.POOL in binding.rules for binding in bindings.values())
            assert not drained(rows, paid, pools)
            print(
                f"        pools: {with_money:.2f} s ({planned:.2f} s the plan; {cpu_with:.2f} s CPU), {with_money / took:.2f} x without, "
                f"{cpu_with / cpu:.2f} x in CPU; "
                f"served {len(paid.placements)}, {short} lack hours or money; at most {100 * paid.gap:.2f} % above the best",
                flush=True,
            )
        if options.fair:
            begun = time.perf_counter()
            fair = assign(requests, guides, weights=WEIGHTS, fallbacks=FALLBACKS, fair=True)
            print(f"        fair: {time.perf_counter() - begun:.2f} s, served {len(fair.placements)}", flush=True)
    median, most = statistics.median(times), max(times)
    print(f"median {median:.2f} s, most {most:.2f} s; limit {LIMIT:.0f} s for each")
    sys.exit(most > LIMIT)


if __name__ == "__main__":
    main()
