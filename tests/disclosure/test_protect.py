from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreislotse.disclosure import (
    SECRET,
    Dimension,
    Fewest,
    InconsistentTables,
    Published,
    Table,
    Zeros,
    attack,
    protect,
    protect_linked,
)

from .strategies import (
    OUTCOMES,
    PLACES,
    TOPICS,
    any_table,
    linked_tables,
    tables,
    three_dimensions,
    thresholds,
)


def assert_safe(tables, protection, threshold):
    """What every publication must hold, checked by the attacker, who shares no code with the protector."""
    intervals = attack(protection.tables)
    warier = attack(protection.tables, knows_zeros_are_shown=True)
    for table, published in zip(tables, protection.tables, strict=True):
        for at, count in table.counts.items():
            shown = published[at]
            assert shown in (count, SECRET)
            if 0 < count < threshold:
                key = table.shape.key(at)
                assert shown == SECRET
                assert intervals[key].covers(0, threshold)
                assert not warier[key].is_exact
                assert warier[key].high is None or warier[key].high >= threshold


@settings(max_examples=100, deadline=None)
@given(any_table, thresholds)
def test_no_small_count_can_be_worked_out(table, threshold):
    assert_safe([table], protect(table, threshold=threshold), threshold)


@settings(max_examples=10, deadline=None)
@given(three_dimensions, thresholds)
def test_no_small_count_can_be_worked_out_in_three_dimensions(table, threshold):
    assert_safe([table], protect(table, threshold=threshold), threshold)


@settings(max_examples=60, deadline=None)
@given(any_table | three_dimensions, thresholds)
def test_the_quick_way_for_large_tables_is_as_safe(table, threshold):
    assert_safe([table], protect(table, threshold=threshold, exact_up_to=0), threshold)


@settings(max_examples=20, deadline=None)
@given(linked_tables(), thresholds)
def test_tables_that_share_totals_do_not_betray_each_other(linked, threshold):
    assert_safe(linked, protect_linked(linked, threshold=threshold), threshold)


@settings(max_examples=60, deadline=None)
@given(any_table, thresholds)
def test_zeros_and_large_counts_around_nothing_small_stay(table, threshold):
    published = protect(table, threshold=threshold).published

    if not any(0 < count < threshold for count in table.counts.values()):
        assert published.cells == table.counts
    if not 0 < table.counts[table.shape.total] < threshold:
        assert all(published[at] == 0 for at, count in table.counts.items() if count == 0)


@settings(max_examples=40, deadline=None)
@given(any_table, thresholds)
def test_protecting_twice_gives_the_same(table, threshold):
    assert protect(table, threshold=threshold) == protect(table, threshold=threshold)


def is_safe_pattern(table, hidden, threshold):
    cells = {at: SECRET if at in hidden else count for at, count in table.counts.items()}
    published = Published(table.shape, cells)
    exact, wary = attack(published), attack(published, knows_zeros_are_shown=True)
    for at, count in table.counts.items():
        if 0 < count < threshold:
            key = table.shape.key(at)
            far = max(threshold, count + 1)
            if not exact[key].covers(0, far) or not wary[key].covers(count, far):
                return False
    return True


@settings(max_examples=25, deadline=None)
@given(st.one_of(tables([TOPICS]), tables([OUTCOMES, Dimension.flat("place", ["north", "south"])])), thresholds)
def test_no_choice_with_fewer_hidden_cells_would_be_safe(table, threshold):
    """Fewest first of all in grand totals, which are hidden only where nothing else protects, then in cells."""
    protection = protect(table, threshold=threshold)
    total = table.counts[table.shape.total]
    if 0 < total < threshold:
        return

    small = {at for at, count in table.counts.items() if 0 < count < threshold}
    others = [at for at, count in table.counts.items() if count >= threshold]
    best = next(
        (hides_total, number)
        for hides_total in (False, True)
        for number in range(len(others) + 1)
        for more in combinations(others, number)
        if (table.shape.total in more) == hides_total and is_safe_pattern(table, small | set(more), threshold)
    )

    assert protection.exact
    hides_total = table.shape.key(table.shape.total) in protection.secondary
    assert (hides_total, len(protection.secondary)) == best


def test_one_small_cell_takes_a_second_one_with_it():
    table = Table.from_counts("topic", {"housing": 12, "school": 2, "work": 9})

    published = protect(table, threshold=3).published

    assert published.cells == {
        ("total",): 23,
        ("housing",): 12,
        ("school",): SECRET,
        ("work",): SECRET,
    }


