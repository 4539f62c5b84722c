"""Find public things by words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models.expressions import RawSQL

from kreislotse.core.scope import current_district_id
from kreislotse.search.analysis import Word, is_beginning, question, written_tokens
from kreislotse.search.models import SearchTerm
from kreislotse.search.snapshots import Snapshot, snapshot
from kreislotse.search.spelling import Vocabulary
from kreislotse.search.words import Matches


@dataclass(frozen=True)
class Hits:
    """What was found, as sets of `Snapshot.index`, the best first.

    `meant` says for words that occur nowhere which others were searched instead: token asked → how it is written.
    `left_out` is a word without which something was found.
    """

    matches: Matches = Matches()
    meant: dict[str, str] = field(default_factory=dict)
    left_out: str = ""


def search(text: str, *, kind: str, languages: Sequence[str]) -> list[int]:
    """The keys of the things of `kind` that contain every word of `text` in one of `languages`, best first.

    Words match the beginnings of words and the parts of compounds. `words.Matches` says what is better; what is equally good
    stands in the order of lists. `[]` if `text` has no word.
    """
    here = snapshot(kind)
    matches = here.words.matching(question(text, languages[0]), dict.fromkeys(languages))
    parts = [part & here.index.everything for part in matches.in_order]
    return here.index.pages(parts, 0, len(here.index))


def find(text: str, *, here: Snapshot, languages: Sequence[str], all_languages: Sequence[str]) -> Hits:
    """Like `search`, and not giving up where nothing is found as it was asked.

    In this order: in all languages; with the words that were probably meant (a slip of the finger, else heard alike in
    another script); as all of it may have been heard; without one of the words. The first that finds something is the
    answer, and says what it did.
    """
    words = question(text, languages[0])

    def matches(asked: list[Word], among: Sequence[str]) -> Matches | None:
        found = here.words.matching(asked, dict.fromkeys(among))
        return found if found.all & here.index.everything else None

    if found := matches(words, languages) or matches(words, all_languages):
        return Hits(found)
    if not words:
        return Hits()
    known = here.vocabulary
    corrected, meant = _corrected(words, known)
    for guess, guessed in ((corrected, meant), _heard(words, known)):
        if guessed and (found := matches(guess, all_languages)):
            return Hits(found, meant=_written(guessed))
    for place in reversed(range(len(corrected)) if len(corrected) > 1 else ()):
        if found := matches(corrected[:place] + corrected[place + 1 :], all_languages):
            token = words[place].token
            return Hits(found, meant=_written(meant), left_out=written_tokens(text).get(token, token))
    return Hits()


def _corrected(words: list[Word], known: Vocabulary) -> tuple[list[Word], dict[str, str]]:
    """The question with unknown words replaced by known ones, and what was put in their place."""
    corrected, meant = [], {}
    for word in words:
        others = [] if _is_known(word, known) else known.alike(word.token) or known.heard_alike(word.token)
        corrected.append(Word.one_of(others) if others else word)
        if others:
            meant[word.token] = others[0]
    return corrected, meant


def _heard(words: list[Word], known: Vocabulary) -> tuple[list[Word], dict[str, str]]:
    """The question as it may have been heard: each word, or one of another script that sounds like it."""
    heard, meant = [], {}
    for word in words:
        others = known.heard_alike(word.token)
        heard.append(Word(word.token, word.ways + tuple((other,) for other in others)))
        if others:
            meant[word.token] = others[0]
    return heard, meant


def _is_known(word: Word, known: Vocabulary) -> bool:
    return any(
        all(known.begins(token) if is_beginning(token) else token in known for token in way) for way in word.ways
    )


def _written(meant: dict[str, str]) -> dict[str, str]:
    """The same with the words as they are written."""
    if not meant:
        return {}
    rows = SearchTerm.objects.filter(district_key=current_district_id(), token__in=set(meant.values()))
    written = dict(rows.values_list("token", "written"))
    return {asked: written.get(token, token) for asked, token in meant.items()}


def one_of(keys: list[int]) -> RawSQL:
    """`keys` for `filter(pk__in=…)`, sent as one value: thousands of single ones take Django longer than the query."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(keys)])
    return RawSQL("SELECT unnest(%s::bigint[])", [keys])
