"""Two people at the same moment, on PostgreSQL; the control shows that the same code without its lock goes wrong."""

import time
from datetime import date

import pytest

from kreislotse.audit.models import AuditEntry
from kreislotse.intake import hooks
from kreislotse.intake.models import HelpRequest
from kreislotse.intake.operations import Contact, HelpRequestNotOpen, close_help_request, submit_help_request
from tests.factories import HelpRequestFactory, TopicFactory, member
from tests.races import on_postgresql

pytestmark = on_postgresql

TODAY = date(2026, 3, 9)


@pytest.fixture
def close_with_two_reasons(in_district, at_once, monkeypatch):
    """Two caseworkers close the same request; a pause between reading and writing makes them overlap."""
    monkeypatch.setattr(hooks, "_blockers", [lambda row: time.sleep(0.3)])
    help_request = HelpRequestFactory()
    reasons = {"helped": member("caseworker"), "no_offer": member("caseworker")}

    def close(reason, by):
        return lambda: close_help_request(help_request, reason=reason, today=TODAY, by=by).closing_reason

    return lambda: at_once(*[close(reason, by) for reason, by in reasons.items()])


def test_one_of_two_caseworkers_closes_and_the_other_hears_of_it(close_with_two_reasons):
    results = close_with_two_reasons()

    (kept,) = [one for one in results if isinstance(one, str)]
    assert sum(isinstance(one, HelpRequestNotOpen) for one in results) == 1
    assert HelpRequest.objects.get().closing_reason == kept
    assert AuditEntry.objects.count() == 1


def test_control_without_the_lock_both_believe_they_closed_it(close_with_two_reasons, without_locks):
    results = close_with_two_reasons()

    assert sorted(results) == ["helped", "no_offer"]
    assert AuditEntry.objects.count() == 2


def _submit(digest=""):
    facts = {"contact": Contact(), "today": TODAY, "wish": "advice", "answer_language": "de"}
    return lambda: submit_help_request(**facts, submission_digest=digest).reference


def test_many_requests_at_once_are_numbered_without_gap_or_double(in_district, at_once):
    TopicFactory(code="unklar")

    references = at_once(*[_submit() for _n in range(8)])

    assert sorted(references) == [f"2026-{n:04d}" for n in range(1, 9)]


def test_a_double_click_at_the_same_moment_is_one_request(in_district, at_once):
    TopicFactory(code="unklar")

    references = at_once(*[_submit("d" * 64) for _n in range(6)])

    assert set(references) == {"2026-0001"}
    assert HelpRequest.objects.count() == 1
