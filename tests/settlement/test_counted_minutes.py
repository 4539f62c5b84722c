"""Booking, budget, forecast and settlement count the same minutes."""

from datetime import date, timedelta

from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.coordination.forecast import pool_year
from kreislotse.guides.models import ExpenseRate, HourCap
from kreislotse.matching.budget import Tallied
from kreislotse.matching.counting import that_count
from kreislotse.matching.hours import committed_minutes, hours_of
from kreislotse.matching.models import Appointment, AppointmentChange
from kreislotse.settlement.models import Line
from tests.factories import FundingSourceFactory, GuideFactory
from tests.settlement.conftest import NOW, confirmed, rate
from tests.settlement.test_laws import SLOW, run, thrown_away

BEGINS = date(2026, 2, 10)
SIDES = st.sampled_from(["guide", "institution", "person", "office"])
CANCELLATIONS = st.lists(st.tuples(SIDES, st.booleans(), st.integers(1, 200)), max_size=2)
WORK = st.tuples(
    st.integers(0, 80), st.integers(0, 300), st.integers(0, 90),
    st.sampled_from(["took_place", "no_show", "cancelled"]), CANCELLATIONS,
)  # fmt: skip
TERMS = st.fixed_dictionaries(
    {"counts_travel_time": st.booleans(), "late_cancellation_percent": st.sampled_from([0, 1, 50, 100])}
)


def note(appointment, side, is_late, minutes):
    AppointmentChange.objects.create(
        appointment=appointment, kind="cancelled", side=side, is_late=is_late, at=NOW, from_on=appointment.on,
        from_minutes=minutes,
    )  # fmt: skip


def done(source, guide, agreed, work):
    day, minutes, way, outcome, cancellations = work
    appointment = confirmed(
        source, guide=guide, rate=agreed, on=date(2026, 1, 2) + timedelta(days=day), duration_minutes=minutes,
        travel_minutes=way, outcome=outcome,
    )  # fmt: skip
    if outcome == "cancelled":
        appointment.sheet = None
        appointment.save()
        for side, is_late, before in cancellations:
            note(appointment, side, is_late, before)
    return appointment


@SLOW
@given(st.lists(st.tuples(st.integers(0, 1), WORK), min_size=1, max_size=10), TERMS, st.none() | TERMS)
def test_booking_counts_the_minutes_the_settlement_counts(district, money, preparer, releaser, works, terms, younger):
    with thrown_away(district):
        source, guides = FundingSourceFactory(), [GuideFactory(), GuideFactory()]
        agreed = rate(source, **terms)
        if younger is not None:
            rate(source, valid_from=BEGINS, applies_to_running=True, **younger)
        for who, work in works:
            done(source, guides[who], agreed, work)

        run(preparer, releaser, date(2026, 3, 31))

        booked = committed_minutes([guide.pk for guide in guides], [NOW.date()])[NOW.date()]
        settled = dict(Line.objects.values_list("guide").annotate(n=Sum("minutes")))
        for guide in guides:
            year, _week = booked.get((guide.pk, source.pk, "guide"), (0, 0))
            assert year == settled.get(guide.pk, 0)
        pool = Tallied.of([source.pk], 2026).use(source.pk)
        assert pool.minutes == sum(settled.values())


@SLOW
@given(st.lists(WORK, min_size=1, max_size=10), TERMS, st.integers(1, 12))
def test_the_settlement_pays_what_was_booked_up_to_the_cap_and_no_minute_more(
    district, money, preparer, releaser, works, terms, cap
):
    with thrown_away(district):
        source, guide = FundingSourceFactory(), GuideFactory()
        agreed = rate(source, **terms)
        HourCap(funding_source=source, role="guide", hours_per_year=cap, valid_from=date(2024, 1, 1)).save()
        for work in works:
            done(source, guide, agreed, work)

        run(preparer, releaser, date(2026, 3, 31))

        (hours,) = hours_of([guide], on=NOW.date())[guide.pk]
        assert Line.objects.aggregate(n=Sum("minutes", default=0))["n"] == min(hours.minutes_year, cap * 60)


def test_the_forecast_counts_the_way_and_paid_late_cancellations(money, source, person):
    agreed = rate(source, counts_travel_time=True, late_cancellation_percent=50)
    guide = GuideFactory()
    done(source, guide, agreed, (10, 60, 30, "took_place", []))
    done(source, guide, agreed, (11, 0, 20, "cancelled", [("institution", True, 45)]))
    done(source, guide, agreed, (12, 0, 20, "cancelled", [("guide", True, 45)]))

    (row,) = [row for row in pool_year(to=person("coordinator"), today=NOW.date()).rows if row.role == "guide"]

    assert row.forecast.done == 60 + 30 + 45 + 20


def test_the_last_word_on_a_cancellation_decides(money, source):
    """Called off late by the school, on again, and then the guide fell ill: nobody pays, and it takes no hours."""
    agreed, guide = rate(source, late_cancellation_percent=100), GuideFactory()
    appointment = done(source, guide, agreed, (10, 0, 0, "cancelled", [("institution", True, 60)]))
    assert [one.counted for one in that_count(Appointment.objects.all())] == [60]

    note(appointment, "guide", True, 60)

    assert not that_count(Appointment.objects.all()).exists()


def test_counting_takes_one_query_however_many_rates_there_are(money, source, django_assert_num_queries):
    guides = [GuideFactory() for _n in range(3)]
    for n, guide in enumerate(guides):
        agreed = rate(source, counts_travel_time=bool(n % 2), valid_from=date(2023, 1, n + 1))
        done(source, guide, agreed, (n, 60, 30, "took_place", []))
        ExpenseRate.objects.filter(pk=agreed.pk).update(applies_to_running=True)

    with django_assert_num_queries(1):
        committed_minutes([guide.pk for guide in guides], [date(2026, 1, 2), date(2027, 1, 2)])
