"""Two people say yes at the same moment, on PostgreSQL; the controls show that the same code without its guards goes wrong."""

from datetime import date, datetime

import pytest
from django.db import connection

from kreislotse.guides.models import HourCap
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.hours import YearCapReached
from kreislotse.matching.models import Assignment, MatchProposal
from kreislotse.matching.operations import accept_proposal, assignments, book_directly, proposals
from kreislotse.matching.operations.errors import AlreadyAssigned, AlreadyTaken
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    FundingSourceFactory,
    GuideFactory,
    HelpRequestFactory,
    MatchProposalFactory,
    member,
)
from tests.races import on_postgresql

pytestmark = on_postgresql

NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)


@pytest.fixture
def without_constraint(in_district):
    """The database no longer knows that a request has one open assignment; given back afterwards."""
    constraint = next(c for c in Assignment._meta.constraints if c.name == "assignment_open_once_per_request")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Assignment, constraint)
    yield
    Assignment.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Assignment, constraint)


@pytest.fixture
def asked(in_district, slowly):
    """One request, two guides who are asked; a pause between what is checked and what is saved."""
    slowly(proposals, "check_can_go")
    slowly(assignments, "check_can_go")
    request = HelpRequestFactory(wish="company", status="asked")
    return [MatchProposalFactory(help_request=request, guide=GuideFactory()) for _n in range(2)]


def test_of_two_guides_who_say_yes_at_once_one_goes_and_the_other_hears_it_kindly(asked, at_once):
    by = member("guide")

    results = at_once(*[lambda p=p: accept_proposal(p, now=NOW, by=by) for p in asked])

    assert sum(isinstance(result, Assignment) for result in results) == 1
    assert [type(result) for result in results if not isinstance(result, Assignment)] == [AlreadyTaken]
    assert Assignment.objects.count() == 1
    assert sorted(MatchProposal.objects.values_list("status", flat=True)) == ["accepted", "withdrawn"]


def yes_and_booking(asked, at_once):
    """One guide says yes while the office books somebody else for the same request."""
    by, other = member("coordinator"), GuideFactory()
    request = HelpRequest.objects.get(pk=asked[0].help_request_id)
    asked[1].delete()
    return at_once(
        lambda: accept_proposal(asked[0], now=NOW, by=by), lambda: book_directly(request, guide=other, now=NOW, by=by)
    )


def test_a_yes_and_a_booking_at_once_make_one_assignment(asked, at_once):
    results = yes_and_booking(asked, at_once)

    assert Assignment.objects.count() == 1
    assert sum(isinstance(result, AlreadyTaken | AlreadyAssigned) for result in results) == 1


def test_control_without_lock_and_constraint_two_people_go(asked, at_once, without_locks, without_constraint):
    yes_and_booking(asked, at_once)

    assert Assignment.objects.count() == 2


@pytest.fixture
def one_hour_left(in_district, slowly):
    """A guide with one hour left this year, asked for two requests of an hour each."""
    slowly(proposals, "check_limits")
    source = FundingSourceFactory()
    HourCap(funding_source=source, role="guide", hours_per_year=2, valid_from=date(2020, 1, 1)).save()
    guide = GuideFactory()
    done = AssignmentFactory(guide=guide, funding_source=source, status="finished", ended_on=date(2026, 1, 2))
    AppointmentFactory(assignment=done, on=date(2026, 1, 2), duration_minutes=60)
    return [
        MatchProposalFactory(
            guide=guide, funding_source=source,
            help_request=HelpRequestFactory(wish="company", status="asked", expected_minutes=60),
        )
        for _n in range(2)
    ]  # fmt: skip


def test_the_last_hour_of_the_year_is_given_once(one_hour_left, at_once):
    by = member("guide")

    results = at_once(*[lambda p=p: accept_proposal(p, now=NOW, by=by) for p in one_hour_left])

    assert sum(isinstance(result, Assignment) for result in results) == 1
    assert sum(isinstance(result, YearCapReached) for result in results) == 1


def test_control_without_the_lock_the_last_hour_is_given_twice(one_hour_left, at_once, without_locks):
    by = member("guide")

    results = at_once(*[lambda p=p: accept_proposal(p, now=NOW, by=by) for p in one_hour_left])

    assert sum(isinstance(result, Assignment) for result in results) == 2
