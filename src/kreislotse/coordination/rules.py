"""When the coordination is told something: what the office's dated rule says, else what is usual."""

from __future__ import annotations

from datetime import date

from kreislotse.coordination.models import CoordinationRule
from kreislotse.core.dated import rule_on


def coordination_rule(today: date) -> CoordinationRule:
    """The rule in force in the district in scope. Without one: 8 weeks, more than 4 in 4 weeks, 90/30/7 days, 50 hours,
    14 days to answer a call with a reminder 3 days before, and nothing else is written by itself."""
    return rule_on(CoordinationRule, today)
