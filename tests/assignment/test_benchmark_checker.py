"""The checker of the assignment benchmarks must find every kind of broken rule, or its approval means nothing."""

from dataclasses import replace

import numpy as np
import pytest

from kreislotse.assignment.bundles import Bundles, Pairs
from kreislotse.assignment.lagrange import plan_large

from .benchmarks import load

instances, checker = load("instances"), load("checker")


@pytest.fixture(scope="module")
def small():
    return instances.district("D0", seed=3)


def one_pair(instance):
    """A plan of the first possible pair, and its rows."""
    r, g = int(instance.pair_request[0]), int(instance.pair_guide[0])
    plan = np.full(len(instance.requests), -1)
    plan[r] = g
    return plan, r, g


def first_come(instance):
    plan, left = np.full(len(instance.requests), -1), instance.guides.capacity.copy()
    for r, g in zip(instance.pair_request, instance.pair_guide, strict=True):
        if plan[r] < 0 and left[g] > 0:
            plan[r] = g
            left[g] -= 1
    return plan


def changed(rows, **arrays):
    return replace(rows, **{name: np.asarray(array) for name, array in arrays.items()})


def test_valid_plan_is_worth_the_sum_of_its_pairs(small):
    plan = first_come(small)
    worth = dict(zip(zip(small.pair_request, small.pair_guide, strict=True), small.pair_weight, strict=True))

    checked = checker.check(small, plan)

    assert checked.objective == sum(worth[r, g] for r, g in enumerate(plan) if g >= 0)
    assert checked.served == (plan >= 0).sum() == sum(checked.served_by_urgency.values()) > 5


def test_same_seed_gives_the_same_district_and_another_seed_another(small):
    again, other = instances.district("D0", seed=3), instances.district("D0", seed=4)

    assert np.array_equal(again.pair_weight, small.pair_weight)
    assert not np.array_equal(other.requests.x, small.requests.x)


def test_all_possible_pairs_are_found(small):
    """Every pair the checker would accept is in the list, unless forty nearer ones are."""
    everything = np.indices((len(small.requests), len(small.guides))).reshape(2, -1)
    whole = replace(small, pair_request=everything[0], pair_guide=everything[1])
    accepted = set()
    for r, g in everything.T.tolist():
        plan = np.full(len(small.requests), -1)
        plan[r] = g
        try:
            checker.check(whole, plan, capacity=False)
        except checker.BrokenRule:
            continue
        accepted.add((r, g))

    assert accepted == set(zip(small.pair_request.tolist(), small.pair_guide.tolist(), strict=True))


@pytest.mark.parametrize(
    ("rule", "break_it"),
    [
        ("language", lambda i, r, g: changed_guides(i, languages=np.zeros_like(i.guides.languages))),
        ("topic", lambda i, r, g: changed_guides(i, topics=np.zeros_like(i.guides.topics))),
        ("slot", lambda i, r, g: changed_guides(i, slots=np.zeros_like(i.guides.slots))),
        ("radius", lambda i, r, g: changed_guides(i, radius=np.full(len(i.guides), -1) * 0)),
        ("certificate", lambda i, r, g: changed_guides(i, certificate_until=np.full(len(i.guides), -1))),
        ("capacity", lambda i, r, g: changed_guides(i, capacity=np.zeros(len(i.guides), dtype=int))),
        ("hours", lambda i, r, g: changed_guides(i, hours=np.zeros(len(i.guides), dtype=int))),
        ("gender", lambda i, r, g: changed_requests(i, gender=1 - i.guides.gender[[g] * len(i.requests)])),
        ("not a candidate", lambda i, r, g: replace(i, pair_guide=i.pair_guide + 1)),
    ],
)
def test_each_broken_rule_is_named(small, rule, break_it):
    plan, r, g = one_pair(small)
    checker.check(small, plan, hours=True, one_at_a_time=True, hours_a_week=6)

    with pytest.raises(checker.BrokenRule, match=rule):
        checker.check(break_it(small, r, g), plan, hours=True)


def changed_guides(instance, **arrays):
    return replace(instance, guides=changed(instance.guides, **arrays))


def changed_requests(instance, **arrays):
    return replace(instance, requests=changed(instance.requests, **arrays))


def test_two_requests_at_one_time_and_too_many_hours_in_a_week_are_found():
    crowd = instances.hard("ties", size="D1", seed=1)
    of_guide = np.flatnonzero(crowd.pair_guide == np.bincount(crowd.pair_guide).argmax())
    rows = crowd.pair_request[of_guide]
    slot = crowd.requests.slot[rows]
    twice = next(s for s in slot if (slot == s).sum() > 1)
    plan = np.full(len(crowd.requests), -1)
    plan[rows] = crowd.pair_guide[of_guide[0]]
    same = np.full(len(crowd.requests), -1)
    same[rows[slot == twice][:2]] = crowd.pair_guide[of_guide[0]]

    with pytest.raises(checker.BrokenRule, match="hours a week"):
        checker.check(crowd, plan, capacity=False, hours_a_week=6)
    with pytest.raises(checker.BrokenRule, match="one at a time"):
        checker.check(crowd, same, capacity=False, one_at_a_time=True)


