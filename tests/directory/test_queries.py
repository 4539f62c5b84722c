from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.accounts.handover import responsibilities
from kreislotse.accounts.models import Membership
from kreislotse.core.scope import district_scope
from kreislotse.directory.models import Offer, OfferLocation
from kreislotse.directory.operations import save_offer, save_translation
from kreislotse.directory.queries import (
    OfferFilters,
    find_offers,
    languages_in_use,
    offer_cards,
    offers_to_check,
    search_offers,
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


@pytest.fixture
def hits(today):
    def hits(language="de", **filters):
        return list(search_offers(OfferFilters(**filters), language=language, today=today))

    return hits


def indexed(**fields):
    offer = OfferFactory(**fields)
    return save_offer(offer, by=None)


def test_only_published_and_valid_offers_are_public(in_district, hits, today):
    shown = OfferFactory(valid_until=today)
    OfferFactory(status=Offer.Status.DRAFT)
    OfferFactory(status=Offer.Status.ARCHIVED)
    OfferFactory(valid_until=today - timedelta(days=1))

    assert hits() == [shown.pk]


def test_an_offer_that_ended_is_not_found_by_its_words(in_district, hits, today):
    indexed(title="Sommerfest", valid_until=today - timedelta(days=1))

    assert hits(text="Sommerfest") == []


def test_filters_narrow_and_join(in_district, hits):
    topic, group, arabic = TopicFactory(group="Alltag"), TargetGroupFactory(), LanguageFactory()
    both, one, none = OfferFactory(title="a"), OfferFactory(title="b", is_free=False), OfferFactory(title="c")
    for offer in (both, one):
        offer.topics.add(topic, TopicFactory(group="Alltag"))
        offer.languages_spoken.add(arabic)
    both.target_groups.add(group)

    assert hits(topic=topic) == [both.pk, one.pk]
    assert hits(topic_group="Alltag") == [both.pk, one.pk]
    assert hits(spoken=arabic) == [both.pk, one.pk]
    assert hits(topic=topic, target_group=group) == [both.pk]
    assert hits(free_only=True) == [both.pk, none.pk]


def test_a_place_finds_what_serves_it_and_lists_what_is_there_first(in_district, hits):
    korbach, waldeck = MunicipalityFactory(name="Korbach"), MunicipalityFactory(name="Waldeck")
    everywhere = OfferFactory(title="a")
    elsewhere = OfferFactory(title="b", serves_whole_district=False)
    elsewhere.municipalities_served.add(waldeck)
    there = OfferFactory(title="c", serves_whole_district=False)
    OfferLocation(offer=there, municipality=korbach).save()

    assert hits(municipality=korbach) == [there.pk, everywhere.pk]
    assert hits(municipality=waldeck) == [everywhere.pk, elsewhere.pk]


def test_words_and_filters_join_and_the_best_match_comes_first(in_district, hits):
    mention = indexed(title="Treffpunkt", summary="Mit Deutschkurs.")
    named = indexed(title="Deutschkurs am Abend")
    indexed(title="Deutschkurs für Geld", is_free=False)

    assert hits(text="Deutschkurs", free_only=True) == [named.pk, mention.pk]


def test_who_searches_in_another_language_finds_german_offers_by_topic(in_district, hits):
    offer = OfferFactory(title="Mietersprechstunde")
    save_offer(offer, topics=[TopicFactory(name="Wohnen", names={"tr": "Konut ve kira"})], by=None)

    assert hits("tr", text="kira") == [offer.pk]


def test_titles_are_sorted_as_people_expect(in_district, hits):
    late, early, middle = OfferFactory(title="Zebra"), OfferFactory(title="apfel"), OfferFactory(title="Ärztin")

    assert hits() == [early.pk, middle.pk, late.pk]


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


@pytest.mark.parametrize("filters", [{}, {"text": "Sprachcafé"}, {"text": "Sprachcafé", "free_only": True}])
def test_search_and_cards_cost_the_same_for_many(in_district, hits, filters):
    def queries(offers):
        for n in range(offers):
            full_offer(n)
        with CaptureQueriesContext(connection) as captured:
            assert len(offer_cards(hits("en", **filters), language="en")) == Offer.objects.count()
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


def test_languages_in_use_are_those_of_published_offers(in_district):
    shown, hidden = LanguageFactory(code="ar"), LanguageFactory(code="ti")
    LanguageFactory(code="uk")
    OfferFactory().languages_spoken.add(shown)
    OfferFactory(status=Offer.Status.DRAFT).languages_spoken.add(shown, hidden)

    assert list(languages_in_use()) == [shown]
