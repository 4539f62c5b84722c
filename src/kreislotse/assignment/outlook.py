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
from .scoring import DEFAULT_WEIGHTS, NO_FALLBACKS, Fallbacks, unserved_cost
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
    capped = {(guide.key, key): left for guide in guides for key, left in guide.budgets.items()}
    if not capped or not past:
        return {}
    row_of = {cap: row for row, cap in enumerate(capped)}
    free = len(row_of)  # one row for all whose hours do not run out
    able = [
        replace(guide, minutes_left_year=None, budgets={}, busy=(), capacity=max(1, guide.capacity)) for guide in guides
    ]
    wanted = [request for request, _number in past]
    options = possible_options(wanted, able, weights, fallbacks)
    if not options:
        return {}
    under = [(able[option.guide].key, _budget(wanted[option.request])) for option in options]
    caps = [cap if cap in row_of else None for cap in under]
    number = np.array([past[option.request][1] for option in options], dtype=float)
    use = np.array([wanted[option.request].minutes_in_all / MINUTES for option in options])
    history = History(
        np.array([option.request for option in options]),
        np.array([free if cap is None else row_of[cap] for cap in caps]),
        np.array([unserved_cost(wanted[option.request], weights) - option.fit.pair_cost for option in options]),
        use, years, number,
    )  # fmt: skip
    room = np.array([*(left / MINUTES for left in capped.values()), PLENTY])
    prices = Outlook(history, free + 1).prices(room, share_to_come)
    needed = _needed_for(wanted, able, options, caps, use * number, capped)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (guide, key), row in row_of.items():
        if price := round(float(prices[row])):
            found[guide][key] = price
    return {guide: HourPrices(by_cap, needed.get(guide)) for guide, by_cap in found.items()}


def _budget(request: Request) -> str:
    return request.budgets[0] if request.budgets else ""


def _needed_for(wanted, able, options, caps, hours, capped) -> dict[str, str]:
    """For each guide the language in which most hours are asked for beside those its speakers have left."""
    asked: dict[tuple[str, int], float] = {}
    speakers: dict[str, dict] = defaultdict(dict)
    languages: dict[str, set[str]] = defaultdict(set)
    for option, cap, sum_of_hours in zip(options, caps, hours, strict=True):
        request = wanted[option.request]
        if not request.languages or cap is None:
            continue
        code = request.languages[0].code
        asked.setdefault((code, option.request), sum_of_hours)
        speakers[code][cap] = capped[cap] / MINUTES
        languages[able[option.guide].key].add(code)
    total: dict[str, float] = defaultdict(float)
    for (code, _request), sum_of_hours in asked.items():
        total[code] += sum_of_hours
    short = {code: total[code] / max(1.0, sum(left.values())) for code, left in speakers.items()}
    return {guide: max(sorted(codes), key=short.__getitem__) for guide, codes in languages.items()}
