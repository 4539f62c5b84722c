"""What is written by itself: only where a rule says so, and to each person once."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from kreislotse.coordination.models import CoordinationRule, ExpiryReminder, Mailing, TrainingInvitation
from kreislotse.coordination.reminders import send_reminders
from kreislotse.coordination.retention import erase_reminders, reminders_to_erase
from kreislotse.coordination.starters import starter_for
from kreislotse.coordination.training_invitations import answer_invitation, invite_to_training
from kreislotse.guides.models import Guide
from tests.factories import BERLIN, GuideFactory, TrainingDateFactory, TrainingRunFactory, member

NOW = datetime(2026, 3, 9, 6, tzinfo=BERLIN)
TODAY = NOW.date()


@pytest.fixture
def rule(in_district):
    def write(**values):
        return CoordinationRule.objects.create(valid_from=date(2020, 1, 1), **values)

    return write


@pytest.fixture
def invited(in_district):
    """Two guides invited four days ago to a training in three weeks; gives the invitations."""
    run = TrainingRunFactory()
    TrainingDateFactory(run=run, on=TODAY + timedelta(days=21))
    guides = [GuideFactory(email="eins@example.org"), GuideFactory(email="zwei@example.org")]
    words = {"de": starter_for("training")}
    invite_to_training(run, words=words, guides=guides, now=NOW - timedelta(days=4), by=member("coordinator"))
    return list(TrainingInvitation.objects.order_by("pk"))


def test_without_a_rule_nobody_is_written_to(invited):
    assert send_reminders(now=NOW) == 0


def test_an_unanswered_invitation_is_repeated_once_after_the_days_of_the_rule(invited, rule):
    rule(remind_invited_days=4)

    assert send_reminders(now=NOW - timedelta(days=1)) == 0
    assert send_reminders(now=NOW) == 2
    assert send_reminders(now=NOW + timedelta(days=4)) == 0
    assert set(TrainingInvitation.objects.values_list("reminded_at", flat=True)) == {NOW}


def test_who_answered_is_left_alone(invited, rule):
    rule(remind_invited_days=4)
    answer_invitation(invited[0], answer="later", now=NOW - timedelta(days=2))
    answer_invitation(invited[1], answer="no", now=NOW - timedelta(days=2))

    assert send_reminders(now=NOW) == 0


def test_who_was_reminded_by_hand_is_not_reminded_again(invited, rule):
    rule(remind_invited_days=4)
    TrainingInvitation.objects.update(reminded_at=NOW - timedelta(days=1))

    assert send_reminders(now=NOW) == 0


def test_a_training_called_off_or_a_guide_without_address_gets_no_mail(invited, rule):
    rule(remind_invited_days=4)
    Guide.objects.filter(pk=invited[0].guide_id).update(email="")
    assert send_reminders(now=NOW) == 1

    TrainingInvitation.objects.update(reminded_at=None)
    run = invited[1].run
    run.cancelled_on = TODAY
    run.save()
    assert send_reminders(now=NOW) == 0


@pytest.fixture
def expiring_on(monkeypatch, in_district):
    """One guide with one thing that runs out on a day; what runs out is told in tests/guides."""
    from kreislotse.coordination import expiry, reminders
    from kreislotse.guides.expiring import Expiring

    guide = GuideFactory(email="eins@example.org", status="active")
    things = []

    def found(guides, *, today, within):
        return [
            Expiring(guide, "certificate", what, on, (on - today).days)
            for what, on in things
            if guide in list(guides) and (on - today).days <= within
        ]

    monkeypatch.setattr(reminders, "expiring", found)
    monkeypatch.setattr(expiry, "expiring", found)
    return lambda what, on: things.append((what, on))


def test_each_of_the_three_hints_is_given_once(rule, expiring_on):
    rule(reminds_of_expiry=True)
    expiring_on("Führungszeugnis", TODAY + timedelta(days=90))

    days = [day for day in range(-1, 95) if send_reminders(now=NOW + timedelta(days=day))]

    assert days == [0, 60, 83]
    assert list(ExpiryReminder.objects.order_by("sent_on").values_list("days_ahead", flat=True)) == [90, 30, 7]


def test_two_things_of_one_person_are_one_mail(rule, expiring_on, django_capture_on_commit_callbacks):
    rule(reminds_of_expiry=True)
    expiring_on("Führungszeugnis", TODAY + timedelta(days=20))
    expiring_on("Fortbildung", TODAY + timedelta(days=80))

    with django_capture_on_commit_callbacks(execute=True):
        assert send_reminders(now=NOW) == 1

    assert Mailing.objects.get().purpose == "expiry"
    assert ExpiryReminder.objects.count() == 2
    [letter] = mail.outbox
    assert "Führungszeugnis, Fortbildung" in letter.body


def test_what_is_over_is_for_the_office_and_not_for_a_reminder(rule, expiring_on):
    rule(reminds_of_expiry=True)
    expiring_on("Führungszeugnis", TODAY - timedelta(days=1))

    assert send_reminders(now=NOW) == 0


def test_a_reminder_is_forgotten_after_the_period_for_trainings(rule, expiring_on):
    rule(reminds_of_expiry=True)
    expiring_on("Führungszeugnis", TODAY + timedelta(days=5))
    send_reminders(now=NOW)

    assert not reminders_to_erase(TODAY + timedelta(days=5 + 365), 365).exists()
    assert erase_reminders(reminders_to_erase(TODAY + timedelta(days=6 + 365), 365)) == 1
