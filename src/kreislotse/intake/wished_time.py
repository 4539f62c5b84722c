"""For which day and hour somebody may ask; every form and the operations ask the same."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.utils.translation import gettext_lazy as _

from kreislotse.core.clock import NoSuchTime, instant
from kreislotse.core.errors import DomainError

FARTHEST = timedelta(days=366)  # beyond it a year is mistyped


class DayIsOver(DomainError):
    message = _("Dieser Tag ist schon vorbei. Bitte prüfen Sie das Datum.")


class DayTooFar(DomainError):
    message = _("Dieser Tag ist mehr als ein Jahr entfernt. Bitte prüfen Sie das Datum.")


def check_wished_time(on: date | None, at: time | None = None, *, today: date) -> None:
    """Raises `DayIsOver`, `DayTooFar`, or `NoSuchTime` for the hour that the clocks leave out in spring."""
    if on is None:
        return
    if on < today:
        raise DayIsOver
    if on > today + FARTHEST:
        raise DayTooFar
    if at is not None:
        instant(on, at)


def field_of(error: DomainError) -> str:
    """Which field of a form the error belongs to."""
    return "wanted_at" if isinstance(error, NoSuchTime) else "wanted_on"
