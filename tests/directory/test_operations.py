from datetime import date, time, timedelta

import pytest

from kreislotse.audit.models import AuditEntry
from kreislotse.directory.models import Offer
from kreislotse.directory.offer_parts import NoSuchPlace
from kreislotse.directory.open_days import open_days
from kreislotse.directory.open_now import Span
from kreislotse.directory.opening import UnclearHours, parse_hours, write_hours
from kreislotse.directory.operations import (
    NotATranslation,
    OfferArchived,
    OfferChangedMeanwhile,
    OfferNotReady,
    TranslationNeedsTitle,
    archive_offer,
    check_offer,
    publish_offer,
    restore_offer,
    save_offer,
    save_translation,
    what_is_missing,
)
from kreislotse.directory.queries import translation_states
from kreislotse.search.queries import search
from tests.factories import ContactFactory, LanguageFactory, OfferFactory, OrganizationFactory, TopicFactory


def found(text, *languages):
    return search(text, kind="offer", languages=languages or ("de",))


@pytest.fixture
def draft(in_district):
    offer = OfferFactory(title="Nähcafé", status=Offer.Status.DRAFT, phone="05631 1")
    offer.topics.add(TopicFactory(name="Begegnung"))
    return offer


def entries():
    return list(AuditEntry.objects.order_by("pk").values_list("entry", flat=True))


def test_a_new_offer_is_a_draft_and_not_found_by_the_public(in_district, coordinator):
    offer = Offer(provider=OrganizationFactory(), title="Nähcafé", summary="Nähen und reden.")

    save_offer(
        offer,
        topics=[TopicFactory()],
        locations=[{"name": "Rathaus", "city": "Korbach"}],
        opening_times={0: [Span(time(9), time(12))]},
        by=coordinator,
    )

    assert offer.status == Offer.Status.DRAFT
    assert [str(place) for place in offer.locations.all()] == ["Rathaus, Korbach"]
    assert offer.opening_times.get().opens_at == time(9)
    assert entries() == ["offer_created"]
    assert found("Nähcafé") == []


def test_publish_makes_it_found_and_notes_that_it_was_checked(draft, coordinator, today):
    publish_offer(draft, today=today, by=coordinator)
    publish_offer(draft, today=today, by=coordinator)

    draft.refresh_from_db()
    assert draft.status == Offer.Status.PUBLISHED
    assert draft.checked_on == today
    assert found("Nähcafé") == found("Begegnung") == [draft.pk]
    assert entries() == ["offer_published"]


def test_publish_says_what_is_missing(in_district, coordinator, today):
    offer = OfferFactory(status=Offer.Status.DRAFT, summary="", valid_until=today - timedelta(days=1))

    with pytest.raises(OfferNotReady) as refusal:
        publish_offer(offer, today=today, by=coordinator)

    for word in ("worum es geht", "Thema", "Weg dorthin", "Zukunft"):
        assert word in str(refusal.value)
    assert not AuditEntry.objects.exists()


def test_an_archived_offer_is_not_found_and_comes_back_as_it_was(draft, coordinator, today):
    publish_offer(draft, today=today, by=coordinator)

    archive_offer(draft, by=coordinator)
    archive_offer(draft, by=coordinator)

    assert found("Nähcafé") == []
    with pytest.raises(OfferArchived):
        publish_offer(draft, today=today, by=coordinator)
    assert restore_offer(draft, by=coordinator).status == Offer.Status.PUBLISHED
    assert found("Nähcafé") == [draft.pk]
    assert entries() == ["offer_published", "offer_archived", "offer_restored"]


def test_a_draft_comes_back_as_a_draft(draft, coordinator):
    archive_offer(draft, by=coordinator)

    assert restore_offer(draft, by=coordinator).status == Offer.Status.DRAFT


def test_checking_twice_a_day_is_noted_once(draft, coordinator, today):
    check_offer(draft, today=today, by=coordinator)
    check_offer(draft, today=today, by=coordinator)

    assert entries() == ["offer_checked"]


def test_what_a_colleague_saved_in_the_meantime_is_not_overwritten(draft, coordinator):
    seen_at = draft.updated_at
    mine = Offer.objects.get(pk=draft.pk)
    save_offer(draft, by=coordinator, seen_at=seen_at)
    mine.title = "Überschrieben"

    with pytest.raises(OfferChangedMeanwhile):
        save_offer(mine, by=coordinator, seen_at=seen_at)

    assert Offer.objects.get(pk=draft.pk).title == "Nähcafé"


