"""Two coordinators release the same plan at once, on PostgreSQL: everybody is asked once; the control asks twice."""

from datetime import date, datetime

import pytest

from kreislotse.matching.models import MatchProposal
from kreislotse.matching.operations import compute_week, open_week, plans, release_week
from kreislotse.matching.operations.errors import NothingToRelease
from tests.factories import BERLIN, GuideLanguageFactory, HelpRequestFactory, LanguageFactory, member
from tests.races import on_postgresql

pytestmark = on_postgresql

NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)


@pytest.fixture
def computed(in_district, slowly):
    """A plan with one guide for one request, and who releases it; a pause between reading and asking."""
    slowly(plans, "propose_guides")
    GuideLanguageFactory(language=LanguageFactory())
    HelpRequestFactory(wish="company", language=LanguageFactory(), wanted_on=date(2026, 3, 12))
    by = member("coordinator")
    return compute_week(open_week(date(2026, 3, 9)), now=NOW, by=by), by


def test_the_second_release_finds_nothing_left(at_once, computed):
    plan, by = computed

    results = at_once(*[lambda: release_week(plan, now=NOW, by=by)] * 2)

    assert sum(isinstance(one, NothingToRelease) for one in results) == 1
    assert MatchProposal.objects.count() == 1


def test_without_the_lock_both_try_to_ask(at_once, computed, without_locks):
    """The control."""
    plan, by = computed

    results = at_once(*[lambda: release_week(plan, now=NOW, by=by)] * 2)

    assert not any(isinstance(one, NothingToRelease) for one in results)
