"""The office's glossary: which of its terms a German text contains, and whether a translation uses them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from re import compile as pattern

import snowballstemmer
from django.db import transaction
from django.db.models import QuerySet

from kreislotse.accounts.models import User
from kreislotse.audit import operations as audit
from kreislotse.core.text import fold
from kreislotse.directory.entries import Entry
from kreislotse.directory.models import GlossaryTerm

_WORD = pattern(r"[^\W_]+")
_SHARE_OF_A_WORD = 0.7  # endings differ, beginnings seldom; a hint may be wrong, so it never refuses
_SHORTEST = 3


def all_terms() -> QuerySet[GlossaryTerm]:
    return GlossaryTerm.objects.order_by("search_key", "pk")


_ENDINGS = ("ern", "en", "er", "em", "es", "e", "n", "s")
_SHORTEST_ROOT = 4


@lru_cache(maxsize=20_000)
def _keys(word: str) -> frozenset[str]:
    """What a German word has in common with its other forms: Snowball's stem, and the word without an ending.

    Snowball alone parts „Kurs“ (kur) from „Kurse“ (kurs); umlauts of plurals are folded, so Ämter and Amt are one.
    """
    folded = fold(word)
    roots = (folded.removesuffix(ending) for ending in _ENDINGS if folded.endswith(ending))
    stem = fold(snowballstemmer.stemmer("german").stemWord(word.lower()))
    return frozenset({folded, stem, *(root for root in roots if len(root) >= _SHORTEST_ROOT)})


def _words(text: str) -> list[frozenset[str]]:
    return [_keys(word) for word in _WORD.findall(unicodedata.normalize("NFC", text))]


class Finder:
    """Finds glossary terms in German texts, whatever their endings. Made once for all texts of a page or file."""

    def __init__(self, terms: Iterable[GlossaryTerm]):
        self._by_key = defaultdict(list)
        for term in terms:
            words = _words(term.term)
            for key in words[0] if words else ():
                self._by_key[key].append((words, term))

    def terms_in(self, text: str) -> list[GlossaryTerm]:
        """The terms in `text`, each once, in the order of their first place."""
        words, found = _words(text), {}
        for place, keys in enumerate(words):
            for wanted, term in (entry for key in keys for entry in self._by_key.get(key, ())):
                here = words[place : place + len(wanted)]
                if len(here) == len(wanted) and not any(a.isdisjoint(b) for a, b in zip(wanted, here, strict=True)):
                    found.setdefault(term.pk, term)
        return list(found.values())


def wanted_word(term: GlossaryTerm, language: str) -> str:
    """How `term` should read in `language`; "" if the glossary does not say."""
    return term.term if term.stays_german else term.translations.get(language, "")


@dataclass(frozen=True)
class Hint:
    """A term of the German text whose word is not in the translation."""

    term: str
    word: str


def hints(finder: Finder, pairs: Iterable[tuple[str, str]], *, language: str) -> list[Hint]:
    """The terms of German texts that their translations do not use; `pairs` are German and translation."""
    found: dict[int, Hint] = {}
    for source, target in pairs:
        if not target:
            continue
        for term in finder.terms_in(source):
            word = wanted_word(term, language)
            if word and not _occurs(word, target):
                found.setdefault(term.pk, Hint(term.term, word))
    return list(found.values())


def _occurs(phrase: str, text: str) -> bool:
    folded = fold(text)
    return all(
        word[: max(_SHORTEST, ceil(len(word) * _SHARE_OF_A_WORD))] in folded for word in _WORD.findall(fold(phrase))
    )


def entries_for(terms: Iterable[GlossaryTerm], language: str) -> Mapping[str, str]:
    """German term → word in `language`, as other programs take a glossary."""
    return {term.term: word for term in terms if (word := wanted_word(term, language))}


@transaction.atomic
def save_term(term: GlossaryTerm, *, by: User) -> GlossaryTerm:
    """Add a term, or save its changed words; empty words go."""
    term.translations = {code: word.strip() for code, word in term.translations.items() if word.strip()}
    is_new = term.pk is None
    term.save()
    audit.record(Entry.GLOSSARY_TERM_ADDED if is_new else Entry.GLOSSARY_TERM_CHANGED, term, by=by)
    return term


@transaction.atomic
def delete_term(term: GlossaryTerm, *, by: User) -> None:
    audit.record(Entry.GLOSSARY_TERM_DELETED, term, by=by, term=term.term)
    term.delete()
