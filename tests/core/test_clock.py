"""Times over midnight, and on the two days of the year that are not 24 hours long."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.core.clock import NoSuchTime, ends_at, instant, span

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def test_what_lasts_past_midnight_ends_on_the_next_day():
    assert ends_at(date(2026, 3, 9), time(22, 30), 135).date() == date(2026, 3, 10)


def test_the_night_of_the_change_is_an_hour_shorter_in_spring_and_longer_in_autumn():
    assert f"{ends_at(SPRING - timedelta(days=1), time(23), 4 * 60):%H:%M}" == "04:00"
    assert f"{ends_at(AUTUMN - timedelta(days=1), time(23), 6 * 60):%H:%M}" == "04:00"
    assert f"{ends_at(SPRING, time(1, 30), 60):%H:%M}" == "03:30"


def test_an_hour_that_does_not_exist_is_refused_with_its_day():
    with pytest.raises(NoSuchTime, match="02:30 Uhr gibt es am 29.03.2026 nicht"):
        instant(SPRING, time(2, 30))
    assert span(SPRING, time(2, 30), 60)[0] == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )  # what is written down stays readable


def test_an_hour_that_comes_twice_is_the_first():
    assert instant(AUTUMN, time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.times(), st.integers(1, 20 * 60))
def test_what_lasts_so_many_minutes_ends_so_many_minutes_later_on_the_clock(on, begins, minutes):
    begins = begins.replace(second=0, microsecond=0, fold=0)
    try:
        instant(on, begins)
    except NoSuchTime:
        return
    end = ends_at(on, begins, minutes)
    if end.fold:
        return  # the second of two equal hours on the clock: a person cannot tell it from the first

    assert instant(end.date(), end.time()) - instant(on, begins) == timedelta(minutes=minutes)
