from datetime import date

import pytest

from kreislotse.districts.models import District
from kreislotse.intake.models import HelpRequest
from kreislotse.intake.queries import (
    find_help_requests,
    municipality_named,
    neighbor_of,
    visible_help_requests,
    waiting_count,
)
from tests.factories import HelpRequestFactory, MunicipalityFactory, member

TODAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("role", "sees"),
    [("caseworker", 2), ("head_of_office", 2), ("provider_coordinator", 1), ("privacy_officer", 0), ("reader", 0)],
)
def test_who_sees_which_requests(in_district, role, sees):
    user = member(role)
    HelpRequestFactory()
    HelpRequestFactory(responsible=user)

    assert visible_help_requests(to=user).count() == sees


@pytest.mark.parametrize("text", ["2026-0147", "147", "0147", "147/2026", "2026-147"])
def test_a_request_is_found_by_its_number_however_it_is_said(in_district, caseworker, text):
    wanted = HelpRequestFactory(reference="2026-0147")
    HelpRequestFactory(reference="2026-1470")

    assert find_help_requests(text, to=caseworker) == [wanted]


@pytest.mark.parametrize("text", ["", "Amina", "2026-", "12345678901"])
def test_other_texts_find_no_request(in_district, caseworker, text):
    HelpRequestFactory(reference="2026-0147")

    assert find_help_requests(text, to=caseworker) == []


def test_waiting_counts_who_has_no_help_yet(in_district):
    HelpRequestFactory(received_on=date(2026, 3, 2))  # seven days ago: a week, not over a week
    HelpRequestFactory(received_on=date(2026, 3, 1), status="in_clarification")
    HelpRequestFactory(status="referred")
    HelpRequestFactory(closed=True)

    waiting = waiting_count(HelpRequest.objects.all(), today=TODAY)

    assert (waiting.total, waiting.long) == (2, 1)


def test_the_neighbor_of_a_place_outside_is_named_as_far_as_known(in_district, other_district):
    MunicipalityFactory(ags="05370020", name="Heinsdorf")
    MunicipalityFactory(ags="03457001", name="Leerdorf")
    MunicipalityFactory(ags="06635015", name="Korbdorf")

    assert neighbor_of("heinsdorf", district=in_district).district == other_district
    assert neighbor_of("Leerdorf", district=in_district).district is None
    assert neighbor_of("Korbdorf", district=in_district) is None
    assert neighbor_of("Atlantis", district=in_district) is None
    assert District.objects.count() == 2


def test_a_place_in_an_address_is_found_by_key_or_name(in_district):
    korbdorf = MunicipalityFactory(ags="06635015", name="Korbdorf")

    assert municipality_named("06635015", district=in_district) == korbdorf
    assert municipality_named("korbdorf", district=in_district) == korbdorf
    assert municipality_named("", district=in_district) is None