def test_foreign_rows_and_short_plans_are_refused(small):
    with pytest.raises(checker.BrokenRule, match="answers"):
        checker.check(small, [-1])
    with pytest.raises(checker.BrokenRule, match="no guide"):
        checker.check(small, [999] + [-1] * (len(small.requests) - 1))


def test_generalized_assignment_is_added_up_and_capacities_hold():
    cost, load = [[3, 4], [1, 1]], [[2, 2], [2, 2]]

    assert checker.check_gap(cost, load, [4, 4], [1, 0]) == 5
    with pytest.raises(checker.BrokenRule, match="agent 1: 4 of 3"):
        checker.check_gap(cost, load, [4, 3], [1, 1])
    with pytest.raises(checker.BrokenRule, match="no agent"):
        checker.check_gap(cost, load, [4, 4], [-1, 0])


@pytest.mark.parametrize("case", instances.HARD_CASES)
def test_hard_cases_hold_what_they_are_named_for(case):
    plain, extreme = instances.district("D1", seed=1), instances.hard(case, seed=1)

    checker.check(extreme, first_come(extreme))
    assert {
        "rare_language": (extreme.requests.language == 23).mean() > 0.8,
        "one_slot": len(set(extreme.requests.slot.tolist())) == 1,
        "expired": len(extreme.pair_request) < 0.7 * len(plain.pair_request),
        "no_capacity": 0.4 < (extreme.guides.capacity == 0).mean() < 0.6,
        "ties": len(set(extreme.pair_weight.tolist())) == 1,
    }[case]


def test_bound_of_the_checker_agrees_with_the_solver_and_holds_at_any_prices(small):
    pairs = Pairs(
        len(small.requests),
        len(small.guides),
        small.pair_request,
        small.pair_guide,
        small.pair_weight,
        small.guides.capacity,
        small.requests.hours,
        small.guides.hours,
        small.requests.slot,
    )

    plan = plan_large(pairs)

    for prices in (np.zeros(len(small.requests)), np.full(len(small.requests), 700.0), plan.bound.prices):
        gains, _ = Bundles(pairs).best(pairs.weight - prices[pairs.request])
        assert checker.bound(small, prices) == pytest.approx(gains.sum() + prices.sum())
        assert checker.bound(small, prices) >= plan.value - 1e-6
    assert checker.check(small, plan.guide_of, hours=True, one_at_a_time=True).objective == plan.value
    with pytest.raises(checker.BrokenRule, match="negative"):
        checker.bound(small, np.full(len(small.requests), -1.0))


def test_expected_years_come_from_the_past_one_alone():
    """Only its languages, places and times, as many requests, and the same again for the same seed."""
    past = instances.year("D0", seed=3, requests_seed=1_003)

    one, other = instances.likely_years(past, 2, seed=3)

    again = instances.likely_years(past, 1, seed=3)[0]
    assert np.array_equal(one.pair_weight, again.pair_weight)
    assert not np.array_equal(one.requests.slot, other.requests.slot)
    assert len(one.requests) == len(past.requests)
    seen = set(zip(past.requests.language, past.requests.municipality, past.requests.week, strict=True))
    assert seen >= set(zip(one.requests.language, one.requests.municipality, one.requests.week, strict=True))
    assert set(past.requests.topic) >= set(one.requests.topic)


@pytest.mark.parametrize("week", [0, 24, 49])
def test_a_running_year_knows_nothing_of_what_comes(week):
    past, year = instances.year("D0", seed=3, requests_seed=1_003), instances.year("D0", seed=3)

    running = instances.running_year(past, year, week)

    came, later = year.requests.week <= week, past.requests.week > week
    assert np.array_equal(running.requests.x, np.concatenate([year.requests.x[came], past.requests.x[later]]))
    worth = dict(zip(zip(year.pair_request, year.pair_guide, strict=True), year.pair_weight, strict=True))
    for r, g, weight in zip(running.pair_request, running.pair_guide, running.pair_weight, strict=True):
        if r < came.sum():
            assert weight == worth[r, g]
        else:
            row = r - came.sum() + (~later).sum()
            assert weight == past.pair_weight[(past.pair_request == row) & (past.pair_guide == g)][0]
    assert len(running.pair_request) == came[year.pair_request].sum() + later[past.pair_request].sum()