def test_two_hidden_ones_that_add_up_to_two_are_not_enough():
    table = Table.from_counts("topic", {"housing": 12, "school": 1, "work": 1})

    assert len(protect(table, threshold=3).published.suppressed) == 3


@pytest.mark.parametrize("counts", [{"a": 2, "b": 0, "c": 0}, {"a": 1, "b": 1, "c": 0}])
def test_table_with_too_few_people_is_hidden_whole(counts):
    published = protect(Table.from_counts("topic", counts), threshold=3).published

    assert set(published.cells.values()) == {SECRET}


def test_empty_table_and_table_of_nobody_are_published():
    assert protect(Table.from_counts("topic", {}), threshold=3).published["total"] == 0
    assert protect(Table.from_counts("topic", {"a": 0, "b": 0}), threshold=3).published["a"] == 0


def test_small_total_in_one_of_several_tables_hides_that_table():
    guides = Table.from_counts("topic", {"housing": 1, "work": 1}, universe="guides")
    requests = Table.from_counts("topic", {"housing": 10, "work": 20}, universe="requests")

    hidden, shown = protect_linked([guides, requests], threshold=3).tables

    assert set(hidden.cells.values()) == {SECRET}
    assert shown.cells == requests.counts


def test_zeros_can_be_made_secret():
    table = Table.from_counts("topic", {"housing": 0, "school": 8, "work": 9})

    protection = protect(table, threshold=3, zeros=Zeros.SECRET)

    assert protection.published["housing"] == SECRET
    assert attack(protection.published)[table.shape.key(("housing",))].covers(0, 3)


def test_zero_may_be_hidden_instead_of_a_large_number():
    table = Table.from_counts("topic", {"housing": 0, "school": 2, "work": 90})

    published = protect(table, threshold=3, zeros=Zeros.MAY_HIDE).published

    assert published["housing"] != SECRET  # 0 + 2 leaves at most 2: it would not help alone
    assert published["work"] == SECRET


def test_fewest_persons_hides_other_cells_than_fewest_cells():
    table = Table.from_counts("topic", {"a": 1, "b": 4, "c": 300, "d": 2})

    protection = protect(table, threshold=5, fewest=Fewest.PERSONS)

    assert protection.secondary == frozenset()
    assert protection.published["total"] == 307


def test_groups_of_municipalities_are_protected_with_their_parts():
    places = Dimension("place", {"upper": "total", "lower": "total", "a": "upper", "b": "upper", "c": "lower"})
    table = Table.from_leaves([places], {("a",): 2, ("b",): 30, ("c",): 40})

    published = protect(table, threshold=3).published

    assert published["a"] == published["b"] == SECRET
    assert published["total"] == 72 and published["upper"] == 32


def test_tables_that_contradict_each_other_are_refused():
    one = Table.from_leaves([TOPICS], {("work",): 5})
    other = Table.from_leaves([TOPICS, PLACES], {("work", "north"): 6})

    with pytest.raises(InconsistentTables):
        protect_linked([one, other], threshold=3)


def test_wrong_sums_are_refused():
    table = Table.from_leaves([TOPICS], {("work",): 5})

    with pytest.raises(InconsistentTables):
        protect(Table(table.shape, {**table.counts, ("total",): 6}), threshold=3)


@pytest.mark.parametrize("count", [-1, 2.5, True])
def test_counts_are_whole_and_not_negative(count):
    with pytest.raises(ValueError):
        Table.from_counts("topic", {"work": count})


def test_classification_without_a_way_to_its_total_is_refused():
    with pytest.raises(ValueError):
        Dimension("place", {"a": "b", "b": "a"})


def test_attacker_undoes_hiding_of_single_cells():
    """The control: what offices do by hand is open to subtraction, and the attacker here finds it."""
    table = Table.from_counts("topic", {"housing": 12, "school": 2, "work": 9})
    cells = {at: SECRET if 0 < n < 3 else n for at, n in table.counts.items()}

    (interval,) = attack(Published(table.shape, cells)).values()

    assert interval.is_exact and interval.low == 2


def test_the_grand_total_stays_readable_while_other_cells_can_protect():
    outcome = Table.from_counts(
        "outcome", {"helped": 20, "withdrawn": 1, "unreachable": 1, "no offer": 5}, universe="r"
    )
    topic = Table.from_counts("topic", {"housing": 13, "school": 12, "work": 1, "kita": 1}, universe="r")

    protection = protect_linked([outcome, topic], threshold=3)

    assert [table["total"] for table in protection.tables] == [27, 27]
