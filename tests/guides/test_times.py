"""Weekly times are read as people write them."""

from datetime import time

import pytest

from kreislotse.guides.times import TimesNotUnderstood, TimesWrongWayRound, parse_windows, written


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("", []),
        ("9-12", [(time(9), time(12))]),
        ("9–12 und 14:30 bis 18 Uhr", [(time(9), time(12)), (time(14, 30), time(18))]),
        ("von 8.15 bis 10", [(time(8, 15), time(10))]),
        ("ab 15 Uhr", [(time(15), time(21))]),
        ("ganztags", [(time(8), time(20))]),
        ("9-12, 11-14", [(time(9), time(14))]),
        ("20-24", [(time(20), time(23, 59))]),
    ],
)
def test_times_are_understood(text, windows):
    assert parse_windows(text) == windows


@pytest.mark.parametrize("text", ["vormittags oder so", "25-27", "9-", "9:75-12"])
def test_unclear_times_are_refused_with_an_example(text):
    with pytest.raises(TimesNotUnderstood, match="9–12"):
        parse_windows(text)


def test_a_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(TimesWrongWayRound):
        parse_windows("18-9")


def test_what_is_written_is_read_again():
    windows = [(time(9), time(12)), (time(14, 30), time(18))]

    assert parse_windows(written(windows)) == windows
