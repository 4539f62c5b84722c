"""In which month an appointment counts; `casefacts`, which closes months, fills this in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kreislotse.core.dates import first_of_month

_count_in: Callable[[date], date] = first_of_month
_read: Callable[[date], date] = first_of_month


def register_open_month(function: Callable[[date], date], *, reader: Callable[[date], date] | None = None) -> None:
    """`function(day)` gives the first open month from the day's own on, safe against a closing in the same transaction.

    `reader` answers the same for a page, without a lock.
    """
    global _count_in, _read  # noqa: PLW0603  one registration, at start
    _count_in = function
    _read = reader or first_of_month


def month_to_count_in(day: date) -> date:
    """The month an appointment on `day` counts in; call it inside a transaction."""
    return _count_in(day)


def is_open(month: date) -> bool:
    """Whether entries of `month` can still be changed, as far as a page can say without a lock."""
    return _read(month) == month
