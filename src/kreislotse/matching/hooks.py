"""Where later steps of the work have a say in an appointment, without matching knowing them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from kreislotse.core.errors import DomainError
from kreislotse.matching.models import Appointment

_objections: list[Callable[[Appointment], DomainError | None]] = []


def register_objection_to_changing(objection: Callable[[Appointment], DomainError | None]) -> None:
    """`objection(appointment)` gives the error to raise if it must stay as it is (settlement: it is paid), else `None`."""
    if objection not in _objections:
        _objections.append(objection)


def check_may_change(appointment: Appointment) -> None:
    for ask in _objections:
        if error := ask(appointment):
            raise error


Settled = dict[tuple[int, int | None], tuple[date, Decimal]]
"""By (key of the funding, key of the appointment): the day and what is settled for it, counter entries taken off."""

_settled: list[Callable[..., Settled]] = []


def register_settled_amounts(ask: Callable[..., Settled]) -> None:
    """`ask(sources=…, since=…, until=…)` gives what was really settled; appointments missing in it are yet to be."""
    if ask not in _settled:
        _settled.append(ask)


def settled_amounts(*, sources: list[int], since: date, until: date) -> Settled:
    found: Settled = {}
    for ask in _settled:
        found |= ask(sources=sources, since=since, until=until)
    return found
