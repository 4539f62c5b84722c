import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.planning.cycles import find_cycle
from kreislotse.planning.ordering import next_number, number_key
from kreislotse.planning.smart import Wording, missing

EDGES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20)


@given(EDGES)
def test_a_circle_that_is_found_consists_of_edges_and_ends_where_it_began(edges):
    cycle = find_cycle(edges)

    if cycle is not None:
        assert cycle[0] == cycle[-1]
        assert all(pair in edges for pair in zip(cycle, cycle[1:], strict=False))


@given(EDGES)
def test_without_a_circle_the_measures_can_be_put_in_an_order(edges):
    if find_cycle(edges) is None:
        left = {node for edge in edges for node in edge}
        while left:
            free = {node for node in left if not any(a == node and b in left for a, b in edges)}
            assert free
            left -= free


def test_ten_thousand_in_a_row_are_no_problem():
    edges = [(n, n + 1) for n in range(10_000)]
    random.Random(1).shuffle(edges)

    assert find_cycle(edges) is None
    assert len(find_cycle([*edges, (10_000, 0)])) == 10_002


def test_numbers_are_ordered_as_people_count():
    assert sorted(["1.10", "1.2", "2", "10", "1.2.1"], key=number_key) == ["1.2", "1.2.1", "1.10", "2", "10"]


@pytest.mark.parametrize(
    ("taken", "prefix", "number"),
    [([], "", "1"), (["1", "2"], "", "3"), (["1.1", "1.9"], "1", "1.10"), ([], "2.3", "2.3.1"), (["a"], "", "1")],
)
def test_next_number_follows_the_last_one(taken, prefix, number):
    assert next_number(taken, prefix=prefix) == number


FULL = Wording(
    title="Niemand wartet länger als drei Monate auf einen Kurs", target_groups=1, targets=1, targets_with_baseline=1,
    achievable_because="Zwei Träger haben Plätze zugesagt", relevant_because="Häufigster Bedarf", answers_needs=0,
    due_on=date(2027, 1, 1), version_ends_on=date(2028, 1, 1),
)  # fmt: skip


def test_an_objective_with_everything_misses_nothing():
    assert missing(FULL) == []


@pytest.mark.parametrize(
    ("changes", "letter"),
    [
        ({"title": "Sprache fördern"}, "Spezifisch"), ({"target_groups": 0}, "Spezifisch"), ({"targets": 0}, "Messbar"),
        ({"targets_with_baseline": 0}, "Messbar"), ({"achievable_because": " "}, "Erreichbar"),
        ({"relevant_because": ""}, "Wichtig"), ({"due_on": None}, "Bis wann"), ({"due_on": date(2029, 1, 1)}, "Bis wann"),
    ],
)  # fmt: skip
def test_each_missing_letter_says_what_to_write(changes, letter):
    [sentence] = missing(Wording(**{**FULL.__dict__, **changes}))

    assert sentence.startswith(letter)


def test_a_linked_need_says_why_it_matters():
    assert missing(Wording(**{**FULL.__dict__, "relevant_because": "", "answers_needs": 2})) == []
