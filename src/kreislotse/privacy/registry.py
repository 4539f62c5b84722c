"""Deletion by declaration: each package says what of its kind is due and how it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Expiry:
    """`due(today, days)` gives the rows whose period is over; `erase(rows)` takes them away and returns how many."""

    kind: str
    due: Callable
    erase: Callable


_expiries: list[Expiry] = []


def register(expiry: Expiry) -> None:
    if expiry not in _expiries:
        _expiries.append(expiry)


def expiries() -> list[Expiry]:
    return list(_expiries)
