from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.accounts.handover import responsibilities
from kreislotse.accounts.models import Membership
from kreislotse.core.scope import district_scope
from kreislotse.directory.models import Offer
from kreislotse.directory.operations import save_offer, save_translation
from kreislotse.directory.queries import (
    find_offers,
    offer_cards,
    offers_to_check,
    visible_offers,
)
from kreislotse.directory.rhythm import Rhythm
from kreislotse.network.models import Representation
from kreislotse.search.operations import rebuild
from tests.factories import (
    LanguageFactory,
    MunicipalityFactory,
    OfferFactory,
    OrganizationFactory,
    TargetGroupFactory,
    TopicFactory,
    member,
)


def test_a_card_is_translated_where_it_can_be_and_german_where_not(in_district, coordinator):
    offer = OfferFactory(title="Nähcafé", summary="Nähen und reden.", costs="")
    save_translation(offer, language="ar", texts={"title": "مقهى الخياطة"}, by=coordinator)

    [card] = offer_cards([offer.pk], language="ar")

    assert (card.title.text, card.title.language) == ("مقهى الخياطة", "")
    assert (card.summary.text, card.summary.language) == ("Nähen und reden.", "de")
    assert not card.costs
    assert card.is_translated
    assert not card.is_outdated


def test_a_german_card_has_no_fallback(in_district):
    [card] = offer_cards([OfferFactory().pk], language="de")

    assert card.title.language == ""
    assert card.is_translated


def test_a_card_says_when_the_german_text_is_newer(in_district, coordinator):
    offer = OfferFactory()
    save_translation(offer, language="en", texts={"title": "Sewing", "summary": "Come in."}, by=coordinator)
    offer.summary = "Ganz anders."
    save_offer(offer, by=coordinator)

    assert offer_cards([offer.pk], language="en")[0].is_outdated


def test_the_providers_telephone_is_shown_only_if_the_provider_is_public(in_district):
    private = OfferFactory(provider=OrganizationFactory(phone="0171 1"))
    public = OfferFactory(provider=OrganizationFactory(phone="05631 2", is_public=True))

    cards = offer_cards([private.pk, public.pk], language="de")

    assert [card.reach[0] for card in cards] == ["", "05631 2"]


def full_offer(n):
    offer = OfferFactory(title=f"Sprachcafé {n}")
    save_offer(
        offer,
        topics=[TopicFactory()],
        target_groups=[TargetGroupFactory()],
        languages_spoken=[LanguageFactory(code=f"x{n}")],
        locations=[{"city": "Korbach", "municipality": MunicipalityFactory()}],
        by=None,
    )
    save_translation(offer, language="en", texts={"title": f"Language café {n}"}, by=None)


def test_cards_cost_the_same_for_many(in_district):
    def queries(offers):
        for n in range(offers):
            full_offer(n)
        keys = list(Offer.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as captured:
            assert len(offer_cards(keys, language="en")) == len(keys)
        return len(captured)

    assert queries(3) == queries(9)


def test_rebuild_costs_the_same_queries_per_batch(in_district):
    def queries(offers):
        for n in range(offers):
            full_offer(n)
        with CaptureQueriesContext(connection) as captured:
            rebuild(in_district)
        return len(captured)

    assert queries(3) == queries(9)


def test_office_finds_at_most_eight_by_title_or_provider(in_district, caseworker):
    for n in range(9):
        OfferFactory(title=f"Müttertreff {n}")
    other = OfferFactory(title="Beratung", provider=OrganizationFactory(name="Caritas Verband"))

    assert len(find_offers("muettertreff", to=caseworker)) == 8
    assert find_offers("caritas beratung", to=caseworker) == [other]
    assert find_offers(" ", to=caseworker) == []


def test_the_archive_comes_last(in_district, caseworker):
    old = OfferFactory(title="Café A", status=Offer.Status.ARCHIVED)
    new = OfferFactory(title="Café B")

    assert find_offers("Café", to=caseworker) == [new, old]


def test_who_sees_which_offers(in_district, other_district, caseworker):
    mine = OfferFactory()
    OfferFactory()
    editor, guide = member("offer_editor"), member("guide")
    Representation(membership=Membership.objects.get(user=editor), organization=mine.provider).save()
    with district_scope(other_district):
        OfferFactory()

    assert visible_offers(to=caseworker).count() == 2
    assert list(visible_offers(to=editor)) == [mine]
    assert not visible_offers(to=guide).exists()


def test_offers_to_check_are_those_nobody_looked_at(in_district, caseworker, today):
    never = OfferFactory()
    long_ago = OfferFactory(checked_on=today - timedelta(days=366))
    OfferFactory(checked_on=today)
    OfferFactory(status=Offer.Status.DRAFT)

    found = list(offers_to_check(to=caseworker, rhythm=Rhythm(), today=today))

    assert found == [never, long_ago]


def test_a_successor_takes_over_all_but_the_archive(in_district, coordinator):
    mine = OfferFactory(title="Sprachcafé", responsible=coordinator)
    OfferFactory(responsible=coordinator, status=Offer.Status.ARCHIVED)
    OfferFactory()

    offers = next(one for one in responsibilities() if one.code == "offers")

    assert list(offers.held_by(coordinator)) == [mine]
    assert offers.describe(mine) == ["Sprachcafé", mine.provider.name, "veröffentlicht", "–"]
    assert len(offers.columns) == len(offers.describe(mine))
