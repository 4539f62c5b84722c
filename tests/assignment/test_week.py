"""A week's plan: what stays, what is fair, what is forbidden, and why somebody is left alone."""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from kreislotse.assignment import (
    Guide,
    Kind,
    LanguageNeed,
    Request,
    Setting,
    Slot,
    Taken,
    WeeklyTime,
    assign,
    fairness_of,
    total_cost,
    unserved_cost,
    why_unserved,
)
from kreislotse.assignment import ObstacleCode as O
from kreislotse.assignment.solver import gini, groups_of
from kreislotse.assignment.unserved import EASIEST_FIRST

from .checker import WEIGHTS, all_plans, breaks_no_rule, drained, may_go, may_go_without

FALLBACKS = {"prs": {"fa": 8}}
MONDAY = date(2026, 3, 2)
PLACES = [(51.15, 8.95), (51.27, 8.87), (51.06, 8.4)]


@st.composite
def slots(draw, with_place=False):
    start, day = draw(st.sampled_from([480, 510, 540, 600])), MONDAY + timedelta(days=draw(st.integers(0, 1)))
    place = draw(st.none() | st.sampled_from(PLACES)) if with_place else None
    return Slot(start, start + draw(st.sampled_from([30, 60])), on=day, place=place)


@st.composite
def requests(draw, key):
    some = st.sampled_from([frozenset(), frozenset(), frozenset(), frozenset({"g0"})])
    return Request(
        key,
        languages=tuple(
            LanguageNeed(code, draw(st.sampled_from([1, 1, 4])), draw(st.sampled_from([None, None, "from_german"])))
            for code in draw(st.lists(st.sampled_from(["ar", "prs"]), max_size=1))
        ),
        slots=tuple(draw(st.lists(slots(), max_size=2, unique=True))),
        place=draw(st.sampled_from([None, *PLACES])), area=draw(st.sampled_from([None, "north", "south"])),
        topic=draw(st.sampled_from([None, "health"])), topic_training_required=draw(st.sampled_from([False] * 5 + [True])),
        gender_wish=draw(st.sampled_from([None, "woman"])), gender_required=draw(st.booleans()),
        setting=draw(st.sampled_from([Setting.ON_SITE, Setting.ON_SITE, Setting.PHONE])),
        duration_minutes=draw(st.sampled_from([30, 60, 100])), waits_days=draw(st.integers(0, 100)),
        role=draw(st.sampled_from([None, "interpreter"])), excluded_guides=draw(some), not_neutral=draw(some),
        known_guides=draw(some), qualifications=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"conduct"})])),
        on=MONDAY, budgets=draw(st.sampled_from([(), ("2026",)])), urgency=draw(st.integers(1, 3)),
        pools=draw(st.sampled_from([{}, {}, {"land": 60}, {"land": 90, "kreis": 50}, {"kreis": 0}])),
        pools_by_guide=draw(st.sampled_from([{}, {}, {"g0": {"land": 40}, "g1": {"land": 75, "kreis": 10}}])),
        once=draw(st.sampled_from([(), (), (), (("kreis", "march", 80),), (("kreis", "march", 30), ("land", "april", 45))])),
    )  # fmt: skip


@st.composite
def guides(draw, key):
    weekly = st.lists(st.sampled_from([WeeklyTime(day, 420, 660) for day in (0, 1)]), max_size=2, unique=True)
    valid = st.sampled_from([(None, None), (None, MONDAY), (date(2027, 1, 1), None)])
    return Guide(
        key,
        languages=draw(st.dictionaries(st.sampled_from(["ar", "fa", "prs"]), st.sampled_from([2, 7]), max_size=2)),
        areas=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"north"})])),
        home=draw(st.sampled_from([None, *PLACES])), weekly_times=draw(st.none() | weekly.map(tuple)),
        topics=draw(st.sampled_from([frozenset(), frozenset({"health"})])), gender=draw(st.sampled_from([None, "woman"])),
        minutes_left_week=draw(st.sampled_from([None, 60])), minutes_left_year=draw(st.sampled_from([None, None, 60, 130])),
        max_km=draw(st.sampled_from([None, None, 15.0])), last_assignment_days=draw(st.none() | st.integers(0, 80)),
        busy=tuple(draw(st.lists(slots(with_place=True), max_size=1))),
        roles=draw(st.sampled_from([frozenset(), frozenset({"guide"}), frozenset({"guide", "interpreter"})])),
        capacity=draw(st.sampled_from([0, 1, 2, 2, 3])), available=draw(st.sampled_from([True] * 6 + [False])),
        directions=draw(st.sampled_from([{}, {}, {"ar": frozenset({"to_german"})}])),
        qualifications=draw(st.dictionaries(st.just("conduct"), valid)),
        budgets=draw(st.sampled_from([{}, {}, {"2026": 90}])), marks=draw(st.sampled_from([frozenset()] * 3 + [frozenset({"march"})])),
        experience=draw(st.sampled_from([{}, {"health": 2}])),
    )  # fmt: skip


