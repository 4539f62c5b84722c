"""A district's rows are asked for inside its scope or not at all."""

import pytest
from django.db.models import Count

from kreislotse.core.scope import NoDistrictScope, all_districts, district_scope
from kreislotse.network.models import Organization
from kreislotse.taxonomy.models import Topic
from tests.factories import OrganizationFactory, TopicFactory


@pytest.fixture
def one_each(district, other_district):
    for tenant in (district, other_district):
        with district_scope(tenant):
            OrganizationFactory(name=f"Akteur in {tenant.name}")
    return district, other_district


REFUSED = {
    "get": lambda rows: rows.get(name="x"),
    "first": lambda rows: rows.first(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "update": lambda rows: rows.update(note="x"),
    "delete": lambda rows: rows.delete(),
    "in_bulk": lambda rows: rows.in_bulk(),
    "values": lambda rows: list(rows.values("name")),
    "iterator": lambda rows: list(rows.iterator(chunk_size=10)),
    "subquery": lambda rows: list(Topic._base_manager.filter(organizations__in=rows)),
    "prefetch": lambda rows: list(Topic._base_manager.prefetch_related("organizations")),
    "union": lambda rows: list(rows.union(rows)),
}


@pytest.mark.parametrize("ask", REFUSED.values(), ids=REFUSED)
def test_a_query_outside_a_scope_is_refused(one_each, ask):
    with district_scope(one_each[0]):
        TopicFactory()
    rows = Organization.objects.all()  # building is allowed: forms do it at import

    with pytest.raises(NoDistrictScope):
        ask(rows)


def test_a_query_built_outside_means_the_district_that_runs_it(one_each):
    rows = Organization.objects.order_by("pk")

    for tenant in one_each:
        with district_scope(tenant):
            assert [row.name for row in rows.all()] == [f"Akteur in {tenant.name}"]


def test_all_districts_says_so_and_sees_all(one_each):
    with all_districts("a test"):
        assert Organization.objects.count() == 2


def test_a_row_cannot_be_created_without_a_scope(district):
    with pytest.raises(NoDistrictScope):
        OrganizationFactory()
    with pytest.raises(NoDistrictScope), all_districts("a test"):
        Organization.objects.bulk_create([Organization(name="x")])


def test_update_in_one_district_leaves_the_neighbor_alone(one_each):
    with district_scope(one_each[0]):
        Organization.objects.update(note="geändert")

    with district_scope(one_each[1]):
        assert Organization.objects.get().note == ""
