from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.assignment import (
    Guide,
    LanguageNeed,
    Obstacle,
    ObstacleCode,
    ReasonCode,
    Request,
    Setting,
    Slot,
    WeeklyTime,
    Weights,
    evaluate,
    explain,
    load_cost,
    unserved_cost,
)

from .strategies import FALLBACKS, guides, requests

KORBACH, ARNSBERG = (51.2750, 8.8730), (51.3967, 8.0644)
TUESDAY = date(2026, 3, 3)


def codes(found):
    return [entry.code for entry in found]


def test_dari_is_not_farsi_unless_the_office_accepts_it():
    request = Request("r", languages=(LanguageNeed("prs", 3),))
    guide = Guide("g", languages={"fa": 7})

    assert explain(request, guide) == (Obstacle(ObstacleCode.LANGUAGE, ("prs",)),)
    fit = evaluate(request, guide, fallbacks=FALLBACKS)
    assert fit.reasons[0].code is not ReasonCode.LANGUAGE
    assert (ReasonCode.LANGUAGE_FALLBACK, ("prs", "fa", 7), 8) in [
        (reason.code, reason.value, reason.cost) for reason in fit.reasons
    ]


def test_exact_variant_is_preferred_to_an_accepted_neighbor():
    request = Request("r", languages=(LanguageNeed("prs"),))

    exact = evaluate(request, Guide("g", languages={"prs": 7}), fallbacks=FALLBACKS)
    neighbor = evaluate(request, Guide("g", languages={"fa": 7}), fallbacks=FALLBACKS)

    assert exact.cost < neighbor.cost


def test_too_low_a_level_is_told_apart_from_a_missing_language():
    request = Request("r", languages=(LanguageNeed("ar", 4),))

    assert explain(request, Guide("g", languages={"ar": 2})) == (Obstacle(ObstacleCode.LANGUAGE_LEVEL, ("ar", 2, 4)),)


def test_all_obstacles_are_named_not_only_the_first():
    request = Request(
        "r",
        languages=(LanguageNeed("ti"),),
        slots=(Slot(600, 660, on=TUESDAY),),
        place=KORBACH,
        area="06635015",
        role="mediator",
        duration_minutes=120,
        gender_wish="female",
        gender_required=True,
        topic="health",
        topic_training_required=True,
        persons=4,
        excluded_guides=frozenset({"g"}),
        not_neutral=frozenset({"g"}),
        qualifications=frozenset({"basic_training"}),
    )
    guide = Guide(
        "g",
        areas=frozenset({"06635001"}),
        home=ARNSBERG,
        max_km=20,
        weekly_times=(WeeklyTime(0, 480, 720),),
        minutes_left_year=90,
        roles=frozenset({"guide"}),
        capacity=0,
        gender="male",
        max_persons=2,
        available=False,
    )

    assert set(codes(explain(request, guide))) == set(ObstacleCode) - {
        ObstacleCode.LANGUAGE_LEVEL,
        ObstacleCode.LANGUAGE_DIRECTION,
        ObstacleCode.BUSY,
        ObstacleCode.POOL,  # of a whole round only
    }


def test_a_taken_hour_names_the_times_that_would_have_suited():
    slot = Slot(600, 660, on=TUESDAY)
    guide = Guide("g", busy=(Slot(665, 700, on=TUESDAY),))

    assert explain(Request("r", slots=(slot,)), guide) == (Obstacle(ObstacleCode.BUSY, (slot,)),)
    assert evaluate(Request("r", slots=(slot,)), guide, weights=Weights(travel_minutes=0)).is_possible


def test_weekly_appointment_blocks_every_date_of_its_weekday():
    guide = Guide("g", busy=(Slot(600, 660, weekday=1),))

    assert codes(explain(Request("r", slots=(Slot(630, 690, on=TUESDAY),)), guide)) == [ObstacleCode.BUSY]


def test_distance_is_kilometers_and_does_not_count_on_the_telephone():
    request = Request("r", place=KORBACH, area="x")
    guide = Guide(
        "g",
        home=ARNSBERG,
        areas=frozenset({"x"}),
        weekly_times=(WeeklyTime(0, 0, 1440),),
    )

    on_site = {reason.code: reason for reason in explain(request, guide)}
    by_phone = evaluate(replace(request, setting=Setting.PHONE, area="elsewhere"), guide)

    assert on_site[ReasonCode.DISTANCE].value == pytest.approx(57.8, abs=0.5)
    assert by_phone.cost == 0


def test_flexible_request_needs_one_window_long_enough():
    request = Request("r", duration_minutes=90)

    assert codes(explain(request, Guide("g", weekly_times=(WeeklyTime(0, 600, 660),)))) == [ObstacleCode.TIME]
    assert evaluate(request, Guide("g", weekly_times=(WeeklyTime(0, 600, 700),))).is_possible


def test_rested_guides_come_first_and_a_full_week_speaks_against():
    request = Request("r", duration_minutes=60)

    costs = [evaluate(request, Guide("g", last_assignment_days=days)).cost for days in (None, 60, 30, 3)]
    over = evaluate(request, Guide("g", minutes_left_week=20))

    assert costs == sorted(costs) and costs[0] == costs[1] < costs[2] < costs[3]
    assert (ReasonCode.OVER_WEEK, 40, 15) in [(r.code, r.value, r.cost) for r in over.reasons]


def test_second_request_in_a_round_costs_more_and_waiting_counts():
    guide, weights = Guide("g", minutes_left_week=60), Weights()

    assert load_cost(guide, []) == load_cost(guide, [60]) == 0
    assert load_cost(guide, [60, 20]) == weights.per_further_in_round + 2 * weights.per_quarter_over_week
    assert unserved_cost(Request("r", waits_days=5)) < unserved_cost(Request("r", waits_days=90))
    assert unserved_cost(Request("r", waits_days=90)) == unserved_cost(Request("r", waits_days=900))


@given(requests("r"), guides("g"))
def test_costs_of_the_reasons_add_up_to_the_score(request, guide):
    fit = evaluate(request, guide, fallbacks=FALLBACKS)

    assert explain(request, guide, fallbacks=FALLBACKS) == (fit.obstacles or fit.reasons)
    assert bool(fit.obstacles) != bool(fit.reasons)
    assert fit.cost == sum(reason.cost for reason in fit.reasons)
    assert all(reason.cost >= 0 for reason in fit.reasons)
    assert set(fit.slots) <= set(request.slots)


@given(st.integers(-10, 10), st.integers(0, 1500), st.integers(0, 1500))
def test_impossible_times_are_refused(weekday, start, end):
    if 0 <= weekday <= 6 and start < end <= 1440:
        assert WeeklyTime(weekday, start, end).end == end
    else:
        with pytest.raises(ValueError):
            WeeklyTime(weekday, start, end)
