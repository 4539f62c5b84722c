"""Where later steps of the work have a say when a request ends; they register in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

_blockers: list[Callable] = []
_followers: list[Callable] = []


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
