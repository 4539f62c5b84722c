"""Why a guide is asked: kept as codes, read in the guide's language, and rows from before stay readable."""

import json

import pytest
from django.utils.translation import override

from kreislotse.assignment import Reason, ReasonCode, Setting, Slot
from kreislotse.matching import operations
from kreislotse.matching.own_reasons import OwnReason, own_reasons, to_keep
from kreislotse.matching.wording import Words, area_sentence, reason_sentence
from tests.factories import GuideLanguageFactory, HelpRequestFactory, LanguageFactory, MunicipalityFactory

EACH = {
    ReasonCode.LANGUAGE: (("ar", 7), "Sie sprechen Arabisch fließend."),
    ReasonCode.TIME: (Slot(600, 660, weekday=1), "Die Zeit passt zu Ihren Angaben."),
    ReasonCode.DISTANCE: (8.2, "Der Weg ist etwa 8 km weit."),
    ReasonCode.REMOTE: (Setting.VIDEO, "Sie müssen nirgends hinfahren."),
    ReasonCode.TOPIC_TRAINED: ("wohnen", "Sie kennen sich mit diesem Thema aus."),
    ReasonCode.TOPIC_EXPERIENCED: (3, "Sie waren bei diesem Thema schon 3 Mal dabei."),
    ReasonCode.KNOWN: (None, "Sie waren beim letzten Mal schon dabei."),
    ReasonCode.GENDER: ("woman", "Gewünscht ist eine Frau."),
    ReasonCode.RESTED: (35, "Sie waren zuletzt vor 5 Wochen dran."),
}


@pytest.fixture
def wish(in_district):
    return HelpRequestFactory(municipality=MunicipalityFactory(name="Korbach"))


@pytest.mark.parametrize("code", EACH)
def test_every_reason_that_speaks_for_a_guide_comes_back_as_a_sentence_to_them(wish, code):
    value, sentence = EACH[code]

    kept = json.loads(json.dumps(to_keep([reason_sentence(Reason(code, value), Words())])))

    assert own_reasons(kept, wish) == [OwnReason(sentence)]


def test_every_code_of_the_solver_is_told_or_is_a_caution(wish):
    told = {*EACH, ReasonCode.RECENTLY_ASKED}  # recently: told once it is long ago
    silent = {ReasonCode.TIME_TO_AGREE, ReasonCode.DISTANCE_UNKNOWN, ReasonCode.NOT_KNOWN, ReasonCode.HOURS_LEFT_WEEK}
    cautions = {
        ReasonCode.LANGUAGE_FALLBACK, ReasonCode.TIMES_NOT_STATED, ReasonCode.TOPIC_UNTRAINED, ReasonCode.GENDER_OTHER,
        ReasonCode.GENDER_UNKNOWN, ReasonCode.OVER_WEEK, ReasonCode.NEEDED_LATER,
    }  # fmt: skip

    assert told | silent | cautions == set(ReasonCode)


def test_cautions_are_not_kept_and_places_are_named(wish):
    caution = reason_sentence(Reason(ReasonCode.GENDER_OTHER, "woman"), Words())

    kept = to_keep([caution, area_sentence(place="Korbach", named=True), area_sentence(place="Korbach", named=False)])

    assert [one.text for one in own_reasons(kept, wish)] == [
        "Sie kommen nach Korbach.", "Sie sind im ganzen Kreis unterwegs.",
    ]  # fmt: skip


def test_a_reason_is_read_in_another_language_and_an_old_one_stays_as_it_was(wish):
    with override("en"):
        language, old, unknown = (
            own_reasons([one], wish)
            for one in ({"code": "language", "value": ["ar", 2]}, "Spricht Arabisch.", {"code": "gone", "value": 1})
        )

    assert "Arabic" in language[0].text
    assert old == [OwnReason("Spricht Arabisch.", is_german=True)]
    assert unknown == []


def test_the_page_of_a_question_shows_them(funding, person, login, now, caseworker):
    guide = GuideLanguageFactory().guide
    guide.user = person("guide")
    guide.save()
    wish = HelpRequestFactory(wish="company", municipality=MunicipalityFactory(name="Korbach"))
    proposal = operations.propose_guides(wish, guides=[guide], now=now, by=caseworker)[0]

    page = login(guide.user).get(f"/unterwegs/anfragen/{proposal.pk}/").content.decode()

    assert "Sie sind im ganzen Kreis unterwegs." in page
    assert "Sie haben noch 276 von 276 Stunden in diesem Jahr." in page


def test_a_variant_is_called_by_its_name_and_not_by_its_code(in_district):
    syrian = LanguageFactory(code="ar-SY", name="Arabisch (Syrien)", own_name="العربية")
    kept = [{"code": "language", "value": ["ar-SY", 7]}]

    assert own_reasons(kept, HelpRequestFactory(language=syrian))[0].text == "Sie sprechen Arabisch (Syrien) fließend."
    assert own_reasons(kept, HelpRequestFactory(language=None))[0].text == "Sie sprechen Arabisch fließend."
