"""Hours that others will need: a price where last year's requests outrun them, and nobody is left alone for it."""

from dataclasses import replace

import pytest

from kreislotse.assignment import Guide, LanguageNeed, ReasonCode, Request, WeeklyTime, assign
from kreislotse.assignment.outlook import hour_prices

YEAR = "guide:2026"


def wanted(key, *languages, **facts):
    return Request(
        key, languages=tuple(LanguageNeed(code) for code in languages), budgets=(YEAR,), duration_minutes=60, **facts
    )


def able(key, *languages, hours=None):
    return Guide(
        key, languages=dict.fromkeys(languages, 7), capacity=2, budgets={} if hours is None else {YEAR: 60 * hours}
    )


def with_prices(guides, prices):
    return [
        replace(g, hour_prices=prices[g.key].by_cap, needed_for=prices[g.key].needed_for) if g.key in prices else g
        for g in guides
    ]


def test_hours_of_the_only_speaker_have_a_price_and_say_for_whom():
    guides = [able("rare", "ti", "ar", hours=20), able("common", "ar", hours=200)]
    past = [(wanted("a", "ti"), 60), (wanted("b", "ar"), 60)]

    prices = hour_prices(past, guides, years=1, share_to_come=1.0)

    assert set(prices) == {"rare"}
    assert prices["rare"].needed_for == "ti"
    assert 400 <= prices["rare"].by_cap[YEAR] <= 1_500


def test_hours_enough_cost_nothing_and_neither_does_the_end_of_the_year():
    guides, past = [able("rare", "ti", hours=200)], [(wanted("a", "ti"), 60)]

    assert hour_prices(past, guides, years=1, share_to_come=1.0) == {}
    assert hour_prices(past, [able("rare", "ti", hours=20)], years=1, share_to_come=0.0) == {}


@pytest.mark.parametrize("past", [[], [(wanted("a", "fa"), 9)]])
def test_without_a_past_that_fits_nothing_has_a_price(past):
    assert hour_prices(past, [able("rare", "ti", hours=20)], years=1, share_to_come=1.0) == {}


def test_requests_that_differ_in_length_are_each_looked_at_with_their_own():
    """An afternoon of ninety minutes: who cannot come for two hours is not kept for them."""
    afternoon = (WeeklyTime(0, 840, 930),)
    guides = [replace(able("rare", "ti", hours=20), weekly_times=afternoon)]
    short, long = wanted("a", "ti"), replace(wanted("b", "ti"), duration_minutes=120)

    assert hour_prices([(short, 60)], guides, years=1, share_to_come=1.0)
    assert hour_prices([(long, 60)], guides, years=1, share_to_come=1.0) == {}
    both = hour_prices([(short, 60), (long, 60)], guides, years=1, share_to_come=1.0)
    assert both == hour_prices([(short, 60)], guides, years=1, share_to_come=1.0)


def test_the_same_past_gives_the_same_prices():
    guides, past = [able("rare", "ti", "ar", hours=20)], [(wanted("a", "ti"), 30), (wanted("b", "ar"), 30)]

    assert hour_prices(past, guides, years=1, share_to_come=0.6) == hour_prices(
        past, guides, years=1, share_to_come=0.6
    )


def test_two_years_are_one_on_average():
    guides, past = [able("rare", "ti", hours=100)], [(wanted("a", "ti"), 150)]

    assert hour_prices(past, guides, years=1, share_to_come=1.0)
    assert not hour_prices(past, guides, years=2, share_to_come=1.0)


def test_whoever_is_needed_later_steps_back_where_another_can_go_but_leaves_nobody_alone():
    guides = [able("rare", "ti", "ar", hours=20), able("second", "ar", hours=200)]
    priced = with_prices(
        guides, hour_prices([(wanted("a", "ti"), 60), (wanted("b", "ar"), 60)], guides, years=1, share_to_come=1.0)
    )

    assert assign([wanted("r", "ar")], guides).pairs == {"r": "rare"}  # alike, so the first
    assert assign([wanted("r", "ar")], priced).pairs == {"r": "second"}
    alone = assign([wanted("r", "ar")], priced[:1])
    assert alone.pairs == {"r": "rare"}
    reason = next(r for r in alone.placements[0].reasons if r.code == ReasonCode.NEEDED_LATER)
    assert (reason.value, 0 < reason.cost <= 60) == ("ti", True)
