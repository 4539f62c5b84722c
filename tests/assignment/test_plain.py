"""The sharpened program finds what a plain one finds: every pair and time a column, each rule word for word a row."""

from collections import defaultdict
from dataclasses import replace
from itertools import combinations

import highspy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreislotse.assignment import Weights, assign, evaluate, unserved_cost
from kreislotse.assignment.caps import Cap
from kreislotse.assignment.problem import Guide, Request, Slot, WeeklyTime
from kreislotse.assignment.scoring import collide

from .benchmarks import load

kreis = load("kreis")
WEIGHTS = Weights()


class Plain:
    """Columns and rows told to HiGHS one by one; nothing is left out and nothing sharpened."""

    def __init__(self, requests, guides, fallbacks):
        self.highs = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("mip_rel_gap", 0.0),
                              ("mip_abs_gap", 0.4)):  # fmt: skip
            self.highs.setOptionValue(option, value)
        self.columns = 0
        self.base = sum(unserved_cost(request, WEIGHTS) for request in requests)
        taken = defaultdict(list)
        for guide in guides:
            own = []
            for request in requests:
                fit = evaluate(request, guide, weights=WEIGHTS, fallbacks=fallbacks)
                for slot in (fit.slots or (None,)) if fit.is_possible else ():
                    column = self.column(fit.pair_cost - unserved_cost(request, WEIGHTS))
                    own.append((column, request, slot))
                    taken[request.key].append(column)
            self.guide(guide, own)
        for columns in taken.values():
            self.row([(column, 1) for column in columns], 1)

    def guide(self, guide, own):
        def minutes(request):
            return request.duration_minutes + request.counted_ways.get(guide.key, 0)

        self.row([(column, 1) for column, _request, _slot in own], guide.capacity)
        further = [(self.column(WEIGHTS.per_further_in_round * k), -1) for k in range(1, guide.capacity)]
        self.row([(column, 1) for column, _request, _slot in own] + further, 1)
        for key, left in guide.budgets.items():
            self.row([(column, minutes(r)) for column, r, _slot in own if key in r.budgets], left)
        if guide.minutes_left_year is not None:
            self.row([(column, minutes(r)) for column, r, _slot in own], guide.minutes_left_year)
        if guide.minutes_left_week is not None:
            over = self.column(WEIGHTS.per_quarter_over_week, upper=10_000)
            self.row([(column, minutes(r)) for column, r, _slot in own] + [(over, -15)], guide.minutes_left_week)
        for (one, a, s), (two, b, t) in combinations(own, 2):
            if a is not b and s and t and collide(s, a, t, b, WEIGHTS):
                self.row([(one, 1), (two, 1)], 1)

    def column(self, cost, upper=1) -> int:
        self.highs.addVar(0, upper)
        self.highs.changeColCost(self.columns, float(cost))
        self.highs.changeColIntegrality(self.columns, highspy.HighsVarType.kInteger)
        self.columns += 1
        return self.columns - 1

    def row(self, terms, upper):
        self.highs.addRow(-highspy.kHighsInf, upper, len(terms), [c for c, _f in terms], [float(f) for _c, f in terms])

    def cost(self) -> int:
        self.highs.run()
        assert self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return self.base + round(self.highs.getInfo().objective_function_value)


@pytest.mark.parametrize(("size", "seed"), [((150, 40), 2), ((120, 50), 4), ((90, 25), 7)])
def test_a_week_of_a_kreis_costs_what_the_plain_program_says(size, seed):
    requests, guides = kreis.kreis(*size, seed=seed)

    plan = assign(requests, guides, weights=WEIGHTS, fallbacks=kreis.FALLBACKS)

    assert plan.cost == Plain(requests, guides, kreis.FALLBACKS).cost()


@pytest.mark.parametrize(("size", "seed"), [((150, 40), 2), ((90, 25), 7)])
def test_a_week_in_which_ways_count_costs_what_the_plain_program_says(size, seed):
    requests, guides = kreis.kreis(*size, seed=seed)
    requests = [replace(r, counted_ways=kreis.ways(r, guides)) for r in requests]
    guides = [replace(g, budgets={key: min(left, 300) for key, left in g.budgets.items()}) for g in guides]

    plan = assign(requests, guides, weights=WEIGHTS, fallbacks=kreis.FALLBACKS)

    assert plan.cost == Plain(requests, guides, kreis.FALLBACKS).cost()


@pytest.mark.parametrize(("seed", "cost"), [(1, 109_063), (4, 132_489), (7, 119_491), (8, 118_106)])
def test_the_hard_weeks_of_the_benchmark_cost_what_the_plain_program_once_said(seed, cost):
    requests, guides = kreis.kreis(300, 120, seed=seed)

    assert assign(requests, guides, weights=WEIGHTS, fallbacks=kreis.FALLBACKS).cost == cost


def test_a_guide_whose_day_is_too_short_for_all_is_planned_by_the_hour():
    """Four requests may go at any hour, each two fit together, but only three fit between eight and twelve."""
    slots = tuple(Slot(start, start + 60, weekday=0) for start in range(480, 720, 15) if start + 60 <= 720)
    requests = [Request(f"r{i}", slots=slots, waits_days=i) for i in range(4)]
    guide = Guide("g", weekly_times=(WeeklyTime(0, 480, 720),), capacity=4)

    plan = assign(requests, [guide])

    assert plan.unserved == ("r0",)
    assert plan.cost == Plain(requests, [guide], {}).cost()
    for one, other in combinations(plan.placements, 2):
        assert not one.slot.overlaps(other.slot, gap=WEIGHTS.travel_minutes)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(1, 200), min_size=1, max_size=7),
    st.integers(0, 400),
    st.integers(1, 4),
    st.lists(st.floats(0, 1), min_size=7, max_size=7),
)
def test_no_row_of_a_cap_forbids_what_the_hours_allow(minutes, left, most, values):
    cap = Cap([(i, i, m) for i, m in enumerate(minutes)], left, most)

    row = cap.broken(values)

    if row:
        columns, factors, upper = row
        factor_of = dict(zip(columns, factors, strict=True))
        assert sum(values[c] * f for c, f in factor_of.items()) > upper
        for size in range(most + 1):
            for taken in combinations(range(len(minutes)), size):
                if sum(minutes[i] for i in taken) <= left:
                    assert sum(factor_of[i] for i in taken) <= upper
