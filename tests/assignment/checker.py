"""The rules of a plan once more, written without the solver's code, and every plan of a tiny office."""

from dataclasses import replace
from datetime import date
from itertools import product
from math import asin, ceil, cos, radians, sin, sqrt

from kreislotse.assignment import Guide, ObstacleCode, Request, Setting, Slot, Taken, WeeklyTime, Weights

WEIGHTS = Weights()


def km(one, other) -> float:
    (a, b), (c, d) = (tuple(map(radians, place)) for place in (one, other))
    return 2 * 6371.0088 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))


def same_day(one: Slot, other: Slot) -> bool:
    return one.on == other.on if one.on and other.on else one.weekday == other.weekday


def both_kept(one: Slot, place, other: Slot, other_place) -> bool:
    """Whether one person can keep both, with the way from place to place."""
    pause = WEIGHTS.travel_minutes
    if place is not None and other_place is not None:
        pause = max(pause, ceil(km(place, other_place) * 60 / WEIGHTS.km_per_hour))
    return not same_day(one, other) or one.end + pause <= other.start or other.end + pause <= one.start


def speaks(request: Request, guide: Guide, fallbacks) -> bool:
    if not request.languages:
        return True
    for need in request.languages:
        for code in [need.code, *fallbacks.get(need.code, {})]:
            ways = guide.directions.get(code)
            good = guide.languages.get(code, 0) >= need.minimum_level and code in guide.languages
            if good and (need.direction is None or ways is None or need.direction in ways):
                return True
    return False


def papers(request: Request, guide: Guide, on: date | None) -> bool:
    for key in request.qualifications:
        if key not in guide.qualifications:
            return False
        since, until = guide.qualifications[key]
        if on and ((since and on < since) or (until and on > until)):
            return False
    return True


def may_go(request: Request, guide: Guide, slot: Slot | None, given=(), fallbacks=None) -> bool:
    """Whether a guide may take a request at a time, beside what is `given` already: [(request, slot)]."""
    fallbacks = fallbacks or {}
    on_site = request.setting is Setting.ON_SITE
    spot = request.place if on_site else None
    if not guide.available or guide.key in request.excluded_guides | request.not_neutral:
        return False
    if len(given) >= guide.capacity or (request.role and guide.roles and request.role not in guide.roles):
        return False
    if not speaks(request, guide, fallbacks) or not papers(request, guide, (slot and slot.on) or request.on):
        return False
    if request.gender_required and request.gender_wish and guide.gender != request.gender_wish:
        return False
    if request.topic_training_required and request.topic not in guide.topics:
        return False
    if guide.max_persons is not None and request.persons > guide.max_persons:
        return False
    minutes = request.duration_minutes
    counted = [(r.duration_minutes + r.counted_ways.get(guide.key, 0), r) for r in (request, *(r for r, _s in given))]
    if guide.minutes_left_year is not None and sum(n for n, _r in counted) > guide.minutes_left_year:
        return False
    for key in request.budgets:
        if key in guide.budgets and sum(n for n, r in counted if key in r.budgets) > guide.budgets[key]:
            return False
    if on_site and request.area and guide.areas and request.area not in guide.areas:
        return False
    if (
        on_site
        and guide.max_km is not None
        and request.place
        and guide.home
        and km(request.place, guide.home) > guide.max_km
    ):
        return False
    if slot is None:
        times = guide.weekly_times
        return not request.slots and (times is None or any(t.end - t.start >= minutes for t in times))
    if slot not in request.slots:
        return False
    if guide.weekly_times is not None and not any(
        t.weekday == slot.weekday and t.start <= slot.start and slot.end <= t.end for t in guide.weekly_times
    ):
        return False
    if not all(both_kept(slot, spot, busy, busy.place) for busy in guide.busy):
        return False
    return all(
        other is None or both_kept(slot, spot, other, r.place if r.setting is Setting.ON_SITE else None)
        for r, other in given
    )


def drained(pairs, pools) -> set[str]:
    """The pools which these pairs of request and guide overdraw."""
    used = dict.fromkeys(pools, 0)
    for pool in pools:
        for guide in {g.key: g for _r, g in pairs}.values():
            own = [r for r, g in pairs if g.key == guide.key]
            used[pool] += sum(r.pools_by_guide.get(guide.key, r.pools).get(pool, 0) for r in own)
            marked = [(mark, amount) for r in own for of, mark, amount in r.once if of == pool]
            for mark in {mark for mark, _amount in marked} - guide.marks:
                used[pool] += max(amount for one, amount in marked if one == mark)
    return {pool for pool, left in pools.items() if used[pool] > left}


def breaks_no_rule(placements, requests, guides, fallbacks=None, pools=None) -> bool:
    """Whether every placement is allowed beside all others of its guide, no request goes twice and no pool is overdrawn."""
    by_request, by_guide = {r.key: r for r in requests}, {g.key: g for g in guides}
    if drained([(by_request[p.request], by_guide[p.guide]) for p in placements], pools or {}):
        return False
    if len({p.request for p in placements}) != len(placements):
        return False
    for placement in placements:
        others = [
            (by_request[p.request], p.slot) for p in placements if p.guide == placement.guide and p is not placement
        ]
        request, guide = by_request[placement.request], by_guide[placement.guide]
        if not may_go(request, guide, placement.slot, others, fallbacks):
            return False
    return True


