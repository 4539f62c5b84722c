"""Which days a series falls on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.intake.dates import SeriesEmpty, SeriesTooLong, SeriesUnclear, series_days
from kreislotse.intake.models import SchoolFreeTime

HESSEN, THURINGIA = "06635", "16063"
EASTER = SchoolFreeTime(name="Osterferien", valid_from=date(2026, 3, 30), valid_to=date(2026, 4, 10))


def days(**changes):
    values = {"first_on": date(2026, 3, 3), "number": 6, "ags": HESSEN} | changes
    return series_days(**values)


def test_six_tuesdays_are_six_tuesdays():
    assert [day.on for day in days()] == [date(2026, 3, 3) + timedelta(weeks=n) for n in range(6)]


def test_a_holiday_is_left_out_with_its_name_and_the_number_stays():
    mondays = days(first_on=date(2026, 3, 30), number=3)

    assert [(day.on.day, day.left_out, day.name) for day in mondays] == [
        (30, "", ""), (6, "holiday", "Ostermontag"), (13, "", ""), (20, "", ""),
    ]  # fmt: skip


def test_holidays_are_those_of_the_land():
    september = {"first_on": date(2026, 9, 13), "number": 2}  # 20 September is Weltkindertag in Thüringen only

    assert [day.left_out for day in days(**september)] == ["", ""]
    assert [day.left_out for day in days(**september, ags=THURINGIA)] == ["", "holiday", ""]


def test_school_holidays_count_only_where_they_matter():
    spring = {"first_on": date(2026, 3, 24), "number": None, "until": date(2026, 4, 14)}

    assert [day.left_out for day in days(**spring)] == ["", "", "", ""]
    assert [(day.left_out, day.name) for day in days(**spring, school_free=[EASTER])] == [
        ("", ""), ("school_free", "Osterferien"), ("school_free", "Osterferien"), ("", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"until": date(2026, 5, 1)}, SeriesUnclear), ({"number": None}, SeriesUnclear), ({"number": 60}, SeriesTooLong),
        ({"number": None, "until": date(2028, 1, 1)}, SeriesTooLong), ({"number": 20, "every_weeks": 4}, SeriesTooLong),
        ({"number": None, "until": date(2026, 3, 3)}, SeriesEmpty),
    ],
)  # fmt: skip
def test_a_series_without_end_or_measure_is_refused(changes, error):
    with pytest.raises(error):
        days(**changes)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(2, 20), st.integers(1, 2))
def test_a_number_is_kept_and_every_day_has_the_same_weekday(first_on, number, every_weeks):
    found = series_days(first_on=first_on, number=number, every_weeks=every_weeks, ags=HESSEN)

    assert sum(not day.left_out for day in found) == number
    assert {day.on.weekday() for day in found} == {first_on.weekday()}
    assert not found[-1].left_out
