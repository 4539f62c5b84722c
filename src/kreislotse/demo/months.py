"""Months in numbers: searches without a hit, and the closed months."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kreislotse.accounts.roles import Role
from kreislotse.audit.models import AuditEntry
from kreislotse.casefacts.models import MonthClosing, SearchFact
from kreislotse.casefacts.operations import close_month, first_open_month
from kreislotse.core.dates import first_of_month, next_month, previous_month
from kreislotse.demo.chance import BERLIN
from kreislotse.demo.world import World

SOUGHT_IN_VAIN = {"religion": 5, "mobilitaet": 4, "seelische-gesundheit": 4, "": 6, "wohnen": 3, "kita": 2, "aeltere": 2, "sucht": 1}  # fmt: skip
PAGES = {"de": 5, "ar": 4, "uk": 4, "fa": 2, "tr": 2, "en": 2}


def build_months(world: World) -> None:
    """Searches of every month, and all months closed but the last one, which waits to be closed."""
    _searches(world)
    last_closed = previous_month(previous_month(first_of_month(world.today)))
    while (month := first_open_month(today=world.today)) <= last_closed:
        _close(world, month)


def _searches(world: World) -> None:
    month, facts = world.begins_on, {}
    while month <= world.today:
        for _search in range(world.chance.between(14, 30)):
            topic = world.chance.weighted(SOUGHT_IN_VAIN)
            language = world.chance.weighted(PAGES)
            town = world.chance.one(world.large_towns) if world.chance.happens(0.4) else None
            key = (month, topic, town, language)
            facts[key] = facts.get(key, 0) + world.scale
        month = next_month(month)
    SearchFact.objects.bulk_create(
        SearchFact(month=month, topic=topic, municipality=town, language=language, number=n)
        for (month, topic, town, language), n in facts.items()
    )


def _close(world: World, month: date) -> None:
    by = world.office.user(Role.HEAD_OF_OFFICE)
    closing = close_month(month, today=world.today, by=by)
    closed_at = datetime.combine(next_month(month) + timedelta(days=6), time(9, 30), BERLIN)
    MonthClosing.objects.filter(pk=closing.pk).update(closed_at=closed_at)
    AuditEntry.objects.filter(object_type=MonthClosing._meta.label_lower, object_pk=closing.pk).update(at=closed_at)
