from datetime import UTC, datetime

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import RequestFactory

from kreislotse.core.ratelimit import client_address, is_allowed
from kreislotse.intake.submissions import FormOutdated, SentTooFast, check_token, new_token, submission_digest


def token_from(seconds_ago, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(signing.time, "time", lambda: datetime.now(UTC).timestamp() - seconds_ago)
        return new_token()


def test_a_form_sent_at_once_is_too_fast():
    with pytest.raises(SentTooFast):
        check_token(new_token())


def test_a_form_read_for_a_while_is_accepted(monkeypatch):
    check_token(token_from(60, monkeypatch))


@pytest.mark.parametrize("token", ["", "invented", "a:b:c"])
def test_a_token_that_is_not_ours_is_outdated(token):
    with pytest.raises(FormOutdated):
        check_token(token)


def test_a_form_left_open_for_over_a_week_is_outdated(monkeypatch):
    with pytest.raises(FormOutdated):
        check_token(token_from(8 * 24 * 3600, monkeypatch))


def test_the_same_content_from_the_same_page_has_the_same_digest():
    assert submission_digest("t", {"a": 1, "b": 2}) == submission_digest("t", {"b": 2, "a": 1})
    assert submission_digest("t", {"a": 1}) != submission_digest("t", {"a": 2})
    assert submission_digest("t", {"a": 1}) != submission_digest("u", {"a": 1})


@pytest.fixture
def knock():
    cache.clear()
    return lambda address: is_allowed(RequestFactory().get("/", REMOTE_ADDR=address), "test", limit=3, seconds=3600)


def test_one_line_may_knock_three_times_and_its_neighbor_still_may(knock):
    assert [knock("10.0.0.1") for _ in range(4)] == [True, True, True, False]
    assert knock("10.0.0.2")


def test_the_cache_holds_no_address(knock):
    knock("10.9.8.7")

    assert not any("10.9.8.7" in key for key in cache._cache)


def test_behind_a_proxy_the_address_it_wrote_counts(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 10.0.0.9")

    assert client_address(request) == "127.0.0.1"
    settings.BEHIND_PROXY = True
    assert client_address(request) == "10.0.0.9"
