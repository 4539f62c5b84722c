"""T1: only capacities count. Equal to the optimum, and how fast beside the others in the same run.

    .venv/bin/python benchmarks/assignment/t1.py [--sizes D1,D2,D3] [--seeds 1,2,3] [--slow]

Bars: every optimum equal; 10,000 x 2,000 within 1.5 times OR-Tools' time; 100,000 x 20,000 in 30 seconds. Ours is
`rounds.solve`, with OR-Tools (extra `matching`); our own shortest paths, used without it, are measured beside, without a bar on their time.
`--slow` adds networkx and the own solver at D2 (minutes). Exits with 1 above a bar.
"""

import argparse
import resource
import sys
from statistics import median

import checker
import instances
import peers

from kreislotse.assignment import rounds
from kreislotse.assignment.bundles import Pairs
from kreislotse.assignment.flow import best_flow, has_fast_flow

FASTER_THAN_ORTOOLS, STATE_SECONDS = 1.5, 30.0


def ours(instance, *, fast):
    pairs = Pairs(
        len(instance.requests),
        len(instance.guides),
        instance.pair_request,
        instance.pair_guide,
        instance.pair_weight,
        instance.guides.capacity,
    )
    return (rounds.solve(pairs) if fast else best_flow(pairs, fast=False)).guide_of


def solvers(size, slow):
    yield "first-come", peers.first_come
    yield "greedy", peers.greedy
    if size not in ("D2", "D3") or slow:
        yield "own shortest paths", lambda i: ours(i, fast=False)
        yield "networkx", peers.networkx_flow
    if size != "D3":
        yield "scipy sparse", peers.scipy_sparse
        yield "scipy dense", peers.scipy_dense
    yield "OR-Tools", peers.ortools_flow
    if has_fast_flow():
        yield "ours", lambda i: ours(i, fast=True)


def measure(size, seed, slow):
    """Print one instance; return what was missed."""
    instance = instances.hard(size, seed=seed) if size in instances.HARD_CASES else instances.district(size, seed=seed)
    print(f"\n{instance.name}, seed {seed}: {len(instance.pair_request):,} pairs")
    values, seconds = {}, {}
    for name, solve in solvers(size, slow and size != "D3"):
        try:
            plan, took = peers.timed(lambda solve=solve: solve(instance))
        except peers.Unavailable as reason:
            print(f"  {name:20} {reason}")
            continue
        times = [took]
        if name in ("OR-Tools", "ours") and took < 5:
            times += [peers.timed(lambda solve=solve: solve(instance))[1] for _ in range(4)]
        checked = checker.check(instance, plan)
        values[name], seconds[name] = checked.objective, median(times)
        print(f"  {name:20} {checked.objective:>13,} {checked.served:>7,} served {seconds[name]:9.2f} s")

    missed, optimum = [], max(values.values())
    for name in values.keys() - {"first-come", "greedy"}:
        if values[name] != optimum:
            missed.append(f"{size} {name}: {values[name]} instead of {optimum}")
    if "ours" in values and "OR-Tools" in values:
        ratio = seconds["ours"] / seconds["OR-Tools"]
        print(f"  ours / OR-Tools: time {ratio:.2f}; worth of greedy {values['greedy'] / optimum:.3f} of the optimum")
        if size == "D2" and ratio > FASTER_THAN_ORTOOLS:
            missed.append(f"{size}: {ratio:.2f} times OR-Tools' time, bar {FASTER_THAN_ORTOOLS}")
        if size == "D3" and seconds["ours"] > STATE_SECONDS:
            missed.append(f"{size}: {seconds['ours']:.1f} s, bar {STATE_SECONDS}")
    elif size in ("D2", "D3"):
        missed.append(f"{size}: nothing to compare with. {peers.INSTALL}")
    print(f"  peak memory so far {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(("D0", "D1", *instances.HARD_CASES, "D2", "D3")))
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--slow", action="store_true")
    options = parser.parse_args()
    missed = []
    for size in options.sizes.split(","):
        for seed in options.seeds.split(","):
            missed += measure(size, int(seed), options.slow)
    print("\n" + ("\n".join(f"missed: {line}" for line in missed) or "all bars held"))
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
