"""A phone sends the same entry twice at the same moment, on PostgreSQL; the controls show what keeps it to one."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import connection

from kreislotse.matching.models import Appointment, PhoneEntry
from kreislotse.matching.operations import enter_time, phone
from kreislotse.matching.operations.errors import EntryArrivedDifferently
from tests.factories import BERLIN, AssignmentFactory, GuideFactory
from tests.races import on_postgresql

pytestmark = on_postgresql
NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def a_pause(slowly):
    """Between looking for the key and writing it."""
    slowly(phone, "_first_result")


def sent(assignment, key):
    return enter_time(
        assignment, key=key, on=date(2026, 3, 9), starts_at=None, duration_minutes=60, outcome="took_place", now=NOW,
        by=None,
    )  # fmt: skip


def test_the_same_entry_sent_twice_at_once_arrives_once_and_both_hear_the_same(in_district, at_once):
    assignment, key = AssignmentFactory(), uuid4()

    results = at_once(*[lambda: sent(assignment, key)] * 2)

    assert [type(one) for one in results] == [Appointment, Appointment]
    assert results[0] == results[1]
    assert (Appointment.objects.count(), PhoneEntry.objects.count()) == (1, 1)


def test_one_key_for_two_assignments_at_once_makes_one_entry(in_district, at_once):
    guide, key = GuideFactory(), uuid4()
    first, second = AssignmentFactory(guide=guide), AssignmentFactory(guide=guide)

    results = at_once(lambda: sent(first, key), lambda: sent(second, key))

    assert sorted(type(one).__name__ for one in results) == ["Appointment", EntryArrivedDifferently.__name__]
    assert Appointment.objects.count() == 1


def test_control_without_the_locks_the_second_is_refused_instead_of_answered(in_district, at_once, without_locks):
    assignment, key = AssignmentFactory(), uuid4()

    results = at_once(*[lambda: sent(assignment, key)] * 2)

    assert sum(isinstance(one, Exception) for one in results) == 1


def test_control_without_locks_and_constraint_the_entry_is_there_twice(in_district, at_once, without_locks):
    constraint = next(c for c in PhoneEntry._meta.constraints if c.name == "phone_entry_arrives_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(PhoneEntry, constraint)
    try:
        assignment, key = AssignmentFactory(), uuid4()
        at_once(*[lambda: sent(assignment, key)] * 2)

        assert PhoneEntry.objects.count() == 2
    finally:
        PhoneEntry.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(PhoneEntry, constraint)
