"""What can be found: each package registers its public things in its `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models

from kreislotse.search.facets import Entry


@dataclass(frozen=True)
class Document:
    """The text of one public thing in one language. `name` counts more than `body`."""

    object_pk: int
    language: str
    name: str
    body: str = ""


def nobody_notes(_keys) -> None:
    pass


@dataclass(frozen=True)
class Indexed:
    """One kind of thing: `documents(rows)` gives the documents of a list of rows, none for a row that is not public.

    `facets(keys)` gives the facets of the public things with these keys, of all for `None`, in a number of queries that does
    not depend on theirs; only what has them is found. `changed(keys)` is told which things are no longer what they were,
    themselves or in what hangs on them.
    """

    kind: str
    model: type[models.Model]
    documents: Callable[[list], Iterable[Document]]
    facets: Callable[[list[int] | None], Iterable[Entry]]
    changed: Callable[[list[int]], None] = nobody_notes


_registered: dict[str, Indexed] = {}


def register(indexed: Indexed) -> None:
    _registered[indexed.kind] = indexed


def indexed(kind: str) -> Indexed:
    return _registered[kind]


def all_indexed() -> list[Indexed]:
    return list(_registered.values())
