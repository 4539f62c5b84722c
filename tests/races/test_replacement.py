"""Two who stand in, two bookings of one guide, two requests with one key, at the same moment on PostgreSQL; each with its control."""

from datetime import date, datetime, time

import pytest
from django.db import connection

from kreislotse.intake import counter_keys
from kreislotse.intake import operations as intake
from kreislotse.intake.models import ClientCapRule, CounterKeyUse, HelpRequest
from kreislotse.intake.operations import Contact, NotAdmissible
from kreislotse.matching import operations
from kreislotse.matching.models import Appointment, AppointmentChange, Assignment, MatchProposal, Vacancy
from kreislotse.matching.operations import _changes, vacancies
from kreislotse.matching.operations.errors import AlreadyTaken
from kreislotse.matching.overlaps import AppointmentsOverlap
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    TopicFactory,
    member,
)
from tests.races import on_postgresql

pytestmark = on_postgresql

NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)
THURSDAY = date(2026, 3, 12)


# ── somebody falls out, two say yes ──────────────────────────────────────────────────────────────


@pytest.fixture
def asked(in_district, slowly):
    """A free appointment of a series that goes on, and two guides who are asked."""
    slowly(vacancies, "check_can_go")
    assignment = AssignmentFactory(help_request=HelpRequestFactory(wish="company", status="promised"))
    free, _other = (
        AppointmentFactory(assignment=assignment, on=on, starts_at=time(10), outcome="planned", counted_in=None)
        for on in (THURSDAY, date(2026, 3, 19))
    )
    vacancy = operations.let_guide_fall_out(free, now=NOW, by=None)
    return operations.ask_for_vacancy(
        vacancy, guides=[GuideFactory(), GuideFactory()], now=NOW, by=member("coordinator")
    )


def test_of_two_who_would_stand_in_the_first_goes(asked, at_once):
    by = member("guide")

    results = at_once(*[lambda p=p: operations.accept_proposal(p, now=NOW, by=by) for p in asked])

    assert sum(isinstance(result, Assignment) for result in results) == 1
    assert [type(result) for result in results if not isinstance(result, Assignment)] == [AlreadyTaken]
    assert Assignment.objects.filter(is_stand_in=True).count() == 1
    assert sorted(MatchProposal.objects.values_list("status", flat=True)) == ["accepted", "withdrawn"]


@pytest.fixture
def without_constraint(in_district):
    """The database no longer knows that a free appointment is given once; given back afterwards."""
    table = Assignment._meta.db_table
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
        name = next(key for key, one in found.items() if one["columns"] == ["vacancy_id"] and one["unique"])
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    yield
    Assignment.objects.filter(is_stand_in=True).delete()
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE (vacancy_id)')


def test_control_without_locks_and_constraint_nobody_hears_it_kindly(asked, at_once, without_locks, without_constraint):
    by = member("guide")

    results = at_once(*[lambda p=p: operations.accept_proposal(p, now=NOW, by=by) for p in asked])

    # two stand in, or the database stops one of them with an error of its own
    assert not any(isinstance(result, AlreadyTaken) for result in results), results


# ── two taps on „Ich falle aus“ ──────────────────────────────────────────────────────────────────


@pytest.fixture
def going(in_district, slowly):
    slowly(vacancies, "locked_assignment")
    assignment = AssignmentFactory(help_request=HelpRequestFactory(wish="company", status="promised"))
    return AppointmentFactory(
        assignment=assignment, on=THURSDAY, starts_at=time(10), outcome="planned", counted_in=None
    )


def test_two_taps_at_once_give_one_free_appointment(going, at_once):
    results = at_once(*[lambda: operations.fall_out(going, reason="ill", now=NOW, by=None)] * 2)

    assert results[0] == results[1] == Vacancy.objects.get()
    assert AppointmentChange.objects.count() == 1


def test_control_without_locks_the_second_tap_ends_in_an_error(going, at_once, without_locks):
    results = at_once(*[lambda: operations.fall_out(going, reason="ill", now=NOW, by=None)] * 2)

    assert sum(isinstance(result, Vacancy) for result in results) == 1, results


# ── one guide, two appointments at the same hour ─────────────────────────────────────────────────


def two_bookings(at_once, slowly):
    slowly(_changes, "collision_of")
    guide, by = GuideFactory(), member("coordinator")
    assignments = [
        AssignmentFactory(guide=guide, help_request=HelpRequestFactory(wish="company", status="promised"))
        for _n in range(2)
    ]
    return at_once(
        *[
            lambda a=a: operations.record_appointment(
                a, on=THURSDAY, starts_at=time(10), duration_minutes=60, outcome="planned", now=NOW, by=by
            )
            for a in assignments
        ]
    )


