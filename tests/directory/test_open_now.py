"""Whether it is open: the rules one by one, and what must hold for any week."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.directory.models import Offer
from kreislotse.directory.open_now import (
    BERLIN,
    DayException,
    Hours,
    Schedule,
    Span,
    State,
    exceptions_ahead,
    is_open,
    is_spoken,
    opens_next,
    spans_on,
    standing,
    week_on,
)
from kreislotse.directory.operations import save_offer
from kreislotse.directory.public_holidays import holiday_on
from kreislotse.directory.schedules import open_at, schedules
from tests.factories import OfferFactory

MONDAY = date(2026, 3, 9)
HESSE = "06635"
MORNING = Hours(0, time(9), time(12))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=BERLIN)


def week(*days: int, **fields) -> tuple[Hours, ...]:
    return tuple(Hours(day, time(9), time(12), **fields) for day in days)


@pytest.mark.parametrize(
    ("day", "ags", "name"),
    [
        (date(2026, 6, 4), "06635", "Fronleichnam"),
        (date(2026, 6, 4), "05370", "Fronleichnam"),
        (date(2026, 6, 4), "16063", ""),
        (date(2026, 6, 4), "03457", ""),
        (date(2026, 9, 20), "16063", "Weltkindertag"),
        (date(2026, 10, 31), "03457", "Reformationstag"),
        (date(2026, 10, 31), "06635", ""),
        (date(2026, 11, 1), "05370", "Allerheiligen"),
        (date(2026, 11, 18), "14625", "Buß- und Bettag"),
        (date(2026, 3, 8), "11000", "Frauentag"),
        (date(2026, 10, 3), "", "Tag der Deutschen Einheit"),
        (date(2026, 10, 3), "99", "Tag der Deutschen Einheit"),
        (date(2026, 3, 9), "06635", ""),
    ],
)
def test_holidays_are_those_of_the_land(day, ags, name):
    assert holiday_on(day, ags=ags) == name


@pytest.mark.parametrize("land", [f"{n:02d}" for n in range(1, 17)])
def test_every_land_has_between_nine_and_fourteen_holidays(land):
    days = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))

    assert 9 <= sum(bool(holiday_on(day, ags=land)) for day in days) <= 14


@pytest.mark.parametrize(
    ("hour", "minute", "state"),
    [(8, 59, "closed"), (9, 0, "open"), (11, 59, "open"), (12, 0, "closed")],
)
def test_the_first_minute_counts_and_the_last_does_not(hour, minute, state):
    now = standing(Schedule(hours=[MORNING]), at(MONDAY, hour, minute))

    assert now.state == state
    assert now.until == (time(12) if state == "open" else None)


def test_until_midnight_is_open_in_its_last_minute_too():
    assert is_open(Schedule(hours=[Hours(0, time(20), time(23, 59))]), at(MONDAY, 23, 59))


def test_the_clock_is_berlins_whatever_the_zone_of_the_moment():
    schedule = Schedule(hours=[MORNING])

    assert is_open(schedule, datetime(2026, 3, 9, 8, 0, tzinfo=UTC))  # winter time
    assert not is_open(schedule, datetime(2026, 7, 6, 10, 0, tzinfo=UTC))  # 12:00 in summer
    assert standing(schedule, datetime(2026, 3, 8, 23, 30, tzinfo=UTC)).day == MONDAY


def test_times_without_a_break_are_said_as_one():
    schedule = Schedule(hours=[MORNING, Hours(0, time(12), time(15)), Hours(0, time(16), time(18))])

    assert standing(schedule, at(MONDAY, 10)).until == time(15)


def test_it_says_when_it_opens_next_and_skips_holidays():
    schedule = Schedule(hours=week(0, 4), ags=HESSE)

    good_friday = standing(schedule, at(date(2026, 4, 3), 10))

    assert (good_friday.state, good_friday.holiday) == (State.CLOSED, "Karfreitag")
    assert good_friday.opens_next == at(date(2026, 4, 10), 9)  # not Easter Monday
    assert not good_friday.opens_today
    assert not good_friday.opens_this_week  # Friday in a week is not „Freitag“
    assert standing(schedule, at(date(2026, 4, 4), 10)).opens_this_week
    assert standing(schedule, at(MONDAY, 8)).opens_today


def test_open_on_a_holiday_if_the_offer_says_so_and_the_holiday_is_still_named():
    schedule = Schedule(hours=week(4), is_closed_on_holidays=False, ags=HESSE)

    now = standing(schedule, at(date(2026, 4, 3), 10))

    assert (now.state, now.holiday) == (State.OPEN, "Karfreitag")


def test_an_exception_wins_over_the_week_and_over_a_holiday():
    day = date(2026, 4, 3)
    schedule = Schedule(hours=week(0, 4), exceptions=[DayException(day, day, time(15), time(16))], ags=HESSE)

    assert standing(schedule, at(day, 10)).opens_next == at(day, 15)
    assert is_open(schedule, at(day, 15, 30))


def test_closed_over_christmas_but_open_on_one_day_between():
    schedule = Schedule(
        hours=week(0, 1, 2, 3, 4),
        exceptions=[
            DayException(date(2026, 12, 24), date(2027, 1, 1), reason="Betriebsferien"),
            DayException(date(2026, 12, 29), date(2026, 12, 29), time(10), time(11)),
        ],
    )

    closed = standing(schedule, at(date(2026, 12, 28), 10))

    assert (closed.state, closed.exception.reason) == (State.CLOSED, "Betriebsferien")
    assert closed.opens_next == at(date(2026, 12, 29), 10)
    assert standing(schedule, at(date(2026, 12, 30), 10)).opens_next == at(date(2027, 1, 4), 9)


def test_of_two_exceptions_that_contradict_each_other_the_closed_one_counts():
    schedule = Schedule(
        hours=[MORNING], exceptions=[DayException(MONDAY, MONDAY), DayException(MONDAY, MONDAY, time(9), time(12))]
    )

    assert spans_on(schedule, MONDAY) == []


def test_two_openings_on_one_exceptional_day_both_count():
    schedule = Schedule(
        exceptions=[DayException(MONDAY, MONDAY, time(8), time(9)), DayException(MONDAY, MONDAY, time(14), time(15))]
    )

    assert standing(schedule, at(MONDAY, 8)).until == time(9)
    assert standing(schedule, at(MONDAY, 10)).opens_next == at(MONDAY, 14)


def test_a_week_for_a_period_replaces_the_ordinary_one():
    summer = {"valid_from": date(2026, 7, 1), "valid_until": date(2026, 8, 31)}
    schedule = Schedule(hours=[*week(0, 1), Hours(1, time(17), time(19), **summer)])

    assert [one.weekday for one in week_on(schedule.hours, date(2026, 7, 1))] == [1]
    assert not is_open(schedule, at(date(2026, 7, 6), 10))
    assert is_open(schedule, at(date(2026, 7, 7), 18))
    assert is_open(schedule, at(date(2026, 9, 1), 10))


def test_new_times_begin_when_the_old_ones_end():
    schedule = Schedule(
        hours=[
            Hours(0, time(9), time(12), valid_until=date(2026, 3, 15)),
            Hours(0, time(14), time(16), valid_from=date(2026, 3, 16)),
        ]
    )

    assert spans_on(schedule, MONDAY)[0].opens_at == time(9)
    assert spans_on(schedule, MONDAY + timedelta(days=7))[0].opens_at == time(14)


def test_by_appointment_is_neither_open_nor_closed():
    by_appointment = Schedule(hours=[*week(0), Hours(1, time(14), time(18), by_appointment=True)])
    tuesday = MONDAY + timedelta(days=1)

    assert standing(by_appointment, at(tuesday, 15)).state == State.APPOINTMENT
    assert standing(by_appointment, at(tuesday, 13)).state == State.CLOSED
    assert standing(by_appointment, at(tuesday, 15)).opens_next == at(MONDAY + timedelta(days=7), 9)


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(is_appointment_only=True, ags=HESSE),
        Schedule(hours=week(0, 4), is_appointment_only=True, ags=HESSE),
        Schedule(hours=week(0, 4, by_appointment=True), ags=HESSE),
    ],
)
def test_what_is_there_by_appointment_only_is_so_at_any_hour_but_not_on_closed_days(schedule):
    closed = replace(schedule, exceptions=[DayException(MONDAY, MONDAY)])

    assert standing(schedule, at(MONDAY, 10)).state == State.APPOINTMENT
    assert standing(schedule, at(MONDAY, 22)).state == State.APPOINTMENT
    assert standing(schedule, at(MONDAY, 22)).opens_next is None
    assert standing(schedule, at(date(2026, 4, 3), 10)).state == State.CLOSED
    assert standing(closed, at(MONDAY, 10)).state == State.CLOSED


def test_nothing_said_is_unknown_and_a_single_closed_day_closed():
    holiday = Schedule(exceptions=[DayException(MONDAY, MONDAY)])

    assert standing(Schedule(), at(MONDAY, 10)).state == State.UNKNOWN
    assert standing(holiday, at(MONDAY, 10)).state == State.CLOSED
    assert standing(holiday, at(MONDAY + timedelta(days=1), 10)).state == State.UNKNOWN


def test_a_language_with_times_is_spoken_then_and_one_without_whenever_it_is_open():
    schedule = Schedule(hours=week(0, 1), ags=HESSE)
    mondays = [Hours(0, time(10), time(11))]

    assert is_spoken(schedule, mondays, at(MONDAY, 10))
    assert not is_spoken(schedule, mondays, at(MONDAY, 9))
    assert not is_spoken(schedule, mondays, at(date(2026, 4, 6), 10))  # Easter Monday
    assert is_spoken(schedule, [], at(MONDAY, 9))
    assert not is_spoken(schedule, [Hours(0, time(10), time(11), by_appointment=True)], at(MONDAY, 10))
    assert not is_spoken(replace(schedule, is_appointment_only=True), mondays, at(MONDAY, 10))
    assert not is_spoken(replace(schedule, exceptions=[DayException(MONDAY, MONDAY)]), mondays, at(MONDAY, 10))


def test_exceptions_ahead_are_the_next_ones_in_order():
    past = DayException(MONDAY - timedelta(days=9), MONDAY - timedelta(days=1))
    running = DayException(MONDAY - timedelta(days=9), MONDAY)
    soon, far = (DayException(MONDAY + timedelta(days=n), MONDAY + timedelta(days=n)) for n in (10, 90))

    assert exceptions_ahead([far, soon, past, running], MONDAY) == [running, soon]


# ── what holds for any schedule ─────────────────────────────────────────────────────────────────────

clocks = st.integers(0, 23).flatmap(lambda h: st.sampled_from([time(h), time(h, 30)]))
days = st.dates(date(2026, 1, 1), date(2027, 6, 30))
maybe = st.none() | days


@st.composite
def any_hours(draw):
    opens, closes = sorted(draw(st.lists(clocks, min_size=2, max_size=2, unique=True)))
    return Hours(draw(st.integers(0, 6)), opens, closes, draw(st.booleans()), draw(maybe), draw(maybe))


@st.composite
def any_exception(draw):
    first = draw(days)
    opens, closes = sorted(draw(st.lists(clocks, min_size=2, max_size=2, unique=True)))
    hours = (opens, closes, draw(st.booleans())) if draw(st.booleans()) else (None, None, False)
    return DayException(first, first + timedelta(days=draw(st.integers(0, 20))), *hours)


any_schedule = st.builds(
    Schedule,
    hours=st.lists(any_hours(), max_size=6),
    exceptions=st.lists(any_exception(), max_size=3),
    is_appointment_only=st.booleans(),
    is_closed_on_holidays=st.booleans(),
    ags=st.sampled_from(["", "06635", "05370", "16063", "03457"]),
)
any_moment = st.builds(at, days, st.integers(0, 23), st.integers(0, 59))


@given(any_schedule, any_moment)
def test_what_it_says_fits_together(schedule, now):
    said = standing(schedule, now)

    assert said.is_open == is_open(schedule, now)
    assert (said.until is not None) == said.is_open
    if said.is_open:
        assert said.until > now.time()
        assert not schedule.is_appointment_only
    if said.opens_next:
        assert said.opens_next > now
        assert is_open(schedule, said.opens_next)


@given(any_schedule, any_moment)
def test_it_is_closed_until_the_moment_it_says_it_opens(schedule, now):
    if not is_open(schedule, now) and (opens := opens_next(schedule, now, within_days=5)):
        moment = now
        while moment < opens:
            assert not is_open(schedule, moment)
            moment += timedelta(minutes=15)


@given(any_schedule, days)
def test_one_day_that_is_closed_is_closed_whatever_else_is_said(schedule, day):
    closed = replace(schedule, exceptions=[*schedule.exceptions, DayException(day, day)])

    assert spans_on(closed, day) == []


@given(st.lists(any_hours(), max_size=6), any_moment)
def test_the_order_of_the_rows_does_not_matter(hours, now):
    assert standing(Schedule(hours=hours), now) == standing(Schedule(hours=hours[::-1]), now)


# ── with the database ───────────────────────────────────────────────────────────────────────────────


def stored(schedule: Schedule) -> Offer:
    offer = OfferFactory(
        is_appointment_only=schedule.is_appointment_only, is_closed_on_holidays=schedule.is_closed_on_holidays
    )
    by_day: dict[int, list] = {}
    for one in schedule.hours:
        by_day.setdefault(one.weekday, []).append(Span(*one[1:]))
    return save_offer(
        offer, opening_times=by_day, opening_exceptions=[one._asdict() for one in schedule.exceptions], by=None
    )


SCHEDULES = [
    Schedule(),
    Schedule(hours=week(0, 4)),
    Schedule(hours=week(0, 4), is_closed_on_holidays=False),
    Schedule(hours=week(0, 4), is_appointment_only=True),
    Schedule(hours=week(0, 4, by_appointment=True)),
    Schedule(hours=[Hours(0, time(20), time(23, 59))]),
    Schedule(hours=week(0, valid_until=MONDAY - timedelta(days=1))),
    Schedule(hours=week(0, valid_from=MONDAY)),
    Schedule(hours=[*week(0), *week(1, valid_from=MONDAY, valid_until=MONDAY)]),
    Schedule(hours=week(0, valid_from=MONDAY, valid_until=MONDAY)),
    Schedule(hours=week(0), exceptions=[DayException(MONDAY, MONDAY)]),
    Schedule(exceptions=[DayException(date(2026, 4, 1), date(2026, 4, 9), time(8), time(11))]),
]


@pytest.mark.parametrize("now", [at(MONDAY, 10), at(MONDAY, 23, 59), at(MONDAY, 3), at(date(2026, 4, 3), 10)])
def test_the_database_finds_open_what_the_rules_call_open(in_district, now):
    by_key = {stored(one).pk: replace(one, ags=HESSE) for one in SCHEDULES}

    found = set(Offer.objects.filter(open_at(now, ags=HESSE)).values_list("pk", flat=True))

    assert found == {pk for pk, schedule in by_key.items() if is_open(schedule, now)}
    assert schedules(Offer.objects.all(), ags=HESSE).keys() == by_key.keys()


def test_finding_what_is_open_costs_the_same_for_many(in_district, django_assert_num_queries):
    for _n in range(6):
        stored(SCHEDULES[10])
        stored(SCHEDULES[1])

    with django_assert_num_queries(6):
        assert Offer.objects.filter(open_at(at(MONDAY, 10), ags=HESSE)).count() == 6
