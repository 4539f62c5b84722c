"""What stands there twice: found quickly with reasons, merged without losing anything, or kept apart for good."""

from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from kreislotse.core.scope import district_scope
from kreislotse.core.translations import text_hashes
from kreislotse.directory.models import CourseRun, Offer, OfferLocation, OfferTranslation
from kreislotse.directory.operations import restore_offer
from kreislotse.intake.models import Referral, ReferralOffer
from kreislotse.network.models import Contact, Organization
from kreislotse.quality import doubles
from kreislotse.quality.alike import ENOUGH, WIDEST, Record, find_alike
from kreislotse.quality.feedback import submit_feedback
from kreislotse.quality.models import DoublePair, MergedOffer
from tests.factories import (
    NOON,
    HelpRequestFactory,
    LanguageFactory,
    OfferFactory,
    OrganizationFactory,
    TopicFactory,
)

TODAY = date(2026, 3, 9)


def pairs(*records):
    return {frozenset((pair.first, pair.second)): pair for pair in find_alike(records)}


# ── which are alike ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (Record(1, "Näh-Café", "Frauentreff e.V."), Record(2, "Nähcafé", "Frauentreff"), "same_title"),
        (Record(1, "Migrationsberatung für Erwachsene", "Caritas"),
         Record(2, "Migrationsberatung für Erwachsene (MBE)", "Caritas", phone="05631 1"), "similar_title"),
        (Record(1, "Schwangerenberatung", "Donum Vitae", phone="05631 / 123 45"),
         Record(2, "Schwangerenberatung", "donum vitae Kreisverband", phone="+49 5631 12345"), "same_phone"),
        (Record(1, "Sprachcafé Korbach", "A", website="https://www.treff.example/sprachcafe/", email="a@treff.example"),
         Record(2, "Sprachcafé in Korbach", "B", website="http://treff.example/sprachcafe"), "same_website"),
        (Record(1, "Kleiderkammer", "DRK", street="Bahnhofstraße 4", postcode="34497"),
         Record(2, "Kleiderkammer", "Rotes Kreuz", street="Bahnhofstr. 4", postcode="34497"), "same_address"),
    ],
)  # fmt: skip
def test_the_same_thing_written_differently_is_found(first, second, reason):
    [pair] = find_alike([first, second])

    assert reason in pair.reasons
    assert pair.score >= ENOUGH


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Record(1, "Deutschkurs A1", "VHS", street="Weg 1", postcode="34497"),
         Record(2, "Deutschkurs A1", "VHS", street="Markt 9", postcode="34454")),
        (Record(1, "Sprechstunde", "Caritas"), Record(2, "Sprechstunde", "Diakonie")),
        (Record(1, "Nähcafé", "Treff", phone="05631 1234567"), Record(2, "Schwimmkurs", "Treff", phone="05631 1234567")),
        (Record(1, "", ""), Record(2, "", "")),
        (Record(1, "Deutschkurs A1", "VHS", phone="05631 1234567", email="a@vhs.example"),
         Record(2, "Deutschkurs A2", "VHS", phone="05631 1234567", email="a@vhs.example")),
        (Record(1, "Sprachcafé in Korbach", "DRK", phone="05631 1234567"),
         Record(2, "Sprachcafé in Bad Arolsen", "DRK", phone="05631 1234567")),
        (Record(1, "Beratung für Frauen in Bad Arolsen", "DRK", phone="05631 1234567", email="a@drk.example"),
         Record(2, "Beratung bei Diskriminierung in Bad Arolsen", "DRK", phone="05631 1234567", email="a@drk.example")),
        (Record(1, "Hausaufgabenhilfe", "DRK", "05631 1234567", "a@drk.example", "https://drk.example/", "Weg 1", "34497"),
         Record(2, "Schwimmkurs", "DRK", "05631 1234567", "a@drk.example", "https://drk.example/", "Weg 1", "34497")),
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_left_alone(first, second):
    assert find_alike([first, second], towns=["Korbach", "Bad Arolsen"]) == []


def test_what_lists_hold_breaks_nothing():
    odd = Record(1, "Café", website="http://[", phone="auf Anfrage", email="@", street="???", postcode="x")

    assert [pair.reasons for pair in find_alike([odd, Record(2, "Café", website="www.cafe.example")])] == []


words = st.sampled_from(
    ["beratung", "kurs", "deutsch", "treff", "frauen", "hilfe", "kita", "arbeit", "wohnen", "sport"]
)
titles = st.lists(words, min_size=1, max_size=4).map(" ".join)
records = st.builds(
    Record, key=st.uuids(), title=titles, provider=st.sampled_from(["VHS", "DRK", "Treff e.V."]),
    phone=st.sampled_from(["", "05631 1234567", "06451 7654321"]), email=st.sampled_from(["", "a@x.example"]),
)  # fmt: skip


