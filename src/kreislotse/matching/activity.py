"""When a guide last did something; a formal appointment lapses without it."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from kreislotse.matching.models import Appointment, Assignment
from kreislotse.matching.operations._shared import OPEN


def last_days_of_work(keys: list[int], today: date) -> dict[int, date]:
    """The last appointment that took place by key of the guide; whoever is on an assignment is busy today."""
    took_place = Appointment.objects.filter(assignment__guide__in=keys, outcome=Appointment.Outcome.TOOK_PLACE)
    rows = took_place.order_by().values("assignment__guide").annotate(last=Max("on"))
    found = {row["assignment__guide"]: row["last"] for row in rows}
    busy = Assignment.objects.filter(guide__in=keys, status__in=OPEN).order_by().values_list("guide", flat=True)
    return found | dict.fromkeys(busy, today)
