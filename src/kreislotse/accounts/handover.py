"""What a person can be responsible for: each package registers its own, the hand-over moves all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Responsibility:
    """One kind of thing with a responsible person.

    `held_by(user)` gives the open rows (a queryset of the district in scope), `field` names the key to the user on them,
    `describe(row)` gives the columns of the hand-over report as a list of texts, headed by `columns`.
    """

    code: str
    label: str
    field: str
    held_by: Callable
    columns: tuple
    describe: Callable


_registered: dict[str, Responsibility] = {}


def register(responsibility: Responsibility) -> None:
    _registered[responsibility.code] = responsibility


def responsibilities() -> list[Responsibility]:
    return list(_registered.values())
