"""The schedules of many offers at once, and which of them are open: `open_now` with the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from kreislotse.directory.models import Offer, OpeningException, OpeningTime
from kreislotse.directory.open_now import BERLIN, MIDNIGHT, DayException, Hours, Schedule, is_open
from kreislotse.directory.public_holidays import holiday_on

_BATCH = 500


def schedules(offers: Iterable[Offer], *, ags: str) -> dict[int, Schedule]:
    """The schedule of each offer by its key, in two queries; `ags` is the district's."""
    offers = {offer.pk: offer for offer in offers}
    hours = OpeningTime.objects.filter(offer_id__in=offers).order_by("weekday", "opens_at", "pk")
    exceptions = OpeningException.objects.filter(offer_id__in=offers).order_by("first_day", "opens_at", "pk")
    return join_schedules(offers, _tuples(hours, Hours), _tuples(exceptions, DayException), ags=ags)


def join_schedules(
    offers: Mapping[int, Offer], hours: Mapping, exceptions: Mapping, *, ags: str
) -> dict[int, Schedule]:
    """The same out of rows that have been read already, each by the key of its offer."""
    return {
        pk: Schedule(
            hours=tuple(hours.get(pk, ())),
            exceptions=tuple(exceptions.get(pk, ())),
            is_appointment_only=offer.is_appointment_only,
            is_closed_on_holidays=offer.is_closed_on_holidays,
            ags=ags,
        )
        for pk, offer in offers.items()
    }


def open_at(now: datetime, *, ags: str) -> Q:
    """The condition on offers that one may come to at `now` without an appointment.

    The database decides by the ordinary week; offers with an exception today or a week for this period only are few and
    are read and judged by the same rules as on their page.
    """
    local = now.astimezone(BERLIN)
    day = local.date()
    exceptions = OpeningException.objects.filter(first_day__lte=day, last_day__gte=day)
    periods = OpeningTime.objects.filter(valid_from__lte=day, valid_until__gte=day)
    special = set(exceptions.values_list("offer_id", flat=True)) | set(periods.values_list("offer_id", flat=True))
    week = OpeningTime.objects.filter(weekday=day.weekday(), by_appointment=False, opens_at__lte=local.time())
    week = week.filter(Q(closes_at__gt=local.time()) | Q(closes_at=MIDNIGHT))
    week = week.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day))
    week = week.exclude(valid_from__isnull=False, valid_until__isnull=False)
    ordinary = Q(pk__in=week.values("offer_id")) & Q(is_appointment_only=False)
    if holiday_on(day, ags=ags):
        ordinary &= Q(is_closed_on_holidays=False)
    if not special:
        return ordinary
    ordinary &= ~Q(pk__in=exceptions.values("offer_id")) & ~Q(pk__in=periods.values("offer_id"))
    return ordinary | Q(pk__in=_open_among(special, now, ags))


def _open_among(keys: set[int], now: datetime, ags: str) -> list[int]:
    keys, found = sorted(keys), []
    for start in range(0, len(keys), _BATCH):
        offers = Offer.objects.filter(pk__in=keys[start : start + _BATCH]).only(
            "is_appointment_only", "is_closed_on_holidays"
        )
        found += [pk for pk, schedule in schedules(offers, ags=ags).items() if is_open(schedule, now)]
    return found


def _tuples(rows, kind) -> dict[int, list]:
    groups: dict[int, list] = {}
    for offer, *values in rows.values_list("offer_id", *kind._fields):
        groups.setdefault(offer, []).append(kind._make(values))
    return groups