def test_two_bookings_at_once_give_a_guide_one_appointment(in_district, at_once, slowly):
    results = two_bookings(at_once, slowly)

    assert sum(isinstance(result, AppointmentsOverlap) for result in results) == 1
    assert Appointment.objects.count() == 1


def test_control_without_the_lock_a_guide_is_in_two_places(in_district, at_once, slowly, without_locks):
    two_bookings(at_once, slowly)

    assert Appointment.objects.count() == 2


# ── the last date of one person ──────────────────────────────────────────────────────────────────


def two_requests_with_one_key(at_once, slowly):
    ClientCapRule(most=1, valid_from=date(2020, 1, 1)).save()
    topic = TopicFactory()
    HelpRequestFactory(reference="2026-0001")
    intake.submit_institution_request(  # the year's counter exists, as it does after the first request of a year
        contact=Contact(), today=date(2026, 3, 9), topic=topic, wish="company", institution_name="Schule"
    )
    slowly(counter_keys, "days_used")
    return at_once(
        *[
            lambda: intake.submit_institution_request(
                contact=Contact(), today=date(2026, 3, 9), topic=topic, wish="company", institution_name="Schule",
                counter_key="K7M4QXPC",
            )
            for _n in range(2)
        ]
    )  # fmt: skip


def test_the_last_date_of_a_key_is_given_once(in_district, at_once, slowly):
    results = two_requests_with_one_key(at_once, slowly)

    assert sum(isinstance(result, HelpRequest) for result in results) == 1
    assert sum(isinstance(result, NotAdmissible) for result in results) == 1
    assert CounterKeyUse.objects.count() == 1


def test_control_without_locks_the_last_date_is_given_twice(in_district, at_once, slowly, monkeypatch, without_locks):
    numbers = iter(range(900, 999))
    monkeypatch.setattr(intake, "_next_reference", lambda year: f"{year}-{next(numbers):04d}")

    two_requests_with_one_key(at_once, slowly)

    assert CounterKeyUse.objects.count() == 2


# ── the last date of one person, agreed for two of their requests ────────────────────────────────


@pytest.fixture
def of_one_person(in_district, slowly):
    """Two requests with one key, each counted once, of three dates in all; somebody goes to both."""
    ClientCapRule(most=3, valid_from=date(2020, 1, 1)).save()
    assignments = [
        AssignmentFactory(help_request=HelpRequestFactory(wish="company", status="promised", received_on=date(2026, 3, 2)))
        for _n in range(2)
    ]  # fmt: skip
    for one in assignments:
        digest = counter_keys.key_digest("K7M4QXPC")
        CounterKeyUse(key_digest=digest, help_request=one.help_request, counted_on=date(2026, 3, 2), dates=1).save()
    slowly(counter_keys, "days_used")
    return assignments


def two_agreements(assignments, at_once):
    return at_once(
        *[
            lambda one=one, hour=hour: operations.agree_series(
                one, first_on=THURSDAY, starts_at=time(hour), duration_minutes=60, number=2, now=NOW, by=None
            )
            for hour, one in zip((9, 15), assignments, strict=True)
        ]
    )


def test_the_last_date_of_one_person_is_agreed_once(of_one_person, at_once):
    results = two_agreements(of_one_person, at_once)

    assert sorted(type(result).__name__ for result in results) == ["ClientCapReached", "Series"], results
    assert Appointment.objects.count() == 2


def test_control_without_locks_the_last_date_of_one_person_is_agreed_twice(of_one_person, at_once, without_locks):
    two_agreements(of_one_person, at_once)

    assert Appointment.objects.count() == 4


def test_a_new_request_and_a_further_date_of_one_person_see_each_other(of_one_person, at_once, slowly):
    topic = TopicFactory()

    results = at_once(
        lambda: operations.agree_series(
            of_one_person[0], first_on=THURSDAY, starts_at=time(9), duration_minutes=60, number=2, now=NOW, by=None
        ),
        lambda: intake.submit_institution_request(
            contact=Contact(), today=date(2026, 3, 9), topic=topic, wish="company", institution_name="Schule",
            counter_key="K7M4QXPC",
        ),
    )  # fmt: skip

    assert sum(one.dates for one in CounterKeyUse.objects.all()) == 3, results
