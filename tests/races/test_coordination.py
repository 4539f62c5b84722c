"""Two coordinators at the same card, two clicks on one invitation, two nightly runs: on PostgreSQL, each with its control."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest

from kreislotse.audit.models import AuditEntry
from kreislotse.coordination import reminders, training_invitations
from kreislotse.coordination.models import CoordinationRule, ExpiryReminder, Mailing, TrainingInvitation
from kreislotse.coordination.starters import starter_for
from kreislotse.coordination.training_invitations import EverybodyInvited, LinkUsed, answer_invitation
from kreislotse.guides.expiring import Expiring
from kreislotse.guides.models import TrainingParticipant
from kreislotse.intake.models import HelpRequest
from kreislotse.intake.operations import ClosingBlocked, HelpRequestNotOpen, close_help_request
from kreislotse.matching.models import Assignment
from kreislotse.matching.operations import assignments, book_directly, cancel_assignment
from kreislotse.matching.operations import errors as matching_errors
from tests.factories import (
    BERLIN,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    TrainingDateFactory,
    TrainingRunFactory,
    member,
)
from tests.races import on_postgresql

pytestmark = on_postgresql

NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)
TODAY = NOW.date()


def kinds(results):
    return sorted(type(result).__name__ for result in results)


# ── one card of the board ────────────────────────────────────────────────────────────────────────


def booked_by_two(at_once, slowly):
    slowly(assignments, "check_can_go")
    request = HelpRequestFactory(wish="company")
    calls = [
        partial(book_directly, request, guide=GuideFactory(), now=NOW, by=member("coordinator")) for _n in range(2)
    ]
    return at_once(*calls)


def test_of_two_coordinators_who_book_one_request_one_hears_that_somebody_goes(in_district, at_once, slowly):
    results = booked_by_two(at_once, slowly)

    assert kinds(results) == ["AlreadyAssigned", "Assignment"]
    assert Assignment.objects.count() == 1


def test_control_without_the_lock_the_second_booking_hears_nothing_kind(in_district, at_once, slowly, without_locks):
    results = booked_by_two(at_once, slowly)

    assert not any(isinstance(result, matching_errors.AlreadyAssigned) for result in results)


def cancelled_by_two(at_once, slowly):
    slowly(assignments, "_end")
    assignment = AssignmentFactory(help_request=HelpRequestFactory(wish="company", status="promised"))
    calls = [partial(cancel_assignment, assignment, today=TODAY, by=member("coordinator")) for _n in range(2)]
    return at_once(*calls)


def test_an_assignment_is_called_off_once(in_district, at_once, slowly):
    results = cancelled_by_two(at_once, slowly)

    assert kinds(results) == ["Assignment", "AssignmentNotOpen"]
    assert AuditEntry.objects.filter(entry="assignment_cancelled").count() == 1


def test_control_without_the_lock_it_is_called_off_twice(in_district, at_once, slowly, without_locks):
    cancelled_by_two(at_once, slowly)

    assert AuditEntry.objects.filter(entry="assignment_cancelled").count() == 2


def booked_and_closed(at_once, slowly):
    slowly(assignments, "check_can_go")
    request, by = HelpRequestFactory(wish="company"), member("coordinator")
    return at_once(
        partial(book_directly, request, guide=GuideFactory(), now=NOW, by=by),
        partial(close_help_request, request, reason="no_offer", today=TODAY, by=member("coordinator")),
    )


KIND = (HelpRequestNotOpen, matching_errors.HelpRequestNotOpen, ClosingBlocked)


def test_a_request_is_booked_or_closed_and_never_both(in_district, at_once, slowly):
    results = booked_and_closed(at_once, slowly)

    assert sum(isinstance(one, KIND) for one in results) == 1
    assert HelpRequest.objects.get().is_open == Assignment.objects.exists()


def test_control_without_the_lock_nobody_hears_it_kindly(in_district, at_once, slowly, without_locks):
    results = booked_and_closed(at_once, slowly)

    # somebody goes to a closed request, or the database stops one of them with an error of its own
    assert not any(isinstance(one, KIND) for one in results), results


# ── one invitation to a training ─────────────────────────────────────────────────────────────────


@pytest.fixture
def run(in_district):
    run = TrainingRunFactory(places=1)
    TrainingDateFactory(run=run, on=TODAY + timedelta(days=21))
    return run


def invite(run, guides, *, now=NOW):
    words = {"de": starter_for("training")}
    return training_invitations.invite_to_training(run, words=words, guides=guides, now=now, by=member("coordinator"))


def answered_twice(run, at_once, slowly):
    slowly(training_invitations, "check_usable")
    invite(run, [GuideFactory(email="eins@example.org")])
    invitation = TrainingInvitation.objects.get()
    return at_once(*[partial(answer_invitation, invitation, answer=answer, now=NOW) for answer in ("yes", "no")])


def test_a_link_used_twice_at_once_counts_once(run, at_once, slowly):
    results = answered_twice(run, at_once, slowly)

    assert kinds(results) == ["LinkUsed", "TrainingInvitation"]
    listed = TrainingParticipant.objects.filter(status="registered").exists()
    assert TrainingInvitation.objects.get().answer == ("yes" if listed else "no")


def test_control_without_the_lock_both_answers_are_taken(run, at_once, slowly, without_locks):
    results = answered_twice(run, at_once, slowly)

    assert not any(isinstance(one, LinkUsed) for one in results)


def test_two_who_say_yes_to_the_last_place_are_listed_one_after_the_other(run, at_once, slowly):
    invite(run, [GuideFactory(email="eins@example.org"), GuideFactory(email="zwei@example.org")])
    slowly(TrainingParticipant, "save")

    at_once(*[partial(answer_invitation, one, answer="yes", now=NOW) for one in TrainingInvitation.objects.all()])

    assert sorted(TrainingParticipant.objects.values_list("status", flat=True)) == ["registered", "waiting"]


def invited_by_two(run, at_once, slowly):
    slowly(training_invitations, "not_yet_asked")
    slowly(training_invitations, "send_mailing")
    guide = GuideFactory(email="eins@example.org")
    return at_once(*[lambda: invite(run, [guide])] * 2)


def test_of_two_coordinators_who_invite_the_same_guide_one_writes(run, at_once, slowly):
    results = invited_by_two(run, at_once, slowly)

    assert sum(isinstance(one, EverybodyInvited) for one in results) == 1
    assert Mailing.objects.count() == TrainingInvitation.objects.count() == 1


def test_control_without_the_lock_the_database_has_to_stop_the_second(run, at_once, slowly, without_locks):
    results = invited_by_two(run, at_once, slowly)

    assert not any(isinstance(one, EverybodyInvited) for one in results)


# ── two nightly runs ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def two_nights(run, at_once, slowly, monkeypatch):
    """Somebody who did not answer and somebody whose paper runs out; both runs have read before either writes."""
    CoordinationRule.objects.create(valid_from=date(2020, 1, 1), remind_invited_days=4, reminds_of_expiry=True)
    guide = GuideFactory(email="eins@example.org", status="active")
    invite(run, [guide], now=NOW - timedelta(days=5))
    day = TODAY + timedelta(days=20)
    monkeypatch.setattr(reminders, "expiring", lambda *_a, **_k: [Expiring(guide, "certificate", "Zeugnis", day, 20)])
    slowly(reminders, "send_mailing")
    return lambda: at_once(*[partial(reminders.send_reminders, now=NOW)] * 2)


def test_two_nightly_runs_at_once_write_once(two_nights):
    assert sorted(two_nights()) == [0, 2]

    assert Mailing.objects.count() == 3  # the invitation and one reminder of each kind
    assert ExpiryReminder.objects.count() == 1


def test_control_without_the_lock_the_invitation_is_repeated_twice(two_nights, without_locks):
    two_nights()

    assert Mailing.objects.filter(purpose="training").count() == 3
