"""Who refers people to whom, between organizations: whole quarters only, each number from the threshold on.

Quarters never overlap, so no two of them can be subtracted from each other; a quarter is counted when its three months
are closed, and each month keeps the threshold of the day it was closed on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from kreislotse.casefacts.models import MonthClosing, ReferralFact
from kreislotse.core.dates import first_of_month, months_later
from kreislotse.districts.models import District

QUARTERS = 4


@dataclass(frozen=True)
class Referrals:
    """Requests of one organization that were referred to another's offers in the quarters that may be shown."""

    asked_by: int
    provider: int
    number: int


def referrals_between(*, today: date, district: District) -> list[Referrals]:
    """Of the last four closed quarters; pairs that are too rare in a quarter are left out of it. One query.

    Months are closed in their order, so a quarter is closed when its last month is.
    """
    quarters = _last_quarters(today)
    closings = MonthClosing.objects.all()
    facts = ReferralFact.objects.filter(month__gte=quarters[0], month__lte=months_later(quarters[-1], 2)).annotate(
        threshold=Subquery(closings.filter(month=OuterRef("month")).values("threshold")[:1]),
        closed_until=Subquery(closings.order_by("-month").values("month")[:1]),
    )
    counts: Counter = Counter()
    thresholds: dict[date, int] = {}
    for fact in facts:
        quarter = _quarter_of(fact.month)
        if fact.closed_until is None or fact.closed_until < months_later(quarter, 2):
            continue
        own = fact.threshold or district.suppression_threshold
        thresholds[quarter] = max(thresholds.get(quarter, 0), own)
        counts[quarter, fact.asked_by_id, fact.provider_id] += fact.number
    sums: Counter = Counter()
    for (quarter, asked_by, provider), number in counts.items():
        if number >= thresholds[quarter]:
            sums[asked_by, provider] += number
    return [Referrals(asked_by, provider, number) for (asked_by, provider), number in sorted(sums.items())]


def _quarter_of(month: date) -> date:
    return month.replace(month=(month.month - 1) // 3 * 3 + 1, day=1)


def _last_quarters(today: date) -> list[date]:
    """The first days of the last four quarters that are over, the earliest first."""
    this = _quarter_of(first_of_month(today))
    return [months_later(this, -3 * n) for n in range(QUARTERS, 0, -1)]
