"""What runs out of the pool's papers, in the office's bands of days, and what a reminder says about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kreislotse.coordination.models import CoordinationRule
from kreislotse.coordination.rules import coordination_rule
from kreislotse.guides.expiring import Expiring, expiring
from kreislotse.guides.models import Guide
from kreislotse.guides.queries import visible_guides

WORKING = (Guide.Status.APPOINTED, Guide.Status.ACTIVE, Guide.Status.RESTING)


@dataclass(frozen=True)
class Band:
    """What is over, or runs out within so many days and not in the band before."""

    key: str
    title: str
    rows: list[Expiring]


def bands(*, to, today: date) -> tuple[list[Band], CoordinationRule]:
    """Everything of visible guides that is over or runs out, by the office's dated days. A fixed number of queries."""
    rule = coordination_rule(today)
    guides = visible_guides(to=to).filter(status__in=WORKING).select_related("organization")
    found = defaultdict(list)
    for row in expiring(guides, today=today, within=rule.early_days):
        found[_band_of(row.days_left, rule)].append(row)
    within = _("in den nächsten %(days)d Tagen")
    titles = {
        "vorbei": _("schon abgelaufen"),
        "gleich": within % {"days": rule.last_days},
        "bald": within % {"days": rule.soon_days},
        "spaeter": within % {"days": rule.early_days},
    }
    return [Band(key, title, found[key]) for key, title in titles.items()], rule


def _band_of(days: int, rule: CoordinationRule) -> str:
    if days < 0:
        return "vorbei"
    if days <= rule.last_days:
        return "gleich"
    return "bald" if days <= rule.soon_days else "spaeter"


def expiring_gaps(guides: Iterable[Guide], *, today: date) -> dict[int, dict[str, str]]:
    """What fills „{was}“ and „{bis}“: the guide's things that run out, and the first of their days."""
    rows = defaultdict(list)
    for row in expiring(guides, today=today, within=coordination_rule(today).early_days):
        rows[row.guide.pk].append(row)
    return {
        key: {"was": ", ".join(dict.fromkeys(one.what for one in mine)), "bis": date_format(mine[0].on, "DATE_FORMAT")}
        for key, mine in rows.items()
    }
