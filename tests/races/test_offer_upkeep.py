"""Two people decide on one proposal, two clicks on one link, two nightly workers: on PostgreSQL, each with its control."""

from datetime import date

import pytest
from django.core import mail
from django.utils import timezone

from kreislotse.audit.models import AuditEntry
from kreislotse.directory import asking, proposable, proposals
from kreislotse.directory.models import CheckRequest, CheckRule, Offer
from tests.factories import OfferFactory, member
from tests.races import on_postgresql

pytestmark = on_postgresql


@pytest.fixture
def decide_twice(in_district, at_once, slowly):
    """One takes the new telephone, the other refuses it; a pause between reading and writing makes them overlap."""
    slowly(proposals, "save_offer")
    offer = OfferFactory(phone="1")
    state = proposable.state(offer)
    proposal = proposals.propose(offer, values=state | {"phone": "2"}, seen=state, now=timezone.now())
    people = member("coordinator"), member("head_of_office")

    def decide(by, accepted, rejected):
        return lambda: proposals.decide(
            proposal, accepted=accepted, rejected=rejected, by=by, now=timezone.now(), seen_at=None
        )

    return lambda: at_once(decide(people[0], ["phone"], []), decide(people[1], [], ["phone"]))


def test_one_of_two_decides_and_the_other_hears_of_it(decide_twice):
    results = decide_twice()

    (kept,) = [one for one in results if not isinstance(one, Exception)]
    assert sum(isinstance(one, proposals.ProposalDecided) for one in results) == 1
    assert Offer.objects.get().phone == ("2" if kept.accepted else "1")
    assert AuditEntry.objects.filter(entry="offer_proposal_decided").count() == 1


def test_control_without_the_lock_both_decide(decide_twice, without_locks):
    assert not any(isinstance(one, Exception) for one in decide_twice())
    assert AuditEntry.objects.filter(entry="offer_proposal_decided").count() == 2


@pytest.fixture
def click_twice(in_district, at_once, slowly):
    slowly(asking, "check_usable")
    offer = OfferFactory(email="info@mieterhilfe.example")
    question = asking.ask_provider(offer, today=timezone.localdate(), by=None)
    return lambda: at_once(*[lambda: asking.confirm_by_link(question, now=timezone.now())] * 2)


def test_two_clicks_confirm_once(click_twice):
    results = click_twice()

    assert sum(isinstance(one, asking.LinkUsed) for one in results) == 1
    assert AuditEntry.objects.filter(entry="offer_confirmed").count() == 1


def test_control_without_the_lock_two_clicks_confirm_twice(click_twice, without_locks):
    click_twice()

    assert AuditEntry.objects.filter(entry="offer_confirmed").count() == 2


@pytest.fixture
def two_nights(in_district, at_once, slowly):
    slowly(asking, "compose")
    CheckRule.objects.create(is_mailed=True, valid_from=date(2020, 1, 1))
    for number in range(3):
        OfferFactory(email=f"anbieter{number}@example.org")
    today = timezone.localdate()
    return lambda: at_once(*[lambda: asking.ask_due_offers(today=today)] * 2)


def test_two_workers_ask_each_provider_once(two_nights):
    results = two_nights()

    assert sum(results) == 3
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == 3
    assert CheckRequest.objects.count() == 3
