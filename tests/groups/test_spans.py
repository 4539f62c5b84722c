"""How many seats are taken at once: the sweep agrees with counting every single day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kreislotse.groups.spans import first_day_above, overlap

START = date(2026, 1, 1)
days = st.integers(0, 25).map(lambda n: START + timedelta(days=n))
spans = st.tuples(days, st.none() | st.integers(0, 12)).map(
    lambda one: (one[0], None if one[1] is None else one[0] + timedelta(days=one[1]))
)


def holds(span, day) -> bool:
    return span[0] <= day and (span[1] is None or day <= span[1])


@given(st.lists(spans, max_size=8), st.integers(0, 4), days)
def test_it_finds_the_day_that_counting_finds(given_spans, limit, since):
    every_day = (since + timedelta(days=n) for n in range(40))
    counted = next((day for day in every_day if sum(holds(one, day) for one in given_spans) > limit), None)

    assert first_day_above(given_spans, limit, since=since) == counted


@given(spans, spans)
def test_two_spans_overlap_if_they_share_a_day(one, other):
    shared = any(holds(one, START + timedelta(days=n)) and holds(other, START + timedelta(days=n)) for n in range(60))

    assert overlap(one, other) == shared


def test_who_follows_on_the_next_day_takes_no_second_seat():
    assert first_day_above([(START, START), (START + timedelta(days=1), None)], 1, since=START) is None
