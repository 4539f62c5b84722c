import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.search.analysis import MOST_WORDS, index_tokens, parts, question, tokens


def test_umlauts_and_their_spelled_out_form_are_the_same():
    assert tokens("Müller, Straße") == tokens("Mueller Strasse")


def test_compounds_bring_their_parts():
    assert parts("migrationsberatung") == ("migration", "beratung")
    assert parts("kindertagesstatte") == ("kinder", "tagesstatte") or "kinder" not in parts("kindertagesstatte")
    assert parts("alphabetisierungskurs") == ("alphabetisierung", "kurs")


def test_a_compound_with_an_unknown_beginning_gives_its_known_end():
    assert parts("korbachberatung") == ("korbach", "beratung")


def test_simple_words_have_no_parts():
    assert parts("beratung") == ()
    assert parts("haus") == ()


def test_each_token_is_stored_once():
    assert index_tokens("Beratung und Beratung").split() == ["beratung", "und"]


def test_words_that_say_nothing_are_not_asked_for():
    assert len(question("Ich suche einen Deutschkurs")) == 1


def test_a_question_of_empty_words_only_is_still_asked():
    [word] = question("ich")
    assert word.ways == (("ich",),)


def test_nothing_is_asked_without_words():
    assert question("  … !! ") == []


def test_plural_is_asked_by_its_stem():
    assert ("wohnung",) in question("Wohnungen")[0].ways


def test_the_arabic_article_does_not_matter():
    assert set(question("السكن")[0].ways) >= {("سكن",)}
    assert "سكن" in index_tokens("السكن").split()


@given(st.text(max_size=200))
def test_tokens_are_letters_and_digits_only(text):
    assert all(token.isalnum() and token == token.casefold() for token in tokens(text))


@given(st.text(max_size=400))
def test_a_question_never_grows_beyond_its_limit(text):
    asked = question(text)

    assert len(asked) <= MOST_WORDS
    assert all(start for word in asked for way in word.ways for start in way)


@pytest.mark.parametrize(
    ("language", "asked", "written"),
    [
        ("ru", "курсами", "курсы"),
        ("pl", "kursami", "kursy"),
        ("tr", "kurslara", "kurs"),
        ("fr", "logements", "logement"),
    ],
)
def test_endings_of_other_languages_are_taken_off(language, asked, written):
    [word] = question(asked, language)
    [token] = tokens(written)
    assert any(all(token.startswith(beginning) for beginning in way) for way in word.ways)
