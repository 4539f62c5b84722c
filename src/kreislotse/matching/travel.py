"""How far it is from a guide's home to the place and back, as a proposal the guide changes."""

from __future__ import annotations

from datetime import date

from kreislotse.assignment.scoring import distance_km
from kreislotse.guides.models import FundingSource, Guide
from kreislotse.guides.rules import frozen, rate_in_force
from kreislotse.intake.models import HelpRequest, Setting
from kreislotse.matching.counting import rate_on
from kreislotse.matching.models import AppointmentRule, Assignment, PhoneRule
from kreislotse.matching.rules import appointment_rule


def suggested_km(guide: Guide, assignment: Assignment, *, setting: str, rule: PhoneRule) -> int | None:
    """Whole kilometers there and back by road, out of the line on the map; `None` if a place is not known or nobody travels."""
    line = line_km(guide, assignment.help_request, setting)
    return None if line is None else round(2 * line * rule.road_percent / 100)


def suggested_minutes(guide: Guide, help_request: HelpRequest, *, setting: str, on: date) -> int:
    """Minutes there and back at the pace the office has set for that day; 0 if a place is not known or nobody travels."""
    line = line_km(guide, help_request, setting)
    return 0 if line is None else minutes_there_and_back(line, appointment_rule(on))


def minutes_by(rule: AppointmentRule, guide: Guide, help_request: HelpRequest, *, setting: str) -> int:
    """`suggested_minutes` at the pace of a rule. No query."""
    line = line_km(guide, help_request, setting)
    return 0 if line is None else minutes_there_and_back(line, rule)


def minutes_there_and_back(line: float, rule: AppointmentRule) -> int:
    return round(2 * line * rule.minutes_per_10_km / 10)


def counted_way(
    guide: Guide, help_request: HelpRequest, *, role: str, funding_source: FundingSource | None, setting: str, on: date,
    agreed_on: date,
) -> int:  # fmt: skip
    """`suggested_minutes` if somebody agreed on it today and the rate of `on` counts the way, else 0. Three queries at most."""
    agreed = frozen(rate_in_force(funding_source, role, agreed_on))
    rate = rate_on(Assignment(role=role, funding_source=funding_source, rate_as_agreed=agreed, agreed_on=agreed_on), on)
    if not rate.get("counts_travel_time"):
        return 0
    return suggested_minutes(guide, help_request, setting=setting, on=on)


def line_km(guide: Guide, help_request: HelpRequest, setting: str) -> float | None:
    """Kilometers of one way, as the crow flies; `None` also within one municipality."""
    home, place = guide.home_municipality, help_request.municipality
    if setting != Setting.ON_SITE or home is None or place is None or home == place:
        return None
    if None in (home.latitude, home.longitude, place.latitude, place.longitude):
        return None
    return distance_km((float(home.latitude), float(home.longitude)), (float(place.latitude), float(place.longitude)))
