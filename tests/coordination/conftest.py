"""A pool of two Träger: what one's coordinator must not see belongs to the other."""

from dataclasses import dataclass
from datetime import date

import pytest

from kreislotse.accounts.models import Membership
from kreislotse.accounts.roles import Role
from kreislotse.guides.models import Guide
from kreislotse.network.models import Organization, Representation
from tests.factories import GuideFactory, OrganizationFactory, UserFactory


@dataclass
class Pool:
    """`own` belongs to the Träger that `user` coordinates, `other` to another one."""

    user: object
    organization: Organization
    own: Guide
    other: Guide


@pytest.fixture
def provider_pool(in_district):
    user = UserFactory()
    membership = Membership.objects.create(user=user, role=Role.PROVIDER_COORDINATOR, valid_from=date(2020, 1, 1))
    mine, theirs = OrganizationFactory(name="Unser Träger"), OrganizationFactory(name="Anderer Träger")
    Representation.objects.create(membership=membership, organization=mine)
    own = GuideFactory(first_name="Eigene", last_name="Person", organization=mine)
    other = GuideFactory(first_name="Fremde", last_name="Person", organization=theirs)
    return Pool(user, mine, own, other)
