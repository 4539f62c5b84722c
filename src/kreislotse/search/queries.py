"""Find public things by words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module

from django.db import connection

from kreislotse.core.scope import current_district_id
from kreislotse.search.analysis import Word, is_beginning, question, written_tokens
from kreislotse.search.models import SearchTerm, scope_of
from kreislotse.search.snapshots import snapshot
from kreislotse.search.spelling import Vocabulary

MOST_HITS = 3000


@dataclass(frozen=True)
class Hits:
    """What was found: `keys`, best first; `is_cut` if there were more than were looked at.

    `meant` says for words that occur nowhere which others were searched instead: token asked → how it is written.
    `left_out` is a word without which something was found.
    """

    keys: list[int]
    is_cut: bool = False
    meant: dict[str, str] | None = None
    left_out: str = ""


def search(
    text: str, *, kind: str, languages: Sequence[str], filters: Iterable[Sequence[str]] = (), limit: int = MOST_HITS
) -> list[int]:
    """The keys of the things of `kind` that contain every word of `text` in one of `languages`, best first.

    Words match the beginnings of words and the parts of compounds. First come things that are named exactly so, then
    those whose name contains the words, then the others, each by importance and key. `filters` are lists of tokens of
    which a document has one each (`Document.filters`). At most `limit` things; `[]` if `text` has no word.
    """
    return _hits(question(text, languages[0]), kind, languages, filters, limit)


def find(
    text: str,
    *,
    kind: str,
    languages: Sequence[str],
    all_languages: Sequence[str],
    filters: Iterable[Sequence[str]] = (),
    limit: int = MOST_HITS,
) -> Hits:
    """Like `search`, and not giving up where nothing is found as it was asked.

    In this order: in all languages; with the words that were probably meant (a slip of the finger, else heard alike in
    another script); as all of it may have been heard; without one of the words. The first that finds something is the
    answer, and says what it did.
    """
    words, filters = question(text, languages[0]), list(filters)

    def hits(asked: list[Word], among: Sequence[str]) -> Hits | None:
        keys = _hits(asked, kind, among, filters, limit + 1) if asked else []
        return Hits(keys[:limit], is_cut=len(keys) > limit) if keys else None

    if not words:
        return Hits([])
    if found := hits(words, languages) or hits(words, all_languages):
        return found
    known = vocabulary(kind)
    corrected, meant = _corrected(words, known)
    for guess, guessed in ((corrected, meant), _heard(words, known)):
        if guessed and (found := hits(guess, all_languages)):
            return Hits(found.keys, found.is_cut, meant=guessed)
    for place in reversed(range(len(corrected)) if len(corrected) > 1 else ()):
        if found := hits(corrected[:place] + corrected[place + 1 :], all_languages):
            return Hits(found.keys, found.is_cut, meant=meant, left_out=_written(text, words[place].token))
    return Hits([], meant=None)


def vocabulary(kind: str) -> Vocabulary:
    """The words that occur in what can be found here, read anew after a change."""
    return snapshot(kind).derived("vocabulary", _read_vocabulary)


def _read_vocabulary() -> Vocabulary:
    rows = SearchTerm.objects.filter(district_key=current_district_id())
    return Vocabulary(dict(rows.values_list("token", "written")))


def _hits(words, kind, languages, filters, limit) -> list[int]:
    if not words:
        return []
    scopes = [scope_of(current_district_id(), kind, language) for language in dict.fromkeys(languages)]
    return _backend().hits(scopes, list(filters), words, limit)


def _corrected(words: list[Word], known: Vocabulary) -> tuple[list[Word], dict[str, str]]:
    """The question with unknown words replaced by known ones, and what was put in their place."""
    corrected, meant = [], {}
    for word in words:
        others = [] if _is_known(word, known) else known.alike(word.token) or known.heard_alike(word.token)
        corrected.append(Word.one_of(others) if others else word)
        if others:
            meant[word.token] = known.written[others[0]]
    return corrected, meant


def _heard(words: list[Word], known: Vocabulary) -> tuple[list[Word], dict[str, str]]:
    """The question as it may have been heard: each word, or one of another script that sounds like it."""
    heard, meant = [], {}
    for word in words:
        others = known.heard_alike(word.token)
        heard.append(Word(word.token, word.ways + tuple((other,) for other in others)))
        if others:
            meant[word.token] = known.written[others[0]]
    return heard, meant


def _is_known(word: Word, known: Vocabulary) -> bool:
    return any(
        all(known.begins(token) if is_beginning(token) else token in known.written for token in way)
        for way in word.ways
    )


def _written(text: str, token: str) -> str:
    return written_tokens(text).get(token, token)


def one_of(keys: list[int]):
    """`keys` for `filter(pk__in=…)`, sent as one value: thousands of single ones take Django longer than the query."""
    return _backend().one_of(keys)


def _backend():
    name = {"sqlite": "sqlite", "postgresql": "postgres"}[connection.vendor]
    return import_module(f"kreislotse.search.backends.{name}")