@st.composite
def weeks(draw, most_requests=5, most_guides=3):
    return (
        [draw(requests(f"r{i}")) for i in range(draw(st.integers(0, most_requests)))],
        [draw(guides(f"g{i}")) for i in range(draw(st.integers(0, most_guides)))],
    )


pools = st.dictionaries(st.sampled_from(["land", "kreis"]), st.sampled_from([0, 50, 80, 110, 150, 240]), max_size=2)
"""What all guides together have left; most often one that the requests of a week would overdraw."""


def pairs(draw_from):
    return st.dictionaries(
        st.sampled_from([f"r{i}" for i in range(5)]), st.sampled_from(["g0", "g1", "g2"]), max_size=2
    )


@settings(max_examples=150, deadline=None)
@given(
    weeks(),
    st.booleans(),
    pairs(None),
    st.sets(st.tuples(st.sampled_from(["r0", "r1", "r2"]), st.sampled_from(["g0", "g1"]))),
    pools,
)
def test_no_plan_ever_breaks_a_hard_rule_or_overdraws_a_pool(week, fair, previous, forbids, pools):
    plan = assign(*week, fallbacks=FALLBACKS, fair=fair, previous=previous, forbids=forbids, pools=pools)

    assert breaks_no_rule(plan.placements, *week, FALLBACKS, pools)
    assert not forbids & set(plan.pairs.items())


@settings(max_examples=120, deadline=None)
@given(weeks(4, 3), pairs(None), pools)
def test_a_plan_is_as_cheap_as_the_cheapest_of_all(week, previous, pools):
    wanted, able = week

    plan = assign(wanted, able, fallbacks=FALLBACKS, previous=previous, pools=pools)

    assert plan.cost == min(cost_of(one, wanted, able, previous) for one in all_plans(wanted, able, FALLBACKS, pools))


