"""No row's two ends stand in different districts; what must happen every night is registered and does happen."""

from datetime import date

import pytest
from django.db import transaction

from kreislotse.core.scope import district_scope
from kreislotse.demo.generator import load_demo
from kreislotse.directory.models import Offer
from kreislotse.districts.consistency import rows_across_districts
from kreislotse.jobs import worker
from tests.factories import OfferFactory, OrganizationFactory, TopicFactory

TODAY = date(2026, 3, 9)
BOTH_ENDS = ["16063", "03457"]  # two districts of the demo, loaded into one installation


@pytest.fixture(scope="module")
def demo(rolled_back):
    with transaction.atomic():
        load_demo(today=TODAY, districts=BOTH_ENDS)
        yield
        transaction.set_rollback(True)


def test_the_demo_has_no_row_across_districts(demo, undone):
    assert Offer._base_manager.values("district").distinct().count() == 2

    assert rows_across_districts() == []


@pytest.fixture
def apart(district, other_district):
    """A topic, an organization and an offer in each of two districts."""
    rows = {}
    for tenant in (district, other_district):
        with district_scope(tenant):
            rows[tenant] = TopicFactory(), OrganizationFactory(), OfferFactory()
    return rows[district], rows[other_district]


def test_districts_that_are_apart_have_no_findings(apart):
    assert rows_across_districts() == []


def test_a_foreign_key_into_another_district_is_found(apart):
    (_topic, _organization, offer), (_other_topic, neighbor, _other_offer) = apart
    Offer._base_manager.filter(pk=offer.pk).update(provider=neighbor)

    assert rows_across_districts() == ["Offer.provider: 1"]


def test_a_link_into_another_district_is_found(apart):
    (_topic, _organization, offer), (other_topic, _neighbor, _other_offer) = apart
    Offer.topics.through.objects.create(offer=offer, topic=other_topic)

    assert rows_across_districts() == ["Offer.topics: 1"]


# ── every night (what these do is tested in tests/privacy and tests/matching) ────────────────────────


def test_the_night_checks_deletes_and_lets_questions_expire():
    assert {
        "kreislotse.districts.nightly.check_that_districts_are_apart",
        "kreislotse.privacy.nightly.delete_what_is_due",
        "kreislotse.matching.tasks.let_proposals_expire",
    } <= set(worker._nightly)


def test_the_night_reports_what_it_finds(apart, caplog):
    (_topic, _organization, offer), (_other_topic, neighbor, _other_offer) = apart
    Offer._base_manager.filter(pk=offer.pk).update(provider=neighbor)

    worker.run_due(TODAY)

    errors = [entry.getMessage() for entry in caplog.records if entry.levelname == "ERROR"]
    assert any("Offer.provider: 1" in message for message in errors)
