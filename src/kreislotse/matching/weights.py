"""What counts how much on a day: the office's dated row, a plan's own changes, and the solver's points."""

from __future__ import annotations

from datetime import date

from kreislotse import assignment as solver
from kreislotse.core.dated import rule_on
from kreislotse.matching.models import AppointmentRule, MatchingWeights

KILOMETERS = 10


def weights_in_force(today: date) -> MatchingWeights:
    """The weights in force in the district in scope; without a row those of a new one. One query."""
    return rule_on(MatchingWeights, today)


def with_changes(weights: MatchingWeights, changes: dict) -> MatchingWeights:
    """The same weights with a plan's own values, never to be saved."""
    known = {name: value for name, value in changes.items() if name in MatchingWeights.CHOSEN}
    return MatchingWeights(valid_from=weights.valid_from, **(weights.chosen() | known))


def solver_weights(weights: MatchingWeights, rule: AppointmentRule) -> solver.Weights:
    """The weights as the solver takes them; pauses and ways come from the rule for appointments."""
    points = {name: getattr(weights, name) for name in MatchingWeights.POINTS}
    return solver.Weights(
        **points,
        unknown_gender=weights.other_gender // 2,
        experienced_topic=weights.untrained_topic // 3,
        travel_minutes=rule.gap_minutes,
        km_per_hour=max(1, KILOMETERS * 60 // rule.minutes_per_10_km),
    )
