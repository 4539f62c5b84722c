"""T4: first the urgent, then the worst-served group, then the ways: exact at the size of a Kreis, with its price.

    .venv/bin/python benchmarks/assignment/t4.py [--sizes D0,D1] [--seeds 1,2,3]

Each plan is compared with the same three steps as plain mixed-integer programs over all pairs, written anew here and
solved by HiGHS without any of the solver's shortcuts, and beside a weighted sum. Bars: the same numbers served in each
class of urgency, the same least rate of a group (language, municipality), the same cost of ways. Exits with 1 if not.
"""

import argparse
import sys
import time
from collections import defaultdict
from fractions import Fraction

import as_problem
import checker
import instances

from kreislotse.assignment import assign, fairness_of
from kreislotse.assignment.solver import groups_of

HARD = {"hours": True, "one_at_a_time": True}


class Program:
    """A mixed-integer program over the pairs of an instance, told to HiGHS row by row."""

    def __init__(self, instance):
        import highspy

        self.highs = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("mip_rel_gap", 0.0),
                              ("mip_abs_gap", 0.4)):  # fmt: skip
            self.highs.setOptionValue(option, value)
        self.infinity, self.optimal = highspy.kHighsInf, highspy.HighsModelStatus.kOptimal
        pairs = usable(instance)
        self.n, self.request, self.guide = len(pairs), [r for r, _g in pairs], [g for _r, g in pairs]
        for pair in range(self.n):
            self.highs.addVar(0, 1)
            self.highs.changeColIntegrality(pair, highspy.HighsVarType.kInteger)
        by_request, by_guide, by_moment = defaultdict(list), defaultdict(list), defaultdict(list)
        for pair, (r, g) in enumerate(zip(self.request, self.guide, strict=True)):
            by_request[r].append(pair)
            by_guide[g].append(pair)
            by_moment[g, int(instance.requests.slot[r])].append(pair)
        for own in [*by_request.values(), *by_moment.values()]:
            self.row(own, upper=1)
        for g, own in by_guide.items():
            self.row(own, upper=int(instance.guides.capacity[g]))
            self.row(
                own, [int(instance.requests.hours[self.request[p]]) for p in own], upper=int(instance.guides.hours[g])
            )
        self.by_request = by_request

    def row(self, columns, factors=None, *, lower=None, upper=None):
        self.highs.addRow(
            -self.infinity if lower is None else lower, self.infinity if upper is None else upper, len(columns), columns,
            [float(f) for f in factors] if factors else [1.0] * len(columns),
        )  # fmt: skip

    def maximize(self, worth) -> float | None:
        """The best value, `None` if the rows cannot be kept."""
        for pair in range(self.n):
            self.highs.changeColCost(pair, -float(worth(pair)))
        self.highs.run()
        if self.highs.getModelStatus() != self.optimal:
            return None
        return -self.highs.getInfo().objective_function_value


def usable(instance) -> list[tuple[int, int]]:
    """The pairs whose guide has a place and the hours for this request at all."""
    pairs = zip(instance.pair_request.tolist(), instance.pair_guide.tolist(), strict=True)
    guides, hours = instance.guides, instance.requests.hours
    return [(r, g) for r, g in pairs if guides.capacity[g] >= 1 and hours[r] <= guides.hours[g]]


