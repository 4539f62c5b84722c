"""No period of the rule's length holds more dates of one person than the rule allows, in whatever order they are agreed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.intake import counter_keys
from kreislotse.intake.cap_windows import Fullest, fullest
from kreislotse.intake.models import ClientCapRule, CounterKeyUse

BEGIN = date(2026, 1, 1)
some_days = st.lists(st.integers(0, 120).map(lambda n: BEGIN + timedelta(days=n)), max_size=9)


def in_period(days, first, length):
    return sum(first <= day < first + timedelta(days=length) for day in days)


def every_period(length):
    return [BEGIN + timedelta(days=n) for n in range(-length, 121)]


@given(some_days, some_days, st.integers(1, 60))
def test_the_fullest_period_is_the_fullest_of_all_with_a_new_date(used, new, length):
    with_new = [first for first in every_period(length) if in_period(new, first, length)]

    found = fullest(used, new, days=length)

    assert found.total == max((in_period([*used, *new], first, length) for first in with_new), default=0)
    assert bool(found.new) == bool(new)


@given(st.lists(some_days, max_size=6), st.integers(1, 4), st.integers(1, 60))
def test_what_is_let_in_one_after_the_other_never_overfills_a_period(asked, most, length):
    agreed = []
    for days in asked:
        if fullest(agreed, days, days=length).total <= most:
            agreed += days

    assert all(in_period(agreed, first, length) <= most for first in every_period(length))


@given(some_days, some_days, st.integers(1, 4), st.integers(1, 60))
def test_a_period_that_an_exception_overfilled_is_no_reason_against_days_outside_of_it(used, new, most, length):
    periods = [first for first in every_period(length) if in_period(new, first, length)]
    fits = all(in_period([*used, *new], first, length) <= most for first in periods)

    assert (fullest(used, new, days=length).total <= most) == fits


def test_a_period_ends_with_its_last_day():
    assert fullest([BEGIN], [BEGIN + timedelta(days=29)], days=30) == Fullest(used=1, new=1)
    assert fullest([BEGIN], [BEGIN + timedelta(days=30)], days=30) == Fullest(used=0, new=1)


# ── in the database ──────────────────────────────────────────────────────────────────────────────

TODAY = date(2026, 3, 9)


@pytest.fixture
def rule(in_district):
    """Two dates in 30 days."""
    row = ClientCapRule(most=2, within_days=30, valid_from=date(2020, 1, 1))
    row.save()
    return row


def use(*days, counted_on=TODAY, dates=None):
    row = CounterKeyUse(key_digest="d" * 64, counted_on=counted_on, dates=dates or len(days))
    row.days, row.last_on = [day.isoformat() for day in days], max(days, default=None)
    row.save()
    return row


def against(*days):
    return counter_keys.sentence_against("d" * 64, days, today=TODAY)


def april(*days):
    return [date(2026, 4, day) for day in days]


def test_the_day_of_the_appointment_counts_and_not_that_of_the_request(rule):
    use(date(2026, 5, 1), date(2026, 5, 20))

    assert against(date(2026, 3, 20)) is None
    assert "noch 0 von 2" in against(date(2026, 5, 10))[0]
    assert "noch 0 von 2" in against(date(2026, 4, 25))[0]  # with both of May in 30 days
    assert against(date(2026, 4, 15)) is None  # with the first of them only


def test_of_a_series_each_date_counts_in_its_period(rule):
    monthly = [date(2026, month, 1) for month in (4, 5, 6, 7)]
    assert against(*monthly) is None

    refusal, _way_on = against(*monthly, date(2026, 5, 8), date(2026, 5, 15))

    assert "noch 2 von 2 Terminen möglich, angefragt sind 3" in refusal
    assert "in jedem Zeitraum von 30 Tagen" in refusal


def test_a_date_without_a_day_counts_on_the_day_of_the_request(rule):
    use(counted_on=TODAY, dates=2)

    assert against(TODAY + timedelta(days=29))
    assert against(TODAY + timedelta(days=30)) is None


def test_what_counts_is_what_is_agreed_and_for_the_rest_what_was_wished(rule):
    row = use(*april(1, 8), counted_on=TODAY, dates=3)

    counter_keys.count_agreed(row, april(2), today=TODAY)
    assert row.counted_days == april(1, 2, 8)
    counter_keys.count_agreed(row, april(2, 9, 16, 23), today=TODAY)

    row.refresh_from_db()
    assert (row.counted_days, row.dates, row.last_on) == (april(2, 9, 16, 23), 4, april(23)[0])


def test_moving_within_a_period_that_an_exception_filled_needs_no_further_reason(rule):
    filled = use(*april(1, 8, 15))

    assert counter_keys.count_agreed(filled, april(1, 8, 16), today=TODAY) is None
    assert counter_keys.count_agreed(filled, april(1, 8, 16, 17), today=TODAY)


def test_moving_into_a_full_period_is_refused(rule):
    use(*april(1, 8))
    mine = use(date(2026, 8, 1))

    assert counter_keys.count_agreed(mine, april(15), today=TODAY)


def test_a_key_is_kept_until_the_last_of_its_days_is_over(rule):
    kept = use(date(2026, 6, 1), counted_on=date(2026, 1, 5))
    use(date(2026, 1, 20), counted_on=date(2026, 1, 5))
    use(counted_on=date(2026, 1, 5), dates=1)

    assert kept not in counter_keys.uses_over(TODAY, 0)
    assert counter_keys.uses_over(TODAY, 0).count() == 2
    assert kept in counter_keys.uses_over(date(2026, 7, 1), 0)
