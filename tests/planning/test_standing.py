from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.core.freshness import Fresh, freshness
from kreislotse.planning.standing import Facts, Needed, Standing, Step, Target, Thresholds, standing_of

TODAY = date(2026, 3, 9)
THRESHOLDS = Thresholds(late_after_days=30, stale_after_days=180, target_tolerance_percent=20)
RUNNING = Facts("running", starts_on=date(2025, 6, 1), ends_on=date(2027, 1, 1), reported_on=date(2026, 2, 1), light="green")  # fmt: skip


def found(facts, today=TODAY):
    return standing_of(facts, today=today, thresholds=THRESHOLDS)


@pytest.mark.parametrize(
    ("changes", "standing", "words"),
    [
        ({}, Standing.ON_TIME, "im Plan"),
        ({"status": "done", "status_since": date(2026, 1, 5)}, Standing.DONE, "5. Januar 2026"),
        ({"status": "dropped", "status_since": date(2026, 1, 5), "status_reason": "kein Geld"}, Standing.DROPPED, "kein Geld"),
        ({"status": "paused", "status_since": date(2026, 1, 5), "status_reason": "Stelle frei"}, Standing.RESTING, "Stelle frei"),
        ({"status": "planned", "starts_on": date(2026, 5, 1)}, Standing.NOT_STARTED, "Beginnt am 1. Mai 2026"),
        ({"status": "planned", "starts_on": date(2026, 3, 1)}, Standing.NOT_STARTED, "noch nicht"),
        ({"status": "planned", "starts_on": date(2026, 1, 1)}, Standing.LATE, "Sollte am 1. Januar 2026 beginnen"),
        ({"status": "planned", "starts_on": None}, Standing.NOT_STARTED, "kein Tag"),
        ({"ends_on": date(2026, 1, 1)}, Standing.LATE, "fertig sein"),
        ({"ends_on": date(2026, 3, 1)}, Standing.STUCK, "vor 8 Tagen"),
        ({"milestones": (Step("Räume gefunden", date(2026, 1, 1)),)}, Standing.LATE, "Räume gefunden"),
        ({"milestones": (Step("Räume gefunden", date(2026, 3, 8)),)}, Standing.STUCK, "vor 1 Tag."),
        ({"milestones": (Step("Räume gefunden", date(2026, 1, 1), date(2026, 1, 1)),)}, Standing.ON_TIME, ""),
        ({"milestones": (Step("Räume gefunden", date(2026, 4, 1)),)}, Standing.ON_TIME, "1. April 2026: Räume gefunden"),
        ({"needs": (Needed("1.1", "Raum", "paused"),)}, Standing.STUCK, "1.1"),
        ({"needs": (Needed("1.1", "Raum", "dropped"),)}, Standing.STUCK, "nicht weiter verfolgt"),
        ({"needs": (Needed("1.1", "Raum", "running", date(2026, 3, 1)),)}, Standing.STUCK, "sollte am 1. März 2026"),
        ({"needs": (Needed("1.1", "Raum", "done", date(2026, 3, 1)),)}, Standing.ON_TIME, ""),
        ({"reported_on": date(2025, 1, 1)}, Standing.STALE, "432 Tage alt"),
        ({"reported_on": None, "light": "", "starts_on": date(2025, 1, 1)}, Standing.STALE, "Tage alt"),
        ({"light": "red"}, Standing.STUCK, "gefährdet"),
        ({"light": "yellow"}, Standing.STUCK, "stockt"),
        ({"is_ongoing": True, "ends_on": None, "light": ""}, Standing.ON_TIME, "Daueraufgabe"),
    ],
)  # fmt: skip
def test_standing_has_a_reason_with_what_it_follows_from(changes, standing, words):
    result = found(replace(RUNNING, **changes))

    assert (result.standing, words in result.reason) == (standing, True), result


def target(value, **changes):
    facts = {
        "name": "Wartezeit", "baseline": Decimal(100), "baseline_on": date(2025, 1, 1), "target": Decimal(50),
        "target_on": date(2027, 1, 1), "value": Decimal(value), "value_on": date(2026, 1, 1),
    }  # fmt: skip
    return Target(**facts | changes)


def test_value_on_its_way_to_the_target_is_on_time():
    assert found(replace(RUNNING, targets=(target(76),))).standing == Standing.ON_TIME


