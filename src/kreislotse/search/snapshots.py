"""What can be found in each district, in the memory of this process, as new as the database.

Every change of something findable leaves a row (`SearchChange`) in its own transaction; a search asks for the latest one
and takes over what it does not know yet. Nothing here is written, so several processes need not know of each other.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from dataclasses import dataclass, field
from threading import Lock, RLock, Thread
from typing import Any

from django.db import connection

from kreislotse.core.scope import current_district_id, district_scope
from kreislotse.search.facets import FacetIndex
from kreislotse.search.models import SearchChange, SearchDocument, SearchState, SearchTerm
from kreislotse.search.registry import all_indexed, indexed
from kreislotse.search.spelling import Vocabulary
from kreislotse.search.words import Text, WordIndex

logger = logging.getLogger(__name__)

# More changes than this are not taken over one by one: building anew is as quick.
_MOST_CHANGES = 500
_MOST_DISTRICTS = 40
_MOST_PARTS = 16  # of the index of words; more make each question dearer than building anew
# Reading so many things anew takes over a second: it happens aside, and what was known until then answers meanwhile.
_ASIDE_FROM = 20_000


@dataclass(frozen=True)
class Snapshot:
    """What can be found after change `number`; `stamp` tells the change from another with the same number.

    `index` has the facets, `words` the texts, `vocabulary` the words somebody may have meant. `extras` keeps what a package
    derives from this very state (names for a form, say), by name.
    """

    kind: str
    number: int
    stamp: str
    index: FacetIndex
    extras: dict[str, Any] = field(default_factory=dict)
    _lock: Any = field(default_factory=RLock, repr=False, compare=False)

    def derived(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once for this state."""
        if name not in self.extras:
            with self._lock:
                if name not in self.extras:
                    self.extras[name] = make()
        return self.extras[name]

    @property
    def words(self) -> WordIndex:
        """The words of everything, read when somebody first asks for one."""
        return self.derived("words", self._read_words)

    @property
    def vocabulary(self) -> Vocabulary:
        return self.derived("vocabulary", self._read_vocabulary)

    def _read_words(self) -> WordIndex:
        return WordIndex.build(_texts(self.kind, self.index))

    def _read_vocabulary(self) -> Vocabulary:
        rows = SearchTerm.objects.filter(district_key=current_district_id())
        return Vocabulary(rows.values_list("token", flat=True).iterator(chunk_size=10_000))


_snapshots: OrderedDict[tuple, Snapshot] = OrderedDict()
_aside: set[tuple] = set()
_lock = Lock()


def version(kind: str) -> tuple[int, str]:
    """The number and stamp of the latest change to what can be found: other as soon as anything is other. One query."""
    row = (
        SearchState.objects.filter(district_key=current_district_id(), kind=kind).values_list("number", "stamp").first()
    )
    return row or (0, "")


def snapshot(kind: str) -> Snapshot:
    """What can be found in the district in scope. One query while nothing has changed."""
    number, stamp = version(kind)
    place = (connection.alias, current_district_id(), kind)
    if not stamp:  # nothing was ever indexed here; what is read now must not pass for what comes later
        return _anew(kind, number, stamp)
    known = _snapshots.get(place)
    if known is not None and (known.number, known.stamp) == (number, stamp):
        return known
    with _lock:
        known = _snapshots.get(place)
        if known is not None and (known.number, known.stamp) == (number, stamp):
            return known
        newer = known and _with_changes(known, number, stamp)
        if newer is None and known is not None and len(known.index) >= _ASIDE_FROM:
            _renew_aside(place, known)
            return known
        newer = newer or _anew(kind, number, stamp)
        _keep(place, newer)
    return newer


def read_ahead() -> None:
    """Read what can be found in every district before somebody asks; for the start of a process."""
    for key in SearchState.objects.values_list("district_key", flat=True).distinct()[:_MOST_DISTRICTS]:
        with district_scope(key):
            for one in all_indexed():
                _ = snapshot(one.kind).words
    connection.close()


