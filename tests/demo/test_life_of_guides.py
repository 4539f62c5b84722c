"""The demo shows nobody going along before their training: its offices keep the rules they show."""

import pytest

from kreislotse.guides.past_days import look_back
from kreislotse.matching.models import Appointment

pytestmark = pytest.mark.usefixtures("demo")


def test_whoever_went_along_was_trained_appointed_and_had_signed_by_then():
    rows = Appointment.objects.filter(outcome__in=("took_place", "no_show"))
    noted = list(rows.select_related("assignment__guide", "assignment__help_request").order_by("on", "pk"))

    ruled_out = [
        (one.on, then.ruled_out)
        for one in noted[:60]
        if (then := look_back(one.assignment.guide, one.assignment.role, one.on)).ruled_out
    ]

    assert noted
    assert not ruled_out
