"""Rows of several tables in one query are the rows that each table gives by itself."""

from datetime import date, time

import pytest
from django.db import connection
from django.db.models import Min, Model

from kreislotse.core.scope import NoDistrictScope, district_scope
from kreislotse.core.together import count_together, fetch_together
from kreislotse.guides.models import Declaration, Guide, HourCap, RoleRequirement, WeeklyTime
from kreislotse.matching.models import MatchProposal
from tests.factories import FundingSourceFactory, GuideFactory, RoleRequirementFactory


@pytest.fixture
def rows(in_district):
    """Rows of four kinds, so that keys, days, hours, numbers, yes and no, and nothing at all are among their fields."""
    guide = GuideFactory()
    RoleRequirementFactory(role="guide", needs_appointment=True, source="Satzung „Lotsen“, § 3")
    RoleRequirementFactory(role="interpreter", refresh_after_months=24, valid_to=date(2030, 12, 31))
    WeeklyTime.objects.create(guide=guide, weekday=2, from_time=time(8, 30), to_time=time(12))
    HourCap.objects.create(
        funding_source=FundingSourceFactory(), role="guide", hours_per_year=200, valid_from=date(2020, 1, 1)
    )
    return [RoleRequirement.objects.all(), WeeklyTime.objects.all(), HourCap.objects.all(), Declaration.objects.all()]


def fields(row: Model) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rows_of_several_tables_are_the_same_as_one_by_one(rows, django_assert_num_queries):
    assert connection.features.supports_json_field  # asked once a connection, by whoever needs it first
    with django_assert_num_queries(1):
        together = fetch_together(*rows)

    assert [len(part) for part in together] == [2, 1, 1, 0]
    for part, alone in zip(together, rows, strict=True):
        assert [fields(row) for row in part] == [fields(row) for row in alone.order_by("pk")]


def test_a_queryset_that_can_give_nothing_leaves_the_others(rows):
    nothing = WeeklyTime.objects.filter(guide__in=[])

    assert [len(part) for part in fetch_together(nothing, rows[0], nothing)] == [0, 2, 0]
    assert fetch_together(nothing, nothing) == [[], []]


def test_only_rows_of_the_district_in_scope_are_fetched(rows, other_district):
    with district_scope(other_district):
        assert fetch_together(*rows) == [[], [], [], []]


@pytest.mark.django_db
def test_outside_a_scope_nothing_is_fetched():
    with pytest.raises(NoDistrictScope):
        fetch_together(RoleRequirement.objects.all(), WeeklyTime.objects.all())


def test_a_table_with_moments_is_refused():
    with pytest.raises(TypeError, match="MatchProposal cannot be fetched together"):
        fetch_together(Declaration.objects.none(), MatchProposal.objects.all())


def test_rows_of_several_tables_are_counted_in_one_query(rows, django_assert_num_queries):
    guides, times, caps, declarations = rows
    with django_assert_num_queries(1):
        counted = count_together(guides=guides, times=times, caps=caps, none=declarations, late=times.filter(weekday=4))

    assert counted == {"guides": 2, "times": 1, "caps": 1, "none": 0, "late": 0}


def test_the_first_of_something_is_asked_beside_the_counts(rows, django_assert_num_queries):
    _guides, times, _caps, declarations = rows
    with django_assert_num_queries(1):
        found = count_together(times=times, first=(times, Min("guide_id")), nothing=(declarations, Min("guide_id")))

    assert found == {"times": 1, "first": times.get().guide_id, "nothing": 0}


def test_a_row_that_is_found_twice_over_a_relation_counts_once(in_district):
    guide = GuideFactory()
    for weekday in (1, 2):
        WeeklyTime.objects.create(guide=guide, weekday=weekday, from_time=time(8), to_time=time(12))

    assert count_together(guides=Guide.objects.filter(weekly_times__weekday__gt=0)) == {"guides": 1}
