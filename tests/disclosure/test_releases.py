import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreislotse.disclosure import (
    SECRET,
    InconsistentTables,
    MissingPeriods,
    Release,
    Table,
    attack,
    protect,
    protect_in_turn,
    protect_series,
)
from kreislotse.disclosure.system import CHANGE, System

from .strategies import TOPICS, months, thresholds


def by_topic(counts, *periods):
    return Table.from_leaves([TOPICS], {(code,): n for code, n in counts.items()}, periods=periods)


def released(table, **options):
    return Release(table, protect(table, **options).published)


@settings(max_examples=60, deadline=None)
@given(months(), st.sampled_from([3, 5]))
def test_no_month_and_no_stretch_between_releases_can_be_worked_out(steps, threshold):
    protections = protect_in_turn(steps, threshold=threshold)

    truths = [table for step in steps for table in step]
    public = [published for protection in protections for published in protection.tables]
    system = System.of(table.shape for table in truths)
    intervals = attack(public)
    for key, value in zip(system.keys, system.values(truths), strict=True):
        if 0 < value < threshold:
            assert intervals[key].covers(0, threshold), key
    for table, published in zip(truths, public, strict=True):
        assert all(published[at] in (count, SECRET) for at, count in table.counts.items())


@settings(max_examples=40, deadline=None)
@given(months(), thresholds)
def test_only_the_running_sum_is_published_and_months_stay_hidden(steps, threshold):
    sums = [[so_far] for _, so_far in steps]

    protections = protect_in_turn(sums, threshold=threshold)

    intervals = attack([protection.published for protection in protections])
    truths = [table for step in sums for table in step]
    system = System.of(table.shape for table in truths)
    for key, value in zip(system.keys, system.values(truths), strict=True):
        if 0 < value < threshold:
            assert intervals[key].covers(0, threshold), key


def test_one_more_since_the_last_release_is_not_shown():
    march = by_topic({"work": 20, "school": 30, "health": 25}, "2026-01", "2026-02", "2026-03")
    april = by_topic({"work": 21, "school": 40, "health": 35}, "2026-01", "2026-02", "2026-03", "2026-04")

    alone = protect(april, threshold=3).published
    after = protect_series([released(march, threshold=3)], [april], threshold=3).published

    assert alone["work"] == 21
    assert after["work"] == SECRET
    assert len(after.suppressed) >= 2


def test_published_again_is_published_the_same():
    table = by_topic({"work": 2, "school": 30, "health": 5}, "2026-01")
    release = released(table, threshold=3)

    again = protect_series([release], [table], threshold=3)

    assert again.published == release.published


def test_correction_by_one_person_is_not_shown():
    first = by_topic({"work": 20, "school": 30, "health": 25}, "2026-01")
    corrected = by_topic({"work": 21, "school": 34, "health": 25}, "2026-01@2")

    after = protect_series([released(first, threshold=3)], [corrected], threshold=3)

    assert after.published["work"] == SECRET
    assert attack([first_published(first), after.published])["", (CHANGE, "2026-01@2"), (("topic", "work"),)].covers(
        0, 3
    )


def first_published(table):
    return protect(table, threshold=3).published


def test_withdrawal_of_one_person_is_not_shown():
    first = by_topic({"work": 20, "school": 30, "health": 25}, "2026-01")
    corrected = by_topic({"work": 19, "school": 26, "health": 25}, "2026-01@2")

    after = protect_series([released(first, threshold=3)], [corrected], threshold=3)

    assert after.published["work"] == SECRET
    assert attack([first_published(first), after.published])["", (CHANGE, "2026-01@2"), (("topic", "work"),)].covers(
        -3, 0
    )


def test_changed_numbers_under_the_same_period_are_refused():
    release = released(by_topic({"work": 20}, "2026-01"), threshold=3)

    with pytest.raises(InconsistentTables):
        protect_series([release], [by_topic({"work": 21}, "2026-01")], threshold=3)


def test_what_an_unprotected_release_gave_away_is_reported():
    table = by_topic({"work": 1, "school": 30}, "2026-01")
    careless = Release(table, protect(table, threshold=2, protection=1).published)
    open_release = Release(table, type(careless.published)(table.shape, dict(table.counts)))

    again = protect_series([open_release], [table], threshold=3)

    assert again.published["work"] == SECRET
    assert again.already_disclosed == {table.shape.key(("work",))}


def test_stretches_that_cannot_be_worked_out_are_named():
    spring = by_topic({"work": 20}, "2026-01", "2026-02")
    later = by_topic({"work": 25}, "2026-02", "2026-03")

    with pytest.raises(MissingPeriods):
        protect_series([released(spring, threshold=3)], [later], threshold=3)
