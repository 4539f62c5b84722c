"""Where the hours of the year lead: done, planned, pace, range and the day they run out."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kreislotse.charts import forecast_chart
from kreislotse.coordination.fairness import turns
from kreislotse.coordination.forecast import budget_year, forecast, pool_year
from kreislotse.coordination.models import CoordinationRule
from kreislotse.guides.models import ExpenseRate, FundingPool, HourCap
from kreislotse.guides.rules import frozen, rate_in_force
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    FundingSourceFactory,
    GuideFactory,
    HelpRequestFactory,
    MatchProposalFactory,
)

TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 12, tzinfo=BERLIN)
DAYS_LEFT = 183


def every_week(weeks, minutes, *, last=TODAY):
    return [(last - timedelta(weeks=n), minutes) for n in range(weeks)]


def test_a_steady_pace_leads_straight_on():
    found = forecast(every_week(20, 70), [], cap=None, today=TODAY)

    assert found.done == 20 * 70
    assert found.low == found.middle == found.high == 20 * 70 + 10 * DAYS_LEFT


def test_nothing_done_and_nothing_planned_stays_nothing():
    found = forecast([], [], cap=600, today=TODAY)

    assert (found.done, found.middle, found.runs_out_on, found.state_text) == (0, 0, None, "reicht")


def test_planned_appointments_count_when_they_are_more_than_the_pace():
    found = forecast([], [(TODAY + timedelta(days=9), 120), (date(2027, 1, 5), 999)], cap=None, today=TODAY)

    assert found.planned == found.middle == 120


def test_the_range_takes_the_calmest_and_the_busiest_four_weeks():
    busy_lately = every_week(4, 140) + [(TODAY - timedelta(weeks=n), 0) for n in range(4, 13)]

    found = forecast(busy_lately, [], cap=None, today=TODAY)

    assert found.low == 560
    assert found.low < found.middle < found.high
    assert found.high == 560 + 20 * DAYS_LEFT


def test_the_day_the_hours_run_out_is_named():
    found = forecast(every_week(20, 70), [], cap=20 * 70 + 100, today=TODAY)

    assert found.runs_out_on == TODAY + timedelta(days=10)
    assert found.state_text == "reicht nicht"


def test_planned_appointments_can_run_out_earlier_than_the_pace():
    found = forecast(every_week(20, 7), [(TODAY + timedelta(days=3), 100)], cap=20 * 7 + 100, today=TODAY)

    assert found.runs_out_on == TODAY + timedelta(days=3)
    assert found.is_over


def test_a_cap_that_lasts_beyond_the_year_does_not_run_out():
    assert forecast(every_week(20, 70), [], cap=20 * 70 + 10 * 200, today=TODAY).runs_out_on is None


def test_somebody_new_is_measured_from_the_first_day_but_over_four_weeks_at_least():
    found = forecast([(TODAY - timedelta(days=3), 280)], [], cap=None, today=TODAY)

    assert found.middle == 280 + 10 * DAYS_LEFT


def test_last_years_weeks_tell_the_pace_in_january_but_not_the_hours():
    january = date(2026, 1, 5)

    found = forecast(every_week(12, 70, last=date(2025, 12, 31)), [], cap=None, today=january)

    assert found.done == 0
    assert found.middle > 0


days = st.integers(0, 364).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
entries = st.lists(st.tuples(days, st.integers(0, 600)), max_size=8)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(entries, entries, st.none() | st.integers(0, 20_000), days)
def test_a_forecast_is_in_order_and_never_below_what_is_certain(work, planned, cap, today):
    work = [entry for entry in work if entry[0] <= today]
    planned = [entry for entry in planned if entry[0] > today]

    found = forecast(work, planned, cap=cap, today=today)

    assert found.done + found.planned <= found.low <= found.middle <= found.high
    assert found.runs_out_on is None or today <= found.runs_out_on <= date(today.year, 12, 31)


@pytest.fixture
def funding(in_district):
    source = FundingSourceFactory()
    HourCap.objects.create(funding_source=source, role="guide", hours_per_year=10, valid_from=date(2020, 1, 1))
    return source


def work(guide, funding, *, weeks=12, minutes=60):
    assignment = AssignmentFactory(
        guide=guide, funding_source=funding, status="running", help_request=HelpRequestFactory(wish="company")
    )
    for n in range(weeks):
        AppointmentFactory(
            assignment=assignment, on=TODAY - timedelta(weeks=n), duration_minutes=minutes, counted_in=date(2026, 7, 1)
        )
    return assignment


def test_who_runs_out_is_warned_of_by_name(coordinator, funding):
    busy, calm = GuideFactory(is_interpreter=False), GuideFactory(is_interpreter=False)
    work(busy, funding, weeks=8)
    work(calm, funding, weeks=1, minutes=30)

    year = pool_year(to=coordinator, today=TODAY)

    assert [row.guide for row in year.warnings] == [busy]
    [source] = year.sources
    assert (source.guides, source.forecast.done, source.forecast.cap) == (2, 8 * 60 + 30, 2 * 600)
    assert sum(source.months) == source.forecast.done


def test_cancelled_appointments_are_not_worked_and_promises_are_planned(coordinator, funding):
    guide = GuideFactory(is_interpreter=False)
    AppointmentFactory(
        assignment=work(guide, funding, weeks=1), on=TODAY, outcome="cancelled", counted_in=date(2026, 7, 1)
    )
    AssignmentFactory(
        guide=guide, funding_source=funding, help_request=HelpRequestFactory(wish="company", expected_minutes=90)
    )

    [row] = pool_year(to=coordinator, today=TODAY).rows

    assert (row.forecast.done, row.forecast.planned) == (60, 90)


def test_a_traegers_coordinator_sees_only_own_hours_and_turns(provider_pool, funding):
    work(provider_pool.own, funding, weeks=1)
    work(provider_pool.other, funding, weeks=5)

    year = pool_year(to=provider_pool.user, today=TODAY)
    everybody, _rule = turns(to=provider_pool.user, now=NOW)

    assert {row.guide for row in year.rows} == {turn.guide for turn in everybody} == {provider_pool.own}
    assert year.sources[0].forecast.done == 60


def test_many_guides_take_no_more_queries_than_one(coordinator, funding):
    work(GuideFactory(), funding)
    pool_year(to=coordinator, today=TODAY)
    with CaptureQueriesContext(connection) as few:
        pool_year(to=coordinator, today=TODAY)
    for _one in range(20):
        work(GuideFactory(), funding, weeks=2)
    with CaptureQueriesContext(connection) as many:
        pool_year(to=coordinator, today=TODAY)

    assert len(few) == len(many)


def test_the_budget_shows_hours_and_euros_left_and_where_the_year_leads(login, coordinator, funding):
    ExpenseRate(funding_source=funding, role="guide", model="per_hour", amount=5, valid_from=date(2024, 1, 1)).save()
    FundingPool(funding_source=funding, hours_per_year=100, euros_per_year=1000, valid_from=date(2024, 1, 1)).save()
    agreed = frozen(rate_in_force(funding, "guide", TODAY))
    done = AssignmentFactory(funding_source=funding, rate_as_agreed=agreed, status="running")
    AppointmentFactory(assignment=done, on=TODAY - timedelta(days=7), duration_minutes=600, counted_in=date(2026, 6, 1))
    AppointmentFactory(
        assignment=done, on=TODAY + timedelta(days=7), duration_minutes=120, outcome="planned", counted_in=None
    )

    [one] = budget_year(today=TODAY)

    assert (one.hours.left_text, one.hours.cap_text) == ("88", "100")
    assert (one.euros.done_text, one.euros.left_text, one.euros.cap_text) == ("50,00 €", "940,00 €", "1\u202f000,00 €")
    assert round(one.euros.middle / 100) == round(one.hours.middle / 60 * 5)
    page = login(coordinator).get("/buero/lotsen/stunden/").content.decode()
    assert "Bewilligter Rahmen" in page


def test_a_traegers_coordinator_does_not_see_the_money_of_the_kreis(login, provider_pool, funding):
    assert "Bewilligter Rahmen" not in login(provider_pool.user).get("/buero/lotsen/stunden/").content.decode()


def test_the_page_has_a_chart_its_table_and_the_method(login, coordinator, funding):
    guide = GuideFactory(is_interpreter=False)
    assignment = AssignmentFactory(guide=guide, funding_source=funding, status="running")
    AppointmentFactory(assignment=assignment, on=date.today(), counted_in=date.today().replace(day=1))  # noqa: DTZ011

    page = login(coordinator).get("/buero/lotsen/stunden/").content.decode()

    assert 'role="img"' in page
    assert "Die Zahlen zum Bild" in page
    assert "letzten zwölf Wochen" in page


# ── whose turn ──────────────────────────────────────────────────────────────────────────────────────


def asked(guide, *, days, status="declined"):
    answered = NOW - timedelta(days=days) if status != "asked" else None
    return MatchProposalFactory(
        guide=guide, help_request=HelpRequestFactory(wish="company"), status=status, asked_at=NOW - timedelta(days=days),
        answered_at=answered,
    )  # fmt: skip


def turn_of(guide, user):
    rows, _rule = turns(to=user, now=NOW)
    return next(turn for turn in rows if turn.guide == guide)


def test_who_was_never_asked_comes_first_then_who_waits_longest(coordinator, in_district):
    never, long_ago, lately = GuideFactory(), GuideFactory(), GuideFactory()
    asked(long_ago, days=80)
    asked(lately, days=3)

    rows, _rule = turns(to=coordinator, now=NOW)

    assert [turn.guide for turn in rows] == [never, long_ago, lately]
    assert [turn.is_long_ago for turn in rows] == [True, True, False]


def test_being_booked_without_a_question_counts_as_a_turn(coordinator, in_district):
    guide = GuideFactory()
    AssignmentFactory(guide=guide, agreed_on=TODAY - timedelta(days=5))

    assert not turn_of(guide, coordinator).is_long_ago


def test_often_is_what_the_dated_rule_says(coordinator, in_district):
    guide = GuideFactory()
    for day in range(3):
        asked(guide, days=day)
    assert not turn_of(guide, coordinator).is_often

    CoordinationRule.objects.create(often_number=2, often_weeks=1, valid_from=date(2026, 1, 1))

    assert turn_of(guide, coordinator).is_often


def test_three_questions_in_a_row_without_an_answer_suggest_a_call_and_an_answer_ends_it(coordinator, in_district):
    guide = GuideFactory()
    for day in (2, 3, 4):
        asked(guide, days=day, status="expired")
    assert turn_of(guide, coordinator).may_need_a_call

    asked(guide, days=1, status="accepted")

    assert not turn_of(guide, coordinator).may_need_a_call


def test_the_page_ranks_nobody_by_answers(login, coordinator, in_district):
    page = login(coordinator).get("/buero/lotsen/reihe/").content.decode()

    assert "sortierung=" not in page
    assert "bewertet niemanden" in page


# ── the chart ───────────────────────────────────────────────────────────────────────────────────────


def test_the_chart_is_an_image_with_a_name_and_escapes_its_words():
    svg = forecast_chart(
        ["Jan", "Feb", "<Mär>"], [1, 2], expected=(2, 3, 4), limit=5, title="A & B", limit_label="Grenze"
    )

    assert svg.startswith("<svg")
    assert 'role="img"' in svg
    assert "A &amp; B" in svg
    assert "<Mär>" not in svg
    assert "polygon" in svg


def test_the_chart_of_a_whole_year_has_no_range_left():
    assert "polygon" not in forecast_chart(["Jan", "Feb"], [1, 2], expected=(2, 2, 2), title="x")


@pytest.mark.parametrize(("reached", "expected"), [([], (1, 2, 3)), ([1, 2, 3], (1, 2, 3)), ([1], (3, 2, 1))])
def test_a_chart_that_contradicts_itself_is_refused(reached, expected):
    with pytest.raises(ValueError):
        forecast_chart(["a", "b"], reached, expected=expected, title="x")
