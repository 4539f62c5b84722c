"""Mails to leads: asked for at night, sent every few minutes. Both may run twice."""

from __future__ import annotations

import logging
from datetime import date, datetime

from kreislotse.core.scope import district_scope
from kreislotse.districts.models import District
from kreislotse.jobs.worker import every_few_minutes, every_night

logger = logging.getLogger(__name__)


@every_night
def ask_leads_of_measures(today: date) -> None:
    from kreislotse.planning.updates import ask_leads

    _in_every_district(lambda: ask_leads(today=today))


@every_few_minutes
def send_requests_for_updates(now: datetime) -> None:
    from kreislotse.planning.updates import send_updates

    _in_every_district(lambda: send_updates(now=now))


def _in_every_district(act) -> None:
    """One that fails keeps no other from it."""
    failures = []
    for district in District.objects.order_by("pk"):
        try:
            with district_scope(district):
                act()
        except Exception as error:
            logger.exception("mails to leads failed", extra={"district": district.pk})
            failures.append(error)
    if failures:
        raise failures[0]
