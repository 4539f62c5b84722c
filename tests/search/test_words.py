"""The words in memory against the plain way: look at every text."""

from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from kreislotse.search import words as module
from kreislotse.search.analysis import Word
from kreislotse.search.words import Text, WordIndex

token = st.text("abß", min_size=1, max_size=4)
tokens = st.lists(token, max_size=5).map(" ".join)
languages = st.sampled_from(["de", "ar", "de-simple"])
text = st.tuples(languages, tokens, tokens)
texts = st.lists(text, max_size=12)
way = st.lists(token, min_size=1, max_size=2).map(tuple)
question = st.lists(st.builds(Word, token, st.lists(way, min_size=1, max_size=2).map(tuple)), min_size=1, max_size=3)


def contains(words: set[str], asked: str) -> bool:
    is_whole = len(asked) < 3 and asked.isascii()
    return asked in words if is_whole else any(word.startswith(asked) for word in words)


def plain(everything: list[Text], asked: list[Word], among: list[str]) -> list[set[int]]:
    """The best rank of each text that matches: what is better, and how long the name or the text is."""
    best: dict[int, tuple[int, int]] = {}
    for one in everything:
        name, body = one.name.split(), one.body.split()

        def meets(words: list[str], word: Word) -> bool:
            return any(all(contains(set(words), part) for part in way) for way in word.ways)

        if one.language not in among or not all(meets(name + body, word) for word in asked):
            continue
        of_name, of_text = bisect_left(module._NAME_LENGTHS, len(name)), bisect_left(module._LENGTHS, len(name + body))
        rank = (3, of_text)
        if any(meets(name, word) for word in asked):
            rank = (2, of_text)
        if all(meets(name, word) for word in asked):
            rank = (0 if all(word.token in name for word in asked) else 1, of_name)
        best[one.number] = min(rank, best.get(one.number, rank))
    bands = [len(module._NAME_LENGTHS) + 1] * 2 + [len(module._LENGTHS) + 1] * 2
    return [
        {number for number, found in best.items() if found == (rank, band)}
        for rank, number_of_bands in enumerate(bands)
        for band in range(number_of_bands)
    ]


def numbers_of(mask: int) -> set[int]:
    return {number for number in range(mask.bit_length()) if mask >> number & 1}


@given(texts, st.lists(texts, max_size=4), question, st.lists(languages, min_size=1, unique=True), st.integers(1, 9))
def test_every_question_is_answered_as_by_looking_at_every_text(first, later, asked, among, most):
    everything = [Text(number, *one) for number, one in enumerate(first)]
    index = WordIndex.build(everything)
    whole, module._MOST_IN_OPEN_PART = module._MOST_IN_OPEN_PART, most
    try:
        for some in later:
            new = [Text(len(everything) + n, *one) for n, one in enumerate(some)]
            before, index = index, index.extended(new)
            assert before.matching(asked, among) == WordIndex.build(everything).matching(asked, among), (
                "a shared one changed"
            )
            everything += new
    finally:
        module._MOST_IN_OPEN_PART = whole

    found = index.matching(asked, among)

    assert [numbers_of(rank) for rank in found.in_order if rank] == [
        rank for rank in plain(everything, asked, among) if rank
    ]
    assert numbers_of(found.all) == set().union(*plain(everything, asked, among))


def test_no_word_finds_nothing():
    assert WordIndex.build([Text(0, "de", "deutsch", "")]).matching([], ["de"]).all == 0


def test_one_thing_in_two_languages_needs_all_words_in_one_of_them():
    index = WordIndex.build([Text(0, "de", "deutsch", ""), Text(0, "en", "course", "")])

    both = [Word.one_of(["deutsch"]), Word.one_of(["course"])]

    assert index.matching(both, ["de", "en"]).all == 0
    assert index.matching(both[:1], ["de", "en"]).all == index.matching(both[1:], ["de", "en"]).all == 1
