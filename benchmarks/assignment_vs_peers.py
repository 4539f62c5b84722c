"""HiGHS against deciding one by one and against a flow solver of our own.

    PYTHONPATH=src python benchmarks/assignment_vs_peers.py

Prints ratios of cost and of CPU time, measured in the same run on the same pairs. The flow solver (successive
shortest paths) knows no appointments and no hours, so the instances for it have none; a last instance with
appointments and hours compares HiGHS with deciding one by one alone.
"""

import random
import time
from collections import defaultdict

from kreislotse.assignment import (
    Guide,
    LanguageNeed,
    Request,
    Slot,
    Weights,
    assign,
    evaluate,
    load_cost,
    total_cost,
    unserved_cost,
)
from kreislotse.assignment import solver as own_solver

WEIGHTS = Weights()
LANGUAGES = ["ar", "fa", "prs", "kmr", "ckb", "tr", "uk", "ru", "ti", "so", "ps", "fr", "pl", "ro", "bg"]


def office(n_requests, n_guides, *, seed, with_times=False):
    rng = random.Random(seed)

    def place():
        return (51.0 + rng.random() * 0.5, 8.6 + rng.random() * 0.6)

    guides = [
        Guide(
            f"g{i:05}",
            languages={code: rng.randint(3, 7) for code in rng.sample(LANGUAGES, rng.randint(1, 3))},
            home=place(),
            topics=frozenset(rng.sample(["health", "school", "housing", "work"], 2)),
            last_assignment_days=rng.choice([None, rng.randint(0, 120)]),
            capacity=rng.randint(1, 5),
            minutes_left_year=rng.randint(60, 400) if with_times else None,
            minutes_left_week=rng.randint(60, 360) if with_times else None,
        )
        for i in range(n_guides)
    ]
    requests = []
    for i in range(n_requests):
        start = 480 + 15 * rng.randint(0, 32)
        requests.append(
            Request(
                f"r{i:05}",
                languages=(LanguageNeed(rng.choice(LANGUAGES), rng.randint(1, 4)),),
                slots=(Slot(start, start + 60, weekday=rng.randint(0, 4)),) if with_times else (),
                place=place(),
                topic=rng.choice(["health", "school", "housing", "work"]),
                waits_days=rng.randint(0, 60),
                duration_minutes=rng.choice([45, 60, 90]) if with_times else 60,
            )
        )
    return requests, guides


def one_by_one(requests, guides):
    """The longest wait first, each time the cheapest guide who can still come."""
    taken = defaultdict(list)
    placements = []
    for request in sorted(requests, key=lambda r: (-r.waits_days, r.key)):
        best = None
        for guide in guides:
            own = taken[guide.key]
            if len(own) >= guide.capacity:
                continue
            fit = evaluate(request, guide)
            if not fit.is_possible:
                continue
            durations = [r.duration_minutes for r, _ in own]
            more = [*durations, request.duration_minutes]
            if guide.minutes_left_year is not None and sum(more) > guide.minutes_left_year:
                continue
            free = [s for s in fit.slots if not any(s.overlaps(o, gap=WEIGHTS.travel_minutes) for _, o in own if o)]
            if fit.slots and not free:
                continue
            cost = fit.pair_cost + load_cost(guide, more) - load_cost(guide, durations)
            if best is None or cost < best[0]:
                best = (cost, guide, free[0] if free else None, fit)
        if best:
            _, guide, slot, fit = best
            taken[guide.key].append((request, slot))
            placements.append(own_solver.Placement(request.key, guide.key, slot, fit.pair_cost, fit.reasons))
    return placements


def shortest_paths(pairs, requests, guides):
    """Successive shortest paths, label correcting, over requests and guides' places; returns the least cost."""
    cost_of = [dict(own) for own in pairs]
    matched, of_guide = [None] * len(requests), [set() for _ in guides]
    cost = 0
    for start in range(len(requests)):
        best, came, queue = {}, {}, [start]
        base = {start: 0}
        while queue:
            following = set()
            for r in queue:
                for g, pair_cost in pairs[r]:
                    if g != matched[r] and base[r] + pair_cost < best.get(g, 1 << 60):
                        best[g], came[g] = base[r] + pair_cost, r
                        for other in of_guide[g]:
                            back = best[g] - cost_of[other][g]
                            if back < base.get(other, 1 << 60):
                                base[other] = back
                                following.add(other)
            queue = sorted(following)

        ends = [(unserved_cost(requests[r]) + base[r], 0, r) for r in base]
        for g, reached in best.items():
            used = len(of_guide[g])
            if used < guides[g].capacity:
                ends.append((reached + WEIGHTS.per_further_in_round * used, 1, g))
        end_cost, is_seat, end = min(ends)
        cost += end_cost
        if is_seat:
            r, g = came[end], end
        else:
            r, g = end, None
        while True:
            previous, matched[r] = matched[r], g
            if previous is not None:
                of_guide[previous].discard(r)
            if g is not None:
                of_guide[g].add(r)
            if r == start:
                break
            r, g = came[previous], previous
    return cost


def timed(work):
    before = time.process_time()
    result = work()
    return result, time.process_time() - before


def compare(n_requests, n_guides):
    requests, guides = office(n_requests, n_guides, seed=1)
    solution, whole = timed(lambda: assign(requests, guides))
    greedy, greedy_time = timed(lambda: one_by_one(requests, guides))
    pairs, scoring = timed(
        lambda: [
            [(g, fit.pair_cost) for g, guide in enumerate(guides) if (fit := evaluate(r, guide)).is_possible]
            for r in requests
        ]
    )
    flow, flow_time = timed(lambda: shortest_paths(pairs, requests, guides))
    solving = max(whole - scoring, 1e-9)
    print(f"{n_requests} x {n_guides}: {sum(map(len, pairs))} possible pairs, {len(solution.unserved)} unserved")
    print(f"  cost one by one / HiGHS            {total_cost(greedy, requests, guides) / solution.cost:.3f}")
    print(f"  cost shortest paths / HiGHS        {flow / solution.cost:.3f}  (1.000: same optimum)")
    print(f"  CPU HiGHS with scoring / one by one {whole / greedy_time:.2f}")
    print(f"  CPU shortest paths / HiGHS, pairs given {flow_time / solving:.2f}")


def compare_with_times(n_requests, n_guides):
    requests, guides = office(n_requests, n_guides, seed=2, with_times=True)
    solution, whole = timed(lambda: assign(requests, guides, seconds=120))
    greedy, greedy_time = timed(lambda: one_by_one(requests, guides))
    print(f"{n_requests} x {n_guides} with appointments and hours: {len(solution.unserved)} unserved")
    print(f"  cost one by one / HiGHS            {total_cost(greedy, requests, guides) / solution.cost:.3f}")
    print(f"  unserved one by one / HiGHS        {n_requests - len(greedy)} / {len(solution.unserved)}")
    print(f"  CPU HiGHS with scoring / one by one {whole / greedy_time:.2f}")


if __name__ == "__main__":
    compare(200, 80)
    compare(1_000, 400)
    compare_with_times(200, 80)
