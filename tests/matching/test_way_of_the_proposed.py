"""Whoever is proposed, on a list or by the week's plan, can also say yes: the way to the new request counts before anybody asks."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kreislotse.guides.models import ExpenseRate, Guide, HourCap
from kreislotse.intake.models import SeriesWish
from kreislotse.matching import operations, week
from kreislotse.matching.candidates import candidates_for
from kreislotse.matching.hours import check_hours
from kreislotse.matching.models import UnservedCause
from kreislotse.matching.operations.asking import booking_of
from tests.factories import (
    BERLIN,
    FundingSourceFactory,
    GuideFactory,
    HelpRequestFactory,
    MatchProposalFactory,
    MunicipalityFactory,
    qualify,
)
from tests.settlement.test_laws import thrown_away

MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)
NOW = datetime(2026, 3, 9, 8, tzinfo=BERLIN)
AWAY = 40  # 13.3 km as the crow flies, there and back at 15 minutes for each ten


def funded(hours, **rate):
    """A funding with a cap of so many hours a year, under a rate by which the way counts."""
    source = FundingSourceFactory(is_default=True)
    HourCap(funding_source=source, role="guide", hours_per_year=hours, valid_from=date(2024, 1, 1)).save()
    terms = {"counts_travel_time": True, "valid_from": date(2024, 1, 1)} | rate
    ExpenseRate(funding_source=source, role="guide", model="per_hour", amount=5, **terms).save()
    return source


def guide_at(latitude=51.25):
    return qualify(GuideFactory(home_municipality=MunicipalityFactory(latitude=latitude, longitude=8.9)))


def wish_at(latitude=51.37, *, hour=10, **facts):
    place = MunicipalityFactory(latitude=latitude, longitude=8.9)
    usual = {"wanted_on": TUESDAY, "wanted_at": time(hour), "expected_minutes": 60, "received_on": MONDAY}
    return HelpRequestFactory(**{"wish": "company", "language": None, "municipality": place, **usual, **facts})


def listed(wish, source):
    return candidates_for(wish, Guide.objects.all(), role="guide", funding_source=source, today=MONDAY)


def compute(by):
    return operations.compute_week(operations.open_week(MONDAY), now=NOW, by=by)


@pytest.mark.parametrize(("minutes", "fits"), [(80, True), (81, False)])
def test_the_list_and_the_plan_know_the_way_to_the_minute(in_district, coordinator, minutes, fits):
    source, guide, wish = funded(2), guide_at(), wish_at(expected_minutes=minutes)

    found, plan = listed(wish, source), compute(coordinator)

    assert [one.guide for one in found.suited] == [guide] * fits
    line = plan.lines.get()
    assert (line.guide == guide) == fits
    if fits:
        (asked,) = operations.release_week(plan, now=NOW, by=coordinator).asked
        operations.accept_proposal(asked, now=NOW, by=coordinator)
    else:
        assert found.not_suited[0].obstacles == ["hat nur noch 2 Stunden in diesem Jahr"]
        assert (line.cause, week.cause_of(wish, today=MONDAY)) == (UnservedCause.Cause.HOURS, UnservedCause.Cause.HOURS)


def test_no_way_counts_under_another_rate(in_district, coordinator):
    source, guide, wish = funded(2, counts_travel_time=False), guide_at(), wish_at(expected_minutes=120)

    assert [one.guide for one in listed(wish, source).suited] == [guide]
    assert compute(coordinator).lines.get().guide == guide


def test_a_rate_that_runs_from_the_day_on_counts(in_district):
    source, wish = funded(2, counts_travel_time=False), wish_at(expected_minutes=100)
    guide_at()
    ExpenseRate(
        funding_source=source, role="guide", model="per_hour", amount=5, counts_travel_time=True,
        applies_to_running=True, valid_from=TUESDAY,
    ).save()  # fmt: skip

    assert not listed(wish, source).suited


def test_the_plan_gives_two_requests_to_one_only_with_both_ways(in_district, coordinator):
    funded(3)
    guide_at()
    wish_at(hour=9), wish_at(hour=15)  # an hour and 40 minutes each

    plan = compute(coordinator)

    assert plan.lines.exclude(guide=None).count() == 1


def test_the_way_of_an_open_question_is_taken_off(in_district, coordinator):
    source, guide = funded(3), guide_at()
    asked = wish_at(wanted_on=TUESDAY + timedelta(days=30), status="asked")
    MatchProposalFactory(help_request=asked, guide=guide, funding_source=source, status="asked")
    fitting = wish_at(latitude=51.25, hour=9, expected_minutes=80)
    longer = wish_at(latitude=51.25, hour=15, expected_minutes=81)

    plan = compute(coordinator)

    assert plan.lines.get(help_request=fitting).guide == guide
    assert plan.lines.get(help_request=longer).guide is None


def test_a_series_needs_its_ways_in_the_next_year_as_well(in_district):
    source = funded(60)
    guide_at()
    HourCap(funding_source=source, role="guide", hours_per_year=3, valid_from=date(2027, 1, 1)).save()
    wish = wish_at(wanted_on=date(2026, 3, 10))
    SeriesWish.objects.create(help_request=wish, number=45)
    here, there = [
        (on, minutes) for on, minutes in week.minutes_by_year(wish, week.days_ahead([wish], today=MONDAY)[wish.pk])
    ]
    assert there[1] == 120  # two dates in January: fit without their ways only

    (out,) = listed(wish, source).not_suited

    assert out.obstacles[0].startswith("hat im Jahr 2027 nur noch 3 Stunden, die Reihe braucht dann 3,33")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    homes=st.lists(st.integers(0, 40), min_size=1, max_size=3),
    wishes=st.lists(st.tuples(st.integers(0, 40), st.integers(20, 150)), min_size=1, max_size=4),
    hours=st.integers(1, 5),
    is_counted=st.booleans(),
)
def test_what_is_proposed_is_accepted(district, coordinator, homes, wishes, hours, is_counted):
    with thrown_away(district):
        source = funded(hours, counts_travel_time=is_counted)
        for home in homes:
            guide_at(51 + home / 100)
        wishes = [
            wish_at(51 + place / 100, hour=8 + 3 * n, expected_minutes=minutes)
            for n, (place, minutes) in enumerate(wishes)
        ]
        for wish in wishes:
            for one in listed(wish, source).suited:
                booking = booking_of(wish, one.guide, role="guide", funding_source=source, today=MONDAY)
                check_hours(
                    one.guide, role="guide", funding_source=source, minutes=booking.minutes, on=booking.on,
                    over_week_is_fine=True,
                )  # fmt: skip

        plan = compute(coordinator)

        if plan.lines.exclude(guide=None).exists():
            released = operations.release_week(plan, now=NOW, by=coordinator)
            assert not released.refused
            for asked in released.asked:
                operations.accept_proposal(asked, now=NOW, by=coordinator)


def test_many_guides_and_requests_take_no_more_queries(in_district, coordinator):
    source, wish = funded(100), wish_at()
    plan = operations.open_week(MONDAY)

    def queries():
        with CaptureQueriesContext(connection) as found:
            week.problem_of(plan, today=MONDAY, to=coordinator)
            listed(wish, source)
        return len(found)

    guide_at(), wish_at()
    queries()
    few = queries()
    for n in range(4):
        guide_at(51 + n / 10), wish_at(51 + n / 20)

    assert queries() == few
