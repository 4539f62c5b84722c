"""Hours of the year are kept for those who will need them: the week plan reads that off last year's requests."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.guides.models import HourCap
from kreislotse.matching import operations
from kreislotse.matching.models import MatchingWeights
from tests.factories import (
    BERLIN,
    AssignmentFactory,
    GuideFactory,
    GuideLanguageFactory,
    HelpRequestFactory,
    LanguageFactory,
)

pytestmark = pytest.mark.usefixtures("in_district", "funding")

NOW = datetime(2026, 3, 9, 8, tzinfo=BERLIN)
TUESDAY = date(2026, 3, 10)
SENTENCE = "die Stunden werden in diesem Jahr voraussichtlich noch für Tigrinya gebraucht"


@pytest.fixture
def tigrinya(in_district):
    return LanguageFactory(code="ti", name="Tigrinya")


@pytest.fixture
def arabic(in_district):
    return LanguageFactory(code="ar", name="Arabisch")


@pytest.fixture
def rare(tigrinya, arabic):
    """The only one for Tigrinya, who speaks Arabic too and has rested longer than the other."""
    guide = GuideFactory()
    for language in (tigrinya, arabic):
        GuideLanguageFactory(guide=guide, language=language)
    return guide


@pytest.fixture
def common(arabic):
    guide = GuideFactory()
    GuideLanguageFactory(guide=guide, language=arabic)
    AssignmentFactory(guide=guide, agreed_on=date(2026, 2, 20))
    return guide


def asked_last_year(language, n, days=300):
    for number in range(n):
        received = NOW.date() - timedelta(days=1 + days * number // max(1, n - 1))
        HelpRequestFactory(
            wish="company", language=language, received_on=received, status="closed", closed_on=received,
            closing_reason="helped", expected_minutes=60,
        )  # fmt: skip


def planned(request, by):
    plan = operations.compute_week(operations.open_week(TUESDAY), now=NOW, by=by)
    return plan.lines.get(help_request=request)


@pytest.fixture
def request_in_arabic(arabic):
    return HelpRequestFactory(
        wish="company", language=arabic, wanted_on=TUESDAY, wanted_at=time(10), expected_minutes=60,
        received_on=NOW.date(),
    )  # fmt: skip


def test_the_only_speaker_of_a_language_is_kept_for_it(rare, common, tigrinya, request_in_arabic, coordinator):
    HourCap.objects.update(hours_per_year=10)
    assert planned(request_in_arabic, coordinator).guide == rare

    asked_last_year(tigrinya, 40)

    assert planned(request_in_arabic, coordinator).guide == common


def test_nobody_is_left_alone_for_it_and_the_office_reads_why_it_is_a_pity(
    rare, tigrinya, request_in_arabic, coordinator
):
    HourCap.objects.update(hours_per_year=10)
    asked_last_year(tigrinya, 40)

    line = planned(request_in_arabic, coordinator)

    assert line.guide == rare
    assert [one["text"] for one in line.reasons if one["text"] == SENTENCE and one["is_caution"]] == [SENTENCE]


@pytest.mark.parametrize("change", ["hours enough", "too little past", "not wanted"])
def test_hours_do_not_count_where_nobody_will_miss_them(change, rare, common, tigrinya, request_in_arabic, coordinator):
    HourCap.objects.update(hours_per_year=276 if change == "hours enough" else 10)
    asked_last_year(tigrinya, 40, days=60 if change == "too little past" else 300)
    if change == "not wanted":
        MatchingWeights.objects.create(valid_from=date(2026, 1, 1), scarce_hours=0)

    line = planned(request_in_arabic, coordinator)

    assert line.guide == rare
    assert SENTENCE not in str(line.reasons)


def test_looking_ahead_takes_one_query_whatever_the_past(rare, tigrinya, request_in_arabic, coordinator):
    HourCap.objects.update(hours_per_year=10)
    counts = []
    for _time in range(2):
        asked_last_year(tigrinya, 20)
        with CaptureQueriesContext(connection) as counted:
            planned(request_in_arabic, coordinator)
        counts.append(len(counted))
    assert counts[0] >= counts[1]
