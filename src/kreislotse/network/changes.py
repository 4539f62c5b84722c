"""Who wants to know when an organization is no longer what it was: packages above register in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kreislotse.network.models import Organization

_listeners: list[Callable[[list[Organization]], None]] = []


def on_changed(listener: Callable[[list[Organization]], None]) -> None:
    """`listener(organizations)` is called after each change of an organization or of its contacts, in its transaction."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(organizations: Iterable[Organization]) -> None:
    organizations = list(organizations)
    for listener in _listeners if organizations else ():
        listener(organizations)
