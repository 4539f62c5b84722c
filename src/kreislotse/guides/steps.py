"""The way of a guide through the office, and who has a say in it."""

from __future__ import annotations

from collections.abc import Callable

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

_objections: list[Callable[[Guide], str | None]] = []


def register_objection_to_leaving(objection: Callable[[Guide], str | None]) -> None:
    """`objection(guide)` gives a sentence if the guide cannot leave yet (matching: open assignments), else `None`."""
    if objection not in _objections:
        _objections.append(objection)


def objection_to_leaving(guide: Guide) -> str | None:
    return next((sentence for ask in _objections if (sentence := ask(guide))), None)