@given(st.lists(records, max_size=25))
@settings(max_examples=150, deadline=None)
def test_blocks_miss_nothing_that_comparing_everything_would_find(rows):
    by_blocks = set(pairs(*rows))
    by_everything = {
        frozenset((one.key, other.key))
        for number, one in enumerate(rows)
        for other in rows[number + 1 :]
        if find_alike([one, other])
    }

    assert by_blocks == by_everything


def _many(number: int) -> list[Record]:
    kinds = [
        "Beratung",
        "Sprachkurs",
        "Treffpunkt",
        "Elterncafé",
        "Nähstube",
        "Schwimmkurs",
        "Lernhilfe",
        "Sprechstunde",
    ]
    return [
        Record(
            n, f"{kinds[n % 8]} {kinds[n // 8 % 8]} Ort{n % 97}", f"Verein {n // 20}", phone=f"05631 {100000 + n // 3}",
            website=f"https://verein{n // 20}.example/", street=f"Weg {n % 211}", postcode=f"34{n % 100:03d}",
        )
        for n in range(number)
    ]  # fmt: skip


def test_work_grows_with_the_number_of_offers_and_not_with_its_square():
    few, many = Counter(), Counter()
    find_alike(_many(1250), compared=few)
    find_alike(_many(5000), compared=many)

    assert many["pairs"] < 8 * few["pairs"]
    assert many["pairs"] < 5000 * WIDEST


def test_five_thousand_times_the_same_title_is_no_trap():
    compared = Counter()

    find_alike([Record(n, "Deutschkurs", "VHS") for n in range(5000)], compared=compared)

    assert compared["pairs"] <= 5000 * WIDEST


# ── the list ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def twins(in_district):
    provider = OrganizationFactory(name="Frauentreff e.V.")
    return OfferFactory(title="Nähcafé", provider=provider), OfferFactory(title="Näh-Café", provider=provider)


def the_pair(offers=None) -> DoublePair:
    doubles.look_for_doubles(today=TODAY)
    return DoublePair.objects.get()


def test_what_was_kept_apart_is_not_shown_again(twins, coordinator):
    doubles.keep_apart(the_pair(), today=TODAY, by=coordinator)

    assert doubles.look_for_doubles(today=TODAY) == 0


def test_a_pair_that_is_none_any_more_goes(twins):
    the_pair()
    twins[0].title = "Schwimmkurs"
    twins[0].save()

    assert doubles.look_for_doubles(today=TODAY) == 0
    assert not DoublePair.objects.exists()


def test_the_archive_and_the_neighbor_do_not_count(twins, other_district):
    Offer.objects.filter(pk=twins[0].pk).update(status="archived")
    with district_scope(other_district):
        OfferFactory(title="Nähcafé")

    assert doubles.look_for_doubles(today=TODAY) == 0


def test_organizations_are_compared_too(in_district):
    OrganizationFactory(name="Caritasverband Musterau e.V.")
    OrganizationFactory(name="Caritasverband Musterau")

    assert the_pair().kind == DoublePair.Kind.ORGANIZATION


# ── two become one ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def full(twins):
    """The second of the twins has all that hangs on an offer."""
    kept, other = twins
    kept.topics.add(TopicFactory(name="Begegnung"))
    other.topics.add(TopicFactory(name="Handarbeit"))
    other.languages_spoken.add(LanguageFactory())
    Offer.objects.filter(pk=other.pk).update(phone="05631 22", summary="Nähen und reden.")
    other.refresh_from_db()
    for offer, language in ((kept, "ar"), (other, "ar"), (other, "uk")):
        OfferTranslation.objects.create(
            offer=offer, language=language, title=f"{language} {offer.pk}",
            source_hashes=text_hashes(offer, Offer.TRANSLATED),
        )  # fmt: skip
    place = OfferLocation.objects.create(offer=other, street="Weg 1", city="Korbach")
    CourseRun.objects.create(offer=other, starts_on=TODAY, location=place)
    submit_feedback(other, topic="wrong", text="", email="", language="de", submission_digest="0" * 64, now=NOON)
    referral = Referral.objects.create(
        help_request=HelpRequestFactory(), code="ABCD", created_on=TODAY, valid_until=TODAY
    )
    ReferralOffer.objects.create(referral=referral, offer=other)
    return kept, other


def test_nothing_is_lost(full, coordinator):
    kept, other = full

    doubles.merge_offers(
        kept, other, chosen={"phone": "other", "title": "kept"}, places="both", today=TODAY, by=coordinator
    )

    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.title, kept.phone, kept.summary) == ("Nähcafé", "05631 22", "Wir helfen.")
    assert kept.topics.count() == 2
    assert kept.languages_spoken.count() == 1
    assert set(kept.translations.values_list("language", "title")) == {
        ("ar", f"ar {kept.pk}"),
        ("uk", f"uk {other.pk}"),
    }
    assert kept.locations.get().city == "Korbach"
    assert kept.course_runs.get().location.city == "Korbach"
    assert kept.feedback.count() == 1
    assert ReferralOffer.objects.get().offer == kept
    assert other.status == Offer.Status.ARCHIVED


