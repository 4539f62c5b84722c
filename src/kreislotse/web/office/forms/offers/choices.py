"""What several forms of an offer ask."""

from __future__ import annotations

from django.utils import timezone

from kreislotse.districts.queries import current_district
from kreislotse.places.models import Municipality


def municipalities():
    return Municipality.objects.of_district(current_district()).valid_on(timezone.localdate())
