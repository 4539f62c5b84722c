"""Words that went and came; the runs give the texts back."""

from hypothesis import given
from hypothesis import strategies as st

from kreislotse.core.differences import MOST_WORDS, pieces, word_differences


def changed(parts):
    return [part.text for part in parts if part.is_changed]


def test_only_the_words_that_differ_are_marked():
    old, new = word_differences("Montag 9 bis 12 Uhr", "Montag 9 bis 13 Uhr")

    assert (changed(old), changed(new)) == (["12"], ["13"])


def test_equal_texts_have_no_mark():
    old, new = word_differences("gleich", "gleich")

    assert changed(old) == changed(new) == []


def test_very_long_texts_are_not_compared_word_by_word():
    old, new = word_differences("alt " * MOST_WORDS, "neu " * MOST_WORDS)

    assert (len(old), len(new)) == (1, 1)


@given(st.text(max_size=60), st.text(max_size=60))
def test_runs_give_the_texts_back(old, new):
    left, right = word_differences(old, new)

    assert "".join(part.text for part in left) == old
    assert "".join(part.text for part in right) == new


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_hold_both_texts(before, now):
    found = pieces(before, now)

    assert "".join(one.text for one in found if one.kind != "gone") == now
    assert "".join(one.text for one in found if one.kind != "new") == before
