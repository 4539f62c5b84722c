"""Find public things by words."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from django.db import connection

from kreislotse.core.scope import current_district_id
from kreislotse.search.analysis import question
from kreislotse.search.models import scope_of

MOST_HITS = 3000


def search(text: str, *, kind: str, languages: Iterable[str], limit: int = MOST_HITS) -> list[int]:
    """The keys of the things of `kind` that contain every word of `text` in one of `languages`, best first.

    Words match the beginnings of words and the parts of compounds. First come things that are named so, then the others,
    each by importance and key. At most about `limit` documents are looked at; `[]` if `text` has no word.
    """
    words = question(text)
    if not words:
        return []
    scopes = [scope_of(current_district_id(), kind, language) for language in dict.fromkeys(languages)]
    return list(dict.fromkeys(_backend().hits(scopes, words, limit)))


def one_of(keys: list[int]):
    """`keys` for `filter(pk__in=…)`, sent as one value: thousands of single ones take Django longer than the query."""
    return _backend().one_of(keys)


def _backend():
    name = {"sqlite": "sqlite", "postgresql": "postgres"}[connection.vendor]
    return import_module(f"kreislotse.search.backends.{name}")
