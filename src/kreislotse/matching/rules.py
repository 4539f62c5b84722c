"""How guides are asked on a day: what the office's dated rule says, else what is usual."""

from __future__ import annotations

from datetime import date

from kreislotse.guides.rules import in_force
from kreislotse.matching.models import MatchingRule


def matching_rule(today: date) -> MatchingRule:
    """The rule in force in the district in scope. Without one: three at once, three days, B1. One query.

    B1 is what Limburg and Wetterau ask of those who translate (domain.md 1).
    """
    rows = in_force(MatchingRule.objects.all(), today)
    return rows.order_by("-valid_from", "-pk").first() or MatchingRule(valid_from=today)
