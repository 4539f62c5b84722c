"""Guides are reminded of appointments, once, so long before as the office's rule says, in their language."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail

from kreislotse.jobs import worker
from kreislotse.matching.models import AppointmentReminder, PhoneRule
from kreislotse.matching.reminders import remind_guides
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    SeekerContactFactory,
)

BEGINS = datetime(2026, 3, 12, 10, tzinfo=BERLIN)


@pytest.fixture
def planned(in_district):
    request = HelpRequestFactory(place="Rathaus", institution_name="Jobcenter")
    SeekerContactFactory(help_request=request, name="Amina Beispiel")
    guide = GuideFactory(email="samira@lotsen.example")
    return AppointmentFactory(
        assignment=AssignmentFactory(guide=guide, help_request=request), on=BEGINS.date(), starts_at=time(10),
        outcome="planned", counted_in=None, recorded_at=BEGINS - timedelta(days=9),
    )  # fmt: skip


def remind(district, before: timedelta) -> int:
    return remind_guides(district, now=BEGINS - before)


def test_a_day_before_one_mail_says_when_and_where_and_nobodys_name(planned, district):
    assert [remind(district, timedelta(hours=hours)) for hours in (25, 24, 23, 1)] == [0, 1, 0, 0]

    text = mail.outbox[0].body
    assert "Do., 12. März 2026, 10:00 Uhr" in text
    assert "Rathaus" in text
    assert not any(secret in text for secret in ("Amina", "Jobcenter"))


@pytest.mark.parametrize(("hours", "sent"), [(48, 1), (2, 0), (0, 0)])
def test_the_office_sets_how_long_before(planned, district, hours, sent):
    PhoneRule(remind_hours=hours, valid_from=date(2026, 1, 1)).save()

    assert remind(district, timedelta(hours=40)) == sent


def test_a_moved_appointment_is_reminded_of_again(planned, district):
    remind(district, timedelta(hours=20))
    planned.on = date(2026, 3, 13)
    planned.save()

    assert remind(district, timedelta(hours=-10)) == 1
    assert AppointmentReminder.objects.count() == 2


def test_nobody_is_reminded_of_what_was_agreed_just_now(planned, district):
    planned.recorded_at = BEGINS - timedelta(hours=5)
    planned.save()

    assert remind(district, timedelta(hours=3)) == 0


@pytest.mark.parametrize(
    "change", [{"outcome": "cancelled", "counted_in": date(2026, 3, 1)}, {"on": date(2026, 3, 20)}]
)
def test_nobody_is_reminded_of_what_is_not_near_or_not_planned(planned, district, change):
    for name, value in change.items():
        setattr(planned, name, value)
    planned.save()

    assert remind(district, timedelta(hours=3)) == 0


def test_the_day_of_the_change_of_clocks_is_a_day_of_23_hours(planned, district):
    planned.on = date(2026, 3, 29)
    planned.save()
    begins = datetime(2026, 3, 29, 10, tzinfo=BERLIN)

    assert remind_guides(district, now=datetime(2026, 3, 28, 8, 59, tzinfo=BERLIN)) == 0
    assert remind_guides(district, now=datetime(2026, 3, 28, 9, 0, tzinfo=BERLIN)) == 1
    assert AppointmentReminder.objects.get().begins_at == begins


def test_a_mail_that_cannot_be_sent_is_tried_again(planned, district, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("no server")

    with monkeypatch.context() as patch:
        patch.setattr("kreislotse.matching.reminders.send_mail", broken)
        assert remind(district, timedelta(hours=3)) == 0

    assert remind(district, timedelta(hours=2)) == 1


def test_reminders_are_among_the_frequent_runs_and_a_failing_one_stops_no_other(monkeypatch):
    assert "kreislotse.matching.reminders.remind_everywhere" in worker._often

    def fail(now):
        raise ValueError

    ran = []
    monkeypatch.setattr(worker, "_often", {"bad": fail, "good": ran.append})

    assert worker.run_often(BEGINS) == ["good"]
    assert ran == [BEGINS]
