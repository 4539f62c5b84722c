"""The facets of each district in the memory of this process, as new as the database.

Every change of something findable leaves a row (`SearchChange`) in its own transaction; a search asks for the latest one
and takes over what it does not know yet. Nothing here is written, so several processes need not know of each other.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db import connection

from kreislotse.core.scope import current_district_id
from kreislotse.search.facets import FacetIndex
from kreislotse.search.models import SearchChange, SearchState
from kreislotse.search.registry import indexed

# More changes than this are not taken over one by one: building anew is as quick.
_MOST_CHANGES = 500
_MOST_DISTRICTS = 40


@dataclass(frozen=True)
class Snapshot:
    """The facets as they were after change `number`; `stamp` tells the change from another with the same number.

    `extras` keeps what a package derives from this very state (names for a form, say), by name.
    """

    number: int
    stamp: str
    index: FacetIndex
    extras: dict[str, Any] = field(default_factory=dict)

    def derived(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once for this state."""
        if name not in self.extras:
            self.extras[name] = make()
        return self.extras[name]


_snapshots: OrderedDict[tuple, Snapshot] = OrderedDict()
_lock = Lock()


def version(kind: str) -> tuple[int, str]:
    """The number and stamp of the latest change to what can be found: other as soon as anything is other. One query."""
    row = (
        SearchState.objects.filter(district_key=current_district_id(), kind=kind).values_list("number", "stamp").first()
    )
    return row or (0, "")


def snapshot(kind: str) -> Snapshot:
    """The facets of the district in scope. One query while nothing has changed."""
    number, stamp = version(kind)
    place = (connection.alias, current_district_id(), kind)
    if not stamp:  # nothing was ever indexed here; what is read now must not pass for what comes later
        return _newer(None, kind, number, stamp)
    known = _snapshots.get(place)
    if known is not None and (known.number, known.stamp) == (number, stamp):
        return known
    with _lock:
        known = _snapshots.get(place)
        if known is None or (known.number, known.stamp) != (number, stamp):
            _snapshots[place] = known = _newer(known, kind, number, stamp)
            _snapshots.move_to_end(place)
            while len(_snapshots) > _MOST_DISTRICTS:
                _snapshots.popitem(last=False)
    return known


def _newer(known: Snapshot | None, kind: str, number: int, stamp: str) -> Snapshot:
    facets = indexed(kind).facets
    if known is not None and (keys := _changed_since(known, kind, number)) is not None:
        return Snapshot(number, stamp, known.index.changed(keys, facets(keys)))
    return Snapshot(number, stamp, FacetIndex.build(facets(None)))


def _changed_since(known: Snapshot, kind: str, number: int) -> list[int] | None:
    """The keys changed after `known` up to `number`; `None` if that cannot be said or is too much."""
    rows = SearchChange.objects.filter(
        district_key=current_district_id(), kind=kind, number__gte=known.number, number__lte=number
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
