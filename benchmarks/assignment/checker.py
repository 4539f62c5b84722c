"""Checks a plan against the raw rows of an instance. Shares no code with the solver or with `instances`.

    checker.check(instance, guide_of, capacity=True, hours=True, one_at_a_time=True)

Pure Python, one rule after the other, everything worked out again from coordinates, languages and dates.
"""

from collections import defaultdict
from dataclasses import dataclass
from math import isqrt


class BrokenRule(Exception):
    """The plan breaks a rule; the message names rule, request and guide by their rows."""


@dataclass(frozen=True)
class Checked:
    """What a valid plan is worth and how many requests it serves, in all and by urgency."""

    objective: int
    served: int
    served_by_urgency: dict[int, int]


def check(
    instance,
    guide_of,
    *,
    capacity: bool = True,
    hours: bool = False,
    one_at_a_time: bool = False,
    hours_a_week: int | None = None,
) -> Checked:
    """Return the worth of a plan, or raise `BrokenRule`.

    `guide_of` holds a row of the guides for each request, -1 for nobody. `capacity` limits requests and `hours`
    limits hours per guide over the whole instance; `hours_a_week` limits hours per guide and week;
    `one_at_a_time` allows a guide one request in each slot of each week.
    """
    requests, guides = instance.requests, instance.guides
    if len(guide_of) != len(requests.x):
        raise BrokenRule(f"{len(guide_of)} answers to {len(requests.x)} requests")
    candidates = set(zip(instance.pair_request.tolist(), instance.pair_guide.tolist(), strict=True))
    count, used, used_in_week, moments = defaultdict(int), defaultdict(int), defaultdict(int), set()
    objective, by_urgency = 0, defaultdict(int)

    for r, g in enumerate(guide_of):
        r, g = int(r), int(g)
        if g == -1:
            continue
        if not 0 <= g < len(guides.x):
            raise BrokenRule(f"request {r}: no guide {g}")
        if (r, g) not in candidates:
            raise BrokenRule(f"request {r}, guide {g}: not a candidate")
        meters_squared = (int(requests.x[r]) - int(guides.x[g])) ** 2 + (int(requests.y[r]) - int(guides.y[g])) ** 2
        wish, week, duration = int(requests.gender[r]), int(requests.week[r]), int(requests.hours[r])
        moment = (g, week, int(requests.slot[r]))
        for rule, holds in (
            ("language", guides.languages[g, requests.language[r]]),
            ("topic", guides.topics[g, requests.topic[r]]),
            ("slot", guides.slots[g, requests.slot[r]]),
            ("radius", meters_squared <= int(guides.radius[g]) ** 2),
            ("gender", wish == -1 or wish == int(guides.gender[g])),
            ("certificate", int(guides.certificate_until[g]) >= int(requests.day[r])),
            ("one at a time", not one_at_a_time or moment not in moments),
        ):
            if not holds:
                raise BrokenRule(f"request {r}, guide {g}: {rule}")
        moments.add(moment)
        count[g] += 1
        used[g] += duration
        used_in_week[g, week] += duration
        if capacity and count[g] > int(guides.capacity[g]):
            raise BrokenRule(f"request {r}, guide {g}: capacity")
        if hours and used[g] > int(guides.hours[g]):
            raise BrokenRule(f"request {r}, guide {g}: hours")
        if hours_a_week is not None and used_in_week[g, week] > hours_a_week:
            raise BrokenRule(f"request {r}, guide {g}: hours a week")
        noise = ((r * 7_919 + g * 104_729 + instance.seed * 1_299_709) % 1_000_003) % instance.noise
        objective += 1000 * int(requests.urgency[r]) + 100 - isqrt(meters_squared) // 500 + noise
        by_urgency[int(requests.urgency[r])] += 1
    return Checked(objective, sum(by_urgency.values()), dict(sorted(by_urgency.items())))


def bound(instance, prices) -> float:
    """No plan with hours and one appointment at a time is worth more than this, whatever the prices >= 0 are.

    Each request costs its price and each guide takes its best set at these costs; what all gain and all prices
    together bound every plan. Raises `BrokenRule` for a negative price.
    """
    requests, guides = instance.requests, instance.guides
    if min(prices, default=0) < 0:
        raise BrokenRule("a price is negative")
    choices = defaultdict(lambda: defaultdict(dict))
    pairs = zip(
        instance.pair_request.tolist(), instance.pair_guide.tolist(), instance.pair_weight.tolist(), strict=True
    )
    for r, g, weight in pairs:
        profit = weight - float(prices[r])
        if profit > 0:
            slot = choices[g][int(requests.slot[r])]
            duration = int(requests.hours[r])
            slot[duration] = max(profit, slot.get(duration, 0.0))
    total = float(sum(prices))
    for g, slots in choices.items():
        most, time = int(guides.capacity[g]), int(guides.hours[g])
        best = {(0, 0): 0.0}
        for slot in slots.values():
            after = dict(best)
            for (count, used), profit in best.items():
                for duration, more in slot.items():
                    state = (count + 1, used + duration)
                    if state[0] <= most and state[1] <= time and profit + more > after.get(state, -1.0):
                        after[state] = profit + more
            best = after
        total += max(best.values())
    return total


def check_gap(cost, load, capacity, agent_of) -> int:
    """Total of a generalized-assignment plan, or `BrokenRule`.

    `cost[agent][job]` and `load[agent][job]` are rows of whole numbers, `agent_of[job]` an agent for every job.
    """
    used, total = defaultdict(int), 0
    for job, agent in enumerate(agent_of):
        agent = int(agent)
        if not 0 <= agent < len(capacity):
            raise BrokenRule(f"job {job}: no agent {agent}")
        used[agent] += int(load[agent][job])
        total += int(cost[agent][job])
    for agent, most in enumerate(capacity):
        if used[agent] > int(most):
            raise BrokenRule(f"agent {agent}: {used[agent]} of {most}")
    if len(agent_of) != len(cost[0]):
        raise BrokenRule(f"{len(agent_of)} answers to {len(cost[0])} jobs")
    return total