def test_a_translation_is_current_until_the_german_text_changes(draft, coordinator):
    states = lambda: [(s.language, s.code) for s in translation_states(draft, ["de", "en", "ar"])]  # noqa: E731
    assert states() == [("en", "missing"), ("ar", "missing")]

    save_translation(draft, language="ar", texts={"title": "مقهى الخياطة"}, by=coordinator)
    assert states() == [("en", "missing"), ("ar", "incomplete")]

    save_translation(draft, language="ar", texts={"summary": "نخيط ونتحدث."}, by=coordinator)
    assert states() == [("en", "missing"), ("ar", "current")]

    draft.summary = "Neu."
    save_offer(draft, by=coordinator)
    assert states() == [("en", "missing"), ("ar", "outdated")]

    draft.phone = "05631 2"
    save_translation(draft, language="ar", texts={"summary": "جديد."}, by=coordinator)
    assert states() == [("en", "missing"), ("ar", "current")]


def test_a_translation_is_found_in_its_language(draft, coordinator, today):
    publish_offer(draft, today=today, by=coordinator)

    save_translation(draft, language="ar", texts={"title": "مقهى الخياطة"}, by=coordinator)

    assert found("الخياطة", "ar", "de") == [draft.pk]
    assert found("الخياطة", "de") == []


def test_an_emptied_translation_is_removed(draft, coordinator):
    save_translation(draft, language="en", texts={"title": "Sewing café"}, by=coordinator)

    assert save_translation(draft, language="en", texts={"title": " "}, by=coordinator) is None
    assert not draft.translations.exists()
    assert entries() == ["offer_translated", "offer_translation_removed"]


def test_a_translation_without_a_title_is_refused(draft, coordinator):
    with pytest.raises(TranslationNeedsTitle):
        save_translation(draft, language="en", texts={"summary": "Come in."}, by=coordinator)


def test_german_is_not_a_translation(draft, coordinator):
    with pytest.raises(NotATranslation):
        save_translation(draft, language="de", texts={"title": "x"}, by=coordinator)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9-12", [("09:00", "12:00", False)]),
        ("9–12, 14:30 bis 18 Uhr", [("09:00", "12:00", False), ("14:30", "18:00", False)]),
        ("14.00 - 18.00 und 9 bis 12", [("09:00", "12:00", False), ("14:00", "18:00", False)]),
        ("9-12 Uhr nur mit Termin", [("09:00", "12:00", True)]),
        ("8 Uhr – 24 Uhr", [("08:00", "23:59", False)]),
        ("geschlossen", []),
        ("", []),
    ],
)
def test_hours_as_people_write_them(text, spans):
    read = [(f"{s.opens_at:%H:%M}", f"{s.closes_at:%H:%M}", s.by_appointment) for s in parse_hours(text)]

    assert read == spans


@pytest.mark.parametrize("text", ["vormittags", "9", "12-9", "25-26", "9-12 oder so", "mit Termin", "9:75-12"])
def test_unclear_hours_are_refused_with_an_example(text):
    with pytest.raises(UnclearHours, match="9–12"):
        parse_hours(text)


def test_days_in_a_row_with_the_same_hours_are_one_line(draft, coordinator):
    morning, late = Span(time(9), time(12)), Span(time(14), time(18, 30), by_appointment=True)
    save_offer(
        draft,
        opening_times={0: [morning], 1: [morning], 2: [morning], 3: [late, morning], 5: [morning]},
        by=coordinator,
    )

    lines = open_days(draft.opening_times.all())

    assert [(line.days, line.hours, line.by_appointment) for line in lines] == [
        ("Montag bis Donnerstag", ("09:00–12:00",), False),
        ("Samstag", ("09:00–12:00",), False),
        ("Donnerstag", ("14:00–18:30",), True),
    ]
    assert write_hours(draft.opening_times.filter(weekday=3)) == "9–12; 14–18:30 mit Termin"


RATHAUS = {"name": "Rathaus", "street": "Markt 1", "postcode": "34497", "city": "Korbach"}


def test_a_place_that_stays_keeps_its_public_number(draft, coordinator):
    save_offer(draft, locations=[RATHAUS, {"name": "Bücherei", "city": "Korbach"}], by=coordinator)
    rathaus, library = draft.locations.order_by("pk")

    save_offer(
        draft,
        locations=[RATHAUS | {"street": "MARKT 1", "transport": "Bus 1"}, {"pk": library.pk, "name": "Stadtbücherei"}],
        by=coordinator,
    )

    after = {place.name: place for place in draft.locations.all()}
    assert (after["Rathaus"].uuid, after["Rathaus"].pk, after["Rathaus"].transport) == (
        rathaus.uuid,
        rathaus.pk,
        "Bus 1",
    )
    assert after["Stadtbücherei"].uuid == library.uuid


