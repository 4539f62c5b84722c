"""Which known word was meant: by letters and by sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance.OSA import distance

from kreislotse.search.spelling import Vocabulary, edits
from kreislotse.search.transliteration import sounds

KNOWN = Vocabulary(
    [
        "deutschkurs",
        "beratung",
        "wohnung",
        "wohngeld",
        "kinderbetreuung",
        "anerkennung",
        "sport",
        "курс",
        "работа",
        "مدرسه",
        "شارجه",
        "ትግርኛ",
    ]
)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("deutschkrus", "deutschkurs"),  # swapped
        ("berratung", "beratung"),  # too many
        ("wonung", "wohnung"),  # missing
        ("beratumg", "beratung"),  # wrong
        ("kinderbetreung", "kinderbetreuung"),
        ("annerkenung", "anerkennung"),  # two edits in a long word
    ],
)
def test_a_slip_of_the_finger_finds_the_word(asked, meant):
    assert KNOWN.alike(asked)[0] == meant


@pytest.mark.parametrize("asked", ["kur", "12345", "xylophon", "wohnung"])
def test_short_strange_and_right_words_have_no_other(asked):
    assert KNOWN.alike(asked) == []


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("scharjah", "شارجه"),
        ("sharja", "شارجه"),
        ("madrasa", "مدرسه"),
        ("rabota", "работа"),
        ("tigrigna", "ትግርኛ"),
        ("tigrinja", "ትግርኛ"),
    ],
)
def test_a_word_in_latin_letters_finds_the_one_that_sounds_alike(asked, meant):
    assert meant in KNOWN.heard_alike(asked)


def test_a_word_of_another_script_is_not_read_as_latin():
    assert KNOWN.heard_alike("работа") == []


words = st.text("abcd", max_size=7)


@given(words, words)
def test_one_edit_away_is_what_edits_makes(one, other):
    assert (other in edits(one, "abcd") or one == other) == (distance(one, other) <= 1)


@given(st.lists(words), st.lists(words), words)
def test_a_vocabulary_knows_what_it_was_given_and_nothing_else(first, more, asked):
    known = Vocabulary(set(first)).extended(set(more))

    assert list(known) == sorted({*first, *more})
    assert (asked in known) == (asked in first or asked in more)
    assert known.begins(asked) == any(word.startswith(asked) for word in known)


@given(st.text("bdfgklmnrstz", min_size=1, max_size=8))
def test_doubled_letters_and_vowels_sound_alike(word):
    assert set(sounds("".join(letter * 2 + "a" for letter in word))) & set(sounds(word)) or not sounds(word)
