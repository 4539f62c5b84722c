"""How long before an appointment something is said, and whether the rule of the day calls that short notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from kreislotse.core.clock import instant
from kreislotse.matching.rules import appointment_rule

DAY_BEGINS = time(8)  # for an appointment without a time of day


@dataclass(frozen=True)
class Notice:
    """Minutes left until the appointment begins (negative afterwards), and below how many hours that is short."""

    minutes: int
    late_hours: int

    @property
    def is_short(self) -> bool:
        return self.minutes < self.late_hours * 60

    @property
    def has_begun(self) -> bool:
        return self.minutes < 0


def notice_of(on: date, starts_at: time | None, *, now: datetime) -> Notice:
    """The notice of whoever speaks at `now`. One query."""
    begins = instant(on, starts_at or DAY_BEGINS, must_exist=False)
    late_hours = appointment_rule(timezone.localdate(now)).late_hours
    return Notice(int((begins - now).total_seconds() // 60), late_hours)
