"""What the public finds: filters, places, numbers beside the filters, and what happens when nothing fits."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.core.scope import district_scope
from kreislotse.directory import facets
from kreislotse.directory.codes import Kind, Level, Sex
from kreislotse.directory.finder import Found, OfferFilters, choices, public_directory, without
from kreislotse.directory.models import CourseRun, Offer, OpeningTime
from kreislotse.directory.operations import archive_offer, save_offer, save_translation
from kreislotse.directory.results import results
from kreislotse.search import operations as search
from tests.factories import (
    BERLIN,
    LanguageFactory,
    MunicipalityFactory,
    OfferFactory,
    TargetGroupFactory,
    TopicFactory,
)

MONDAY_NOON = datetime(2026, 3, 9, 12, tzinfo=BERLIN)


@pytest.fixture
def found(district):
    def found(language="de", now=MONDAY_NOON, **filters):
        filters["features"] = frozenset(filters.get("features", ()))
        return Found(OfferFilters(**filters), here=public_directory(), district=district, language=language, now=now)

    return found


@pytest.fixture
def hits(found):
    return lambda language="de", **filters: list(found(language, **filters))


def indexed(offer=None, **fields):
    """An offer as the office saves it; further arguments are those of `save_offer`."""
    relations = {name: fields.pop(name) for name in list(fields) if name in RELATIONS}
    return save_offer(offer or OfferFactory(**fields), by=None, **relations)


RELATIONS = ("topics", "target_groups", "languages_spoken", "municipalities_served", "locations")


def test_only_published_and_valid_offers_are_public(in_district, hits, today):
    shown = indexed(valid_until=today)
    indexed(status=Offer.Status.DRAFT)
    indexed(status=Offer.Status.ARCHIVED)
    indexed(valid_until=today - timedelta(days=1))

    assert hits() == [shown.pk]


def test_an_offer_that_ended_is_not_found_by_its_words(in_district, hits, today):
    indexed(title="Sommerfest", valid_until=today - timedelta(days=1))

    assert hits(text="Sommerfest") == []


def test_filters_narrow_and_join(in_district, hits):
    topic, group, arabic = TopicFactory(group="Alltag"), TargetGroupFactory(), LanguageFactory()
    shared = {"topics": [topic, TopicFactory(group="Alltag")], "languages_spoken": [arabic]}
    both = indexed(title="a", target_groups=[group], **shared)
    one = indexed(title="b", is_free=False, **shared)
    none = indexed(title="c")

    assert hits(topic=topic.code) == [both.pk, one.pk]
    assert hits(group="Alltag") == [both.pk, one.pk]
    assert hits(spoken=arabic.code) == [both.pk, one.pk]
    assert hits(topic=topic.code, audience=group.code) == [both.pk]
    assert hits(features=["free"]) == [both.pk, none.pk]


def test_a_mother_finds_a_course_with_childcare_in_her_language_and_at_her_level(in_district, hits):
    ukrainian = LanguageFactory(code="uk")
    course = {"kind": Kind.COURSE, "has_childcare": True, "level_from": Level.A1, "level_to": Level.B1}
    right = indexed(title="Deutsch am Vormittag", languages_spoken=[ukrainian], **course)
    indexed(title="Deutsch am Abend", languages_spoken=[ukrainian], **course | {"has_childcare": None})
    indexed(title="Deutsch B2", languages_spoken=[ukrainian], **course | {"level_from": Level.B2, "level_to": ""})
    indexed(title="Treff", languages_spoken=[ukrainian], **course | {"kind": Kind.MEETING})

    assert hits(text="deutsch", kind=Kind.COURSE, spoken="uk", level="A2", features=["childcare"]) == [right.pk]


def test_a_run_of_a_course_counts_for_its_level(in_district, hits):
    offer = OfferFactory(kind=Kind.COURSE)
    CourseRun(offer=offer, level_from="A2", level_to="B1", starts_on=date(2026, 4, 1)).save()
    indexed(offer)

    assert hits(level="B1") == [offer.pk]
    assert hits(level="C1") == []


def test_a_place_finds_what_serves_it_and_lists_what_is_near_first(in_district, hits):
    korbach = MunicipalityFactory(name="Korbach", latitude=51.27, longitude=8.87)
    waldeck = MunicipalityFactory(name="Waldeck", latitude=51.21, longitude=9.06)
    far = MunicipalityFactory(name="Hatzfeld", latitude=50.99, longitude=8.55)
    everywhere = indexed(title="a")
    served = indexed(title="b", serves_whole_district=False, municipalities_served=[waldeck])
    there = indexed(title="z", serves_whole_district=False, locations=[{"municipality": korbach}])
    next_door = indexed(title="y", locations=[{"municipality": waldeck}])
    far_away = indexed(title="c", locations=[{"municipality": far}])

    assert hits(place=korbach.ags) == [there.pk, next_door.pk, far_away.pk, everywhere.pk]
    assert hits(place=waldeck.ags) == [next_door.pk, far_away.pk, everywhere.pk, served.pk]


def test_the_distance_is_that_of_the_place_or_else_of_its_municipality(in_district, found):
    korbach = MunicipalityFactory(latitude=51.27, longitude=8.87)
    waldeck = MunicipalityFactory(latitude=51.21, longitude=9.06)
    near = found(place=korbach.ags)

    assert near.distance_to(None, None, korbach.ags) == 0
    assert near.distance_to(None, None, waldeck.ags) == 15
    assert near.distance_to(51.27, 8.87 + 0.05, waldeck.ags) == 3
    assert near.distance_to(None, None, None) is None
    assert found().distance_to(None, None, waldeck.ags) is None


def test_a_postcode_of_an_office_or_of_an_offer_means_its_place(in_district):
    korbach = MunicipalityFactory(postcode="34497")
    indexed(locations=[{"municipality": korbach, "postcode": "34498"}])

    known = choices(public_directory(), in_district, MONDAY_NOON.date()).postcodes

    assert known == {"34497": korbach.ags, "34498": korbach.ags}


def test_open_now_are_those_one_may_come_to_at_this_minute(in_district, found):
    offers = [OfferFactory(title=title) for title in "abc"]
    hours = [(0, 9, 13, False), (0, 14, 16, False), (0, 9, 13, True)]
    for offer, (weekday, opens, closes, by_appointment) in zip(offers, hours, strict=True):
        OpeningTime(
            offer=offer, weekday=weekday, opens_at=time(opens), closes_at=time(closes), by_appointment=by_appointment
        ).save()
        indexed(offer)

    assert list(found(is_open=True)) == [offers[0].pk]
    assert list(found(is_open=True, now=MONDAY_NOON.replace(hour=15))) == [offers[1].pk]
    assert found().number_open == 1


def test_words_and_filters_join_and_the_best_match_comes_first(in_district, hits):
    mention = indexed(title="Treffpunkt", summary="Mit Deutschkurs.")
    longer = indexed(title="Deutschkurse in Korbach")
    named = indexed(title="Deutschkurs am Abend")
    indexed(title="Deutschkurs für Geld", is_free=False)

    assert hits(text="Deutschkurs", features=["free"]) == [named.pk, longer.pk, mention.pk]


def test_words_at_a_place_come_near_first(in_district, hits):
    korbach = MunicipalityFactory(latitude=51.27, longitude=8.87)
    far = MunicipalityFactory(latitude=50.99, longitude=8.55)
    away = indexed(title="Sprachcafé", locations=[{"municipality": far}])
    near = indexed(title="Treff mit Sprachcafé", locations=[{"municipality": korbach}])

    assert hits(text="Sprachcafé", place=korbach.ags) == [near.pk, away.pk]


def test_who_searches_in_another_language_finds_german_offers_by_topic(in_district, hits):
    offer = indexed(title="Mietersprechstunde", topics=[TopicFactory(name="Wohnen", names={"tr": "Konut ve kira"})])

    assert hits("tr", text="kira") == [offer.pk]


def test_the_other_words_of_a_topic_find_its_offers(in_district, hits):
    offer = indexed(
        title="Mietersprechstunde", topics=[TopicFactory(name="Wohnen", search_words="flat, квартира, سكن")]
    )

    assert hits("en", text="flat") == hits("de", text="квартиры") == hits("ar", text="السكن") == [offer.pk]


def test_a_slip_of_the_finger_is_put_right_and_said(in_district, found):
    offer = indexed(title="Hilfe bei der Wohnungssuche")

    here = found(text="Wohnugssuche")

    assert list(here) == [offer.pk]
    assert here.hits.meant == {"wohnugssuche": "Wohnungssuche"}


def test_a_word_in_latin_letters_finds_the_arabic_text(in_district, found):
    offer = OfferFactory(title="Schule im Kreis")
    save_translation(offer, language="ar", texts={"title": "مدرسة المساء"}, by=None)

    here = found(text="madrasa")

    assert list(here) == [offer.pk]
    assert here.hits.meant == {"madrasa": "مدرسة"}


def test_a_word_of_another_page_language_is_found_too(in_district, hits):
    offer = OfferFactory(title="Schule im Kreis")
    save_translation(offer, language="ar", texts={"title": "مدرسة المساء"}, by=None)

    assert hits("de", text="مدرسة") == [offer.pk]


def test_the_word_that_fits_nowhere_is_left_out_and_named(in_district, found):
    offer = indexed(title="Sprachcafé")

    here = found(text="Sprachcafé Xylophonmusik")

    assert list(here) == [offer.pk]
    assert here.hits.left_out == "Xylophonmusik"
    assert here.found_nothing_as_asked


def test_numbers_beside_a_filter_say_what_choosing_it_would_find(in_district, found, hits):
    one, two = TopicFactory(), TopicFactory()
    arabic = LanguageFactory(code="ar")
    indexed(title="a", topics=[one], languages_spoken=[arabic])
    indexed(title="b", topics=[one, two], is_free=False)
    indexed(title="c", topics=[two])

    for asked in (
        {},
        {"topic": one.code},
        {"spoken": "ar"},
        {"features": ["free"]},
        {"topic": two.code, "spoken": "ar"},
    ):
        here = found(**asked)
        for topic, number in here.counts(facets.TOPIC, [one.code, two.code]).items():
            assert len(hits(**asked | {"topic": topic})) == number
        for feature, number in here.counts_of_features(["free", "women"]).items():
            assert len(hits(**asked | {"features": [*asked.get("features", ()), feature]})) == number


def test_a_search_that_finds_nothing_knows_without_what_it_would(in_district, found):
    topic = TopicFactory()
    indexed(title="a", topics=[topic])
    indexed(title="b", sex=Sex.WOMEN)
    here = found(topic=topic.code, features=["women"])

    assert len(here) == 0
    assert sorted(here.wider()) == [("topic", 1), ("women", 1)]
    for part, number in here.wider():
        assert len(found(**vars(without(here.filters, part)))) == number


def test_what_changes_is_seen_at_once_and_what_does_not_is_not_read_again(
    in_district, found, django_assert_num_queries
):
    offer, other = indexed(title="a"), indexed(title="b")
    assert list(found()) == [offer.pk, other.pk]
    with django_assert_num_queries(1):
        assert list(found()) == [offer.pk, other.pk]

    offer.title = "c"
    save_offer(offer, by=None)
    assert list(found()) == [other.pk, offer.pk]

    archive_offer(other, by=None)
    assert list(found()) == [offer.pk]


def test_memory_after_many_changes_is_the_same_as_read_anew(in_district, found):
    topic = TopicFactory()
    offers = [indexed(title=f"{n}", topics=[topic]) for n in range(6)]
    list(found())
    for offer in offers[:3]:
        save_offer(offer, topics=[], by=None)
    archive_offer(offers[4], by=None)
    step_by_step = {
        pair: len(public_directory().index.keys_of(mask)) for pair, mask in public_directory().index.masks.items()
    }

    search.rebuild(in_district)
    anew = {pair: len(public_directory().index.keys_of(mask)) for pair, mask in public_directory().index.masks.items()}

    assert step_by_step == anew
    assert list(found(topic=topic.code)) == [offers[3].pk, offers[5].pk]


def test_another_districts_offers_are_neither_found_nor_counted(in_district, other_district, found):
    topic = TopicFactory(code="wohnen")
    indexed(title="a", topics=[topic])
    with district_scope(other_district):
        indexed(title="b", topics=[TopicFactory(code="wohnen")])

    here = found(topic="wohnen")

    assert len(here) == 1
    assert here.counts(facets.TOPIC, ["wohnen"]) == {"wohnen": 1}


def test_titles_are_sorted_as_people_expect(in_district, hits):
    late, early, middle = indexed(title="Zebra"), indexed(title="apfel"), indexed(title="Ärztin")

    assert hits() == [early.pk, middle.pk, late.pk]


@pytest.mark.parametrize("filters", [{}, {"text": "Sprachcafé"}, {"text": "Sprachcafé", "features": ["free"]}])
def test_search_and_results_cost_the_same_for_many(in_district, found, filters):
    def queries(offers):
        for n in range(offers):
            offer = indexed(
                title=f"Sprachcafé {n}",
                topics=[TopicFactory()],
                languages_spoken=[LanguageFactory(code=f"x{n}")],
                locations=[{"city": "Korbach", "municipality": MunicipalityFactory()}],
            )
            OpeningTime(offer=offer, weekday=2, opens_at=time(9), closes_at=time(12)).save()
            save_translation(offer, language="en", texts={"title": f"Language café {n}"}, by=None)
        public_directory()
        choices(public_directory(), in_district, MONDAY_NOON.date())
        with CaptureQueriesContext(connection) as captured:
            here = found("en", **filters)
            shown = results(
                here[:20],
                here=public_directory(),
                choices=choices(public_directory(), in_district, MONDAY_NOON.date()),
                district=in_district,
                language="en",
                now=MONDAY_NOON,
                distance_to=here.distance_to,
            )
            assert len(shown) == Offer.objects.count()
        return len(captured)

    assert queries(3) == queries(9)
