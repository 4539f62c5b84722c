"""A series is asked of somebody only if they can, may and have the hours on each of its days: by one rule, alone and in the week plan."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.guides.models import (
    ConductCertificate,
    ConductRule,
    FormalAppointment,
    FundingPool,
    Guide,
    GuideRule,
    HourCap,
    RoleRequirement,
)
from kreislotse.intake.models import SchoolFreeTime, SeriesWish
from kreislotse.matching import operations
from kreislotse.matching.budget import PoolUsedUp
from kreislotse.matching.candidates import candidates_for
from kreislotse.matching.hours import YearCapReached
from kreislotse.matching.models import MatchProposal
from kreislotse.matching.operations.errors import GuideMayNotAct
from kreislotse.matching.week import plan_week
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    GuideLanguageFactory,
    qualify,
)
from tests.matching.conftest import NOW

pytestmark = pytest.mark.usefixtures("in_district")

TODAY = NOW.date()
FIRST = date(2026, 3, 12)  # a Thursday
LAST = FIRST + timedelta(weeks=5)


@pytest.fixture
def series(wish):
    """Six Thursdays, an hour each."""
    SeriesWish.objects.create(help_request=wish, number=6)
    return wish


def speaker(help_request, **facts):
    guide = GuideFactory(is_guide=True, **facts)
    GuideLanguageFactory(guide=guide, language=help_request.language)
    return qualify(guide)


def ranked(help_request, funding):
    return candidates_for(help_request, Guide.objects.all(), role="guide", funding_source=funding, today=TODAY)


def planned(help_request, by) -> set[int]:
    """The guides the week plan gives the request to."""
    plan = operations.open_week(TODAY)
    return {line.guide.pk for line in plan_week(plan, today=TODAY, to=by).lines if line.guide}


@pytest.fixture
def needs_appointment(in_district):
    RoleRequirement.objects.create(role="guide", needs_appointment=True, valid_from=date(2024, 1, 1))


def test_a_certificate_that_runs_out_within_the_series_stands_against_the_guide(series, funding, caseworker):
    ConductRule.objects.create(
        role="guide", is_required=True, because="Einsätze bei Kindern", valid_from=date(2024, 1, 1)
    )
    GuideRule.objects.create(valid_from=date(2024, 1, 1), certificate_renewal_years=5)
    short, fine = speaker(series), speaker(series)
    third = FIRST + timedelta(weeks=2)
    for guide, inspected in ((short, third.replace(year=2021)), (fine, date(2025, 6, 1))):
        ConductCertificate.objects.create(
            guide=guide, issued_on=inspected, inspected_on=inspected, has_relevant_entry=False
        )

    found = ranked(series, funding)

    assert [entry.guide for entry in found.suited] == [fine]
    assert found.unsuited[0].obstacles == [
        "am 26.03.2026, einem Tag der Reihe: Das Führungszeugnis muss seit dem 26.03.2026 erneuert werden."
    ]
    assert planned(series, caseworker) == {fine.pk}
    with pytest.raises(GuideMayNotAct, match="am 26.03.2026, einem Tag der Reihe"):
        operations.propose_guides(series, guides=[short], funding_source=funding, now=NOW, by=caseworker)


def test_an_appointment_whose_end_is_declared_holds_only_until_then(series, needs_appointment, funding, caseworker):
    leaving, staying = speaker(series), speaker(series)
    FormalAppointment.objects.filter(guide=leaving).update(ended_on=LAST, ending="returned")

    found = ranked(series, funding)

    assert [entry.guide for entry in found.suited] == [staying]
    assert f"am {LAST:%d.%m.%Y}, einem Tag der Reihe" in found.unsuited[0].obstacles[0]
    assert planned(series, caseworker) == {staying.pk}


def test_a_rule_that_begins_within_the_series_counts_from_its_day(series, funding):
    guide = speaker(series)
    assert [entry.guide for entry in ranked(series, funding).suited] == [guide]

    ConductRule.objects.create(role="guide", is_required=True, because="neue Satzung", valid_from=LAST)

    assert not ranked(series, funding).suited


def test_one_date_asks_only_for_its_day(wish, funding):
    guide = speaker(wish)
    ConductRule.objects.create(role="guide", is_required=True, because="neue Satzung", valid_from=LAST)

    assert [entry.guide for entry in ranked(wish, funding).suited] == [guide]


def test_the_hours_of_the_year_must_do_for_all_days(series, funding, caseworker):
    tired, fresh = speaker(series), speaker(series)
    assignment = AssignmentFactory(guide=tired, funding_source=funding, role="guide", agreed_on=date(2026, 1, 10))
    for day in range(1, 13):  # 271 of the 276 hours
        AppointmentFactory(assignment=assignment, on=date(2026, 2, day), duration_minutes=(23 if day < 12 else 18) * 60)

    found = ranked(series, funding)

    assert [entry.guide for entry in found.suited] == [fresh]
    assert planned(series, caseworker) == {fresh.pk}
    with pytest.raises(YearCapReached, match="277 Stunden im Jahr 2026"):
        operations.propose_guides(series, guides=[tired], funding_source=funding, now=NOW, by=caseworker)


def test_the_hours_of_the_next_year_must_do_for_the_days_in_it(wish, funding, caseworker):
    wish.wanted_on = date(2026, 3, 19)
    wish.save()
    SeriesWish.objects.create(help_request=wish, number=50)
    HourCap.objects.filter(role="guide").update(valid_to=date(2026, 12, 31))
    HourCap.objects.create(funding_source=funding, role="guide", hours_per_year=5, valid_from=date(2027, 1, 1))
    guide = speaker(wish)

    found = ranked(wish, funding)

    assert not found.suited
    assert found.unsuited[0].obstacles == ["hat im Jahr 2027 nur noch 5 Stunden, die Reihe braucht dann 10"]
    with pytest.raises(YearCapReached, match="10 Stunden im Jahr 2027"):
        operations.propose_guides(wish, guides=[guide], funding_source=funding, now=NOW, by=caseworker)


def test_the_budget_of_all_persons_must_do_for_all_days(series, funding, caseworker):
    guide = speaker(series)
    FundingPool.objects.create(funding_source=funding, euros_per_year=29, valid_from=date(2026, 1, 1))

    with pytest.raises(PoolUsedUp, match=r"noch 29,00 € her, gebraucht werden 30,00 €"):
        operations.propose_guides(series, guides=[guide], funding_source=funding, now=NOW, by=caseworker)
    assert not MatchProposal.objects.exists()

    FundingPool.objects.update(euros_per_year=30)
    operations.propose_guides(series, guides=[guide], funding_source=funding, now=NOW, by=caseworker)


def test_days_that_are_over_do_not_count(series, needs_appointment, funding):
    """Who was trained last week can take on the rest of a series that began before."""
    guide = speaker(series)
    FormalAppointment.objects.filter(guide=guide).update(appointed_on=FIRST + timedelta(days=1))

    late = candidates_for(
        series, Guide.objects.all(), role="guide", funding_source=funding, today=FIRST + timedelta(days=2)
    )

    assert [entry.guide for entry in late.suited] == [guide]


def test_the_page_of_a_series_takes_at_most_25_queries(series, funding, caseworker, login, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: TODAY)
    series.municipality = None
    series.save()
    SeriesWish.objects.update(number=45, skips_school_free=True)  # into the next year, beside the holidays
    SchoolFreeTime.objects.create(name="Ferien", valid_from=date(2026, 3, 30), valid_to=date(2026, 4, 10))
    FundingPool.objects.create(
        funding_source=funding, euros_per_year=5000, hours_per_year=900, valid_from=date(2026, 1, 1)
    )
    for _guide in range(3):
        AppointmentFactory(assignment__guide=speaker(series), on=date(2026, 3, 20), starts_at=time(9))
    client = login(caseworker)
    address = f"/buero/anfragen/{series.pk}/begleitung/"
    assert client.get(address).status_code == 200

    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200

    assert len(queries) <= 25
