"""Commas, errors that name their field, and what the search of the office finds besides names."""

import re

import pytest
from django.utils.translation import override

from kreislotse.core.words import listed
from tests.factories import (
    GuideFactory,
    GuideLanguageFactory,
    LanguageFactory,
    OfferFactory,
    OrganizationFactory,
    TopicFactory,
)


@pytest.mark.parametrize(
    ("language", "text"), [("de", "a, b"), ("ar", "a، b"), ("fa", "a، b"), ("ps", "a، b"), ("uk", "a, b")]
)
def test_lists_have_the_comma_of_their_language(language, text):
    with override(language):
        assert listed(["a", "b"]) == text


@pytest.mark.parametrize("path", ["/begleitung-anfragen/", "/ar/begleitung-anfragen/"])
def test_every_empty_field_of_the_form_for_institutions_says_its_own_sentence(visitor, in_district, path):
    page = visitor.post(path, {}).content.decode()

    errors = re.findall(r'<a href="#id_(\w+)">(.*?)</a>', page)
    assert len({field for field, _text in errors}) >= 10
    assert len({text for _field, text in errors}) == len(errors)
    assert "Dieses Feld ist zwingend" not in page


def test_a_wish_that_is_missing_is_asked_for_by_the_name_of_the_field(visitor, in_district):
    page = visitor.post("/begleitung-anfragen/", {}).content.decode()

    assert "Bitte füllen Sie das Feld „Ihre Einrichtung“ aus." in page
    assert "Bitte wählen Sie bei „Anlass“ eine Antwort." in page


# ── the office's search ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def tigrinya(in_district):
    return LanguageFactory(code="ti", name="Tigrinya", own_name="ትግርኛ")


def test_search_finds_who_speaks_a_language_and_which_offers_have_it(login, caseworker, tigrinya):
    GuideLanguageFactory(guide=GuideFactory(last_name="Habte"), language=tigrinya)
    GuideLanguageFactory(guide=GuideFactory(last_name="Fort", status="left", left_on="2026-01-01"), language=tigrinya)
    GuideFactory(last_name="Andere")
    offer = OfferFactory(title="Treff am Abend")
    offer.languages_spoken.add(tigrinya)

    page = login(caseworker).get("/buero/suche/?q=tigrin").content.decode()

    assert "Habte" in page
    assert "Treff am Abend" in page
    assert "Andere" not in page
    assert "Fort" not in page


def test_search_finds_offers_and_guides_by_topic(login, caseworker, in_district):
    topic = TopicFactory(name="Schule und Kita")
    guide = GuideFactory(last_name="Habte")
    guide.topics.add(topic)
    OfferFactory(title="Hausaufgaben").topics.add(topic)

    page = login(caseworker).get("/buero/suche/?q=schule kita").content.decode()

    assert "Habte" in page
    assert "Hausaufgaben" in page


def test_search_by_language_shows_a_traegers_coordinator_only_its_own_people(login, person, tigrinya):
    from kreislotse.accounts.models import Membership
    from kreislotse.network.models import Representation

    own = OrganizationFactory()
    user = person("provider_coordinator")
    Representation(membership=Membership.objects.get(user=user), organization=own).save()
    for name, organization in (("Unsere", own), ("Unser", own), ("Fremde", OrganizationFactory())):
        GuideLanguageFactory(guide=GuideFactory(last_name=name, organization=organization), language=tigrinya)

    page = login(user).get("/buero/suche/?q=Tigrinya").content.decode()

    assert "Unsere" in page
    assert "Fremde" not in page
