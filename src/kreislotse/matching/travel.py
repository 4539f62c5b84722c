"""How far it is from a guide's home to the place and back, as a proposal the guide changes."""

from __future__ import annotations

from kreislotse.assignment.scoring import distance_km
from kreislotse.guides.models import Guide
from kreislotse.intake.models import Setting
from kreislotse.matching.models import Assignment, PhoneRule


def suggested_km(guide: Guide, assignment: Assignment, *, setting: str, rule: PhoneRule) -> int | None:
    """Whole kilometers there and back by road, out of the line on the map; `None` if a place is not known or nobody travels."""
    home, place = guide.home_municipality, assignment.help_request.municipality
    if setting != Setting.ON_SITE or home is None or place is None or home == place:
        return None
    if None in (home.latitude, home.longitude, place.latitude, place.longitude):
        return None
    line = distance_km((float(home.latitude), float(home.longitude)), (float(place.latitude), float(place.longitude)))
    return round(2 * line * rule.road_percent / 100)
