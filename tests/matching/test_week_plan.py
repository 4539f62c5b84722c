"""A week planned for everybody at once: who goes, who does not and why, what is settled, what changed, and the release."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kreislotse.accounts.models import Membership
from kreislotse.guides.models import FundingPool, FundingSource, GuideAbsence, HourCap, WeeklyTime
from kreislotse.intake.models import ClosingReason, CounterKeyUse, SeriesWish
from kreislotse.intake.operations import close_help_request
from kreislotse.matching import operations, plan_queries, retention, week
from kreislotse.matching.models import (
    GuideExclusion,
    MatchingWeights,
    MatchProposal,
    PlanChoice,
    UnservedCause,
    WeekPlan,
)
from kreislotse.matching.operations.errors import NothingToRelease, PairIsForbidden
from kreislotse.network.models import Representation
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    FundingSourceFactory,
    GuideFactory,
    GuideLanguageFactory,
    HelpRequestFactory,
    LanguageFactory,
    MatchProposalFactory,
    MunicipalityFactory,
    OrganizationFactory,
)

pytestmark = pytest.mark.usefixtures("in_district", "funding")

MONDAY = date(2026, 3, 9)
TUESDAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 9, 8, tzinfo=BERLIN)


def wish(**facts):
    usual = {"wish": "company", "language": LanguageFactory(), "wanted_on": TUESDAY, "wanted_at": time(10)}
    return HelpRequestFactory(**{**usual, "expected_minutes": 60, **facts})


def speaker(language=None, **facts):
    guide = GuideFactory(**facts)
    GuideLanguageFactory(guide=guide, language=language or LanguageFactory())
    return guide


@pytest.fixture
def plan(in_district):
    return operations.open_week(TUESDAY)


def compute(plan, by):
    return operations.compute_week(plan, now=NOW, by=by)


def pairs(plan) -> dict:
    return {line.help_request_id: line.guide_id for line in plan.lines.all()}


def line_of(plan, help_request):
    return plan.lines.get(help_request=help_request)


def test_a_week_begins_on_its_monday_and_is_opened_once(plan):
    assert plan.monday == MONDAY
    assert operations.open_week(MONDAY) == plan


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        (datetime(2026, 3, 9, 0, 0, tzinfo=BERLIN), MONDAY),
        (datetime(2026, 3, 13, 15, 59, tzinfo=BERLIN), MONDAY),
        (datetime(2026, 3, 13, 16, 0, tzinfo=BERLIN), MONDAY + timedelta(days=7)),
        (datetime(2026, 3, 14, 8, 0, tzinfo=BERLIN), MONDAY + timedelta(days=7)),
        (datetime(2026, 3, 15, 23, 59, tzinfo=BERLIN), MONDAY + timedelta(days=7)),
    ],
)
def test_from_friday_afternoon_on_the_next_week_is_planned(moment, monday):
    assert plan_queries.week_to_plan(moment) == monday


def test_all_requests_of_the_week_are_given_out_together(plan, coordinator):
    turkish = LanguageFactory(code="tr", name="Türkisch")
    both, only_arabic = speaker(), speaker()
    GuideLanguageFactory(guide=both, language=turkish, level="B2")
    in_arabic, in_turkish = wish(), wish(language=turkish)
    wish(wanted_on=MONDAY + timedelta(days=8))  # next week
    MatchProposalFactory(help_request=wish(status="asked"), guide=speaker())  # asked already

    compute(plan, coordinator)

    assert pairs(plan) == {in_arabic.pk: only_arabic.pk, in_turkish.pk: both.pk}
    assert not mail.outbox
    assert MatchProposal.objects.count() == 1


def test_of_a_series_all_days_count_not_only_the_first(plan, coordinator):
    series = wish()
    SeriesWish.objects.create(help_request=series, every_weeks=1, number=4)
    third = TUESDAY + timedelta(weeks=2)
    elsewhere, away, free = speaker(), speaker(), speaker()
    AppointmentFactory(assignment=AssignmentFactory(guide=elsewhere), on=third, starts_at=time(10, 30))
    GuideAbsence.objects.create(guide=away, from_on=third, to_on=third)

    compute(plan, coordinator)
    assert pairs(plan) == {series.pk: free.pk}

    free.delete()
    compute(plan, coordinator)
    assert pairs(plan) == {series.pk: None}
    SeriesWish.objects.update(number=2)
    compute(plan, coordinator)
    assert pairs(plan)[series.pk] in (elsewhere.pk, away.pk)


def test_two_appointments_at_once_are_not_given_to_one_guide_and_a_long_way_takes_time(plan, coordinator):
    here = MunicipalityFactory(name="Hier", latitude=Decimal("51.0"), longitude=Decimal("8.9"))
    there = MunicipalityFactory(name="Dort", latitude=Decimal("51.3"), longitude=Decimal("8.9"))  # 33 km: 50 minutes
    guide = speaker()
    first, soon = wish(municipality=here), wish(municipality=there, wanted_at=time(11, 30))

    compute(plan, coordinator)
    (alone,) = [key for key, one in pairs(plan).items() if one is None]

    assert set(pairs(plan).values()) == {guide.pk, None}
    soon.wanted_at = time(12)
    soon.save()
    compute(plan, coordinator)
    assert pairs(plan) == {first.pk: guide.pk, soon.pk: guide.pk}
    assert alone in (first.pk, soon.pk)


def test_a_day_away_an_appointment_and_an_open_question_keep_their_time(plan, coordinator):
    away, busy, asked, free = speaker(), speaker(), speaker(), speaker()
    GuideAbsence(guide=away, from_on=TUESDAY, to_on=TUESDAY).save()
    AppointmentFactory(
        assignment=AssignmentFactory(guide=busy), on=TUESDAY, starts_at=time(9, 30), outcome="planned", counted_in=None
    )
    MatchProposalFactory(help_request=wish(status="asked"), guide=asked)
    request = wish()

    compute(plan, coordinator)

    assert pairs(plan) == {request.pk: free.pk}


def test_whoever_is_away_all_week_is_not_planned_at_any_time_and_writing_is_asked_for(plan, coordinator):
    GuideAbsence(guide=speaker(), from_on=MONDAY, to_on=MONDAY + timedelta(days=6)).save()
    writes, speaks_only = speaker(), speaker()
    speaks_only.languages.update(reads_and_writes=False)
    flexible = [wish(wanted_on=None, wanted_at=None) for _n in range(5)]
    in_writing = wish(wish="interpreting", needs_writing=True, urgency="urgent")

    compute(plan, coordinator)

    assert pairs(plan)[in_writing.pk] == writes.pk
    assert {pairs(plan)[one.pk] for one in flexible} == {writes.pk, speaks_only.pk, None}


def test_who_was_there_the_last_time_comes_again_though_the_institution_alone_knows_who_it_is(plan, coordinator):
    home = MunicipalityFactory(latitude=Decimal("51.0"), longitude=Decimal("8.9"))
    near, known = speaker(home_municipality=home, last_name="Nah"), speaker(last_name="Bekannt")
    earlier = HelpRequestFactory(closed=True)
    AssignmentFactory(help_request=earlier, guide=known, status="finished", ended_on=date(2026, 1, 9), agreed_on=date(2026, 1, 2))  # fmt: skip
    request = wish(municipality=home)
    for one in (earlier, request):
        CounterKeyUse(help_request=one, key_digest="k" * 64, counted_on=one.received_on).save()

    compute(plan, coordinator)

    assert pairs(plan) == {request.pk: known.pk}
    assert "war beim letzten Mal schon dabei" in [one["text"] for one in line_of(plan, request).reasons]
    assert near.pk not in pairs(plan).values()


def test_an_unserved_request_says_who_is_missing_which_rule_and_what_would_help(plan, coordinator):
    michelstadt = MunicipalityFactory(name="Michelstadt")
    tigrinya = LanguageFactory(code="ti", name="Tigrinya")
    guide = speaker(tigrinya, first_name="Selam", last_name="Tesfai")
    WeeklyTime(guide=guide, weekday=3, from_time=time(9), to_time=time(12)).save()
    request = wish(language=tigrinya, municipality=michelstadt)

    compute(plan, coordinator)
    line = line_of(plan, request)

    assert line.why == (
        "Es fehlt: Tigrinya, dienstags um 10:00 Uhr, Raum Michelstadt. "
        "1 Person passt sonst, hat dann aber gewöhnlich nicht frei."
    )
    assert line.cause == UnservedCause.Cause.TIME
    assert line.ways == ["Eine andere Zeit: dann könnte Selam Tesfai."]
    assert list(line.nearly.all()) == [guide]


@pytest.mark.parametrize(
    ("arrange", "cause", "part"),
    [
        (lambda r: None, "other", "Es gibt zurzeit niemanden"),
        (lambda r: GuideFactory(), "language", "spricht diese Sprache"),
        (lambda r: speaker().areas.add(MunicipalityFactory(name="Anderswo")), "area", "kommt aber nicht dorthin"),
        (lambda r: speaker(is_guide=False), "other", "für diese Aufgabe aber nicht vorgesehen"),
        (lambda r: GuideExclusion(help_request=r, guide=speaker(), reason="conflict", on=MONDAY).save(), "excluded", "ausgeschlossen"),
        (lambda r: AppointmentFactory(assignment=AssignmentFactory(guide=speaker()), on=TUESDAY, starts_at=time(10), outcome="planned", counted_in=None), "time", "schon einen Termin"),
    ],
)  # fmt: skip
def test_each_single_rule_is_named(plan, coordinator, arrange, cause, part):
    request = wish(municipality=MunicipalityFactory(name="Korbach"))
    arrange(request)

    compute(plan, coordinator)

    assert part in line_of(plan, request).why
    assert line_of(plan, request).cause == cause


def test_who_loses_to_another_request_hears_to_which(plan, coordinator):
    speaker()
    urgent, other = wish(urgency="urgent"), wish()

    compute(plan, coordinator)

    assert line_of(plan, other).cause == UnservedCause.Cause.TAKEN
    assert urgent.reference in line_of(plan, other).why


def test_a_pin_holds_and_what_changed_is_said_with_the_reason(plan, coordinator):
    best, other = speaker(first_name="Amal", last_name="Beste"), speaker(first_name="Berta", last_name="Andere")
    WeeklyTime(guide=best, weekday=1, from_time=time(9), to_time=time(12)).save()  # stated hours are worth ten points
    request = wish()
    compute(plan, coordinator)
    assert pairs(plan) == {request.pk: best.pk}

    operations.settle(plan, help_request=request, guide=other, kind="pin", by=coordinator)
    compute(plan, coordinator)

    line = line_of(plan, request)
    assert (line.guide, line.change, line.changed_from) == (other, "moved", best)
    assert line.changed_because == "weil Sie Berta Andere festgelegt haben"


def test_a_forbidden_pair_is_not_made_and_cannot_be_pinned(plan, coordinator):
    guide, request = speaker(), wish()
    operations.settle(plan, help_request=request, guide=guide, kind="forbid", by=coordinator)

    compute(plan, coordinator)

    assert pairs(plan) == {request.pk: None}
    with pytest.raises(PairIsForbidden):
        operations.settle(plan, help_request=request, guide=guide, kind="pin", by=coordinator)
    operations.unsettle(PlanChoice.objects.get(), by=coordinator)
    compute(plan, coordinator)
    assert pairs(plan) == {request.pk: guide.pk}
    assert line_of(plan, request).change == "found"


def test_a_pin_that_no_rule_allows_any_more_says_why_and_is_given_to_nobody_else(plan, coordinator):
    pinned, request = speaker(first_name="Amal", last_name="Fest"), wish()
    speaker()
    operations.settle(plan, help_request=request, guide=pinned, kind="pin", by=coordinator)
    GuideAbsence(guide=pinned, from_on=TUESDAY, to_on=TUESDAY).save()

    compute(plan, coordinator)

    assert pairs(plan) == {request.pk: None}
    assert "Festgelegt ist Amal Fest, aber: hat zu dieser Zeit schon einen Termin." in line_of(plan, request).why


def test_weights_of_a_plan_turn_it_and_go_back_with_the_rule(plan, coordinator):
    home = MunicipalityFactory(name="Nah", latitude=Decimal("51.0"), longitude=Decimal("8.9"))
    away = MunicipalityFactory(name="Fern", latitude=Decimal("51.1"), longitude=Decimal("8.9"))  # 11 km
    trained, near = speaker(home_municipality=away), speaker(home_municipality=home)
    request = wish(municipality=home)
    trained.topics.add(request.topic)
    compute(plan, coordinator)
    assert pairs(plan) == {request.pk: trained.pk}

    operations.weigh(plan, weights={"untrained_topic": 0, "per_change": 0}, today=MONDAY, by=coordinator)
    plan.refresh_from_db()
    compute(plan, coordinator)

    assert pairs(plan) == {request.pk: near.pk}
    assert plan.weights == {"untrained_topic": 0, "per_change": 0}
    operations.weigh(plan, weights=MatchingWeights(valid_from=MONDAY).chosen(), today=MONDAY, by=coordinator)
    plan.refresh_from_db()
    assert plan.weights == {}


def test_the_limit_of_requests_for_one_guide_is_the_offices_rule(plan, coordinator):
    MatchingWeights(most_per_guide=1, valid_from=date(2026, 1, 1)).save()
    speaker()
    for hour in (9, 13):
        wish(wanted_at=time(hour))

    compute(plan, coordinator)

    assert sorted(pairs(plan).values(), key=bool)[0] is None
    assert "schon genug neue Anfragen" in plan.lines.get(guide=None).why


def test_released_together_each_guide_gets_one_mail(plan, coordinator, django_capture_on_commit_callbacks):
    cache.clear()  # which questions were told of is remembered beyond a test's transaction
    guide = speaker(email="selam@example.org")
    wish(wanted_at=time(9)), wish(wanted_at=time(14))
    compute(plan, coordinator)
    assert not mail.outbox

    with django_capture_on_commit_callbacks(execute=True):
        released = operations.release_week(plan, now=NOW, by=coordinator)

    assert [one.guide for one in released.asked] == [guide, guide]
    assert len(mail.outbox) == 1
    assert "2 neue Anfragen" in mail.outbox[0].body
    assert not plan.lines.exists()
    with pytest.raises(NothingToRelease):
        operations.release_week(plan, now=NOW, by=coordinator)


def test_what_is_not_allowed_any_more_stays_in_the_plan_with_its_sentence(plan, coordinator):
    guide, request = speaker(), wish()
    compute(plan, coordinator)
    guide.status = "resting"
    guide.save()

    released = operations.release_week(plan, now=NOW, by=coordinator)

    assert released.asked == []
    assert "zurzeit nicht aktiv" in released.refused[0][1]
    assert pairs(plan) == {request.pk: guide.pk}


def test_a_request_that_ends_without_a_guide_keeps_its_cause(plan, coordinator):
    planned, unplanned = wish(), wish(language=LanguageFactory(code="ti", name="Tigrinya"))
    planned.language = unplanned.language
    planned.save()
    GuideFactory()
    compute(plan, coordinator)
    UnservedCause.objects.filter(help_request=unplanned).delete()

    for request in (planned, unplanned):
        close_help_request(request, reason=ClosingReason.NO_GUIDE, today=MONDAY, by=coordinator)

    assert set(UnservedCause.objects.values_list("help_request", "cause")) == {
        (planned.pk, "language"), (unplanned.pk, "language"),
    }  # fmt: skip


def test_a_fair_plan_goes_to_the_background_only_where_it_is_large(plan, coordinator):
    operations.weigh(plan, weights={"is_fair": True}, today=MONDAY, by=coordinator)
    plan.refresh_from_db()
    guide, request = speaker(), wish()

    compute(plan, coordinator)

    assert pairs(plan) == {request.pk: guide.pk}
    plan.refresh_from_db()
    assert plan.fairness["least_rate"] == 1.0


def test_ordered_in_the_background_the_plan_is_made_by_the_worker(
    plan, coordinator, django_capture_on_commit_callbacks
):
    wish(wanted_on=None)
    with django_capture_on_commit_callbacks(execute=True):
        operations.order_week(plan, by=coordinator)

    plan.refresh_from_db()
    assert plan.state in (WeekPlan.State.READY, WeekPlan.State.COMPUTING)


def test_plans_go_with_the_period_of_assignments(plan, coordinator):
    wish()
    compute(plan, coordinator)

    assert not retention.plans_to_erase(MONDAY + timedelta(days=100), 100).exists()
    assert retention.erase(retention.plans_to_erase(MONDAY + timedelta(days=101), 100)) == 1
    assert not WeekPlan.objects.exists()


# ── in the office ────────────────────────────────────────────────────────────────────────────────────

PAGE = "/buero/lotsen/wochenplan/"


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: MONDAY)
    return MONDAY


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def in_two_days():
    return timezone.localdate() + timedelta(days=7)


def test_the_page_computes_pins_and_releases(office):
    day = in_two_days()
    guide = speaker(first_name="Selam", last_name="Tesfai", email="selam@example.org")
    request = wish(wanted_on=day, received_on=day - timedelta(days=9))
    lost = wish(
        wanted_on=day, received_on=day - timedelta(days=9), language=LanguageFactory(code="ti", name="Tigrinya")
    )
    data = {"woche": day.isoformat()}

    assert "Für diese Woche gibt es noch keinen Plan" in text_of(office.get(PAGE, data))
    page = text_of(office.post(f"{PAGE}berechnen/", data, follow=True))

    assert "Selam Tesfai" in page
    assert "Es fehlt: Tigrinya" in page
    assert f"/anfragen/{lost.pk}/begleitung/" in page
    assert "?grund=no_guide" in page
    page = text_of(office.post(f"{PAGE}{request.pk}/", {**data, "guide": guide.pk, "art": "pin"}, follow=True))
    assert "Selam Tesfai geht zu" in page
    assert "Selam" in text_of(office.get(f"{PAGE}{request.pk}/", data))
    assert "1 Person wird gefragt" in text_of(office.get(f"{PAGE}freigeben/", data))
    page = text_of(office.post(f"{PAGE}freigeben/", data, follow=True))
    assert "1 Anfrage ist unterwegs." in page
    assert MatchProposal.objects.get().guide == guide


def test_help_on_the_telephone_needs_no_way(office):
    day = in_two_days()
    speaker().areas.add(MunicipalityFactory(name="Anderswo"))
    request = wish(wanted_on=day, received_on=day - timedelta(days=9), municipality=MunicipalityFactory(name="Korbach"))
    data = {"woche": day.isoformat()}
    office.post(f"{PAGE}berechnen/", data)
    assert WeekPlan.objects.get().lines.get().guide is None

    office.post(f"{PAGE}{request.pk}/am-telefon/", data)

    assert WeekPlan.objects.get().lines.get().guide is not None


def test_weights_are_changed_for_one_plan(office):
    data = {"woche": in_two_days().isoformat()}
    wish(wanted_on=in_two_days())
    usual = MatchingWeights(valid_from=MONDAY).chosen()
    page = text_of(office.get(f"{PAGE}gewichte/", data))
    assert "ein Punkt ist etwa ein Kilometer" in page

    fields = {name: value for name, value in usual.items() if value is not False}
    office.post(f"{PAGE}gewichte/", {**data, **fields, "untrained_topic": "40"})
    assert WeekPlan.objects.get().weights == {"untrained_topic": 40}

    assert office.post(f"{PAGE}gewichte/", {**data, **fields, "untrained_topic": "-1"}).status_code == 422
    office.post(f"{PAGE}gewichte/", {**data, "wie-ueblich": "1"})
    assert WeekPlan.objects.get().weights == {}


def test_while_it_is_computed_the_page_says_what_is_being_done(office):
    day = in_two_days()
    wish(wanted_on=day)
    plan = operations.open_week(day)
    WeekPlan.objects.filter(pk=plan.pk).update(state="computing", step="Für alle Anfragen zusammen wird verteilt …")
    data, htmx = {"woche": day.isoformat()}, {"HTTP_HX_REQUEST": "true"}

    assert "Sie können diese Seite verlassen" in text_of(office.get(PAGE, data))
    assert text_of(office.get(PAGE, data, **htmx)) == "<p>Für alle Anfragen zusammen wird verteilt …</p>"
    WeekPlan.objects.filter(pk=plan.pk).update(state="ready")
    assert office.get(PAGE, data, **htmx).headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("day", ["2026-13-01", "morgen", "2026-02-30"])
def test_a_day_that_is_none_is_not_found(office, day):
    assert office.get(PAGE, {"woche": day}).status_code == 404


def test_the_page_takes_as_many_queries_for_many_lines_as_for_few(office):
    day = in_two_days()
    data = {"woche": day.isoformat()}

    def more():
        for _n in range(5):
            speaker()
            wish(wanted_on=day, wanted_at=None)
            wish(wanted_on=day, language=LanguageFactory(code="ti", name="Tigrinya"))
        office.post(f"{PAGE}berechnen/", data)

    def needed() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert office.get(PAGE, data).status_code == 200
        return len(counted)

    more()
    few = needed()
    more()

    assert needed() == few <= 25


def test_a_traegers_coordinator_plans_only_own_guides_and_own_requests(person, login):
    user, provider = person("provider_coordinator"), OrganizationFactory()
    Representation(membership=Membership.objects.get(user=user), organization=provider).save()
    day = in_two_days()
    own = speaker(organization=provider, first_name="Eigene", last_name="Person")
    other = speaker(first_name="Fremde", last_name="Person")
    mine = wish(wanted_on=day, responsible=user)
    wish(wanted_on=day)
    client, data = login(user), {"woche": day.isoformat()}

    page = text_of(client.post(f"{PAGE}berechnen/", data, follow=True))

    plan = WeekPlan.objects.get()
    assert (plan.organization, pairs(plan)) == (provider, {mine.pk: own.pk})
    assert "Fremde" not in page
    assert client.post(f"{PAGE}{mine.pk}/", {**data, "guide": other.pk, "art": "pin"}).status_code == 404
    assert not PlanChoice.objects.exists()


def test_the_plan_of_a_week_that_cannot_be_proven_keeps_the_plan_before(plan, coordinator, monkeypatch):
    guide, request = speaker(), wish()
    compute(plan, coordinator)
    monkeypatch.setattr(week, "SECONDS", 0.0)
    monkeypatch.setattr(week.solver, "assign", _never)

    with pytest.raises(week.WeekNotPlanned):
        compute(plan, coordinator)

    plan.refresh_from_db()
    assert plan.state == WeekPlan.State.FAILED
    assert pairs(plan) == {request.pk: guide.pk}


def test_a_week_too_large_for_a_proof_has_a_plan_and_says_how_near_it_is(office, monkeypatch):
    data = {"woche": in_two_days().isoformat()}
    speaker(), speaker()
    wishes = [wish(wanted_on=in_two_days()) for _n in range(3)]
    monkeypatch.setattr("kreislotse.assignment.solver.MOST_PROVEN", -1)

    office.post(f"{PAGE}berechnen/", data, follow=True)

    plan = WeekPlan.objects.get()
    assert plan.state == WeekPlan.State.READY
    assert len([pk for pk, guide in pairs(plan).items() if guide]) == 2 < len(wishes)

    WeekPlan.objects.update(gap_permille=34)
    assert "höchstens 3,4 % ungünstiger als der beste" in text_of(office.get(PAGE, data))


def _never(*args, **kwargs):
    raise week.solver.SolverFailed("Time limit reached")


def second_funding(hours: int) -> FundingSource:
    """It pays for doctors alone, comes first there, and has a cap of its own."""
    source = FundingSourceFactory(name="Gesundheitsfonds", priority=1, is_default=False, occasions=["medical"])
    HourCap.objects.create(funding_source=source, role="guide", hours_per_year=hours, valid_from=MONDAY)
    return source


def test_each_request_counts_to_the_hours_under_which_the_release_books_it(plan, coordinator):
    fund = second_funding(hours=1)
    spent, fresh = speaker(), speaker()
    AppointmentFactory(assignment=AssignmentFactory(guide=spent, funding_source=fund), on=MONDAY, duration_minutes=60)
    in_health, other = wish(occasion="medical"), wish()

    compute(plan, coordinator)

    assert pairs(plan) == {in_health.pk: fresh.pk, other.pk: spent.pk}
    released = operations.release_week(plan, now=NOW, by=coordinator)
    assert not released.refused
    assert {p.help_request_id: p.funding_source for p in released.asked}[in_health.pk] == fund


def test_hours_used_up_under_one_funding_keep_nobody_from_a_request_under_the_other(plan, coordinator, funding):
    second_funding(hours=20)
    guide = speaker()
    HourCap.objects.filter(funding_source=funding).update(hours_per_year=1)
    AppointmentFactory(
        assignment=AssignmentFactory(guide=guide, funding_source=funding), on=MONDAY, duration_minutes=60
    )
    in_health, other = wish(occasion="medical"), wish(wanted_at=time(15))

    compute(plan, coordinator)

    assert pairs(plan) == {in_health.pk: guide.pk, other.pk: None}
    assert line_of(plan, other).cause == UnservedCause.Cause.HOURS
    released = operations.release_week(plan, now=NOW, by=coordinator)
    assert [proposal.funding_source.name for proposal in released.asked] == ["Gesundheitsfonds"]


def test_the_cause_of_one_request_is_looked_for_under_its_own_funding(plan, coordinator):
    fund = second_funding(hours=1)
    guide, request = speaker(), wish(occasion="medical")
    assert week.cause_of(request, today=MONDAY) == ""

    AppointmentFactory(assignment=AssignmentFactory(guide=guide, funding_source=fund), on=MONDAY, duration_minutes=60)
    assert week.cause_of(request, today=MONDAY) == UnservedCause.Cause.HOURS


def test_many_requests_under_several_fundings_take_no_more_queries_than_few(plan, coordinator, funding):
    FundingPool.objects.create(funding_source=funding, hours_per_year=900, valid_from=date(2026, 1, 1))
    second_funding(hours=20)

    def needed() -> int:
        wish(occasion="medical", wanted_at=None), wish(wanted_at=None), speaker()
        with CaptureQueriesContext(connection) as queries:
            week.problem_of(plan, today=MONDAY, to=coordinator)
        return len(queries)

    needed()  # what the process keeps afterwards
    few = needed()
    for _n in range(4):
        many = needed()
    assert many == few


def test_the_page_says_whose_turn_it_is_and_which_group_stays_behind(office, coordinator):
    day = in_two_days()
    data = {"woche": day.isoformat()}
    tigrinya = LanguageFactory(code="ti", name="Tigrinya")
    speaker(first_name="Selam", last_name="Tesfai", organization=None)
    waiting = GuideFactory(first_name="Wer", last_name="Wartet")
    often = speaker(tigrinya, first_name="Oft", last_name="Gefragt")
    for _n in range(20):
        MatchProposalFactory(
            guide=often, status="declined", asked_at=timezone.now() - timedelta(days=2),
            help_request=HelpRequestFactory(closed=True),
        )  # fmt: skip
    wish(wanted_on=day), [wish(wanted_on=day, language=tigrinya) for _n in range(2)]

    page = text_of(office.post(f"{PAGE}berechnen/", data, follow=True))

    assert "Wochen nicht gefragt und kommt jetzt dran:" in page
    assert "1 Person wäre dran und ist nicht dabei" in page
    assert f">{waiting}</a>, noch nie gefragt" in page
    assert "Schon oft gefragt und wieder dabei:" in page
    assert f">{often}</a> (20 Mal in" in page
    assert "Am wenigsten versorgt: Tigrinya, 1 von 2 Anfragen, zu denen jemand gehen könnte." in page
    assert "setzen Sie bei „Was zählt wie viel?“ den Haken" in page
    operations.weigh(WeekPlan.objects.get(), weights={"is_fair": True}, today=timezone.localdate(), by=coordinator)
    page = text_of(office.post(f"{PAGE}berechnen/", data, follow=True))
    assert "Ein höherer Anteil ist mit den Personen und Mitteln dieser Woche nicht möglich." in page
