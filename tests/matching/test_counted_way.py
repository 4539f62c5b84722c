"""The way counts to the hours where the rate says so: estimated when planned, until somebody enters how long it took."""

from datetime import date, time, timedelta

import pytest

from kreislotse.guides.models import ExpenseRate, HourCap
from kreislotse.guides.rules import frozen
from kreislotse.matching import operations
from kreislotse.matching.hours import WeekCapExceeded, YearCapReached, check_hours
from kreislotse.matching.models import Appointment, AppointmentRule
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    FundingSourceFactory,
    GuideFactory,
    HelpRequestFactory,
    MunicipalityFactory,
    qualify,
)

MONDAY, THURSDAY = date(2026, 3, 9), date(2026, 3, 12)
AWAY = 40  # 13.3 km as the crow flies, there and back at 15 minutes for each ten


def rate(source, **fields):
    values = {"role": "guide", "model": "per_hour", "amount": 5, "valid_from": date(2024, 1, 1)} | fields
    row = ExpenseRate(funding_source=source, **values)
    row.save()
    row.refresh_from_db()
    return row


@pytest.fixture
def source(in_district):
    source = FundingSourceFactory()
    HourCap(funding_source=source, role="guide", hours_per_year=2, valid_from=date(2024, 1, 1)).save()
    return source


@pytest.fixture
def guide(in_district):
    home = MunicipalityFactory(latitude=51.25, longitude=8.9)
    return qualify(GuideFactory(home_municipality=home))


@pytest.fixture
def wish(in_district):
    """A request 13.3 km to the north of the guide's home."""
    place = MunicipalityFactory(latitude=51.37, longitude=8.9)
    return HelpRequestFactory(
        wish="company", municipality=place, wanted_on=THURSDAY, wanted_at=time(10), expected_minutes=60
    )


def promised(source, guide, wish, **terms):
    row = rate(source, **({"counts_travel_time": True} | terms))
    return AssignmentFactory(
        guide=guide, help_request=wish, funding_source=source, rate=row, rate_as_agreed=frozen(row), status="promised"
    )


def plan(assignment, *, now, by, **fields):
    values = {"on": THURSDAY, "starts_at": time(10), "duration_minutes": 60, "outcome": "planned"} | fields
    return operations.record_appointment(assignment, now=now, by=by, **values)


def test_the_way_is_estimated_when_an_appointment_is_planned(source, guide, wish, caseworker, now):
    appointment = plan(promised(source, guide, wish), now=now, by=caseworker)

    assert appointment.travel_minutes == AWAY


def test_the_pace_of_the_office_counts(source, guide, wish, caseworker, now):
    AppointmentRule(minutes_per_10_km=20, valid_from=date(2026, 1, 1)).save()

    assert plan(promised(source, guide, wish), now=now, by=caseworker).travel_minutes == 53


@pytest.mark.parametrize(
    ("terms", "fields"), [({"counts_travel_time": False}, {}), ({}, {"setting": "phone"})], ids=["rate", "telephone"]
)
def test_no_way_counts_where_the_rate_or_the_form_knows_none(source, guide, wish, caseworker, now, terms, fields):
    appointment = plan(promised(source, guide, wish, **terms), now=now, by=caseworker, **fields)

    assert appointment.travel_minutes == 0


def test_what_somebody_enters_takes_the_place_of_the_estimate(source, guide, wish, caseworker, now):
    appointment = plan(promised(source, guide, wish), now=now, by=caseworker)

    later = now + timedelta(days=4)
    done = operations.change_appointment(
        appointment, outcome="took_place", travel_minutes=25, now=later, by=caseworker
    )  # fmt: skip

    assert done.travel_minutes == 25


def test_the_way_makes_a_booking_reach_the_cap(source, guide, wish, caseworker, now):
    """Two hours a year: 80 minutes and 40 on the way fit to the minute."""
    assignment = promised(source, guide, wish)

    with pytest.raises(YearCapReached, match="2,02 Stunden"):
        plan(assignment, duration_minutes=81, now=now, by=caseworker)
    planned = plan(assignment, duration_minutes=80, now=now, by=caseworker)

    with pytest.raises(YearCapReached):
        operations.change_appointment(planned, travel_minutes=41, now=now, by=caseworker)


def test_nobody_is_booked_whose_way_does_not_fit_any_more(source, guide, wish, coordinator, now):
    wish.expected_minutes = 90
    wish.save()
    rate(source, counts_travel_time=True)

    with pytest.raises(YearCapReached, match="2,17 Stunden"):
        operations.book_directly(wish, guide=guide, funding_source=source, now=now, by=coordinator)


def test_a_rate_that_runs_for_all_decides_for_the_days_from_which_it_holds(source, guide, wish, caseworker, now):
    assignment = promised(source, guide, wish, counts_travel_time=False)
    rate(source, counts_travel_time=True, applies_to_running=True, valid_from=date(2026, 3, 20))

    assert plan(assignment, now=now, by=caseworker).travel_minutes == 0
    with pytest.raises(YearCapReached):  # 60 minutes are planned, 60 more and the way are too many
        plan(assignment, on=date(2026, 3, 20), now=now, by=caseworker)


@pytest.mark.parametrize(
    ("percent", "side", "left"),
    [(50, "institution", AWAY), (50, "guide", 0), (0, "institution", 0)],
    ids=["paid", "by the guide", "not paid"],
)
def test_of_a_cancellation_the_way_counts_only_where_it_is_paid(
    source, guide, wish, caseworker, now, percent, side, left
):
    assignment = promised(source, guide, wish, late_cancellation_percent=percent)
    appointment = plan(assignment, on=MONDAY, starts_at=time(16), now=now, by=caseworker)

    operations.cancel_appointment(appointment, side=side, now=now, by=caseworker)

    assert Appointment.objects.get().travel_minutes == left


def test_who_stands_in_has_a_way_of_their_own(source, guide, wish, caseworker, now):
    nearby = qualify(GuideFactory(home_municipality=wish.municipality))
    appointment = plan(promised(source, nearby, wish), now=now, by=caseworker)
    assert appointment.travel_minutes == 0
    vacancy = operations.let_guide_fall_out(appointment, side="guide", now=now, by=caseworker)

    operations.book_for_vacancy(vacancy, guide=guide, now=now, by=caseworker)

    assert Appointment.objects.get(outcome="planned").travel_minutes == AWAY


def test_what_an_appointment_takes_the_place_of_is_left_out_of_its_own_week_only(source, guide, wish):
    """Five of six hours in the week after next; one of them moved here does not make room for two more there."""
    HourCap.objects.update(hours_per_week=6, hours_per_year=100)
    assignment = promised(source, guide, wish)
    here, there = date(2026, 3, 10), date(2026, 3, 24)
    moving = AppointmentFactory(
        assignment=assignment, on=here, duration_minutes=120, outcome="planned", counted_in=None
    )
    AppointmentFactory(assignment=assignment, on=there, duration_minutes=300, outcome="planned", counted_in=None)

    def check(on, minutes):
        check_hours(
            guide, role="guide", funding_source=source, minutes=minutes, on=on, over_week_is_fine=False,
            appointment=moving.pk, assignment=assignment.pk,
        )  # fmt: skip

    check(there, 60)
    with pytest.raises(WeekCapExceeded, match="6,02 Stunden"):
        check(there, 61)
    check(here, 360)
    with pytest.raises(WeekCapExceeded):
        check(here, 361)
