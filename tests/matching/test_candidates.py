"""Who is proposed for a request, why, and why others are not."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.guides.models import Guide, WeeklyTime
from kreislotse.matching import queries
from kreislotse.matching.candidates import candidates_for
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    GuideLanguageFactory,
    HelpRequestFactory,
    LanguageFactory,
    MatchProposalFactory,
    MunicipalityFactory,
    OrganizationFactory,
    TopicFactory,
)

pytestmark = pytest.mark.usefixtures("in_district")

TODAY = date(2026, 3, 9)


@pytest.fixture
def korbach(db):
    return MunicipalityFactory(name="Korbach", latitude=Decimal("51.27"), longitude=Decimal("8.87"))


@pytest.fixture
def request_in_korbach(korbach, funding):
    return HelpRequestFactory(
        wish="company", language=LanguageFactory(code="kmr", name="Kurmandschi", fallbacks={"ckb": 30}),
        municipality=korbach, wanted_on=date(2026, 3, 10), wanted_at=time(10), expected_minutes=60, gender_wish="woman",
    )  # fmt: skip


def ranked(help_request, funding=None):
    return candidates_for(help_request, Guide.objects.all(), role="guide", funding_source=funding, today=TODAY)


def texts(suited) -> list[str]:
    return [sentence.text for sentence in suited.reasons]


def test_reasons_are_sentences_of_the_office(request_in_korbach, korbach, funding):
    guide = GuideFactory(gender="woman", home_municipality=korbach)
    GuideLanguageFactory(guide=guide, language=request_in_korbach.language)
    guide.areas.add(korbach)
    guide.topics.add(request_in_korbach.topic)
    WeeklyTime(guide=guide, weekday=1, from_time=time(9), to_time=time(12)).save()
    past = AssignmentFactory(
        guide=guide, funding_source=funding, agreed_on=date(2025, 12, 1), status="finished", ended_on=date(2026, 1, 1)
    )
    for minutes in [1440] * 9 + [19 * 60]:
        AppointmentFactory(assignment=past, on=date(2026, 1, 4), duration_minutes=minutes)

    (best,) = ranked(request_in_korbach, funding).suited

    assert set(texts(best)) == {
        "spricht Kurmandschi als Muttersprache",
        "hat dienstags um 10:00 Uhr Zeit",
        "wohnt am Ort",
        f"kennt sich aus mit: {request_in_korbach.topic.name}",
        "ist eine Frau, wie gewünscht",
        "war zuletzt vor 9 Wochen dran",
        "kommt nach Korbach",
        "noch 41 von 276 Stunden in diesem Jahr",
    }
    assert not any(sentence.is_caution for sentence in best.reasons)


def test_what_to_bear_in_mind_comes_last_and_is_marked(request_in_korbach):
    guide = GuideFactory(gender="man")
    sorani = LanguageFactory(code="ckb", name="Sorani")
    GuideLanguageFactory(guide=guide, language=sorani, level="C1")

    (only,) = ranked(request_in_korbach).suited

    cautions = [s.text for s in only.reasons if s.is_caution]
    assert "spricht Sorani (C1, sehr sicher) statt Kurmandschi" in cautions
    assert "gewünscht war eine Frau" in cautions
    assert [s.is_caution for s in only.reasons] == sorted(s.is_caution for s in only.reasons)


def test_why_others_do_not_fit_is_said(request_in_korbach, korbach, funding):
    waldeck = MunicipalityFactory(name="Waldeck")
    no_language = GuideFactory(last_name="Sprache")
    elsewhere = speaker(request_in_korbach, last_name="Ort")
    elsewhere.areas.add(waldeck)
    no_time = speaker(request_in_korbach, last_name="Zeit")
    WeeklyTime(guide=no_time, weekday=4, from_time=time(9), to_time=time(12)).save()
    busy = speaker(request_in_korbach, last_name="Termin")
    AppointmentFactory(
        assignment=AssignmentFactory(guide=busy), on=date(2026, 3, 10), starts_at=time(9, 30), outcome="planned",
        counted_in=None,
    )  # fmt: skip
    declined = speaker(request_in_korbach, last_name="Nein")
    MatchProposalFactory(help_request=request_in_korbach, guide=declined, status="declined")
    video_only = speaker(request_in_korbach, last_name="Video", settings_possible=["video"])
    translates = speaker(request_in_korbach, last_name="Rolle", is_guide=False)
    GuideFactory(status="resting")

    found = {n.guide.last_name: n.obstacles for n in ranked(request_in_korbach, funding).not_suited}

    assert found == {
        no_language.last_name: ["spricht nicht Kurmandschi"],
        elsewhere.last_name: ["kommt nicht nach Korbach"],
        no_time.last_name: ["hat zu dieser Zeit gewöhnlich nicht frei"],
        busy.last_name: ["hat zu dieser Zeit schon einen Termin"],
        declined.last_name: ["hat abgesagt"],
        video_only.last_name: ["hilft nicht „vor Ort“"],
        translates.last_name: ["begleitet nicht"],
    }


def speaker(request, **facts):
    guide = GuideFactory(**facts)
    GuideLanguageFactory(guide=guide, language=request.language)
    return guide


def test_german_needs_no_language_and_a_day_without_an_hour_fits_any_hour(funding):
    guide = GuideFactory()
    WeeklyTime(guide=guide, weekday=1, from_time=time(16), to_time=time(18)).save()
    request = HelpRequestFactory(
        wish="company", language=LanguageFactory(code="de", name="Deutsch"), wanted_on=date(2026, 3, 10)
    )

    (only,) = ranked(request).suited

    assert "hat dienstags um 16:00 Uhr Zeit" in texts(only)


def test_whoever_translates_speaks_at_least_b1(funding):
    request = HelpRequestFactory(wish="interpreting", language=LanguageFactory())
    GuideLanguageFactory(level="A2")

    found = candidates_for(request, Guide.objects.all(), role="interpreter", funding_source=None, today=TODAY)

    assert found.not_suited[0].obstacles == ["spricht Arabisch nur auf Niveau A2, Grundkenntnisse"]


def test_a_provider_ranks_only_its_own_guides(person, request_in_korbach):
    from kreislotse.accounts.models import Membership
    from kreislotse.network.models import Representation

    provider, user = OrganizationFactory(), person("provider_coordinator")
    Representation(membership=Membership.objects.get(user=user), organization=provider).save()
    ours = speaker(request_in_korbach, organization=provider)
    speaker(request_in_korbach)

    found = queries.candidates(request_in_korbach, role="guide", funding_source=None, today=TODAY, to=user)

    assert [s.guide for s in found.suited] == [ours]


def many(n, language, korbach):
    for number in range(n):
        guide = GuideFactory(home_municipality=korbach)
        GuideLanguageFactory(guide=guide, language=language)
        guide.areas.add(korbach)
        guide.topics.add(TopicFactory())
        WeeklyTime(guide=guide, weekday=number % 5, from_time=time(9), to_time=time(12)).save()
        AppointmentFactory(assignment=AssignmentFactory(guide=guide))


def test_ranking_100_guides_takes_no_more_queries_than_50(request_in_korbach, korbach, funding):
    def queries_needed() -> int:
        with CaptureQueriesContext(connection) as counted:
            found = ranked(request_in_korbach, funding)
            assert found.suited or found.not_suited
        return len(counted)

    many(50, request_in_korbach.language, korbach)
    with_50 = queries_needed()
    many(50, request_in_korbach.language, korbach)

    assert queries_needed() == with_50
