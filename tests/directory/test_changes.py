"""An offer has changed when anything the public sees of it has, wherever that stands."""

from datetime import date

import pytest
from django.utils import timezone

from kreislotse.administration.terms import retire_term, save_term
from kreislotse.directory.models import Offer
from kreislotse.directory.operations import check_offer, save_offer, save_translation
from kreislotse.directory.translating import approve_translation, confirm_translations
from kreislotse.network.models import Contact
from kreislotse.network.operations import archive_organization, save_organization
from kreislotse.search.models import SearchState
from tests.factories import OfferFactory, OrganizationFactory, TopicFactory


@pytest.fixture
def offer(in_district):
    offer = OfferFactory(title="Beratung", provider=OrganizationFactory(name="Anbieter"))
    offer.topics.add(TopicFactory(code="thema"))
    helper = OrganizationFactory(name="Anderer")
    offer.contacts.add(
        Contact.objects.create(organization=helper, name="Ada", visibility="public", consented_on=date(2026, 1, 1))
    )
    return offer


def save(organization, by, **removed):
    save_organization(organization, topics=[], municipalities_served=[], by=by, **removed)


WAYS = {
    "the offer": lambda offer, by: save_offer(offer, by=by),
    "a place": lambda offer, by: save_offer(offer, by=by, locations=[{"street": "Markt 1"}]),
    "a translation": lambda offer, by: save_translation(offer, language="ar", texts={"title": "استشارة"}, by=by),
    "the check": lambda offer, by: check_offer(offer, today=date(2026, 3, 9), by=by),
    "the provider": lambda offer, by: save(offer.provider, by),
    "the provider's archive": lambda offer, by: archive_organization(offer.provider, today=date(2026, 3, 9), by=by),
    "a contact of somebody else": lambda offer, by: save(offer.contacts.get().organization, by),
    "a contact that goes": lambda offer, by: save(
        offer.contacts.get().organization, by, removed=list(offer.contacts.all())
    ),
    "the name of a topic": lambda offer, by: save_term(offer.topics.get(), by=by),
    "a topic that is retired": lambda offer, by: retire_term(offer.topics.get(), today=date(2026, 3, 9), by=by),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_change_moves_the_time_and_no_other_offer(offer, coordinator, way):
    other = OfferFactory(title="Anderes")
    before = timezone.now()

    WAYS[way](offer, coordinator)

    changed = Offer.objects.filter(changed_at__gte=before)
    assert [one.title for one in changed] == ["Beratung"]
    other.refresh_from_db()
    assert other.changed_at < before


def test_reading_a_translation_is_a_change_too(offer, coordinator):
    row = save_translation(offer, language="ar", texts={"title": "استشارة"}, by=coordinator, origin="machine")
    row.source_hashes = {}
    row.save()
    times = []
    for read in (
        lambda: confirm_translations(offer, languages=["ar"], by=coordinator),
        lambda: approve_translation(offer, language="ar", by=coordinator),
    ):
        read()
        times.append(Offer.objects.get(pk=offer.pk).changed_at)

    assert offer.changed_at < times[0] < times[1]


def test_a_translation_does_not_stand_in_the_way_of_somebody_who_edits(offer, coordinator):
    seen = offer.updated_at

    save_translation(offer, language="ar", texts={"title": "استشارة"}, by=coordinator)
    save_offer(offer, by=coordinator, seen_at=seen)

    assert Offer.objects.get(pk=offer.pk).changed_at > seen


def test_a_term_without_offers_also_counts_as_a_change(in_district, coordinator):
    save_term(TopicFactory(code="neu"), by=coordinator)

    assert SearchState.objects.filter(district_key=in_district.pk, kind="offer").exists()
