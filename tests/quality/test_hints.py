"""What would make an offer better: each rule, where it leads, and lists that stay as cheap as they were."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kreislotse.core.dates import first_of_month
from kreislotse.core.scope import district_scope
from kreislotse.core.translations import text_hashes
from kreislotse.directory.models import Offer, OfferLocation, OfferTranslation, OpeningTime
from kreislotse.directory.operations import archive_offer, save_offer
from kreislotse.quality import hints, links
from kreislotse.quality.feedback import finish_feedback, submit_feedback
from kreislotse.quality.judge import Judgement
from kreislotse.quality.models import Link, OfferHint, UsageFact, Verdict
from tests.factories import NOON, LanguageFactory, OfferFactory

TODAY = date(2026, 3, 9)


def good(**fields) -> Offer:
    """An offer of which no rule has anything to say."""
    offer = OfferFactory(**{"title": "Nähcafé", "summary": "Wir nähen und reden.", "checked_on": TODAY} | fields)
    offer.languages_spoken.add(LanguageFactory())
    OpeningTime.objects.create(offer=offer, weekday=0, opens_at=time(9), closes_at=time(12))
    OfferLocation.objects.create(offer=offer, street="Weg 1", city="Korbach", latitude=51.3, longitude=8.9)
    return offer


def hints_now(offer) -> list[hints.Hint]:
    offer.save()
    hints.refresh_hints([offer.pk], district=offer.district, today=TODAY)
    return hints.hints_of(offer)


def codes(offer) -> list[str]:
    return [hint.code for hint in hints_now(offer)]


def test_a_good_offer_hears_nothing(in_district):
    assert codes(good()) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": "DEUTSCHKURS FÜR FRAUEN"}, "shouting"),
        ({"summary": "Wort " * 40}, "long_summary"),
        ({"summary": "Hilfe bei der Inanspruchnahme von Leistungen."}, "officialese"),
        ({"summary": "Beratung bzw. Begleitung."}, "officialese"),
        ({"description": "wir  NÄHEN und reden."}, "repeats"),
        ({"phone": "77 20"}, "phone_without_area_code"),
        ({"phone": "05631 1, 6620"}, "phone_without_area_code"),
        ({"is_free": False}, "no_costs"),
        ({"valid_until": TODAY + timedelta(days=20)}, "expires_soon"),
        ({"checked_on": TODAY - timedelta(days=800)}, "overdue"),
        ({"checked_on": None}, "overdue"),
    ],
)
def test_each_rule_says_its_sentence(in_district, fields, code):
    [hint] = hints_now(good(**fields))

    assert hint.code == code
    assert hint.sentence.endswith(".")
    assert hint.advice.endswith(".")
    assert "%(" not in hint.sentence + hint.advice


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "MBE"}, {"title": "IKS Deutsch"}, {"phone": "05631 77 / 0171 5"}, {"phone": "+49 5631 77"}, {"phone": "116 117"},
        {"phone": "0800 1110111"}, {"is_free": False, "costs": "5 Euro"}, {"valid_until": TODAY + timedelta(days=200)},
        {"status": "draft", "checked_on": None},
    ],
)  # fmt: skip
def test_what_is_fine_is_left_alone(in_district, fields):
    assert codes(good(**fields)) == []


def test_a_number_is_named_as_it_stands_there(in_district):
    [hint] = hints_now(good(phone="77 20"))

    assert "„77 20“" in hint.sentence
    assert hint.where == "phone"


def test_hours_are_missed_only_where_somebody_goes_without_an_appointment(in_district):
    offer = good()
    offer.opening_times.all().delete()
    assert codes(offer) == ["no_hours"]

    offer.is_appointment_only = True
    assert codes(offer) == []


def test_a_place_without_position_is_not_on_the_map(in_district):
    offer = good()
    offer.locations.update(latitude=None, longitude=None)

    assert codes(offer) == ["no_position"]


def test_nobody_knows_the_languages_spoken(in_district):
    offer = good()
    offer.languages_spoken.clear()

    assert codes(offer) == ["no_languages"]


def test_a_broken_link_and_feedback_come_first(in_district):
    offer = good(website="https://weg.example/", title="DEUTSCHKURS FÜR FRAUEN")
    Link.objects.create(url=offer.website, broken_since=TODAY, next_check_on=TODAY)
    submit_feedback(offer, topic="wrong", text="", email="", language="de", submission_digest="1" * 64, now=NOON)

    assert codes(offer) == ["broken_link", "doubted", "shouting"]


def test_thanks_is_no_hint(in_district):
    offer = good()
    submit_feedback(offer, topic="thanks", text="", email="", language="de", submission_digest="1" * 64, now=NOON)

    assert codes(offer) == []


def test_a_translation_is_missed_in_languages_that_are_often_read(in_district):
    offer = good()
    for language, number in (("de", 100), ("ar", 40), ("uk", 30), ("tr", 1), ("xx", 90)):
        UsageFact.objects.create(month=TODAY.replace(day=1), page="search", language=language, number=number)
    OfferTranslation.objects.create(
        offer=offer, language="ar", title="خياطة", source_hashes=text_hashes(offer, Offer.TRANSLATED)
    )

    [hint] = hints_now(offer)

    assert (hint.code, hint.where) == ("untranslated", "uk")
    assert "Ukrainisch" in hint.sentence


def test_the_archive_hears_nothing(in_district):
    assert codes(good(status="archived", title="DEUTSCHKURS FÜR FRAUEN")) == []


# ── kept for lists ──────────────────────────────────────────────────────────────────────────────────


def kept() -> list[str]:
    return sorted(OfferHint.objects.values_list("code", flat=True))


def test_a_change_is_noticed_at_once(in_district, coordinator):
    today = timezone.localdate()
    offer = good(title="DEUTSCHKURS FÜR FRAUEN", checked_on=today)
    save_offer(offer, by=coordinator)
    assert kept() == ["shouting"]

    offer.title = "Deutschkurs für Frauen"
    save_offer(offer, by=coordinator)
    assert kept() == []


def test_an_archived_or_deleted_offer_keeps_no_hint(in_district, coordinator):
    first, second = good(title="DEUTSCHKURS EINS"), good(title="DEUTSCHKURS ZWEI")
    hints.refresh_all(district=in_district, today=TODAY)
    assert kept() == ["shouting", "shouting"]

    archive_offer(first, by=coordinator)
    second.delete()
    hints.refresh_all(district=in_district, today=TODAY)

    assert kept() == []


def test_refreshing_costs_the_same_for_many_offers(in_district):
    def queries(number):
        keys = [good(title="DEUTSCHKURS FÜR FRAUEN", website=f"https://a{number}.example/").pk for _n in range(number)]
        with CaptureQueriesContext(connection) as counted:
            hints.refresh_hints(keys, district=in_district, today=TODAY)
        return len(counted)

    assert queries(3) == queries(30)


def test_a_neighbor_keeps_its_own(in_district, other_district):
    good(title="DEUTSCHKURS FÜR FRAUEN")
    hints.refresh_all(district=in_district, today=TODAY)

    with district_scope(other_district):
        assert kept() == []
        hints.refresh_all(district=other_district, today=TODAY)
    assert kept() == ["shouting"]


# ── the pages ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def loud(in_district):
    today = timezone.localdate()
    offer = good(title="DEUTSCHKURS FÜR FRAUEN", checked_on=today)
    good(title="Nähcafé", checked_on=today)
    UsageFact.objects.create(month=first_of_month(today), page="start", language="ar", number=50)
    hints.refresh_all(district=in_district, today=today)
    return offer


def test_the_offer_says_what_to_do_and_leads_to_the_field(loud, login, coordinator, caseworker):
    url = reverse("office:offer_detail", args=[loud.pk])
    page = login(coordinator).get(url).content.decode()

    assert "Der Titel steht in Großbuchstaben." in page
    assert f"{reverse('office:edit_offer', args=[loud.pk])}#id_title" in page
    assert reverse("office:translate_offer", args=[loud.pk, "ar"]) in page
    form = login(coordinator).get(reverse("office:edit_offer", args=[loud.pk])).content.decode()
    for rule in hints.RULES.values():
        if rule.where not in ("", "links", "feedback", "translate"):
            assert f'id="id_{rule.where}' in form, rule.code
    assert "#id_title" not in login(caseworker).get(url).content.decode()


def test_the_list_counts_and_filters(loud, login, coordinator):
    client = login(coordinator)
    listed = client.get(reverse("office:offer_list")).content.decode()
    assert "#hinweise" in listed

    only = client.get(f"{reverse('office:offer_list')}?hinweis=shouting").content.decode()
    assert "DEUTSCHKURS FÜR FRAUEN" in only
    assert "Nähcafé" not in only
    assert client.get(f"{reverse('office:offer_list')}?hinweis=quatsch").status_code == 200


def test_heute_names_what_helps_most(loud, login, coordinator):
    page = login(coordinator).get(reverse("office:today")).content.decode()

    assert "Was dem Verzeichnis am meisten hilft" in page
    assert "?hinweis=untranslated" in page
    assert [one.code for one in hints.most_useful(number=1)] == ["untranslated"]


def test_a_link_that_breaks_and_feedback_that_is_done_are_noticed(in_district, coordinator):
    offer = good(website="https://weg.example/", checked_on=timezone.localdate())
    link = Link.objects.create(url=offer.website, failed_on=["2026-03-07", "2026-03-08"], next_check_on=TODAY)
    links.keep(link, Judgement(Verdict.GONE, 404), today=TODAY)
    feedback = submit_feedback(
        offer, topic="wrong", text="", email="", language="de", submission_digest="1" * 64, now=NOON
    )
    assert kept() == ["broken_link", "doubted"]

    finish_feedback(feedback, today=TODAY, by=coordinator)
    links.confirm_link(link, today=TODAY, by=coordinator)
    assert kept() == []
