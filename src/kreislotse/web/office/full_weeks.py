from collections.abc import Sequence

from django.contrib import messages
from django.utils import timezone

from kreislotse.matching.full_weeks import week_warning
from kreislotse.matching.models import Appointment


def warn_of_full_weeks(request, appointments: Sequence[Appointment]) -> None:
    """Say once if appointments of one assignment that were just saved make a week fuller than usual."""
    days = [one.on for one in appointments if one.outcome != Appointment.Outcome.CANCELLED]
    if days and (warning := week_warning(appointments[0].assignment, days, today=timezone.localdate())):
        messages.warning(request, warning)
