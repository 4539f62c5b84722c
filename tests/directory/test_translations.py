import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.core.translations import text_hash
from kreislotse.directory.models import EarlierText, Offer, OfferTranslation
from kreislotse.directory.operations import save_offer, save_translation
from kreislotse.directory.queries import current_translations, offer_cards, translation_states
from tests.factories import OfferFactory

ARABIC = {"title": "مقهى الخياطة", "summary": "نخيط ونتحدث.", "costs": "يوروان"}


@pytest.fixture
def offer(in_district):
    offer = OfferFactory(title="Nähcafé", summary="Nähen und reden.", costs="2 €")
    save_translation(offer, language="ar", texts=ARABIC, by=None)
    return offer


def change(offer, **texts):
    for name, text in texts.items():
        setattr(offer, name, text)
    save_offer(offer, by=None)


def state(offer):
    [state] = translation_states(Offer.objects.get(pk=offer.pk), ["ar"])
    return state.code, state.outdated, state.untranslated


def is_current_for_the_database(offer):
    return current_translations().filter(offer=offer).exists()


@given(st.text())
def test_the_hash_of_a_text_does_not_see_white_space(text):
    assert text_hash(text) == text_hash(" " + text.replace("\n", "\r\n") + " \n")


@pytest.mark.parametrize(("one", "other"), [("", " \n"), ("Café", "Café")])
def test_the_same_words_have_the_same_hash(one, other):
    assert text_hash(one) == text_hash(other)


def test_only_the_fields_whose_german_changed_are_outdated(offer):
    assert state(offer) == ("current", (), ())
    assert is_current_for_the_database(offer)

    change(offer, costs="3 €")

    assert state(offer) == ("outdated", ("costs",), ())
    assert not is_current_for_the_database(offer)


def test_what_is_saved_without_a_change_of_the_german_texts_outdates_nothing(offer):
    changed_at = Offer.objects.get().texts_changed_at
    change(offer, phone="05631 7", summary="Nähen\r\nund reden. ", is_free=False)

    assert state(offer) == ("current", (), ())
    assert Offer.objects.get().texts_changed_at == changed_at


def test_german_taken_back_is_current_again(offer):
    change(offer, costs="3 €")
    change(offer, costs="2 €")

    assert state(offer) == ("current", (), ())
    assert is_current_for_the_database(offer)


def test_new_german_text_is_not_translated_yet_and_shown_in_german(offer):
    change(offer, eligibility="Frauen ab 18")

    assert state(offer) == ("incomplete", (), ("eligibility",))
    [card] = offer_cards([offer.pk], language="ar")
    assert (card.eligibility.text, card.eligibility.language) == ("Frauen ab 18", "de")
    assert not card.is_outdated


def test_a_field_left_empty_by_the_translator_stays_german_and_is_no_task(offer):
    change(offer, eligibility="Frauen ab 18")
    save_translation(offer, language="ar", texts={"eligibility": ""}, by=None)

    assert state(offer) == ("current", (), ())


def test_what_german_no_longer_says_is_not_shown_in_another_language(offer):
    change(offer, costs="")

    [card] = offer_cards([offer.pk], language="ar")
    assert not card.costs
    assert not card.is_outdated
    assert state(offer) == ("outdated", ("costs",), ())


def test_the_public_hint_stands_where_a_shown_field_is_outdated(offer):
    assert not offer_cards([offer.pk], language="ar")[0].is_outdated
    change(offer, costs="3 €")
    assert offer_cards([offer.pk], language="ar")[0].is_outdated


def test_a_translation_of_some_fields_leaves_the_others_as_they_are(offer):
    change(offer, costs="3 €", title="Nähtreff")

    save_translation(offer, language="ar", texts={"title": "ملتقى الخياطة"}, by=None)

    assert state(offer) == ("outdated", ("costs",), ())
    assert OfferTranslation.objects.get().summary == ARABIC["summary"]


def test_what_was_translated_while_the_german_changed_is_outdated(offer):
    seen = dict(offer.source_hashes)
    change(offer, title="Nähtreff")

    save_translation(offer, language="ar", texts={"title": "مقهى"}, seen=seen, by=None)

    assert state(offer) == ("outdated", ("title",), ())


def test_the_earlier_german_is_kept_while_a_translation_of_it_is_in_use(offer):
    save_translation(offer, language="en", texts={"title": "Sewing", "costs": "2 €"}, by=None)
    change(offer, costs="3 €")
    change(offer, costs="4 €")  # 3 € was translated by nobody

    assert [(row.field, row.text) for row in EarlierText.objects.all()] == [("costs", "2 €")]

    save_translation(offer, language="ar", texts={"costs": "أربعة"}, by=None)
    assert EarlierText.objects.count() == 1
    save_translation(offer, language="en", texts={"costs": "4 €"}, by=None)
    assert not EarlierText.objects.exists()
