"""Two people decide on one proposal, two clicks on one link, two nightly workers: on PostgreSQL, each with its control."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from kreislotse.audit.models import AuditEntry
from kreislotse.core.scope import district_scope
from kreislotse.directory import asking, proposable, proposals
from kreislotse.directory.models import CheckRequest, CheckRule, Offer
from kreislotse.districts.managers import DistrictQuerySet
from tests.factories import OfferFactory, member

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one after the other"),
]


@pytest.fixture
def at_once(district):
    """`at_once(calls)` runs the calls in threads that start together and returns what each gave or raised."""

    def run(calls):
        start = Barrier(len(calls))

        def one(call):
            try:
                with district_scope(district):
                    start.wait()
                    return call()
            except Exception as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return run


@pytest.fixture
def no_locks(monkeypatch):
    monkeypatch.setattr(DistrictQuerySet, "select_for_update", lambda rows, **_options: rows.all())


@pytest.fixture
def decide_twice(in_district, at_once, monkeypatch):
    """One takes the new telephone, the other refuses it; a pause between reading and writing makes them overlap."""
    save = proposals.save_offer
    monkeypatch.setattr(proposals, "save_offer", lambda *args, **kwargs: (time.sleep(0.3), save(*args, **kwargs))[1])
    offer = OfferFactory(phone="1")
    state = proposable.state(offer)
    proposal = proposals.propose(offer, values=state | {"phone": "2"}, seen=state, now=timezone.now())
    people = member("coordinator"), member("head_of_office")

    def decide(by, accepted, rejected):
        return lambda: proposals.decide(
            proposal, accepted=accepted, rejected=rejected, by=by, now=timezone.now(), seen_at=None
        )

    return lambda: at_once([decide(people[0], ["phone"], []), decide(people[1], [], ["phone"])])


def test_one_of_two_decides_and_the_other_hears_of_it(decide_twice):
    results = decide_twice()

    (kept,) = [one for one in results if not isinstance(one, Exception)]
    assert sum(isinstance(one, proposals.ProposalDecided) for one in results) == 1
    assert Offer.objects.get().phone == ("2" if kept.accepted else "1")
    assert AuditEntry.objects.filter(entry="offer_proposal_decided").count() == 1


def test_control_without_the_lock_both_decide(decide_twice, no_locks):
    assert not any(isinstance(one, Exception) for one in decide_twice())
    assert AuditEntry.objects.filter(entry="offer_proposal_decided").count() == 2


@pytest.fixture
def click_twice(in_district, at_once, monkeypatch):
    check = asking.check_usable
    monkeypatch.setattr(asking, "check_usable", lambda *args, **kwargs: (check(*args, **kwargs), time.sleep(0.3)))
    offer = OfferFactory(email="info@mieterhilfe.example")
    question = asking.ask_provider(offer, today=timezone.localdate(), by=None)
    return lambda: at_once([lambda: asking.confirm_by_link(question, now=timezone.now())] * 2)


def test_two_clicks_confirm_once(click_twice):
    results = click_twice()

    assert sum(isinstance(one, asking.LinkUsed) for one in results) == 1
    assert AuditEntry.objects.filter(entry="offer_confirmed").count() == 1


def test_control_without_the_lock_two_clicks_confirm_twice(click_twice, no_locks):
    click_twice()

    assert AuditEntry.objects.filter(entry="offer_confirmed").count() == 2


@pytest.fixture
def two_nights(in_district, at_once, monkeypatch):
    compose = asking.compose
    monkeypatch.setattr(asking, "compose", lambda *args, **kwargs: (time.sleep(0.2), compose(*args, **kwargs))[1])
    CheckRule.objects.create(is_mailed=True, valid_from=date(2020, 1, 1))
    for number in range(3):
        OfferFactory(email=f"anbieter{number}@example.org")
    today = timezone.localdate()
    return lambda: at_once([lambda: asking.ask_due_offers(today=today)] * 2)


def test_two_workers_ask_each_provider_once(two_nights):
    results = two_nights()

    assert sum(results) == 3
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == 3
    assert CheckRequest.objects.count() == 3
