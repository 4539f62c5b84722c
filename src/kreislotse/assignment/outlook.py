"""What an hour of a guide's year will be worth to others: last year's requests against the hours that are left.

The objects' side of `lookahead`: whoever alone speaks a language that is often asked for should not spend the year's hours on
what ten others could do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .lookahead import History, Outlook
from .problem import Guide, Request, Weights
from .scoring import DEFAULT_WEIGHTS, NO_FALLBACKS, Fallbacks, longest_time, unserved_cost
from .solver import possible_options

PLENTY = 10**6
MINUTES = 60.0


@dataclass(frozen=True)
class HourPrices:
    """Points an hour of one guide's, by the key of the cap, and the language these hours are needed for the most."""

    by_cap: Mapping[str, int]
    needed_for: str | None = None


def hour_prices(
    past: Sequence[tuple[Request, int]], guides: Sequence[Guide], *, years: float, share_to_come: float,
    weights: Weights = DEFAULT_WEIGHTS, fallbacks: Fallbacks = NO_FALLBACKS,
) -> dict[str, HourPrices]:  # fmt: skip
    """Prices by guide; whoever has no limit, or hours enough, has none.

    `past` are requests without a time, each with how many there were alike in `years` years; their one budget is the cap
    under which the hours would count. `share_to_come` is what is left of the year, between 0 and 1.
    """
    capped = {(guide.key, key): left / MINUTES for guide in guides for key, left in guide.budgets.items()}
    if not capped or not past:
        return {}
    row_of = {cap: row for row, cap in enumerate(capped)}
    free = len(row_of)  # one row for all whose hours do not run out
    able = [
        replace(
            guide, minutes_left_year=None, minutes_left_week=None, budgets={}, busy=(), capacity=max(1, guide.capacity)
        )
        for guide in guides
    ]
    wanted = [request for request, _number in past]
    request, guide, cost = _possible(wanted, able, weights, fallbacks)
    if not len(request):
        return {}
    budgets = [one.budgets[0] if one.budgets else "" for one in wanted]
    kinds = {budget: column for column, budget in enumerate(dict.fromkeys(budgets))}
    caps = np.array([[row_of.get((one.key, budget), free) for budget in kinds] for one in guides])
    cap = caps[guide, np.array([kinds[budget] for budget in budgets])[request]]
    number = np.array([number for _request, number in past], dtype=float)
    hours = np.array([one.minutes_in_all / MINUTES for one in wanted])
    alone = np.array([unserved_cost(one, weights) for one in wanted])
    history = History(request, cap, alone[request] - cost, hours[request], years, number[request])
    room = np.array([*capped.values(), PLENTY])
    prices = Outlook(history, free + 1).prices(room, share_to_come)
    is_capped = cap != free
    needed = _needed_for(wanted, request[is_capped], cap[is_capped], hours * number, room)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    languages = {}
    for (key, budget), row in row_of.items():
        if price := round(float(prices[row])):
            found[key][budget] = price
            languages[key] = max(languages.get(key, (0.0, "")), needed.get(row, (0.0, "")))
    return {key: HourPrices(by_cap, languages[key][1] or None) for key, by_cap in found.items()}


def _possible(wanted, able, weights, fallbacks) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Request, guide and cost of each possible pair; requests that differ in length and hours alone are looked at once."""
    alike: dict[Request, list[int]] = defaultdict(list)
    for row, request in enumerate(wanted):
        alike[replace(request, key="", duration_minutes=1, times=1, budgets=())].append(row)
    options = possible_options(list(alike), able, weights, fallbacks)
    many = np.array([len(rows) for rows in alike.values()])
    begin = np.cumsum(many) - many
    kind = np.array([option.request for option in options], dtype=np.int64)
    which = np.repeat(np.arange(len(kind)), many[kind])
    within = np.arange(len(which)) - np.repeat(np.cumsum(many[kind]) - many[kind], many[kind])
    request = np.array([row for rows in alike.values() for row in rows])[begin[kind][which] + within]
    guide = np.array([option.guide for option in options], dtype=np.int64)[which]
    cost = np.array([option.fit.pair_cost for option in options], dtype=np.int64)[which]
    windows = (longest_time(one) for one in able)
    longest = np.array([np.inf if window is None else window for window in windows])
    fits = np.array([one.duration_minutes for one in wanted])[request] <= longest[guide]
    return request[fits], guide[fits], cost[fits]


def _needed_for(wanted, request, cap, hours, room) -> dict[int, tuple[float, str]]:
    """For each cap of hours the language in which most is asked for beside what its speakers have left, and how much."""
    codes = sorted({one.languages[0].code for one in wanted if one.languages})
    code_of = {code: number for number, code in enumerate(codes)}
    code = np.array([code_of[one.languages[0].code] if one.languages else -1 for one in wanted])
    asking = np.unique(request)
    asked = np.bincount(code[asking] + 1, weights=hours[asking], minlength=len(codes) + 1)[1:]
    spoken, of = np.divmod(np.unique((code[request] + 1) * len(room) + cap), len(room))
    left = np.bincount(spoken, weights=room[of], minlength=len(codes) + 1)[1:]
    short = asked / np.maximum(1.0, left)
    found: dict[int, tuple[float, str]] = {}
    for number, row in zip((spoken - 1).tolist(), of.tolist(), strict=True):
        if number >= 0 and short[number] > found.get(row, (-1.0, ""))[0]:
            found[row] = (float(short[number]), codes[number])
    return found
