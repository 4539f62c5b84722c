"""Which district the running code works for.

The scope is a context variable with the key of a district. It is opened by the host middleware, by a task
and by a command, never by a view. `DistrictManager` reads it when a query is compiled, so that a query may be built
anywhere and refuses to run outside a scope.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

logger = logging.getLogger(__name__)

ALL = -1
_scope: ContextVar[int | None] = ContextVar("kreislotse_district", default=None)


class NoDistrictScope(RuntimeError):
    """A query for a district's rows was about to run, and nobody said for which district."""


def scope_key() -> int:
    """The key of the district in scope, or `ALL`. Raises `NoDistrictScope` outside a scope."""
    key = _scope.get()
    if key is None:
        raise NoDistrictScope("Open a district_scope() before you ask for a district's rows.")
    return key


def current_district_id() -> int:
    """The key of the one district in scope. Raises `NoDistrictScope` outside a scope and across districts."""
    key = scope_key()
    if key == ALL:
        raise NoDistrictScope("This needs one district, and the scope spans all of them.")
    return key


def has_district_scope() -> bool:
    return _scope.get() not in (None, ALL)


@contextmanager
def district_scope(district) -> Iterator[None]:
    """Work for one district (an object with `pk`, or its key)."""
    token = _scope.set(getattr(district, "pk", district))
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def all_districts(reason: str) -> Iterator[None]:
    """Work across districts, for a reason that is written to the log."""
    logger.info("all districts: %s", reason)
    token = _scope.set(ALL)
    try:
        yield
    finally:
        _scope.reset(token)
