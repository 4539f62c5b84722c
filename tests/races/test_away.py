"""„Ich bin nicht da“ and a booking for one of the days, at the same moment on PostgreSQL; with its control."""

from datetime import date, datetime, time

import pytest

from kreislotse.guides.models import GuideAbsence
from kreislotse.matching import operations
from kreislotse.matching.models import Appointment, Vacancy
from kreislotse.matching.operations import appointments, vacancies
from kreislotse.matching.operations.errors import GuideAway
from tests.factories import BERLIN, AssignmentFactory, HelpRequestFactory
from tests.races import on_postgresql

pytestmark = on_postgresql

NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)
THURSDAY = date(2026, 3, 12)


@pytest.fixture
def going(in_district, slowly):
    """The booking asks for absences before the absence is there, and is saved after it was noted, if nothing holds it."""
    slowly(vacancies, "_planned_between")
    slowly(appointments, "check_present", seconds=1)
    return AssignmentFactory(help_request=HelpRequestFactory(wish="company", status="promised"))


def both(going, at_once):
    return at_once(
        lambda: operations.be_away(going.guide, first=THURSDAY, last=THURSDAY, now=NOW, by=None),
        lambda: operations.record_appointment(
            going, on=THURSDAY, starts_at=time(10), duration_minutes=60, outcome="planned", now=NOW, by=None
        ),
    )


def test_a_booking_that_comes_in_between_is_freed_or_refused(going, at_once):
    freed, booked = both(going, at_once)

    assert GuideAbsence.objects.count() == 1
    assert not Appointment.objects.filter(outcome="planned").exists()
    if isinstance(booked, Appointment):
        assert [vacancy.appointment_id for vacancy in freed] == [booked.pk]
    else:
        assert isinstance(booked, GuideAway)
        assert not Vacancy.objects.exists()


def test_control_without_locks_an_appointment_stays_planned_in_the_absence(going, at_once, without_locks):
    both(going, at_once)

    assert GuideAbsence.objects.count() == 1
    assert Appointment.objects.filter(outcome="planned").exists()
