"""The demo's offers say what real ones say, nothing that contradicts itself, and the same on every machine."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from kreislotse.demo import read_facts
from kreislotse.directory.codes import Kind, Level, Program, Sex, StatusGroup
from kreislotse.directory.conditions import contradictions
from kreislotse.directory.facts import offer_facts
from kreislotse.directory.models import (
    CourseRun,
    LanguageTime,
    Offer,
    OfferLocation,
    OfferTranslation,
    OpeningException,
)
from kreislotse.directory.open_now import BERLIN
from tests.demo.conftest import HEINSBERG, TODAY


def test_every_template_has_details_with_known_codes():
    details = read_facts.offer_details()

    assert details.keys() == {offer["key"] for offer in read_facts.offers()["offers"]}
    for key, facts in details.items():
        assert facts["kind"] in Kind.values, key
        assert facts.get("program", "mbe") in Program.values, key
        assert facts.get("sex", "women") in Sex.values, key
        assert set(facts.get("status_groups", ())) <= set(StatusGroup.values), key
        levels = [
            *(facts.get(name) for name in ("level_from", "level_to")),
            *sum(facts.get("course", {}).get("levels", []), []),
        ]
        assert {level for level in levels if level} <= set(Level.values), key
        assert set(facts.get("eligibility", {})) in (set(), {"de", *read_facts.OFFER_LANGUAGES}), key


def test_the_demo_has_everything_an_offer_can_say(demo):
    for condition in (
        {"program": "mbe"}, {"program": "jmd"}, {"sex": "women", "has_childcare": True}, {"availability": "waiting_list"},
        {"is_appointment_only": True}, {"is_by_phone": True}, {"level_to": "B1"}, {"contacts__visibility": "public"},
        {"locations__is_step_free": True, "locations__has_accessible_toilet": True}, {"is_closed_on_holidays": False},
    ):  # fmt: skip
        assert Offer.objects.published(TODAY).filter(**condition).exists(), condition
    assert LanguageTime.objects.exists()
    assert OpeningException.objects.exists()
    assert {run.availability for run in CourseRun.objects.all()} >= {"free", "full"}


def test_nothing_in_it_contradicts_itself(demo):
    rows = [*Offer.objects.values(), *CourseRun.objects.values()]

    assert [contradictions(row) for row in rows if contradictions(row)] == []
    assert not LanguageTime.objects.exclude(offer__languages_spoken=F("language")).exists()
    assert not Offer.contacts.through.objects.exclude(contact__organization=F("offer__provider")).exists()


def test_places_lie_in_or_near_their_municipality(demo):
    for place in OfferLocation.objects.select_related("municipality"):
        assert abs(place.latitude - float(place.municipality.latitude)) < 0.01
        assert abs(place.longitude - float(place.municipality.longitude)) < 0.01


def test_who_can_come_is_translated_too(demo):
    offers = Offer.objects.exclude(eligibility="").values("pk")

    assert offers.exists()
    assert not OfferTranslation.objects.filter(offer__in=offers, eligibility="").exists()


def test_courses_are_on_or_ahead_and_public(demo):
    offer = CourseRun.objects.select_related("offer").first().offer
    facts = offer_facts([offer], now=datetime(2026, 3, 9, 10, tzinfo=BERLIN), ags=HEINSBERG)[offer.pk]

    assert len(facts.courses) == 3


def test_public_numbers_are_the_same_on_every_machine(demo):
    assert Offer.objects.order_by("pk").first().uuid == UUID("d710ae39-6379-5f30-8d22-47aafbd7973c")
