"""Arithmetic of seats over time; knows no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

Span = tuple[date, date | None]
"""First and last day, both counted; `None` for a span without an end."""


def overlap(one: Span, other: Span) -> bool:
    return (other[1] is None or one[0] <= other[1]) and (one[1] is None or other[0] <= one[1])


def first_day_above(spans: Iterable[Span], limit: int, *, since: date) -> date | None:
    """The first day from `since` on which more than `limit` spans hold at once; `None` if there is none.

    Only `since` or the first day of a span can be such a day, so the spans are walked in their order once.
    """
    changes: list[tuple[date, int]] = []
    for begins, ends in spans:
        if ends is not None and ends < since:
            continue
        changes.append((max(begins, since), 1))
        if ends is not None:
            changes.append((ends + timedelta(days=1), -1))
    held = 0
    for day, change in sorted(changes):  # on one day, ends count before beginnings: -1 sorts first
        held += change
        if held > limit:
            return day
    return None
