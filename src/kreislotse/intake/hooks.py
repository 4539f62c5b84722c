"""Where later steps of the work have a say when a request changes or ends; they register in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

_blockers: list[Callable] = []
_followers: list[Callable] = []
_counted_before: list[Callable] = []
_change_blockers: list[Callable] = []
_change_followers: list[Callable] = []


def register_closing_blocker(blocker: Callable) -> Callable:
    """Register `blocker(help_request) -> sentence | None`: why this request cannot end yet, and what to do first."""
    if blocker not in _blockers:
        _blockers.append(blocker)
    return blocker


def register_after_ending(follower: Callable) -> Callable:
    """Register `follower(help_request, today, by)`, called in the transaction that ends a request (`by` may be None)."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def reasons_against_closing(help_request) -> Iterator[str]:
    return (str(reason) for blocker in _blockers if (reason := blocker(help_request)))


def after_ending(help_request, *, today, by) -> None:
    for follower in _followers:
        follower(help_request, today=today, by=by)


def register_change_blocker(blocker: Callable) -> Callable:
    """Register `blocker(help_request) -> sentence | None`: why what guides were asked cannot change, and what to do first."""
    if blocker not in _change_blockers:
        _change_blockers.append(blocker)
    return blocker


def register_after_changing(follower: Callable) -> Callable:
    """Register `follower(help_request, by)`, called in the transaction that changes what guides were asked."""
    if follower not in _change_followers:
        _change_followers.append(follower)
    return follower


def reasons_against_changing(help_request, changed: set[str]) -> Iterator[str]:
    return (str(reason) for blocker in _change_blockers if changed and (reason := blocker(help_request)))


def after_changing(help_request, changed: set[str], *, by) -> None:
    for follower in _change_followers if changed else ():
        follower(help_request, by=by)


def register_counted_before(day: Callable) -> Callable:
    """Register `day() -> date`: requests that ended before this day are counted; later ones must not be deleted yet."""
    if day not in _counted_before:
        _counted_before.append(day)
    return day


def counted_before() -> date | None:
    """The day before which every ended request stands in the numbers; `None` if nobody counts."""
    return min((day() for day in _counted_before), default=None)
