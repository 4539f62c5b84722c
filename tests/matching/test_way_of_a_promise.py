"""A promise without an appointment counts with the way, so that what was promised can be planned."""

from datetime import date, datetime, time, timedelta

from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kreislotse.coordination.forecast import pool_year
from kreislotse.guides.models import ExpenseRate, HourCap
from kreislotse.guides.rules import frozen
from kreislotse.matching import operations
from kreislotse.matching.budget import Tallied
from kreislotse.matching.hours import committed_minutes, hours_of, without_appointment
from kreislotse.matching.models import AppointmentRule, Assignment
from kreislotse.matching.travel import counted_way
from tests.factories import (
    BERLIN,
    AssignmentFactory,
    FundingSourceFactory,
    GuideFactory,
    HelpRequestFactory,
    MunicipalityFactory,
    qualify,
)
from tests.settlement.test_laws import thrown_away

NOW, AGREED, THURSDAY = datetime(2026, 3, 9, 8, tzinfo=BERLIN), date(2026, 3, 9), date(2026, 3, 12)
AWAY = 40
PLACES = st.none() | st.tuples(st.floats(50.9, 51.6), st.floats(8.6, 9.3)) | st.tuples(st.none(), st.none())


def rate(source, **terms):
    values = {"role": "guide", "model": "per_hour", "amount": 5, "valid_from": date(2024, 1, 1)} | terms
    row = ExpenseRate(funding_source=source, **values)
    row.save()
    row.refresh_from_db()
    return row


def municipality(position):
    if position is None:
        return None
    latitude, longitude = (None if degrees is None else round(degrees, 6) for degrees in position)
    return MunicipalityFactory(latitude=latitude, longitude=longitude)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    home=PLACES, place=PLACES, setting=st.sampled_from(["on_site", "on_site", "on_site", "phone"]), pace=st.none() | st.integers(1, 120),
    counts=st.booleans(), younger=st.none() | st.tuples(st.booleans(), st.integers(-5, 5)),
)  # fmt: skip
def test_a_promise_counts_the_way_that_booking_counted(district, home, place, setting, pace, counts, younger):
    with thrown_away(district):
        source = FundingSourceFactory()
        agreed = rate(source, counts_travel_time=counts)
        if younger is not None:
            begins = THURSDAY + timedelta(days=younger[1])
            rate(source, counts_travel_time=younger[0], applies_to_running=True, valid_from=begins)
            agreed = agreed if begins > AGREED else ExpenseRate.objects.latest("valid_from")
        if pace is not None:
            AppointmentRule(minutes_per_10_km=pace, valid_from=THURSDAY).save()
        guide = GuideFactory(home_municipality=municipality(home))
        wish = HelpRequestFactory(
            municipality=municipality(place), setting=setting, wanted_on=THURSDAY, expected_minutes=50
        )
        AssignmentFactory(
            guide=guide, help_request=wish, funding_source=source, rate_as_agreed=frozen(agreed), agreed_on=AGREED,
            status="promised",
        )  # fmt: skip

        (promise,) = without_appointment()

        booked = counted_way(
            guide, wish, role="guide", funding_source=source, setting=setting, on=THURSDAY, agreed_on=AGREED
        )
        assert (promise.day, promise.counted) == (THURSDAY, 50 + booked)


def two_promises(source, guide):
    row = rate(source, counts_travel_time=True)
    place = MunicipalityFactory(latitude=51.37, longitude=8.9)
    for n in range(2):
        wish = HelpRequestFactory(
            wish="company", municipality=place, wanted_on=THURSDAY, wanted_at=time(9 + 4 * n), expected_minutes=60
        )
        AssignmentFactory(
            guide=guide, help_request=wish, funding_source=source, rate=row, rate_as_agreed=frozen(row),
            agreed_on=AGREED, status="promised",
        )  # fmt: skip


def test_what_was_promised_can_be_planned_and_counts_everywhere_alike(in_district, caseworker, person):
    source, guide = (
        FundingSourceFactory(),
        GuideFactory(home_municipality=MunicipalityFactory(latitude=51.25, longitude=8.9)),
    )
    qualify(guide)
    HourCap(funding_source=source, role="guide", hours_per_year=4, valid_from=date(2024, 1, 1)).save()
    two_promises(source, guide)
    both = 2 * (60 + AWAY)

    def everywhere():
        (hours,) = hours_of([guide], on=AGREED)[guide.pk]
        (row,) = [row for row in pool_year(to=person("coordinator"), today=AGREED).rows if row.role == "guide"]
        return hours.minutes_year, row.forecast.planned, Tallied.of([source.pk], 2026).use(source.pk).minutes

    assert everywhere() == (both, both, both)
    for assignment in Assignment.objects.select_related("help_request"):
        operations.record_appointment(
            assignment, on=THURSDAY, starts_at=assignment.help_request.wanted_at, duration_minutes=60,
            outcome="planned", now=NOW, by=caseworker,
        )  # fmt: skip
    assert everywhere() == (both, both, both)


def test_promises_take_one_query_however_many(in_district, django_assert_num_queries):
    source, guide = FundingSourceFactory(), GuideFactory()
    two_promises(source, guide)

    with django_assert_num_queries(1):
        found = committed_minutes([guide.pk], [THURSDAY])[THURSDAY]

    assert found[guide.pk, source.pk, "guide"] == (120, 120)
    assert not without_appointment().exclude(counted=F("way") + 60).exists()
