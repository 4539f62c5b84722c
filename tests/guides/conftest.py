from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.accounts.models import Membership
from kreislotse.network.models import Representation
from tests.factories import OrganizationFactory


@pytest.fixture
def provider(in_district):
    return OrganizationFactory(name="Diakonie")


@pytest.fixture
def other_provider(in_district):
    return OrganizationFactory(name="Rotes Kreuz")


@pytest.fixture
def provider_coordinator(person, provider):
    user = person("provider_coordinator")
    membership = Membership.objects.get(user=user, valid_from=date(2020, 1, 1))
    Representation(membership=membership, organization=provider).save()
    return user


@pytest.fixture
def count_queries_of(in_district):
    """`count_queries_of(function)` calls it and says how many queries that took."""

    def count(function):
        with CaptureQueriesContext(connection) as caught:
            function()
        return len(caught)

    return count