def cost_of(plan, wanted, able, previous) -> int:
    """What a plan costs, its pairs priced by the solver, all else added up here."""
    cost, loads = 0, {guide.key: [] for guide in able}
    for request, choice in zip(wanted, plan, strict=True):
        guide = choice[0].key if choice else None
        cost += WEIGHTS.per_change * (request.key in previous and previous[request.key] != guide)
        if choice is None:
            cost += unserved_cost(request)
            continue
        loads[guide].append(request.duration_minutes)
        alone = assign([request], [choice[0]], fallbacks=FALLBACKS)
        cost += alone.placements[0].cost
    for guide in able:
        minutes = loads[guide.key]
        cost += WEIGHTS.per_further_in_round * len(minutes) * (len(minutes) - 1) // 2
        if guide.minutes_left_week is not None:
            over = max(0, sum(minutes) - guide.minutes_left_week)
            cost += WEIGHTS.per_quarter_over_week * -(-over // 15)
    return cost


@settings(max_examples=150, deadline=None)
@given(weeks(), pairs(None), pairs(None), pools)
def test_what_was_accepted_never_moves_and_pins_hold_where_a_rule_allows_it(week, accepted, pins, pools):
    wanted, able = week

    plan = assign(wanted, able, fallbacks=FALLBACKS, accepted=accepted, pins=pins, pools=pools)

    assert breaks_no_rule(plan.placements, wanted, able, FALLBACKS, pools)
    for request in wanted:
        fixed = accepted.get(request.key) or pins.get(request.key)
        if fixed and request.key not in plan.broken:
            assert plan.pairs[request.key] == fixed
        elif fixed:
            assert request.key in plan.unserved
    by_key = {guide.key: guide for guide in able}
    for request in (r for r in wanted if r.key in plan.broken):
        guide = by_key.get(accepted.get(request.key) or pins.get(request.key))
        others = [p for p in plan.placements if guide and (p.guide == guide.key or pools)]
        slots = request.slots or (None,)
        if guide and drained([(request, guide)], pools):
            continue
        assert guide is None or others or not any(may_go(request, guide, s, (), FALLBACKS) for s in slots)


@settings(max_examples=100, deadline=None)
@given(weeks(4, 3), pools)
def test_a_fair_plan_serves_the_urgent_first_and_then_raises_the_worst_served_group(week, pools):
    wanted, able = week
    plan = assign(wanted, able, fallbacks=FALLBACKS, fair=True, pools=pools)
    reachable = {
        r.key for r in wanted for g in able for s in r.slots or (None,)
        if may_go(r, g, s, (), FALLBACKS) and not drained([(r, g)], pools)
    }  # fmt: skip

    def merit(served):
        """Served by class, then the least rate of a group, then the cost."""
        groups = {}
        for request in wanted:
            if request.key in reachable:
                for group in groups_of(request):
                    groups.setdefault(group, []).append(request.key in served)
        rates = [sum(own) / len(own) for own in groups.values()]
        classes = tuple(sum(r.key in served for r in wanted if r.urgency == urgency) for urgency in (3, 2, 1))
        return (*classes, min(rates, default=1.0))

    best = max(
        (*merit({r.key for r, choice in zip(wanted, one, strict=True) if choice}), -cost_of(one, wanted, able, {}))
        for one in all_plans(wanted, able, FALLBACKS, pools)
    )

    assert (*merit(set(plan.pairs)), -plan.cost) == best
    assert fairness_of(plan, wanted, able, fallbacks=FALLBACKS, pools=pools).least_rate == best[3]


@settings(max_examples=200, deadline=None)
@given(weeks(5, 3), pools)
def test_the_reason_for_an_unserved_request_is_what_trying_all_finds(week, pools):
    wanted, able = week
    plan = assign(wanted, able, fallbacks=FALLBACKS, pools=pools)
    by_key = {request.key: request for request in wanted}
    beside = {g.key: [(by_key[p.request], p.slot) for p in plan.placements if p.guide == g.key] for g in able}
    place = {rule: number for number, rule in enumerate(EASIEST_FIRST)}
    planned = [(by_key[p.request], next(g for g in able if g.key == p.guide)) for p in plan.placements]

    def without(rules, request, guide):
        return may_go_without(rules, request, guide, beside[guide.key], FALLBACKS, planned, pools)

    found = why_unserved(plan, wanted, able, fallbacks=FALLBACKS, pools=pools)

    assert set(found) == set(plan.unserved)
    for key, binding in found.items():
        request = by_key[key]
        alone = [
            g for g in able
            if any(may_go(request, g, s, (), FALLBACKS) for s in request.slots or (None,)) and not drained([(request, g)], pools)
        ]  # fmt: skip
        free = [g for g in alone if without((), request, g)]
        expected = Kind.COST if free else Kind.COMPETITION if alone else Kind.MISSING
        assert binding.kind == expected
        single = {rule: tuple(g.key for g in able if without((rule,), request, g)) for rule in EASIEST_FIRST}
        if not free:
            assert {rule: names for rule, names in single.items() if names} == binding.ways
        if free or not able:
            continue
        # what nobody could serve has not lost the money to others
        beyond = () if alone else (Taken.POOL,)
        smallest = len(binding.rules)
        for size in range(1, min(smallest, 2) + 1):
            sets = [
                rules for rules in combinations(EASIEST_FIRST, size)
                if any(without((*rules, *beyond), request, g) for g in (alone or able))
            ]  # fmt: skip
            assert bool(sets) == (size == smallest)
        if smallest == 1:
            assert binding.rules == min(sets, key=lambda rules: place[rules[0]]) or not alone
            assert all(without((*binding.rules, *beyond), request, g) for g in able if g.key in binding.guides)
        for guide in (g for g in able if g.key in binding.guides):
            assert without((*binding.rules, *beyond), request, guide)


@settings(max_examples=200, deadline=None)
@given(weeks(), pairs(None), pairs(None), pools)
def test_a_round_taken_for_too_large_gets_an_allowed_plan_and_a_bound_that_holds(week, previous, pins, pools):
    proven = assign(*week, fallbacks=FALLBACKS, previous=previous, pins=pins, pools=pools)
    with patch("kreislotse.assignment.solver.MOST_PROVEN", -1):
        large = assign(*week, fallbacks=FALLBACKS, previous=previous, pins=pins, pools=pools)

    assert breaks_no_rule(large.placements, *week, FALLBACKS, pools)
    assert large.least_cost <= proven.cost <= large.cost
    assert large.broken == proven.broken
    assert all(large.pairs[key] == guide for key, guide in proven.pairs.items() if pins.get(key) == guide)


@settings(max_examples=150, deadline=None)
@given(weeks(), pools, st.booleans())
def test_a_plan_near_the_best_under_a_pool_keeps_it_and_its_bound_holds(week, pools, fair):
    proven = assign(*week, fallbacks=FALLBACKS, pools=pools, fair=fair)
    with patch("kreislotse.assignment.program.MOST_EXACT", -1):
        near = assign(*week, fallbacks=FALLBACKS, pools=pools, fair=fair)

    assert breaks_no_rule(near.placements, *week, FALLBACKS, pools)
    assert proven.is_proven
    assert (near.least_cost or near.cost) <= proven.cost <= near.cost


def test_a_large_week_whose_money_runs_out_is_planned_near_the_best():
    wanted, able = crowded_office(60, 30)
    wanted = [replace(request, pools={"land": request.duration_minutes}) for request in wanted]
    proven = assign(wanted, able, pools={"land": 1234})
    with patch("kreislotse.assignment.program.MOST_EXACT", 10):
        near = assign(wanted, able, pools={"land": 1234})

    assert breaks_no_rule(near.placements, wanted, able, pools={"land": 1234})
    assert proven.cost <= near.cost <= 1.02 * proven.cost


def test_a_large_round_is_planned_near_the_best_and_in_its_time():
    wanted, able = crowded_office(150, 30)
    proven = assign(wanted, able)
    with patch("kreislotse.assignment.solver.MOST_PROVEN", 10), patch("kreislotse.assignment.rounds.MOST_PROVEN", 10):
        large = assign(wanted, able, seconds=20)

    assert breaks_no_rule(large.placements, wanted, able)
    assert large.least_cost <= proven.cost <= large.cost <= 1.03 * proven.cost
    assert not large.is_proven and proven.is_proven


def crowded_office(n: int, m: int):
    """More is asked than there are hours for, at ten times of two days, in four languages."""
    rng = random.Random(3)
    times = [
        Slot(start, start + 60, on=MONDAY + timedelta(days=day)) for day in (0, 1) for start in range(480, 840, 90)
    ]
    wanted = [
        Request(
            f"r{i:03}", languages=(LanguageNeed(rng.choice("abcd")),), slots=(rng.choice(times),), place=rng.choice(PLACES),
            duration_minutes=rng.choice([30, 60, 90]), waits_days=rng.randrange(60), urgency=rng.choice([1, 1, 2]),
        )
        for i in range(n)
    ]  # fmt: skip
    able = [
        Guide(
            f"g{i:03}", languages={rng.choice("abcd"): 7}, home=rng.choice(PLACES), capacity=4, minutes_left_year=180,
            minutes_left_week=120,
        )
        for i in range(m)
    ]  # fmt: skip
    return wanted, able


def test_the_missing_language_is_named_before_all_else_only_if_nothing_easier_would_help():
    tuesday = MONDAY + timedelta(days=1)
    request = Request("r", (LanguageNeed("ti"),), slots=(Slot(600, 660, on=tuesday),), area="michelstadt")
    speaker = Guide("a", {"ti": 7}, weekly_times=(WeeklyTime(3, 480, 720),))
    other = Guide("b", {"ar": 7})
    plan = assign([request], [speaker, other])

    binding = why_unserved(plan, [request], [speaker, other])["r"]

    assert (binding.kind, binding.rules, binding.guides) == (Kind.MISSING, (O.TIME,), ("a",))
    assert binding.ways == {O.TIME: ("a",), O.LANGUAGE: ("b",)}


def test_who_lost_to_another_hears_to_whom():
    slot = Slot(600, 660, on=MONDAY)
    urgent = Request("a", (LanguageNeed("ti"),), slots=(slot,), waits_days=30)
    later = Request("b", (LanguageNeed("ti"),), slots=(slot,))
    speaker = Guide("g", {"ti": 7}, capacity=3)
    plan = assign([urgent, later], [speaker])

    binding = why_unserved(plan, [urgent, later], [speaker])["b"]

    assert (binding.kind, binding.rules, binding.taken_by) == (Kind.COMPETITION, (Taken.TIME,), ("a",))


def test_a_pool_pays_for_those_who_wait_longest_and_the_others_hear_which_is_empty():
    wanted = [Request(f"r{i}", waits_days=i, pools={"land": 60}) for i in range(4)]
    able = [Guide(f"g{i}", capacity=2) for i in range(4)]
    plan = assign(wanted, able, pools={"land": 130})

    found = why_unserved(plan, wanted, able, pools={"land": 130})

    assert set(plan.pairs) == {"r2", "r3"}
    assert (found["r1"].kind, found["r1"].rules, found["r1"].values) == (
        Kind.COMPETITION,
        (Taken.POOL,),
        {Taken.POOL: "land"},
    )
    assert found["r1"].taken_by == ("r2", "r3")
    alone = why_unserved(assign(wanted[:1], able, pools={"land": 59}), wanted[:1], able, pools={"land": 59})["r0"]
    assert (alone.kind, alone.rules, alone.values) == (Kind.MISSING, (O.POOL,), {O.POOL: "land"})


def test_what_nobody_can_do_is_not_said_to_lack_money_that_others_got():
    wanted = [Request("a", pools={"land": 60}), Request("b", (LanguageNeed("ti"),), pools={"land": 60})]
    able = [Guide("g", capacity=2)]
    plan = assign(wanted, able, pools={"land": 60})

    found = why_unserved(plan, wanted, able, pools={"land": 60})["b"]

    assert (found.kind, found.rules, found.ways) == (Kind.MISSING, (O.LANGUAGE,), {})


def test_what_counts_once_for_a_guide_lets_two_requests_go_to_the_same():
    wanted = [Request(key, once=(("land", "march", 80),)) for key in "abc"]
    able = [Guide(key, capacity=2) for key in "xy"]

    plan = assign(wanted, able, pools={"land": 100})
    paid = assign(wanted, [Guide("x", capacity=2, marks=frozenset({"march"})), able[1]], pools={"land": 100})

    assert len(plan.pairs) == 2
    assert len(set(plan.pairs.values())) == 1
    assert len(paid.pairs) == 3


def test_pins_beyond_a_pool_break_and_what_was_accepted_does_not():
    wanted = [Request(key, pools={"land": 60}) for key in "abc"]
    able = [Guide("g", capacity=3)]

    plan = assign(wanted, able, pools={"land": 120}, accepted={"c": "g"}, pins={"a": "g", "b": "g"})

    assert plan.pairs == {"a": "g", "c": "g"}
    assert plan.broken == ("b",)


def test_the_way_between_two_places_counts():
    here, there = PLACES[0], PLACES[2]  # some 39 km apart: 78 minutes
    early = Request("a", slots=(Slot(540, 600, on=MONDAY),), place=here)
    soon, late = (
        Request(key, slots=(Slot(start, start + 60, on=MONDAY),), place=there)
        for key, start in (("b", 650), ("c", 690))
    )
    guide = Guide("g", capacity=3)

    assert len(assign([early, soon], [guide]).placements) == 1
    assert len(assign([early, late], [guide]).placements) == 2


def test_one_new_request_leaves_the_plan_as_it_was_where_it_can():
    wanted = [Request(f"r{i}", (LanguageNeed("ar"),), waits_days=i) for i in range(6)]
    able = [Guide(f"g{i}", {"ar": 7 - i % 3}, capacity=2, last_assignment_days=10 * i) for i in range(5)]
    before = assign(wanted, able)
    new = Request("new", (LanguageNeed("ar"),), waits_days=40)

    after = assign([*wanted, new], able, previous=before.pairs)

    assert "new" in after.pairs
    assert sum(after.pairs[key] != guide for key, guide in before.pairs.items()) <= 1


def test_gini_knows_equal_and_one_who_carries_all():
    assert gini([3, 3, 3]) == 0
    assert gini([0, 0, 0, 12]) == 0.75
    assert gini([]) == 0


def test_the_cost_of_a_plan_counts_changes():
    request, guide = Request("r"), Guide("g")
    plan = assign([request], [guide])

    assert total_cost(plan.placements, [request], [guide], previous={"r": "other"}) == plan.cost + WEIGHTS.per_change