def _keep(place: tuple, newer: Snapshot) -> None:
    _snapshots[place] = newer
    _snapshots.move_to_end(place)
    while len(_snapshots) > _MOST_DISTRICTS:
        _snapshots.popitem(last=False)


def _anew(kind: str, number: int, stamp: str) -> Snapshot:
    return Snapshot(kind, number, stamp, FacetIndex.build(indexed(kind).facets(None)))


def _renew_aside(place: tuple, known: Snapshot) -> None:
    """Read everything anew in a thread of its own; to be called with the lock."""
    if place in _aside:
        return
    _aside.add(place)

    def renew() -> None:
        try:
            newer = _anew(known.kind, *version(known.kind))
            for name in ("words", "vocabulary"):
                if name in known.extras:
                    getattr(newer, name)
            with _lock:
                _keep(place, newer)
        except Exception:
            logger.exception("search: reading anew failed", extra={"kind": known.kind})
        finally:
            _aside.discard(place)
            connection.close()

    Thread(target=copy_context().run, args=[renew], name=f"search {place}", daemon=True).start()


def _with_changes(known: Snapshot, number: int, stamp: str) -> Snapshot | None:
    """`known` with what has changed since; `None` if that cannot be said or is too much."""
    keys = _changed_since(known, number)
    if keys is None or ("words" in known.extras and known.words.number_of_parts > _MOST_PARTS):
        return None
    index = known.index.changed(keys, indexed(known.kind).facets(keys))
    newer = Snapshot(known.kind, number, stamp, index)
    texts = list(_texts(known.kind, index, keys)) if {"words", "vocabulary"} & known.extras.keys() else []
    if "words" in known.extras:
        newer.extras["words"] = known.words.extended(texts)
    if "vocabulary" in known.extras:
        newer.extras["vocabulary"] = _with_words_of(texts, known.vocabulary)
    return newer


def _changed_since(known: Snapshot, number: int) -> list[int] | None:
    """The keys changed after `known` up to `number`; `None` if that cannot be said or is too much."""
    rows = SearchChange.objects.filter(
        district_key=current_district_id(), kind=known.kind, number__gte=known.number, number__lte=number
    )
    changes = list(rows.order_by("number").values_list("number", "stamp", "keys")[: _MOST_CHANGES + 1])
    if (
        not changes
        or len(changes) > _MOST_CHANGES
        or [one for one, *_rest in changes] != list(range(known.number, number + 1))
    ):
        return None
    if changes[0][1] != known.stamp or any(keys is None for *_rest, keys in changes[1:]):
        return None
    return list({key for *_rest, keys in changes[1:] for key in keys})


def _texts(kind: str, index: FacetIndex, keys: list[int] | None = None) -> Iterator[Text]:
    """The words of the things with these keys, or of all, as far as they have facets."""
    rows = SearchDocument.objects.filter(district_key=current_district_id(), kind=kind)
    if keys is not None:
        rows = rows.filter(object_pk__in=keys)
    fields = ("object_pk", "language", "name_tokens", "body_tokens")
    for key, *words in rows.values_list(*fields).iterator(chunk_size=5_000):
        if (number := index.number_of(key)) is not None:
            yield Text(number, *words)


def _with_words_of(texts: Iterable[Text], known: Vocabulary) -> Vocabulary:
    """`known` with the words of these texts. Parts of compounds stand in the texts too, but nobody wrote them so."""
    new = {word for text in texts for word in f"{text.name} {text.body}".split()} - known
    rows = SearchTerm.objects.filter(district_key=current_district_id())
    written = [
        word
        for some in _batches(sorted(new), 5_000)
        for word in rows.filter(token__in=some).values_list("token", flat=True)
    ]
    return known.extended(written) if written else known


def _batches(words: list[str], size: int) -> Iterator[list[str]]:
    for begin in range(0, len(words), size):
        yield words[begin : begin + size]
