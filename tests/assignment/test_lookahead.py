"""Week by week against the whole year: rules hold, prices mean what they say, and looking ahead pays."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreislotse.assignment.bundles import NOBODY, Pairs
from kreislotse.assignment.flow import best_flow
from kreislotse.assignment.lookahead import History, Outlook, at_prices
from kreislotse.assignment.rounds import solve

from .test_large import rounds, worth


def one_guide(weights, use=1):
    """A past year in which so many requests could only go to guide 0."""
    n = len(weights)
    return History(np.arange(n), np.zeros(n, dtype=int), np.array(weights), np.full(n, use))


@settings(max_examples=100, deadline=None)
@given(rounds(), st.floats(0, 40))
def test_a_week_never_breaks_a_rule_and_takes_nothing_below_its_price(week, price):
    guide_of = solve(at_prices(week, np.full(week.n_guides, price))).guide_of

    assert worth(week, guide_of) is not None
    for row in range(len(week)):
        if guide_of[week.request[row]] == week.guide[row]:
            use = 1 if week.duration is None else week.duration[week.request[row]]
            assert week.weight[row] >= price * use - 0.5  # whole points


@settings(max_examples=50, deadline=None)
@given(rounds())
def test_without_prices_a_week_is_what_it_is(week):
    assert solve(at_prices(week, np.zeros(week.n_guides))).value == solve(week).value


def test_last_place_costs_what_the_first_one_left_out_would_be_worth():
    outlook = Outlook(one_guide([4000, 3000, 2000, 1000]), 1)

    scarce = outlook.prices(np.array([2]), 1.0)[0]
    plenty = Outlook(one_guide([4000, 3000, 2000, 1000]), 1).prices(np.array([30]), 1.0)[0]

    assert 1900 <= scarce <= 3100
    assert plenty == 0


def test_price_is_per_unit_of_time_and_falls_towards_the_end_of_the_year():
    outlook = Outlook(one_guide([4000, 4000, 2000, 2000], use=2), 1)

    early = outlook.prices(np.array([4]), 1.0)[0]
    for share in (0.5, 0.3, 0.1):
        late = outlook.prices(np.array([4]), share)[0]

    assert 900 <= early <= 2100
    assert late < early / 2
    assert outlook.prices(np.array([4]), 0.0)[0] == 0


def test_more_years_are_averaged_not_added_up():
    weights = [4000, 3000, 2000, 1000]
    one, three = one_guide(weights), one_guide(weights * 3)
    three = History(three.request, three.guide, three.weight, three.use, years=3)

    room = np.array([2])

    assert Outlook(three, 1).prices(room, 1.0)[0] == pytest.approx(Outlook(one, 1).prices(room, 1.0)[0], abs=500)


def test_a_price_stands_for_years_that_may_come_not_for_the_average_one():
    """Two requests a year and two places: the average year just fits, every third real one does not."""
    outlook = Outlook(one_guide([3000, 3000]), 1)

    assert 300 <= outlook.prices(np.array([2]), 1.0)[0] <= 2000
    assert Outlook(one_guide([3000, 3000]), 1).prices(np.array([12]), 1.0)[0] == 0


def test_more_room_never_costs_more():
    weights = [4000, 3000, 3000, 2000, 1000, 1000]

    prices = [Outlook(one_guide(weights), 1).prices(np.array([room]), 1.0)[0] for room in range(1, 13)]

    assert prices == sorted(prices, reverse=True)


def test_equal_input_gives_equal_prices_and_another_seed_others():
    room = np.array([2])

    def prices(seed):
        outlook = Outlook(one_guide([4000, 3000, 2000, 1000]), 1, seed=seed)
        return [float(outlook.prices(room, share)[0]) for share in (1.0, 0.7, 0.3)]

    assert prices(1) == prices(1)
    assert prices(1) != prices(2)


def test_a_history_too_large_for_futures_is_taken_as_its_average(monkeypatch):
    monkeypatch.setattr("kreislotse.assignment.lookahead.MOST_PAIRS", 3)
    few, many = (Outlook(one_guide([3000, 3000]), 1, seed=seed) for seed in (1, 2))

    assert few.prices(np.array([2]), 1.0).tolist() == many.prices(np.array([2]), 1.0).tolist()


def test_prices_go_on_from_those_before():
    history, room = one_guide([4000, 3000, 2000, 1000]), np.array([2])
    before = Outlook(history, 1).prices(room, 1.0)

    assert Outlook(history, 1, start=before).prices(room, 0.98)[0] == pytest.approx(before[0], rel=0.3)


def test_no_history_means_no_price():
    empty = History(*(np.zeros(0, dtype=int) for _ in range(4)))

    assert Outlook(empty, 2).prices(np.array([1, 1]), 1.0).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("columns", "years"), [(([0], [0], [1], [0]), 1), (([0], [0], [1], [1]), 0), (([0], [0], [1], [1, 1]), 1)]
)
def test_impossible_histories_are_refused(columns, years):
    with pytest.raises(ValueError):
        History(*map(np.array, columns), years=years)


def test_share_to_come_is_a_share():
    with pytest.raises(ValueError):
        Outlook(one_guide([1]), 1).prices(np.array([1]), 1.5)


def test_looking_ahead_with_another_years_history_beats_first_come():
    """A year of urgent and less urgent requests for few guides; the history is another draw."""
    n, m = 600, 12

    def drawn(seed):
        rng = np.random.default_rng(seed)
        request, guide = np.nonzero(rng.random((n, m)) < 0.25)
        return request, guide, rng.choice([1000, 2000, 4000], n, p=[0.6, 0.3, 0.1])[request]

    request, guide, weight = drawn(1)
    past = History(*drawn(2), np.ones(len(drawn(2)[0]), dtype=int))
    room = np.full(m, 20)
    best = best_flow(Pairs(n, m, request, guide, weight, room), fast=False).value

    def year(prices_for):
        left, total = room.copy(), 0
        for week in range(50):
            rows = np.flatnonzero(request // 12 == week)
            pairs = Pairs(12, m, request[rows] % 12, guide[rows], weight[rows], left)
            guide_of = solve(at_prices(pairs, prices_for(left, (49 - week) / 50))).guide_of
            total += worth(pairs, guide_of)
            np.subtract.at(left, guide_of[guide_of != NOBODY], 1)
        return total / best

    outlook = Outlook(past, m)

    assert year(lambda left, share: np.zeros(m)) < 0.9
    assert year(outlook.prices) > 0.95