def test_a_key_says_more_than_an_address_and_each_place_is_used_once(draft, coordinator):
    save_offer(draft, locations=[RATHAUS, {"name": "Bücherei"}], by=coordinator)
    rathaus, library = draft.locations.order_by("pk")

    save_offer(draft, locations=[RATHAUS, {"pk": rathaus.pk, "name": "Anbau"}, RATHAUS], by=coordinator)

    assert draft.locations.get(name="Anbau").uuid == rathaus.uuid
    assert draft.locations.filter(name="Rathaus").count() == 2
    assert not draft.locations.filter(pk=library.pk).exists()


def test_the_place_of_another_offer_is_not_taken_over(draft, coordinator):
    other = save_offer(OfferFactory(), locations=[RATHAUS], by=coordinator)

    save_offer(draft, locations=[{"pk": other.locations.get().pk, "name": "Meins"}], by=coordinator)

    assert other.locations.get().name == "Rathaus"
    assert draft.locations.get().name == "Meins"


def test_a_course_keeps_its_number_and_finds_its_place(draft, coordinator):
    first = {"name": "A1 am Abend", "starts_on": date(2026, 4, 1), "place": 0}
    save_offer(draft, locations=[RATHAUS], course_runs=[first], by=coordinator)
    run = draft.course_runs.get()
    assert run.location == draft.locations.get()

    save_offer(draft, locations=[{"name": "Bücherei"}, RATHAUS], course_runs=[first | {"place": 1}], by=coordinator)

    again = draft.course_runs.get()
    assert (again.uuid, again.location.name) == (run.uuid, "Rathaus")

    save_offer(draft, locations=[{"name": "Bücherei"}], by=coordinator)
    assert draft.course_runs.get().location is None


@pytest.mark.parametrize("place", [-1, 1])
def test_a_course_at_a_place_that_is_not_there_is_refused_and_nothing_is_saved(draft, coordinator, place):
    draft.title = "Anders"

    with pytest.raises(NoSuchPlace):
        save_offer(
            draft, locations=[RATHAUS], course_runs=[{"starts_on": date(2026, 4, 1), "place": place}], by=coordinator
        )

    assert Offer.objects.get(pk=draft.pk).title == "Nähcafé"
    assert not draft.locations.exists()


def test_a_course_at_another_offers_place_is_refused(draft, coordinator):
    other = save_offer(OfferFactory(), locations=[RATHAUS], by=coordinator).locations.get()

    with pytest.raises(NoSuchPlace):
        save_offer(draft, course_runs=[{"starts_on": date(2026, 4, 1), "location": other}], by=coordinator)


def test_all_parts_are_replaced_and_what_is_not_said_stays(draft, coordinator):
    arabic, contact = LanguageFactory(), ContactFactory()
    save_offer(
        draft,
        opening_times={0: [Span(time(9), time(12), valid_from=date(2026, 7, 1), valid_until=date(2026, 8, 31))]},
        opening_exceptions=[{"first_day": date(2026, 12, 24), "last_day": date(2027, 1, 1), "reason": "Ferien"}],
        language_times=[{"language": arabic, "weekday": 1, "opens_at": time(9), "closes_at": time(12)}],
        contacts=[contact],
        by=coordinator,
    )
    save_offer(draft, by=coordinator)

    assert draft.opening_times.get().valid_until == date(2026, 8, 31)
    assert draft.opening_exceptions.get().is_closed
    assert list(draft.languages_spoken.all()) == [arabic]
    assert list(draft.contacts.all()) == [contact]

    save_offer(draft, opening_times={}, opening_exceptions=[], language_times=[], contacts=[], by=coordinator)

    for rows in (draft.opening_times, draft.opening_exceptions, draft.language_times, draft.contacts):
        assert not rows.exists()


def test_the_providers_telephone_is_a_way_to_the_offer_while_the_provider_is_public(in_district):
    offer = OfferFactory(provider=OrganizationFactory(phone="05631 1", is_public=True), phone="", email="", website="")
    hidden = OfferFactory(
        provider=OrganizationFactory(phone="05631 1", is_public=False), phone="", email="", website=""
    )

    ways = [
        any("Weg dorthin" in str(one) for one in what_is_missing(row, today=date(2026, 3, 9)))
        for row in (offer, hidden)
    ]

    assert ways == [False, True]
