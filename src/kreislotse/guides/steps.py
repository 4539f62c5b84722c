"""The way of a guide through the office, and who has a say in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kreislotse.guides.models import Guide

S = Guide.Status
STEPS: dict[str, tuple[str, ...]] = {
    S.INTERESTED: (S.IN_CONVERSATION, S.LEFT),
    S.IN_CONVERSATION: (S.IN_TRAINING, S.APPOINTED, S.LEFT),
    S.IN_TRAINING: (S.APPOINTED, S.IN_CONVERSATION, S.LEFT),
    S.APPOINTED: (S.ACTIVE, S.RESTING, S.LEFT),
    S.ACTIVE: (S.RESTING, S.LEFT),
    S.RESTING: (S.ACTIVE, S.LEFT),
    S.LEFT: (S.IN_CONVERSATION,),
}
BEFORE_APPOINTMENT = (S.INTERESTED, S.IN_CONVERSATION, S.IN_TRAINING)
ON_DUTY = (S.APPOINTED, S.ACTIVE)

_objections: list[Callable[[Guide], str | None]] = []
_open_matters: list[Callable[[Guide], list[str]]] = []
_activities: list[Callable[[list[int], date], dict[int, date]]] = []


def register_objection_to_leaving(objection: Callable[[Guide], str | None]) -> None:
    """`objection(guide)` gives a sentence if the guide cannot leave yet (matching: open assignments), else `None`."""
    if objection not in _objections:
        _objections.append(objection)


def objections_to_leaving(guide: Guide) -> list[str]:
    return [sentence for ask in _objections if (sentence := ask(guide))]


def register_open_matter(matter: Callable[[Guide], list[str]]) -> None:
    """`matter(guide)` gives sentences on what stays to be done when somebody leaves (settlement: money still to pay)."""
    if matter not in _open_matters:
        _open_matters.append(matter)


def open_matters(guide: Guide) -> list[str]:
    return [sentence for ask in _open_matters for sentence in ask(guide)]


def register_activity(activity: Callable[[list[int], date], dict[int, date]]) -> None:
    """`activity(keys, today)` gives the last day of work by key of the guide (matching: appointments that took place)."""
    if activity not in _activities:
        _activities.append(activity)


def last_activity(keys: list[int], today: date) -> dict[int, date]:
    """The last day each guide did something, by key; who never did is missing."""
    latest: dict[int, date] = {}
    for ask in _activities:
        for key, day in ask(keys, today).items():
            latest[key] = max(day, latest.get(key, day))
    return latest
