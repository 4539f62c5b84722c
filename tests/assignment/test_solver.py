import random
from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreislotse.assignment import (
    Guide,
    LanguageNeed,
    Placement,
    Request,
    Slot,
    SolverFailed,
    Weights,
    assign,
    evaluate,
    near_misses,
    rank,
    total_cost,
)

from .strategies import FALLBACKS, offices

WEIGHTS = Weights()
TUESDAY = date(2026, 3, 3)


def is_allowed(placements, requests, guides):
    """Hard rules and caps, checked without the solver's own code."""
    request_of, guide_of = {r.key: r for r in requests}, {g.key: g for g in guides}
    if len({p.request for p in placements}) != len(placements):
        return False
    for placement in placements:
        fit = evaluate(
            request_of[placement.request],
            guide_of[placement.guide],
            fallbacks=FALLBACKS,
        )
        if not fit.is_possible or (placement.slot not in fit.slots if fit.slots else placement.slot):
            return False
    for guide in guides:
        own = [p for p in placements if p.guide == guide.key]
        wanted = [request_of[p.request] for p in own]
        minutes = sum(r.duration_minutes + r.counted_ways.get(guide.key, 0) for r in wanted)
        if len(own) > guide.capacity:
            return False
        if guide.minutes_left_year is not None and minutes > guide.minutes_left_year:
            return False
        for one, other in combinations([p.slot for p in own if p.slot], 2):
            if one.overlaps(other, gap=WEIGHTS.travel_minutes):
                return False
    return True


def choices(request, guides):
    yield None
    for guide in guides:
        fit = evaluate(request, guide, fallbacks=FALLBACKS)
        if fit.is_possible:
            for slot in fit.slots or (None,):
                yield Placement(request.key, guide.key, slot, fit.pair_cost, fit.reasons)


def cheapest_by_trying_all(requests, guides):
    return min(
        total_cost([p for p in tried if p], requests, guides)
        for tried in product(*(list(choices(request, guides)) for request in requests))
        if is_allowed([p for p in tried if p], requests, guides)
    )


def greedy(requests, guides):
    """What an office does by hand: the longest wait first, each time the cheapest guide still free."""
    placements = []
    for request in sorted(requests, key=lambda r: (-r.waits_days, r.key)):
        possible = [
            [*placements, choice]
            for choice in choices(request, guides)
            if choice and is_allowed([*placements, choice], requests, guides)
        ]
        if possible:
            placements = min(possible, key=lambda p: total_cost(p, requests, guides))
    return placements


@settings(max_examples=100, deadline=None)
@given(offices())
def test_assign_is_as_cheap_as_trying_all_and_breaks_no_rule(office):
    requests, guides = office

    solution = assign(requests, guides, fallbacks=FALLBACKS)

    assert is_allowed(solution.placements, requests, guides)
    assert solution.cost == total_cost(solution.placements, requests, guides)
    assert solution.cost == cheapest_by_trying_all(requests, guides)
    assert {p.request for p in solution.placements} | set(solution.unserved) == {r.key for r in requests}


@settings(max_examples=50, deadline=None)
@given(offices(most_requests=12, most_guides=6))
def test_assign_is_never_worse_than_deciding_one_by_one(office):
    requests, guides = office

    solution = assign(requests, guides, fallbacks=FALLBACKS)

    assert is_allowed(solution.placements, requests, guides)
    assert solution.cost <= total_cost(greedy(requests, guides), requests, guides)


@settings(max_examples=50, deadline=None)
@given(offices(most_requests=8, most_guides=5), st.randoms(use_true_random=False))
def test_order_of_input_does_not_matter(office, shuffler: random.Random):
    requests, guides = office
    expected = assign(requests, guides, fallbacks=FALLBACKS)

    shuffler.shuffle(requests)
    shuffler.shuffle(guides)

    assert assign(requests, guides, fallbacks=FALLBACKS) == expected


@settings(max_examples=100, deadline=None)
@given(offices(most_requests=1, most_guides=4))
def test_ranking_one_request_agrees_with_the_solver(office):
    requests, guides = office
    for request in requests:
        ranked = rank(request, guides, fallbacks=FALLBACKS)
        solution = assign([request], guides, fallbacks=FALLBACKS)

        assert [c.cost for c in ranked] == sorted(c.cost for c in ranked)
        assert bool(ranked) == bool(solution.placements)
        if ranked:
            assert solution.cost == ranked[0].cost
        refused = near_misses(request, guides, fallbacks=FALLBACKS)
        assert {c.guide for c in ranked} | {key for key, _ in refused} == {g.key for g in guides}


def test_rare_speaker_is_kept_for_the_one_who_needs_her():
    both, arabic = (
        Guide("both", languages={"ar": 7, "ti": 7}),
        Guide("arabic", languages={"ar": 5}),
    )
    requests = [
        Request("1", languages=(LanguageNeed("ar"),), waits_days=30),
        Request("2", languages=(LanguageNeed("ti"),)),
    ]

    solution = assign(requests, [both, arabic])

    assert {p.request: p.guide for p in solution.placements} == {
        "1": "arabic",
        "2": "both",
    }
    assert rank(requests[0], [both, arabic])[0].guide == "both"


def test_colliding_appointments_are_moved_to_the_other_time():
    guide = Guide("g", capacity=2)
    requests = [
        Request("1", slots=(Slot(600, 660, on=TUESDAY), Slot(800, 860, on=TUESDAY))),
        Request("2", slots=(Slot(630, 690, on=TUESDAY),)),
    ]

    solution = assign(requests, [guide])

    assert [p.slot.start for p in solution.placements] == [800, 630]


def test_longest_wait_is_served_first_when_hours_run_out():
    guide = Guide("g", capacity=5, minutes_left_year=60)
    requests = [Request(str(days), duration_minutes=60, waits_days=days) for days in (3, 40, 7)]

    assert [p.request for p in assign(requests, [guide]).placements] == ["40"]


def test_presolve_of_highs_does_not_lose_the_second_request():
    """HiGHS 1.14.0 calls one of three placements optimal here unless its presolve is switched off."""
    requests = [Request(f"r{i}", duration_minutes=30) for i in range(3)]

    solution = assign(requests, [Guide("g", minutes_left_year=60, capacity=3)])

    assert len(solution.placements) == 2


def test_nothing_to_do_is_no_error():
    assert assign([], []).cost == 0
    assert assign([Request("r")], []).unserved == ("r",)


def test_double_keys_are_refused():
    with pytest.raises(ValueError):
        assign([Request("r"), Request("r")], [])


def test_running_out_of_time_gives_an_allowed_plan_and_says_what_it_may_lack_but_never_half_a_fair_one():
    guides = [Guide(f"g{i}", capacity=3, minutes_left_year=150 + i, minutes_left_week=70) for i in range(30)]
    requests = [Request(f"r{i}", duration_minutes=35 + 7 * (i % 9), waits_days=i % 50) for i in range(90)]

    plan = assign(requests, guides, seconds=0.0)
    assert is_allowed(plan.placements, requests, guides)
    assert not plan.is_proven and plan.least_cost < plan.cost

    with pytest.raises(SolverFailed):
        assign(requests, guides, seconds=0.0, fair=True)
