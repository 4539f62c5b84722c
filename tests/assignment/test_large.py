"""Large rounds as arrays: never against a rule, never above the bound, and exact wherever exactness is claimed."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreislotse.assignment.bundles import NOBODY, Bundles, Pairs
from kreislotse.assignment.flow import best_flow
from kreislotse.assignment.lagrange import plan_large, upper_bound
from kreislotse.assignment.rounds import solve


@st.composite
def rounds(draw, *, most_requests=5, most_guides=3, only_capacity=False):
    n, m = draw(st.integers(0, most_requests)), draw(st.integers(0, most_guides))
    cells = [(r, g) for r in range(n) for g in range(m)]
    chosen = draw(st.lists(st.sampled_from(cells), unique=True)) if cells else []
    numbers = lambda low, high, size: draw(st.lists(st.integers(low, high), min_size=size, max_size=size))  # noqa: E731
    timed = not only_capacity and draw(st.booleans())
    return Pairs(
        n,
        m,
        np.array([r for r, _ in chosen], dtype=int),
        np.array([g for _, g in chosen], dtype=int),
        np.array(numbers(0, 30, len(chosen)), dtype=int),
        np.array(numbers(0, 3, m), dtype=int),
        np.array(numbers(0, 4, n), dtype=int) if timed else None,
        np.array(numbers(0, 7, m), dtype=int) if timed else None,
        np.array(numbers(0, 2, n), dtype=int) if not only_capacity and draw(st.booleans()) else None,
        draw(st.sampled_from([0, 0, 4, 20])),
    )


def worth(pairs, guide_of):
    """The value of a plan, or None if it breaks a rule; written out, independent of the solver."""
    weight = dict(
        zip(zip(pairs.request.tolist(), pairs.guide.tolist(), strict=True), pairs.weight.tolist(), strict=True)
    )
    room = pairs.capacity.tolist()
    time = None if pairs.time_left is None else pairs.time_left.tolist()
    busy, total = set(), 0
    for request, guide in enumerate(np.asarray(guide_of).tolist()):
        if guide == NOBODY:
            continue
        if (request, guide) not in weight:
            return None
        total += weight[request, guide]
        room[guide] -= 1
        total -= pairs.further * (int(pairs.capacity[guide]) - room[guide] - 1)
        if room[guide] < 0:
            return None
        if time is not None:
            time[guide] -= int(pairs.duration[request])
            if time[guide] < 0:
                return None
        if pairs.moment is not None:
            if (guide, int(pairs.moment[request])) in busy:
                return None
            busy.add((guide, int(pairs.moment[request])))
    return total


def best_by_trying_all(pairs):
    choices = [[NOBODY, *pairs.guide[pairs.request == r].tolist()] for r in range(pairs.n_requests)]
    return max(value for plan in product(*choices) if (value := worth(pairs, plan)) is not None)


def shuffled(pairs, random):
    """The same pairs in another order."""
    order = list(range(len(pairs)))
    random.shuffle(order)
    order = np.array(order, dtype=int)
    return pairs.only(order)


def renamed(pairs, random):
    """The same round with other row numbers for requests and guides."""
    requests, guides = list(range(pairs.n_requests)), list(range(pairs.n_guides))
    random.shuffle(requests)
    random.shuffle(guides)
    requests, guides = np.array(requests, dtype=int), np.array(guides, dtype=int)

    def moved(array, to):
        if array is None:
            return None
        new = np.empty_like(array)
        new[to] = array
        return new

    return Pairs(
        pairs.n_requests,
        pairs.n_guides,
        requests[pairs.request],
        guides[pairs.guide],
        pairs.weight,
        moved(pairs.capacity, guides),
        moved(pairs.duration, requests),
        moved(pairs.time_left, guides),
        moved(pairs.moment, requests),
        pairs.further,
    )


def crowded(seed=0, n=60, m=12):
    """A round with far too little time, too large for trying all."""
    rng = np.random.default_rng(seed)
    request, guide = np.nonzero(rng.random((n, m)) < 0.3)
    weight = rng.choice([1000, 2000, 4000], n)[request] + rng.integers(0, 100, len(request))
    return Pairs(
        n,
        m,
        request,
        guide,
        weight,
        rng.integers(0, 5, m),
        rng.integers(1, 5, n),
        np.full(m, 6),
        rng.integers(0, 8, n),
    )


@settings(max_examples=150, deadline=None)
@given(rounds(), st.data())
def test_each_guides_bundle_is_the_best_of_all_allowed_ones(pairs, data):
    profit = np.array(data.draw(st.lists(st.integers(-20, 20), min_size=len(pairs), max_size=len(pairs))), dtype=float)

    gains, chosen = Bundles(pairs).best(profit)

    for guide in range(pairs.n_guides):
        own = np.flatnonzero(pairs.guide == guide)
        best = 0.0
        for taken in product([False, True], repeat=len(own)):
            plan = np.full(pairs.n_requests, NOBODY)
            rows = own[np.array(taken, dtype=bool)]
            plan[pairs.request[rows]] = guide
            if worth(pairs, plan) is not None:
                best = max(best, profit[rows].sum() - pairs.spread(len(rows)))
        mine = chosen[pairs.guide[chosen] == guide]
        plan = np.full(pairs.n_requests, NOBODY)
        plan[pairs.request[mine]] = guide
        assert gains[guide] == best == profit[mine].sum() - pairs.spread(len(mine))
        assert worth(pairs, plan) is not None and len(set(mine.tolist())) == len(mine)


@settings(max_examples=150, deadline=None)
@given(rounds())
def test_plan_breaks_no_rule_and_lies_between_nothing_and_the_bound(pairs):
    plan = plan_large(pairs, iterations=60, stages=20)

    assert worth(pairs, plan.guide_of) == plan.value
    assert 0 <= plan.value <= best_by_trying_all(pairs) <= plan.bound.value
    assert 0 <= plan.gap <= 1


@settings(max_examples=100, deadline=None)
@given(rounds(), st.data())
def test_bound_can_be_recomputed_from_its_prices_by_anybody(pairs, data):
    bound = upper_bound(pairs, iterations=data.draw(st.integers(1, 80)))

    gains, _ = Bundles(pairs).best(pairs.weight - bound.prices[pairs.request])
    assert (bound.prices >= 0).all()
    assert bound.value <= gains.sum() + bound.prices.sum() + 1e-6


@settings(max_examples=100, deadline=None)
@given(rounds())
def test_proven_plan_is_as_good_as_trying_all(pairs):
    plan = solve(pairs)

    assert worth(pairs, plan.guide_of) == plan.value == plan.bound.value == best_by_trying_all(pairs)


@settings(max_examples=150, deadline=None)
@given(rounds(only_capacity=True, most_requests=6))
def test_flow_by_shortest_paths_is_as_good_as_trying_all(pairs):
    flow = best_flow(pairs, fast=False)

    assert worth(pairs, flow.guide_of) == flow.value == best_by_trying_all(pairs)


def test_flow_by_shortest_paths_agrees_with_the_proven_plan_where_many_compete():
    for seed in range(2):
        timed = crowded(seed, n=80, m=15)
        pairs = Pairs(80, 15, timed.request, timed.guide, timed.weight, timed.capacity)

        flow = best_flow(pairs, fast=False)

        assert worth(pairs, flow.guide_of) == flow.value == solve(pairs).value


def test_flow_of_or_tools_agrees_with_shortest_paths():
    pytest.importorskip("ortools", reason="The extra 'matching' is not installed.")
    for seed in range(5):
        timed = crowded(seed, n=80, m=15)
        further = 0 if seed % 2 else 300
        pairs = Pairs(80, 15, timed.request, timed.guide, timed.weight, timed.capacity, further=further)

        assert best_flow(pairs, fast=True).value == best_flow(pairs, fast=False).value


def test_flow_refuses_what_is_more_than_a_flow():
    with pytest.raises(ValueError):
        best_flow(crowded())


@settings(max_examples=50, deadline=None)
@given(rounds(), st.randoms(use_true_random=False))
def test_order_of_pairs_and_row_numbers_do_not_matter(pairs, random):
    first, again = plan_large(pairs, iterations=40, stages=10), plan_large(pairs, iterations=40, stages=10)
    other = plan_large(shuffled(pairs, random), iterations=40, stages=10)

    assert first.guide_of.tolist() == again.guide_of.tolist() == other.guide_of.tolist()
    assert solve(renamed(pairs, random)).value == solve(pairs).value


@pytest.mark.parametrize("seed", range(3))
def test_crowded_round_is_proven_and_better_than_the_dive_alone(seed):
    pairs = crowded(seed)

    quick, proven = plan_large(pairs), solve(pairs)

    assert worth(pairs, proven.guide_of) == proven.value == proven.bound.value
    assert quick.value <= proven.value <= quick.bound.value
    assert quick.gap < 0.02


def test_running_out_of_time_still_gives_an_allowed_plan():
    pairs = crowded()

    plan = plan_large(pairs, seconds=0.0)

    assert worth(pairs, plan.guide_of) == plan.value > 0


def test_a_round_too_large_or_too_slow_for_a_proof_gets_a_plan_with_its_bound(monkeypatch):
    pairs = crowded()
    proven = solve(pairs)

    slow = solve(pairs, seconds=0.0)
    monkeypatch.setattr("kreislotse.assignment.rounds.MOST_PROVEN", 3)
    large = solve(pairs)

    for plan in (slow, large):
        assert worth(pairs, plan.guide_of) == plan.value <= proven.value <= plan.bound.value
    assert large.gap < 0.02


def test_equal_weights_are_counted_in_whole_requests():
    pairs = crowded(2)
    equal = Pairs(60, 12, pairs.request, pairs.guide, np.full(len(pairs), 70), *_limits(pairs))

    assert upper_bound(equal, iterations=50).value % 70 == 0


def _limits(pairs):
    return pairs.capacity, pairs.duration, pairs.time_left, pairs.moment


@pytest.mark.parametrize(
    "wrong",
    [
        {"request": [5]},
        {"guide": [1]},
        {"weight": [-1]},
        {"weight": [1.5]},
        {"weight": [1, 2]},
        {"capacity": [-1]},
        {"duration": [1]},
        {"time_left": [1]},
        {"duration": [1, 1], "time_left": [1]},
        {"moment": [[0]]},
        {"further": -1},
        {"request": [0, 0], "guide": [0, 0], "weight": [1, 1]},
    ],
)
def test_impossible_arrays_are_refused(wrong):
    right = {"request": [0], "guide": [0], "weight": [1], "capacity": [1]}

    Pairs(1, 1, **{name: np.array(column) for name, column in right.items()})
    with pytest.raises(ValueError):
        Pairs(
            1,
            1,
            **{name: np.array(column) if name != "further" else column for name, column in (right | wrong).items()},
        )
