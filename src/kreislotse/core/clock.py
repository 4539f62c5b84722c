"""Clock times of a day as instants: over midnight, and on the two days a year that are not 24 hours long."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError


class NoSuchTime(DomainError):
    message = _(
        "%(time)s Uhr gibt es am %(day)s nicht: In dieser Nacht werden die Uhren eine Stunde vorgestellt. "
        "Bitte nehmen Sie eine andere Uhrzeit."
    )  # fmt: skip


def instant(on: date, at: time, *, must_exist: bool = True) -> datetime:
    """The moment a clock in Germany shows `at` on that day; of an hour that comes twice, the first.

    Raises `NoSuchTime` for the hour that is left out in spring; for what is written down already, without `must_exist`,
    the clock before the change counts on.
    """
    naive = datetime.combine(on, at)
    moment = timezone.make_aware(naive, timezone.get_default_timezone())
    if must_exist and moment.astimezone(UTC).astimezone(timezone.get_default_timezone()).replace(tzinfo=None) != naive:
        raise NoSuchTime(time=f"{at:%H:%M}", day=date_format(on, "SHORT_DATE_FORMAT"))
    return moment.astimezone(UTC)


def span(on: date, at: time, minutes: int, *, must_exist: bool = False) -> tuple[datetime, datetime]:
    """From – to as moments (UTC) of something that lasts `minutes` (≥ 0), also past midnight."""
    begins = instant(on, at, must_exist=must_exist)
    return begins, begins + timedelta(minutes=minutes)


def ends_at(on: date, at: time, minutes: int) -> datetime:
    """When it is over, as a German clock shows it then."""
    return span(on, at, minutes)[1].astimezone(timezone.get_default_timezone())
