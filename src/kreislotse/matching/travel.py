"""How far it is from a guide's home to the place and back, as a proposal the guide changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from kreislotse.assignment.scoring import distance_km
from kreislotse.core.dated import holds, in_force, in_force_between, youngest
from kreislotse.core.together import fetch_together
from kreislotse.guides.models import ExpenseRate, FundingSource, Guide
from kreislotse.guides.rules import (
    RatesOfDay,
    RunningRates,
    by_funding_and_role,
    frozen,
    rate_of_the_day,
    running_rates,
)
from kreislotse.intake.models import HelpRequest, Setting
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
    """`suggested_minutes` if somebody agrees on `agreed_on` and the rate of `on` counts the way, else 0. One query."""
    source = funding_source.pk if funding_source else None
    ways = Ways.of([on], today=agreed_on)
    return ways.counted(guide, help_request, role=role, source=source, on=on, setting=setting)


class Ways:
    """`counted_way` of everybody who agrees `today`, for any number of guides and requests without a query of its own."""

    def __init__(
        self, today: date, *, rates: RatesOfDay, running: RunningRates, rules: Collection[AppointmentRule]
    ):  # fmt: skip
        """`rates` are those of `today`, `running` those of all times, `rules` those of all days that will be asked for."""
        self.today, self.rates, self.running, self._rules = today, rates, running, rules
        self._paces: dict[date, AppointmentRule] = {}
        self._known: dict[tuple[int | None, int | None, int], int] = {}

    @classmethod
    def of(cls, days: Collection[date], *, today: date) -> Ways:
        """For these days. One query."""
        rates, running, rules = fetch_together(
            in_force(ExpenseRate.objects.all(), today),
            ExpenseRate.objects.filter(applies_to_running=True),
            in_force_between(AppointmentRule.objects.all(), min(days), max(days)),
        )
        return cls(today, rates=by_funding_and_role(rates), running=running_rates(running), rules=rules)

    def counted(
        self, guide: Guide, help_request: HelpRequest, *, role: str, source: int | None, on: date,
        setting: str | None = None,
    ) -> int:  # fmt: skip
        """Minutes there and back that count to the hours, ≥ 0; `source` is the key of the funding."""
        if (setting or help_request.setting) != Setting.ON_SITE or not self._count(role, source, on):
            return 0
        rule = self._pace(on)
        key = guide.home_municipality_id, help_request.municipality_id, rule.minutes_per_10_km
        if key not in self._known:
            self._known[key] = minutes_by(rule, guide, help_request, setting=Setting.ON_SITE)
        return self._known[key]

    def by_guide(
        self, guides: Iterable[Guide], help_request: HelpRequest, *, role: str, source: int | None, on: date
    ) -> dict[str, int]:
        """The same for many guides by key, as the solver names them; who has no way that counts is left out."""
        if not self._count(role, source, on):
            return {}
        ways = {str(one.pk): self.counted(one, help_request, role=role, source=source, on=on) for one in guides}
        return {key: way for key, way in ways.items() if way}

    def _count(self, role: str, source: int | None, on: date) -> bool:
        key = source, role
        rate = rate_of_the_day(frozen(self.rates.get(key)), self.today, self.running.get(key, ()), on)
        return bool(rate.get("counts_travel_time"))

    def _pace(self, on: date) -> AppointmentRule:
        if on not in self._paces:
            held = youngest(rule for rule in self._rules if holds(rule, on))
            self._paces[on] = held or AppointmentRule(valid_from=on)
        return self._paces[on]


def line_km(guide: Guide, help_request: HelpRequest, setting: str) -> float | None:
    """Kilometers of one way, as the crow flies; `None` also within one municipality."""
    home, place = guide.home_municipality, help_request.municipality
    if setting != Setting.ON_SITE or home is None or place is None or home == place:
        return None
    if None in (home.latitude, home.longitude, place.latitude, place.longitude):
        return None
    return distance_km((float(home.latitude), float(home.longitude)), (float(place.latitude), float(place.longitude)))