def all_plans(requests, guides, fallbacks=None, pools=None):
    """Every allowed plan of a tiny office, as a list of (guide, slot) or `None` by request."""
    choices = [
        [None]
        + [(g, s) for g in guides for s in (r.slots or (None,)) if may_go(r, g, s, (), fallbacks)]
        for r in requests
    ]  # fmt: skip
    for plan in product(*choices):
        given = [(r, *choice) for r, choice in zip(requests, plan, strict=True) if choice]
        if not drained([(r, g) for r, g, _s in given], pools or {}) and all(
            may_go(r, g, s, [(o, t) for o, other, t in given if other is g and o is not r], fallbacks)
            for r, g, s in given
        ):
            yield plan


def waived(rule, request: Request, guide: Guide, fallbacks) -> tuple[Request, Guide]:
    """The same pair where one rule does not stand against it."""
    codes = {need.code for need in request.languages} | {
        c for n in request.languages for c in fallbacks.get(n.code, {})
    }
    needs = request.languages
    match rule:
        case ObstacleCode.NOT_AVAILABLE:
            guide = replace(guide, available=True)
        case ObstacleCode.EXCLUDED:
            request = replace(request, excluded_guides=frozenset())
        case ObstacleCode.NOT_NEUTRAL:
            request = replace(request, not_neutral=frozenset())
        case ObstacleCode.NO_CAPACITY:
            guide = replace(guide, capacity=max(1, guide.capacity))
        case ObstacleCode.ROLE:
            guide = replace(guide, roles=frozenset())
        case ObstacleCode.LANGUAGE:
            if not codes & set(guide.languages) and needs:
                guide = replace(guide, languages={**guide.languages, needs[0].code: 7}, directions={})
        case ObstacleCode.LANGUAGE_LEVEL:
            request = (
                replace(request, languages=tuple(replace(need, minimum_level=0, direction=None) for need in needs))
                if not _reaches_a_level(request, guide, fallbacks)
                else request
            )
        case ObstacleCode.LANGUAGE_DIRECTION:
            request = replace(request, languages=tuple(replace(need, direction=None) for need in needs))
        case ObstacleCode.GENDER:
            request = replace(request, gender_required=False)
        case ObstacleCode.TOPIC_TRAINING:
            request = replace(request, topic_training_required=False)
        case ObstacleCode.QUALIFICATION:
            request = replace(request, qualifications=frozenset())
        case ObstacleCode.TOO_MANY_PERSONS:
            guide = replace(guide, max_persons=None)
        case ObstacleCode.YEAR_CAP:
            if not _fits_alone(request, guide):
                guide = replace(guide, minutes_left_year=None, budgets={})
        case ObstacleCode.AREA:
            guide = replace(guide, areas=frozenset())
        case ObstacleCode.TOO_FAR:
            guide = replace(guide, max_km=None)
        case ObstacleCode.TIME:
            guide = replace(guide, weekly_times=tuple(WeeklyTime(day, 0, 1440) for day in range(7)))
        case ObstacleCode.BUSY:
            guide = replace(guide, busy=())
        case Taken.CAPACITY:
            guide = replace(guide, capacity=guide.capacity + 99 if guide.capacity else 0)
        case Taken.HOURS:
            if _fits_alone(request, guide):
                guide = replace(guide, minutes_left_year=None, budgets={})
    return request, guide


def _reaches_a_level(request, guide, fallbacks) -> bool:
    return any(
        guide.languages.get(code, 0) >= need.minimum_level
        for need in request.languages for code in (need.code, *fallbacks.get(need.code, {})) if code in guide.languages
    )  # fmt: skip


def _fits_alone(request, guide) -> bool:
    limits = [guide.budgets[key] for key in request.budgets if key in guide.budgets]
    limits += [guide.minutes_left_year] if guide.minutes_left_year is not None else []
    return all(request.duration_minutes <= left for left in limits)


def may_go_without(rules, request: Request, guide: Guide, given, fallbacks, pairs=(), pools=None) -> bool:
    """Whether the guide could go beside the plan if these rules did not stand against the pair.

    `pairs` are all of the plan, and what is left of the `pools` is for them and this one.
    """
    pools = pools or {}
    alone = drained([(request, guide)], pools)
    more = drained([*pairs, (request, guide)], pools) - drained(pairs, pools)
    if (alone and ObstacleCode.POOL not in rules) or (not alone and more and Taken.POOL not in rules):
        return False
    for rule in rules:
        request, guide = waived(rule, request, guide, fallbacks)
    if Taken.TIME in rules:
        given = [(r, None) for r, _slot in given]
    return any(may_go(request, guide, slot, given, fallbacks) for slot in request.slots or (None,))
