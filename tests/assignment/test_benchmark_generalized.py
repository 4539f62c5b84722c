"""Generalized assignment: every job once, no capacity broken, proven where it says so."""

import importlib.util
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

_PATH = Path(__file__).parents[2] / "benchmarks" / "assignment" / "generalized.py"
_SPEC = importlib.util.spec_from_file_location("assignment_benchmark_generalized", _PATH)
generalized = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = generalized  # dataclasses look their module up
_SPEC.loader.exec_module(generalized)
Infeasible, assign_jobs = generalized.Infeasible, generalized.assign_jobs


@st.composite
def problems(draw, *, most_agents=3, most_jobs=5):
    agents, jobs = draw(st.integers(1, most_agents)), draw(st.integers(1, most_jobs))

    def table(low, high):
        cells = draw(st.lists(st.integers(low, high), min_size=agents * jobs, max_size=agents * jobs))
        return np.array(cells).reshape(agents, jobs)

    capacity = draw(st.lists(st.integers(0, 12), min_size=agents, max_size=agents))
    return table(0, 20), table(1, 6), np.array(capacity)


def total(agent_of, cost, load, capacity):
    """The cost of a plan, or None if it breaks a capacity."""
    jobs = range(cost.shape[1])
    used = [sum(int(load[a, j]) for j in jobs if agent_of[j] == a) for a in range(len(capacity))]
    if any(u > c for u, c in zip(used, capacity.tolist(), strict=True)):
        return None
    return sum(int(cost[agent_of[j], j]) for j in jobs)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_plan_is_as_cheap_as_trying_all_or_there_is_none(problem):
    cost, load, capacity = problem
    values = [total(plan, *problem) for plan in product(range(len(capacity)), repeat=cost.shape[1])]
    best = min((value for value in values if value is not None), default=None)

    if best is None:
        with pytest.raises(Infeasible):
            assign_jobs(cost, load, capacity, seconds=2)
        return
    plan = assign_jobs(cost, load, capacity, seconds=10)

    assert total(plan.agent_of, *problem) == plan.cost == plan.bound == best
    assert plan.gap == 0


@pytest.mark.parametrize("seed", range(3))
def test_larger_plan_lies_close_above_its_bound(seed):
    """Costs against loads, as in the library's type D."""
    rng = np.random.default_rng(seed)
    load = rng.integers(1, 101, (5, 60))
    cost = 111 - load + rng.integers(-10, 11, load.shape)
    capacity = (0.8 * load.sum(axis=1) / 5).astype(int)

    plan = assign_jobs(cost - cost.min(), load, capacity, seconds=4)

    assert total(plan.agent_of, cost - cost.min(), load, capacity) == plan.cost >= plan.bound
    assert plan.gap < 0.03


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_is_proven_as_soon_as_the_sets_within_the_gap_are_searched(seed):
    """Tight capacities, loads and costs at random, as in the library's type C."""
    rng = np.random.default_rng(seed)
    load, cost = rng.integers(5, 26, (5, 40)), rng.integers(10, 51, (5, 40))
    capacity = (0.8 * load.sum(axis=1) / 5).astype(int)

    plan = assign_jobs(cost, load, capacity, seconds=20)

    assert total(plan.agent_of, cost, load, capacity) == plan.cost == plan.bound


def test_nothing_to_do_costs_nothing_and_nobody_there_is_an_error():
    assert assign_jobs(np.zeros((2, 0)), np.zeros((2, 0)), np.array([1, 1]), seconds=1).cost == 0
    with pytest.raises(Infeasible):
        assign_jobs(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0), seconds=1)


@pytest.mark.parametrize(
    ("cost", "load", "capacity"),
    [
        ([[1]], [[0]], [1]),
        ([[1]], [[1]], [-1]),
        ([[-1]], [[1]], [1]),
        ([[1]], [[1, 1]], [1]),
        ([1], [1], [1]),
        ([[1]], [[1]], [1, 1]),
    ],
)
def test_impossible_tables_are_refused(cost, load, capacity):
    with pytest.raises(ValueError):
        assign_jobs(np.array(cost), np.array(load), np.array(capacity), seconds=1)