def lexicographic(instance, requests, cost_of):
    """Served by class, the least rate and the least cost, step by step."""
    program = Program(instance)
    urgency = instance.requests.urgency
    served = {}
    for level in sorted({int(u) for u in urgency}, reverse=True):
        own = [p for p in range(program.n) if urgency[program.request[p]] == level]
        worth = set(own)
        served[level] = round(program.maximize(lambda p, worth=worth: p in worth) or 0)
        if own:
            program.row(own, lower=served[level])
    groups = defaultdict(set)
    for r in program.by_request:
        for group in groups_of(requests[r]):
            groups[group].add(r)
    sizes = {len(members) for members in groups.values()}
    rates = sorted({Fraction(part, size) for size in sizes for part in range(size + 1)})
    low, high, best = 0, len(rates) - 1, None
    while low <= high:  # the greatest rate that can be kept, by halving
        middle = (low + high) // 2
        trial = Program(instance)
        for level, number in served.items():
            own = [p for p in range(trial.n) if urgency[trial.request[p]] == level]
            if own:
                trial.row(own, lower=number)
        for members in groups.values():
            own = [p for r in members for p in trial.by_request[r]]
            trial.row(own, lower=-(-rates[middle].numerator * len(members) // rates[middle].denominator))
        total = trial.maximize(lambda p, trial=trial: -cost_of[trial.request[p], trial.guide[p]])
        if total is None:
            high = middle - 1
        else:
            best, low = (float(rates[middle]), round(-total)), middle + 1
    return served, *best


def costs(requests, guides):
    from kreislotse.assignment import evaluate

    found = {}
    for r, request in enumerate(requests):
        for g, guide in enumerate(guides):
            fit = evaluate(request, guide, weights=as_problem.WEIGHTS)
            if fit.is_possible:
                found[r, g] = fit.pair_cost
    return found


def measure(size, seed) -> list[str]:
    instance = instances.district(size, seed=seed)
    requests, guides = as_problem.problem(instance)
    cost_of = costs(requests, guides)
    missed = []
    pairs = set(usable(instance))
    if pairs != set(cost_of):
        missed.append(f"{size}/{seed}: the pairs differ ({len(pairs)} and {len(cost_of)})")

    print(f"\n{size}, seed {seed}: {len(requests)} requests, {len(guides)} guides, {len(cost_of)} pairs", flush=True)
    found = {}
    for name, fair in (("weighted sum", False), ("fair", True)):
        begun = time.perf_counter()
        plan = assign(requests, guides, weights=as_problem.WEIGHTS, fair=fair, seconds=600)
        took = time.perf_counter() - begun
        checker.check(instance, as_problem.rows_of(plan, len(requests)), **HARD)
        fairness = fairness_of(plan, requests, guides, weights=as_problem.WEIGHTS)
        ways = sum(placement.cost for placement in plan.placements)
        found[name] = (fairness, ways, len(plan.placements))
        print(
            f"  {name:13} served {len(plan.placements)} {dict(fairness.served)}  least rate {fairness.least_rate:.3f}"
            f"  Gini {fairness.gini:.3f}  cost of ways {ways}  {took:.2f} s", flush=True,
        )  # fmt: skip
    begun = time.perf_counter()
    served, rate, cost = lexicographic(instance, requests, cost_of)
    print(
        f"  plain MIPs    served {served}  least rate {rate:.3f}  cost of ways {cost}  {time.perf_counter() - begun:.2f} s"
    )
    fairness, ways, number = found["fair"]
    plain, plain_ways, plain_number = found["weighted sum"]
    print(
        f"  price of fairness: {number - plain_number:+d} served, {(ways / number) / (plain_ways / plain_number) - 1:+.1%} cost"
        f" of a way, least rate {plain.least_rate:.3f} to {fairness.least_rate:.3f}"
    )
    if {k: v for k, v in fairness.served.items() if v} != {k: v for k, v in served.items() if v}:
        missed.append(f"{size}/{seed}: served {fairness.served}, not {served}")
    if abs(fairness.least_rate - rate) > 1e-9:
        missed.append(f"{size}/{seed}: least rate {fairness.least_rate}, not {rate}")
    if ways != cost:
        missed.append(f"{size}/{seed}: cost {ways}, not {cost}")
    return missed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="D0,D1")
    parser.add_argument("--seeds", default="1,2,3")
    options = parser.parse_args()
    missed = [
        line
        for size in options.sizes.split(",")
        for seed in options.seeds.split(",")
        for line in measure(size, int(seed))
    ]
    print("\n" + ("\n".join(missed) if missed else "T4: every plan is lexicographically exact."))
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
