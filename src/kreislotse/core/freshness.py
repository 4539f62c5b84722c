"""How fresh a piece of knowledge is: one concept for measures, values and whatever else grows old without a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fresh(models.TextChoices):
    FRESH = "fresh", _("aktuell")
    AGING = "aging", _("wird alt")  # more than half of the time is over
    STALE = "outdated", _("veraltet")
    NEVER = "never", _("noch keine Angabe")


@dataclass(frozen=True)
class Freshness:
    state: Fresh
    last_on: date | None
    days: int | None
    """Since when the last word is old, in days; `None` without one."""

    @property
    def is_stale(self) -> bool:
        return self.state == Fresh.STALE


def freshness(last_on: date | None, *, stale_after_days: int, today: date) -> Freshness:
    """How old the word of `last_on` is today, measured by what counts as too old."""
    if last_on is None:
        return Freshness(Fresh.NEVER, None, None)
    days = max(0, (today - last_on).days)
    if days > stale_after_days:
        return Freshness(Fresh.STALE, last_on, days)
    return Freshness(Fresh.AGING if days * 2 > stale_after_days else Fresh.FRESH, last_on, days)
