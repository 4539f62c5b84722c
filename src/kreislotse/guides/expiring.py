"""What runs out soon: further trainings, modules, conduct certificates, appointments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from kreislotse.core.dates import months_later
from kreislotse.guides.appointing import idle_appointments
from kreislotse.guides.models import Guide, Role
from kreislotse.guides.qualification import (
    Papers,
    Rules,
    certificate_valid_until,
    needs_certificate,
    papers_of,
    roles_of,
    rules_on,
    self_declaration_until,
    standings_of,
)

WITHIN_DAYS = 90
BANDS = (7, 30, 90)


class Expiring(NamedTuple):
    """One thing of one guide that runs out on a day; `code` is refresher, module, certificate, declaration or appointment."""

    guide: Guide
    code: str
    what: str
    on: date
    days_left: int

    @property
    def band(self) -> int | None:
        """The narrowest of 7, 30 and 90 days it falls into; `0` if it is over already."""
        if self.days_left < 0:
            return 0
        return next((band for band in BANDS if self.days_left <= band), None)


def expiring(
    guides: Iterable[Guide], *, today: date, within: int = WITHIN_DAYS, rules: Rules | None = None, papers=None
) -> list[Expiring]:
    """What of `guides` runs out within so many days or has run out, the most pressing first.

    The number of queries does not grow with the guides; `rules` and `papers` if the caller has them already.
    """
    guides = list(guides)
    rules, papers = rules or rules_on(today), papers or papers_of(guides)
    standings = standings_of(guides, today, rules=rules, papers=papers)
    topics: dict[int, list[int]] = {}
    for row in Guide.topics.through.objects.filter(guide__in=guides).values_list("guide_id", "topic_id"):
        topics.setdefault(row[0], []).append(row[1])
    found = []
    for guide in guides:
        for role in roles_of(guide):
            if until := standings[guide.pk][role].refresh_until:
                found.append((guide, "refresher", _("Fortbildung für „%(role)s“") % {"role": Role(role).label}, until))
        found += [(guide, "module", title, until) for title, until in _modules(papers[guide.pk].taught)]
        found += _certificate(guide, papers[guide.pk], rules, topics.get(guide.pk, []))
    for idle in idle_appointments(guides, today=today, rule=rules.guide_rule):
        what = _("Berufung für „%(role)s“: lange kein Einsatz") % {"role": idle.appointment.get_role_display()}
        found.append((idle.appointment.guide, "appointment", what, idle.lapses_on))
    latest = today + timedelta(days=within)
    rows = [Expiring(*one, (one[3] - today).days) for one in found if one[3] <= latest]
    return sorted(rows, key=lambda row: (row.on, row.guide.last_name, row.guide.pk, row.code))


def _modules(taught) -> list[tuple[str, date]]:
    """Modules with a validity: the last day each counts."""
    until: dict[tuple[int, str], date] = {}
    for one in taught:
        if one.validity_months is not None:
            day = months_later(one.on, one.validity_months) - timedelta(days=1)
            key = (one.module_id, one.title)
            until[key] = max(day, until.get(key, day))
    return [(title, day) for (_key, title), day in until.items()]


def _certificate(guide: Guide, papers: Papers, rules: Rules, topics: list[int]) -> list[tuple]:
    """The conduct certificate and, before it, the self-declaration between two of them."""
    if papers.certificate is None or not needs_certificate(guide, rules, topics):
        return []
    last_day = timedelta(days=1)
    renewal = certificate_valid_until(papers.certificate, rules.guide_rule) - last_day
    found = [(guide, "certificate", _("Führungszeugnis erneuern"), renewal)]
    if until := self_declaration_until(papers, rules.guide_rule):
        found.append((guide, "declaration", _("Selbstauskunft zum Führungszeugnis unterschreiben"), until - last_day))
    return found
