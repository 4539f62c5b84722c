"""Nobody is proposed for days on which they are away."""

from datetime import date

import pytest

from kreislotse.guides.absences import note_absence
from kreislotse.guides.models import Guide
from kreislotse.matching.candidates import Pool, candidates_for
from tests.factories import GuideFactory, GuideLanguageFactory

TODAY = date(2026, 3, 9)


@pytest.fixture
def guide(wish):
    guide = GuideFactory()
    GuideLanguageFactory(guide=guide, language=wish.language, level="native")
    return guide


def proposed(wish):
    return candidates_for(wish, Guide.objects.all(), role="guide", funding_source=None, today=TODAY)


def test_who_is_away_on_the_day_is_not_proposed_and_the_reason_is_said(wish, guide):
    assert [one.guide for one in proposed(wish).suited] == [guide]

    note_absence(guide, from_on=date(2026, 3, 10), to_on=date(2026, 3, 15), today=TODAY, by=None)

    found = proposed(wish)
    assert not found.suited
    assert found.not_suited[0].obstacles == ["ist vom 10.03.2026 bis zum 15.03.2026 nicht da"]
    assert not found.not_suited[0].can_be_asked


def test_who_is_back_by_then_is_proposed(wish, guide):
    note_absence(guide, from_on=TODAY, to_on=date(2026, 3, 11), today=TODAY, by=None)

    assert [one.guide for one in proposed(wish).suited] == [guide]


def test_the_pool_tells_the_solver_of_days_away_near_and_asked_for(wish, guide):
    note_absence(guide, from_on=date(2026, 3, 1), to_on=date(2026, 3, 10), today=TODAY, by=None)
    note_absence(guide, from_on=date(2026, 9, 1), to_on=date(2026, 9, 30), today=TODAY, by=None)

    pool = Pool(Guide.objects.all(), on=date(2026, 9, 15), today=TODAY)

    assert {slot.on for slot in pool.facts(funding_source=None, role=None)[0].busy} == {
        TODAY, date(2026, 3, 10), date(2026, 9, 15),
    }  # fmt: skip
