"""From text to tokens, the same for what is stored and for what is asked, whatever the database.

Tokens are folded words of letters and digits (`core.text.fold_german`). A stored German compound brings its parts
along; a question matches the beginning of tokens, so that the head of a compound and its endings need no rule.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain

import snowballstemmer

from kreislotse.core.text import fold_german

LONGEST_TOKEN = 40  # characters; PostgreSQL's limit is 2046 bytes
MOST_WORDS = 8  # of a question
_SHORTEST_PART = 3
_SHORTEST_STEM = 4
_SHORTEST_COMPOUND = 7
_WORD = re.compile(r"[^\W_]+")
_JOINTS = ("", "s", "es", "n", "en", "er", "e")
_ENDINGS = ("ern", "en", "er", "es", "em", "e", "n", "s")
_ARABIC_ARTICLE = "ال"


def tokens(text: str) -> list[str]:
    """The folded words of `text`, in order, repetitions kept."""
    return [token for word in _words(text) for token in _folded(word)]


def written_tokens(text: str) -> dict[str, str]:
    """The folded words of `text`, each with the way it was first written."""
    found: dict[str, str] = {}
    for word in dict.fromkeys(_words(text)):
        for token in _folded(word):
            found.setdefault(token, word)
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=200_000)
def _folded(word: str) -> tuple[str, ...]:
    """The tokens of one word; folding can take a word apart. Texts repeat their words, so this is remembered."""
    return tuple(token[:LONGEST_TOKEN] for token in _WORD.findall(fold_german(word)))


def index_tokens(text: str) -> str:
    """What is stored of `text`: each token once, and the parts of compounds, parted by spaces."""
    return " ".join(dict.fromkeys(chain.from_iterable(map(_stored, _words(text)))))


@lru_cache(maxsize=200_000)
def _stored(word: str) -> tuple[str, ...]:
    """What is stored of one word: its tokens, each with the parts of the compound and without the Arabic article."""
    return tuple(
        stored for token in _folded(word) for stored in (token, *parts(token), _without_article(token)) if stored
    )


@lru_cache(maxsize=20_000)
def parts(token: str) -> tuple[str, ...]:
    """The known words a compound is made of; `()` for a simple word.

    A compound that is known only at its end gives that end and what stands before it.
    """
    if len(token) < _SHORTEST_COMPOUND or not token.isascii() or not token.isalpha():
        return ()
    whole = _decompose(token)
    if whole is not None:
        return whole if len(whole) > 1 else ()
    for start in range(_SHORTEST_PART, len(token) - _SHORTEST_STEM + 1):
        tail = _decompose(token[start:])
        if tail is not None:
            return (_without_joint(token[:start]), *tail)
    return ()


def _decompose(token: str) -> tuple[str, ...] | None:
    """`token` as a chain of known words with joints between them, in as few words as possible."""
    if token in _known_words():
        return (token,)
    best = None
    for end in range(len(token) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        head = token[:end]
        if head not in _known_words():
            continue
        for joint in _JOINTS:
            if token.startswith(joint, end):
                rest = _decompose(token[end + len(joint) :])
                if rest is not None and (best is None or len(rest) + 1 < len(best)):
                    best = (head, *rest)
    return best


def _without_joint(head: str) -> str:
    return head[:-1] if head.endswith("s") and len(head) > _SHORTEST_STEM else head


@lru_cache
def _shipped(name: str) -> frozenset[str]:
    """The words of a shipped list, folded as tokens are."""
    lines = files("kreislotse.search").joinpath("data", name).read_text("utf-8").splitlines()
    return frozenset(fold_german(word) for line in lines if not line.startswith("#") for word in line.split())


def _known_words() -> frozenset[str]:
    return _shipped("compound_parts_de.txt")


@dataclass(frozen=True)
class Word:
    """One word of a question: the token as it was written, and the ways in which a document may contain it.

    A way is a tuple of beginnings of tokens that must all occur.
    """

    token: str
    ways: tuple[tuple[str, ...], ...]

    @classmethod
    def one_of(cls, alternatives: list[str]) -> Word:
        """Any of these is meant, most likely the first."""
        return cls(alternatives[0], tuple((one,) for one in alternatives))


def question(text: str, language: str = "de") -> list[Word]:
    """What `text` asks for: all of these words. Its endings are read as German and as `language` (BCP 47).

    Words that say nothing are left out unless nothing else was said; `[]` if there is no word at all.
    """
    written = written_tokens(text)
    telling = [token for token in written if token not in _shipped("empty_words.txt")] or list(written)
    return [Word(token, _ways(token, written[token], language)) for token in telling[:MOST_WORDS]]


def _ways(token: str, written: str, language: str) -> tuple[tuple[str, ...], ...]:
    ways = [(_stem(token),)]
    if split := parts(token):
        ways.append(tuple(dict.fromkeys(_stem(part) for part in split)))
    if bare := _without_article(token):
        ways.append((bare,))
    stem = fold_german(_snowball(language, written)) if language in _SNOWBALL else ""
    if len(stem) >= _SHORTEST_PART and stem != token:
        ways.append((stem,))
    return tuple(dict.fromkeys(ways))


# The interface languages for which the Snowball project has a stemmer; German has its own rule above, because its
# stems must be beginnings of words.
_SNOWBALL = {
    "ar": "arabic", "en": "english", "fa": "persian", "fr": "french", "pl": "polish", "ro": "romanian", "ru": "russian",
    "tr": "turkish",
}  # fmt: skip


@lru_cache(maxsize=2_000)
def _snowball(language: str, written: str) -> str:
    return snowballstemmer.stemmer(_SNOWBALL[language]).stemWord(written.lower())


def is_beginning(token: str) -> bool:
    """Whether a token of a question also finds longer words; one or two letters mean a word of their own ("IT")."""
    return len(token) >= _SHORTEST_PART or not token.isascii()


def _stem(word: str) -> str:
    """`word` without the ending of a German plural or case; its beginning then finds the longer forms too."""
    if word.isascii():
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                return word[: -len(ending)]
    return word


def _without_article(token: str) -> str:
    if token.startswith(_ARABIC_ARTICLE) and len(token) >= len(_ARABIC_ARTICLE) + 3:
        return token[len(_ARABIC_ARTICLE) :]
    return ""
