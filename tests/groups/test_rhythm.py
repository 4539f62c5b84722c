"""The days of a series, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.groups.rhythm import MONTHS, WEEKS, days_of


def test_every_second_tuesday_of_the_month():
    days = days_of("monthly", date(2026, 1, 13), date(2026, 4, 30))

    assert days == [date(2026, 1, 13), date(2026, 2, 10), date(2026, 3, 10), date(2026, 4, 14)]


def test_a_fifth_friday_is_the_last_one_where_there_is_none():
    days = days_of("monthly", date(2026, 1, 30), date(2026, 3, 31))

    assert days == [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 27)]


@pytest.mark.parametrize(("rhythm", "number"), [("weekly", 5), ("fortnightly", 3), ("two_months", 1)])
def test_weeks_are_counted_from_the_first_day(rhythm, number):
    assert len(days_of(rhythm, date(2026, 3, 2), date(2026, 3, 30))) == number


@given(st.sampled_from([*WEEKS, *MONTHS]), st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 900))
def test_all_days_share_the_weekday_and_grow(rhythm, first, length):
    last = date.fromordinal(first.toordinal() + length)

    days = days_of(rhythm, first, last)

    assert days[0] == first
    assert days == sorted(set(days))
    assert {day.weekday() for day in days} == {first.weekday()}
    assert days[-1] <= last