def test_value_far_behind_its_way_is_stuck_and_says_what_was_expected():
    result = found(replace(RUNNING, targets=(target(95),)))

    assert result.standing == Standing.STUCK
    assert "bei 95" in result.reason
    assert "wären es 75" in result.reason


def test_target_missed_after_its_day_is_late():
    missed = target(70, target_on=date(2026, 1, 1), value_on=date(2025, 12, 31))

    assert found(replace(RUNNING, targets=(missed,))).standing == Standing.LATE


def test_target_reached_before_its_day_counts_as_reached():
    assert found(replace(RUNNING, targets=(target(45),))).standing == Standing.ON_TIME


DAYS = st.dates(date(2024, 1, 1), date(2028, 1, 1))
MAYBE = st.none() | DAYS
STEPS = st.builds(Step, st.sampled_from(["Auftakt", "Halbzeit"]), DAYS, MAYBE)
NEEDED = st.builds(Needed, st.just("1.1"), st.just("Raum"), st.sampled_from(["planned", "running", "paused", "done", "dropped"]), MAYBE)  # fmt: skip
TARGETS = st.builds(
    lambda baseline, goal, value, on: Target("Wert", Decimal(goal), on + timedelta(days=400), Decimal(baseline), on, Decimal(value), on + timedelta(days=100)),
    st.integers(0, 100), st.integers(0, 100), st.integers(0, 100), DAYS,
)  # fmt: skip


@st.composite
def facts(draw):
    light = draw(st.sampled_from(["", "green", "yellow", "red"]))
    return Facts(
        status=draw(st.sampled_from(["proposed", "planned", "running", "paused", "done", "dropped"])),
        starts_on=draw(MAYBE), ends_on=draw(MAYBE), is_ongoing=draw(st.booleans()), status_since=draw(MAYBE), status_reason="weil",
        milestones=tuple(draw(st.lists(STEPS, max_size=3))), needs=tuple(draw(st.lists(NEEDED, max_size=2))),
        reported_on=draw(DAYS) if light else None, light=light, targets=tuple(draw(st.lists(TARGETS, max_size=2))),
    )  # fmt: skip


@given(facts(), DAYS)
def test_every_measure_stands_somehow_and_says_why_in_a_sentence(some, today):
    result = found(some, today)

    assert result.standing in Standing
    assert result.reason[:1].isupper() or result.reason.startswith("„")
    assert result.reason.endswith((".", "weil"))


@given(facts(), DAYS, st.integers(1, 500))
def test_time_alone_makes_nothing_late_better(some, today, days):
    if found(some, today).standing == Standing.LATE:
        assert found(some, today + timedelta(days=days)).standing == Standing.LATE


@given(facts(), DAYS)
def test_reaching_all_milestones_makes_nothing_late(some, today):
    reached = replace(some, milestones=tuple(replace(one, reached_on=one.due_on) for one in some.milestones))
    if found(some, today).standing != Standing.LATE:
        assert found(reached, today).standing != Standing.LATE


@given(facts(), DAYS)
def test_lead_cannot_hide_lateness_with_a_green_light(some, today):
    if found(some, today).standing == Standing.LATE:
        assert found(replace(some, light="green", reported_on=today), today).standing == Standing.LATE


@given(facts(), DAYS)
def test_more_patience_makes_nothing_late(some, today):
    patient = Thresholds(late_after_days=60, stale_after_days=180, target_tolerance_percent=20)
    if standing_of(some, today=today, thresholds=patient).standing == Standing.LATE:
        assert found(some, today).standing == Standing.LATE


def test_knowledge_grows_old_in_steps():
    def state(days):
        return freshness(TODAY - timedelta(days=days), stale_after_days=100, today=TODAY).state

    assert [state(days) for days in (0, 50, 51, 100, 101)] == [Fresh.FRESH, Fresh.FRESH, Fresh.AGING, Fresh.AGING, Fresh.STALE]  # fmt: skip
    assert freshness(None, stale_after_days=100, today=TODAY).state == Fresh.NEVER


@pytest.mark.parametrize(
    ("less_is_better", "value", "reached"), [(True, 4, True), (True, 9, False), (False, 9, True), (False, 4, False)]
)
def test_without_a_baseline_the_direction_of_the_indicator_says_what_reached_means(less_is_better, value, reached):
    target = Target("Wartezeit", Decimal(5), date(2027, 1, 1), value=Decimal(value), less_is_better=less_is_better)

    assert target.is_reached() is reached
