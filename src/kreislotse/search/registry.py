"""What can be found: each package registers its public things in its `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True)
class Document:
    """The text of one public thing in one language. `name` counts more than `body`."""

    object_pk: int
    language: str
    name: str
    body: str = ""
    importance: int = 0


@dataclass(frozen=True)
class Indexed:
    """One kind of thing: `documents(rows)` gives the documents of a list of rows, none for a row that is not public.

    `kind` is letters only, because it becomes part of a token.
    """

    kind: str
    model: type[models.Model]
    documents: Callable[[list], Iterable[Document]]


_registered: dict[str, Indexed] = {}


def register(indexed: Indexed) -> None:
    _registered[indexed.kind] = indexed


def indexed(kind: str) -> Indexed:
    return _registered[kind]


def all_indexed() -> list[Indexed]:
    return list(_registered.values())