def test_a_course_keeps_no_place_of_an_offer_that_is_gone(full, coordinator):
    kept, other = full

    doubles.merge_offers(kept, other, chosen={}, places="kept", today=TODAY, by=coordinator)

    assert kept.course_runs.get().location is None


def test_the_old_address_leads_to_the_new_one_also_over_two_merges(full, coordinator, visitor):
    kept, other = full
    third = OfferFactory(title="Nähcafé")
    doubles.merge_offers(kept, other, chosen={}, places="kept", today=TODAY, by=coordinator)
    doubles.merge_offers(third, kept, chosen={}, places="kept", today=TODAY, by=coordinator)

    response = visitor.get(f"/ar/angebote/{other.pk}/", follow=True)

    assert response.redirect_chain == [(f"/ar/angebote/{third.pk}/", 302)]
    assert response.status_code == 200


def test_an_offer_taken_back_from_the_archive_has_its_address_again(twins, coordinator, visitor):
    kept, other = twins
    doubles.merge_offers(kept, other, chosen={}, places="kept", today=TODAY, by=coordinator)
    restore_offer(other, by=coordinator)

    assert visitor.get(f"/angebote/{other.pk}/").status_code == 200


def test_merging_twice_is_refused(twins, coordinator):
    doubles.merge_offers(*twins, chosen={}, places="kept", today=TODAY, by=coordinator)

    with pytest.raises(doubles.PairGone):
        doubles.merge_offers(*twins, chosen={}, places="kept", today=TODAY, by=coordinator)


def test_a_published_offer_does_not_vanish_into_a_draft(twins, coordinator):
    kept, other = twins
    Offer.objects.filter(pk=kept.pk).update(status="draft")

    doubles.merge_offers(kept, other, chosen={}, places="kept", today=TODAY, by=coordinator)

    assert Offer.objects.get(pk=kept.pk).status == Offer.Status.PUBLISHED


def test_two_actors_become_one(in_district, coordinator):
    kept, other = OrganizationFactory(name="Caritas e.V."), OrganizationFactory(name="Caritas", phone="05631 5")
    offer = OfferFactory(provider=other)
    for one in (kept, other):
        Contact.objects.create(organization=one, name="Frau Muster", is_main=True)

    doubles.merge_organizations(kept, other, today=TODAY, by=coordinator)

    kept.refresh_from_db()
    offer.refresh_from_db()
    assert (kept.phone, offer.provider) == ("05631 5", kept)
    assert kept.contacts.count() == 2
    assert kept.contacts.filter(is_main=True).count() == 1
    assert Organization.objects.get(pk=other.pk).archived_on == TODAY


# ── the pages ───────────────────────────────────────────────────────────────────────────────────────


def test_side_by_side_chosen_and_merged(full, login, coordinator):
    client = login(coordinator)
    client.post(reverse("office:look_for_doubles"))
    pair = DoublePair.objects.get()
    listed = client.get(reverse("office:double_list")).content.decode()
    assert "gleicher Titel, gleicher Anbieter" in listed

    url = reverse("office:merge_double", args=[pair.pk])
    page = client.get(url).content.decode()
    assert "05631 22" in page
    assert "Übersetzungen, Kurstermine, Rückmeldungen und Verweise kommen mit." in page

    kept, _other = full
    query = "" if pair.first == kept.uuid else "?behalten=zweites"
    fields = {"title": "kept", "summary": "other", "phone": "other", "places": "other"}
    response = client.post(url + query, fields)

    assert response["Location"] == reverse("office:offer_detail", args=[kept.pk])
    kept.refresh_from_db()
    assert (kept.title, kept.summary) == ("Nähcafé", "Nähen und reden.")
    assert MergedOffer.objects.count() == 1


def test_an_unknown_choice_is_refused(full, login, coordinator):
    pair = the_pair()

    response = login(coordinator).post(reverse("office:merge_double", args=[pair.pk]), {"title": "<script>"})

    assert response.status_code == 422
    assert not MergedOffer.objects.exists()


def test_two_actors_are_compared_and_merged_on_their_page(in_district, login, coordinator):
    OrganizationFactory(name="Caritas e.V.", city="Korbach")
    OrganizationFactory(name="Caritas")
    client, url = login(coordinator), reverse("office:merge_double", args=[the_pair().pk])

    assert "Korbach" in client.get(url).content.decode()
    client.post(url)

    assert Organization.objects.active().count() == 1


def test_not_the_same_is_one_click(twins, login, coordinator):
    pair = the_pair()

    login(coordinator).post(reverse("office:keep_double_apart", args=[pair.pk]))

    pair.refresh_from_db()
    assert pair.kept_apart_on
    assert login(coordinator).get(reverse("office:merge_double", args=[pair.pk])).status_code == 404


def test_no_import_is_held_by_a_suspicion(twins):
    """A pair knows its offers by their uuid only: taking back an import may delete them."""
    the_pair()

    assert not [field for field in DoublePair._meta.concrete_fields if field.related_model is Offer]


def test_migrations_of_this_part_are_complete(db):
    call_command("makemigrations", "quality", check=True, dry_run=True, verbosity=0)
