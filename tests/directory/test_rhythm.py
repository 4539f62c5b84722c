"""When an offer is due: its own rhythm, else the district's rule; the database and Python say the same day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kreislotse.administration.rules import replace_rule
from kreislotse.core.scope import district_scope
from kreislotse.directory.models import CheckRule, Offer
from kreislotse.directory.rhythm import (
    Rhythm,
    add_months,
    due_day,
    due_offers,
    is_due,
    rhythm_in_force,
    with_due_day,
)
from kreislotse.districts.operations import create_district
from tests.factories import OfferFactory


def test_without_a_rule_it_is_a_year_and_nothing_is_sent(in_district, today):
    assert rhythm_in_force(today) == Rhythm(months=12, is_mailed=False, reminder_weeks=3, link_days=60)


def test_new_district_begins_with_a_rule_that_sends_nothing(db, today):
    district = create_district(
        preset="koordinierungsstelle", ags="03457", name="Leer", host="leer.localhost", today=today
    )

    with district_scope(district):
        assert not CheckRule.objects.get().is_mailed


def test_rule_of_the_day_counts_and_the_old_one_before_it(in_district, coordinator, today):
    old = CheckRule.objects.create(months=12, valid_from=date(2020, 1, 1))

    replace_rule(old, CheckRule(months=6, valid_from=today), today=today, by=coordinator)

    assert rhythm_in_force(today).months == 6
    assert rhythm_in_force(today - timedelta(days=1)).months == 12


def test_link_that_ends_before_the_reminder_is_refused(in_district, today):
    with pytest.raises(ValidationError, match="bevor wir erinnern"):
        CheckRule(months=12, reminder_weeks=8, link_days=56, valid_from=today).full_clean()


def test_the_offers_own_rhythm_goes_before_the_rule(in_district, today):
    three_months = OfferFactory(checked_on=today - timedelta(days=100), check_every=3)
    OfferFactory(checked_on=today - timedelta(days=100))
    OfferFactory(checked_on=today - timedelta(days=400), check_every=24)

    assert list(due_offers(Offer.objects.all(), Rhythm(), today=today)) == [three_months]


def test_drafts_archived_and_expired_offers_are_never_due(in_district, today):
    OfferFactory(status="draft")
    OfferFactory(status="archived")
    OfferFactory(valid_until=today - timedelta(days=1))

    assert not due_offers(Offer.objects.all(), Rhythm(), today=today).exists()


def test_due_on_the_day_itself_and_not_the_day_before(in_district, today):
    offer = OfferFactory(checked_on=date(2025, 3, 9))

    assert is_due(offer, Rhythm(), today=today)
    assert not is_due(offer, Rhythm(), today=today - timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
    ],
)
def test_a_month_ends_with_its_last_day(day, months, expected):
    assert add_months(day, months) == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.none() | st.integers(0, 60), st.integers(1, 60))
def test_database_and_python_say_the_same_day(in_district, day, own, rule):
    offer = OfferFactory(checked_on=day, check_every=own)
    rhythm = Rhythm(months=rule)

    assert with_due_day(Offer.objects.filter(pk=offer.pk), rhythm).get().check_due_on == due_day(offer, rhythm)
