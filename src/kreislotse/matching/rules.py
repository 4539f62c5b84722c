"""How guides are asked on a day: what the office's dated rules say, else what is usual."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kreislotse.core.dated import in_force, in_force_between, rule_on, youngest
from kreislotse.core.together import fetch_together
from kreislotse.guides.models import ExpenseRate, FundingPool, HourCap
from kreislotse.guides.qualification import RulesByDay, rule_rows
from kreislotse.guides.rules import RatesOfDay, RunningRates, by_funding_and_role, running_rates
from kreislotse.matching.models import AppointmentRule, MatchingRule, MatchingWeights, PhoneRule


@dataclass(frozen=True)
class ProposalRules:
    """All dated rules that a list of proposals goes by; `caps` and `pools` are those of several days, `rates` all that run,
    `rates_today` those of whoever agrees today.
    """

    asking: MatchingRule
    weights: MatchingWeights
    appointments: AppointmentRule
    guides: RulesByDay
    caps: list[HourCap]
    pools: list[FundingPool]
    rates: RunningRates
    rates_today: RatesOfDay


def proposal_rules(*, today: date, days: Collection[date]) -> ProposalRules:
    """How guides are asked and weighed `today`, and what they need for appointments on those days. One query."""
    first, last = min(days), max(days)
    asking, weights, appointments, caps, pools, rates, rates_today, *of_guides = fetch_together(
        in_force(MatchingRule.objects.all(), today),
        in_force(MatchingWeights.objects.all(), today),
        in_force(AppointmentRule.objects.all(), first),
        in_force_between(HourCap.objects.all(), first, last),
        in_force_between(FundingPool.objects.all(), first, last),
        ExpenseRate.objects.filter(applies_to_running=True),
        in_force(ExpenseRate.objects.all(), today),
        *rule_rows(first, last),
    )
    return ProposalRules(
        youngest(asking) or MatchingRule(valid_from=today),
        youngest(weights) or MatchingWeights(valid_from=today),
        youngest(appointments) or AppointmentRule(valid_from=first),
        RulesByDay(*of_guides),
        caps,
        pools,
        running_rates(rates),
        by_funding_and_role(rates_today),
    )


def matching_rule(today: date) -> MatchingRule:
    """The rule in force in the district in scope. Without one: three at once, three days, B1. One query.

    B1 is what Limburg and Wetterau ask of those who translate (domain.md 1).
    """
    return rule_on(MatchingRule, today)


def phone_rule(today: date) -> PhoneRule:
    """The rule for the phone pages in force on a day. Without one: a reminder a day before, roads 1.3 times the line. One query.

    1.3 is the usual detour factor between towns; the office changes it.
    """
    return rule_on(PhoneRule, today)


def appointment_rule(on: date) -> AppointmentRule:
    """The rule in force on a day. Without one: 24 hours are short notice, 15 minutes between two appointments, and as
    many on the way for every ten kilometers; usual values of ours, which the office confirms or changes. One query.
    """
    return rule_on(AppointmentRule, on)
