"""What speaks against a pair of request and guide, and what rules it out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import asin, ceil, cos, radians, sin, sqrt

from .problem import NATIVE, Guide, Place, Request, Setting, Slot, Weights

EARTH_RADIUS_KM = 6_371.0088

Fallbacks = Mapping[str, Mapping[str, int]]
"""`{requested: {offered: penalty in points}}`: neighboring variants the office accepts, never by default."""

NO_FALLBACKS: Fallbacks = {}
DEFAULT_WEIGHTS = Weights()


class ReasonCode(StrEnum):
    """Why a guide suits, or suits less; the value's meaning and unit stand behind each."""

    LANGUAGE = "language"  # (code, level)
    LANGUAGE_FALLBACK = "language_fallback"  # (requested, offered, level)
    TIME = "time"  # Slot
    TIME_TO_AGREE = "time_to_agree"  # None: the request is flexible
    TIMES_NOT_STATED = "times_not_stated"  # Slot or None
    DISTANCE = "distance"  # km, one decimal
    DISTANCE_UNKNOWN = "distance_unknown"  # km assumed
    REMOTE = "remote"  # Setting
    TOPIC_TRAINED = "topic_trained"  # topic
    TOPIC_EXPERIENCED = "topic_experienced"  # number of assignments in the topic
    TOPIC_UNTRAINED = "topic_untrained"  # topic
    KNOWN = "known"  # None: went along the last time
    NOT_KNOWN = "not_known"  # None: somebody else did
    GENDER = "gender"  # gender wished and met
    GENDER_OTHER = "gender_other"  # gender wished, not met
    GENDER_UNKNOWN = "gender_unknown"  # gender wished
    RESTED = "rested"  # days since the last assignment, None for never
    RECENTLY_ASKED = "recently_asked"  # days since the last assignment
    HOURS_LEFT_WEEK = "hours_left_week"  # minutes left after this one
    OVER_WEEK = "over_week"  # minutes beyond the week's limit
    NEEDED_LATER = "needed_later"  # the language the hours will be needed for, None where nobody can say


class ObstacleCode(StrEnum):
    """What rules a pair out; the value's meaning stands behind each."""

    NOT_AVAILABLE = "not_available"  # None
    EXCLUDED = "excluded"  # None: declined, or ruled out by the office
    NOT_NEUTRAL = "not_neutral"  # None: went along on this side before
    NO_CAPACITY = "no_capacity"  # capacity
    ROLE = "role"  # role asked for
    LANGUAGE = "language"  # codes asked for
    LANGUAGE_LEVEL = "language_level"  # (code, level there, level asked)
    LANGUAGE_DIRECTION = "language_direction"  # (code, direction asked)
    AREA = "area"  # area key
    TOO_FAR = "too_far"  # (km, max_km)
    TIME = "time"  # None: none of the slots lies in the guide's hours
    BUSY = "busy"  # the slots that would have suited
    YEAR_CAP = "year_cap"  # minutes left
    GENDER = "gender"  # gender required
    TOPIC_TRAINING = "topic_training"  # topic
    QUALIFICATION = "qualification"  # keys that are not valid on the day
    TOO_MANY_PERSONS = "too_many_persons"  # max_persons
    POOL = "pool"  # the pool that has not enough left for the request alone; of a whole round only


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground for or against a possible pair; `cost` in points, 0 for what speaks for it."""

    code: ReasonCode
    value: object = None
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One ground that rules a pair out."""

    code: ObstacleCode
    value: object = None


@dataclass(frozen=True, slots=True)
class Fit:
    """How a guide suits a request: either reasons with a cost, or obstacles.

    `pair_cost` is what the pair costs whatever else the guide does; `cost` adds the week's hours if this is
    the guide's only new request. `slots` are the request's slots the guide can keep (empty if flexible).
    """

    reasons: tuple[Reason, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    pair_cost: int = 0
    cost: int = 0
    slots: tuple[Slot, ...] = ()

    @property
    def is_possible(self) -> bool:
        return not self.obstacles


def evaluate(
    request: Request,
    guide: Guide,
    *,
    weights: Weights = DEFAULT_WEIGHTS,
    fallbacks: Fallbacks = NO_FALLBACKS,
) -> Fit:
    """Say how well a guide suits a request, or everything that rules them out."""
    obstacles = tuple(_obstacles(request, guide, weights, fallbacks))
    if obstacles:
        return Fit(obstacles=obstacles)
    return _fit(request, guide, weights, fallbacks)


def evaluate_if_possible(request: Request, guide: Guide, *, weights: Weights, fallbacks: Fallbacks) -> Fit | None:
    """The same without asking for further obstacles after the first: for the many pairs of a whole round."""
    if request.languages and not _has_a_word(request, guide, fallbacks):
        return None  # most pairs of a round end here, and nobody asks why
    if next(_obstacles(request, guide, weights, fallbacks), None) is not None:
        return None
    return _fit(request, guide, weights, fallbacks)


def explain(
    request: Request,
    guide: Guide,
    *,
    weights: Weights = DEFAULT_WEIGHTS,
    fallbacks: Fallbacks = NO_FALLBACKS,
) -> tuple[Reason, ...] | tuple[Obstacle, ...]:
    """Name the reasons for a possible pair, the strongest against it first, or else its obstacles.

    The costs of the reasons add up to `evaluate(...).cost`.
    """
    fit = evaluate(request, guide, weights=weights, fallbacks=fallbacks)
    return fit.obstacles or fit.reasons


def unserved_cost(request: Request, weights: Weights = DEFAULT_WEIGHTS) -> int:
    """What it costs to leave a request alone, more the longer it has waited."""
    days = min(request.waits_days, weights.waiting_days_counted)
    urgency = weights.unserved_per_urgency * (request.urgency - 1)
    return weights.unserved + weights.unserved_per_waiting_day * days + urgency


def load_cost(guide: Guide, durations: list[int], weights: Weights = DEFAULT_WEIGHTS) -> int:
    """What several new requests cost a guide together: piling up, and hours beyond the week's limit.

    `durations` in minutes, one per new request, with the way where it counts. Started quarter hours over the limit are counted.
    """
    further = weights.per_further_in_round * (len(durations) * (len(durations) - 1) // 2)
    return further + over_week_quarters(guide, sum(durations)) * weights.per_quarter_over_week


def over_week_quarters(guide: Guide, minutes: int) -> int:
    """Started quarter hours beyond the guide's limit of the week; 0 without a limit."""
    if guide.minutes_left_week is None:
        return 0
    return max(0, -(-(minutes - max(0, guide.minutes_left_week)) // 15))


@lru_cache(maxsize=1 << 16)
def distance_km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Kilometers as the crow flies (haversine on the mean earth radius)."""
    latitude, other_latitude = radians(first[0]), radians(second[0])
    half_chord = (
        sin((other_latitude - latitude) / 2) ** 2
        + cos(latitude) * cos(other_latitude) * sin(radians(second[1] - first[1]) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half_chord)))


def gap_minutes(first: Place | None, second: Place | None, weights: Weights = DEFAULT_WEIGHTS) -> int:
    """Minutes one person needs between two appointments: a breath, or the way if that is longer."""
    if first is None or second is None or first == second:
        return weights.travel_minutes
    return max(weights.travel_minutes, ceil(distance_km(first, second) * 60 / weights.km_per_hour))


def collide(first: Slot, one: Request, second: Slot, other: Request, weights: Weights = DEFAULT_WEIGHTS) -> bool:
    """Whether one person cannot keep both appointments, the way between them included."""
    return first.overlaps(second, gap=gap_minutes(one.spot, other.spot, weights))


def groups_of(request: Request) -> tuple[tuple[str, str], ...]:
    """The groups whose treatment is compared: the language asked for and the place."""
    language = ("language", request.languages[0].code) if request.languages else ("language", "")
    return (language, ("area", request.area or ""))


def _obstacles(request: Request, guide: Guide, weights: Weights, fallbacks: Fallbacks) -> Iterator[Obstacle]:
    yield from obstacles_at_any_time(request, guide, weights, fallbacks)
    if missing := _not_valid(request, guide):
        yield Obstacle(ObstacleCode.QUALIFICATION, missing)
    yield from _time_obstacles(request, guide, weights)


def obstacles_at_any_time(request: Request, guide: Guide, weights: Weights, fallbacks: Fallbacks) -> Iterator[Obstacle]:
    """What rules a pair out whatever the time; the cheap questions come first."""
    if not guide.available:
        yield Obstacle(ObstacleCode.NOT_AVAILABLE)
    if guide.key in request.excluded_guides:
        yield Obstacle(ObstacleCode.EXCLUDED)
    if guide.key in request.not_neutral:
        yield Obstacle(ObstacleCode.NOT_NEUTRAL)
    if guide.capacity < 1:
        yield Obstacle(ObstacleCode.NO_CAPACITY, guide.capacity)
    if request.role is not None and guide.roles and request.role not in guide.roles:
        yield Obstacle(ObstacleCode.ROLE, request.role)
    if request.languages and _best_language(request, guide, weights, fallbacks) is None:
        yield _language_obstacle(request, guide, fallbacks)
    if request.gender_required and request.gender_wish and guide.gender != request.gender_wish:
        yield Obstacle(ObstacleCode.GENDER, request.gender_wish)
    if request.topic_training_required and request.topic not in guide.topics:
        yield Obstacle(ObstacleCode.TOPIC_TRAINING, request.topic)
    if guide.max_persons is not None and request.persons > guide.max_persons:
        yield Obstacle(ObstacleCode.TOO_MANY_PERSONS, guide.max_persons)
    left = guide.minutes_left_for(request)
    if left is not None and request.minutes_in_all_with(guide.key) > left:
        yield Obstacle(ObstacleCode.YEAR_CAP, left)
    yield from _place_obstacles(request, guide)


def _place_obstacles(request: Request, guide: Guide) -> Iterator[Obstacle]:
    if request.setting is not Setting.ON_SITE:
        return
    if request.area is not None and guide.areas and request.area not in guide.areas:
        yield Obstacle(ObstacleCode.AREA, request.area)
    if guide.max_km is not None and request.place is not None and guide.home is not None:
        km = distance_km(request.place, guide.home)
        if km > guide.max_km:
            yield Obstacle(ObstacleCode.TOO_FAR, (round(km, 1), guide.max_km))


def _time_obstacles(request: Request, guide: Guide, weights: Weights) -> Iterator[Obstacle]:
    if not request.slots:
        if not has_time_for(request, guide):
            yield Obstacle(ObstacleCode.TIME)
        return
    valid = _valid_slots(request, guide)
    in_hours = [slot for slot in valid if in_weekly_times(slot, guide)]
    if valid and not in_hours:
        yield Obstacle(ObstacleCode.TIME)
    elif in_hours and not any(is_free(slot, request, guide, weights) for slot in in_hours):
        yield Obstacle(ObstacleCode.BUSY, tuple(in_hours))


def _valid_slots(request: Request, guide: Guide) -> tuple[Slot, ...]:
    """The slots on whose day the guide may do what is asked; all of them if that is on none (said apart)."""
    if not request.qualifications:
        return request.slots
    valid = tuple(slot for slot in request.slots if guide.is_qualified(request, slot.on or request.on))
    return valid or request.slots


def _not_valid(request: Request, guide: Guide) -> tuple[str, ...]:
    """What is not valid on any of the request's days; the first day decides what is named."""
    if not request.qualifications:
        return ()
    days = [slot.on or request.on for slot in request.slots] or [request.on]
    if any(guide.is_qualified(request, on) for on in days):
        return ()
    return tuple(key for key in sorted(request.qualifications) if not guide.has_valid(key, days[0]))


def _language_obstacle(request: Request, guide: Guide, fallbacks: Fallbacks) -> Obstacle:
    for need in request.languages:
        for code in (need.code, *fallbacks.get(need.code, ())):
            if code in guide.languages and guide.languages[code] >= need.minimum_level:
                return Obstacle(ObstacleCode.LANGUAGE_DIRECTION, (code, need.direction))
    for need in request.languages:
        for code in (need.code, *fallbacks.get(need.code, ())):
            if code in guide.languages:
                return Obstacle(
                    ObstacleCode.LANGUAGE_LEVEL,
                    (code, guide.languages[code], need.minimum_level),
                )
    return Obstacle(ObstacleCode.LANGUAGE, tuple(need.code for need in request.languages))


def _fit(request: Request, guide: Guide, weights: Weights, fallbacks: Fallbacks) -> Fit:
    slots = _free_slots(request, guide, weights)
    reasons = [
        reason
        for reason in (
            _best_language(request, guide, weights, fallbacks),
            _time_reason(guide, slots, weights),
            _distance_reason(request, guide, weights),
            _topic_reason(request, guide, weights),
            _known_reason(request, guide, weights),
            _gender_reason(request, guide, weights),
            _rest_reason(guide, weights),
            _needed_reason(request, guide, weights),
        )
        if reason is not None
    ]
    pair_cost = sum(reason.cost for reason in reasons)
    week = _week_reason(request, guide, weights)
    if week is not None:
        reasons.append(week)
    return Fit(
        reasons=tuple(sorted(reasons, key=lambda reason: -reason.cost)),
        pair_cost=pair_cost,
        cost=pair_cost + (week.cost if week else 0),
        slots=slots,
    )


def _best_language(request: Request, guide: Guide, weights: Weights, fallbacks: Fallbacks) -> Reason | None:
    best = None
    for position, need in enumerate(request.languages):
        offers = {
            need.code: 0,
            **{c: p for c, p in fallbacks.get(need.code, {}).items() if c != need.code},
        }
        for code, penalty in offers.items():
            level = guide.languages.get(code)
            if level is None or level < need.minimum_level or not _goes(guide, code, need.direction):
                continue
            cost = (
                position * weights.per_later_language
                + penalty * weights.per_fallback_point
                + max(0, NATIVE - level) * weights.per_level_below_native
            )
            if best is None or cost < best.cost:
                exact = code == need.code
                best = (
                    Reason(ReasonCode.LANGUAGE, (code, level), cost)
                    if exact
                    else Reason(ReasonCode.LANGUAGE_FALLBACK, (need.code, code, level), cost)
                )
    return best


def _has_a_word(request: Request, guide: Guide, fallbacks: Fallbacks) -> bool:
    """Whether a guide speaks any language that could do at all, on whatever level and in whatever direction."""
    for need in request.languages:
        if need.code in guide.languages:
            return True
        if any(code in guide.languages for code in fallbacks.get(need.code, ())):
            return True
    return False


def _goes(guide: Guide, code: str, direction: str | None) -> bool:
    """Whether a guide translates this way; without an entry all ways, and one who goes to and fro goes each way."""
    if direction is None or code not in guide.directions:
        return True
    return direction in guide.directions[code]


def in_weekly_times(slot: Slot, guide: Guide) -> bool:
    """Whether a time lies in the hours the guide named; all do where nobody asked."""
    if guide.weekly_times is None:
        return True
    return any(t.weekday == slot.weekday and t.start <= slot.start and slot.end <= t.end for t in guide.weekly_times)


def has_time_for(request: Request, guide: Guide) -> bool:
    """Whether one of the guide's windows is long enough; yes where nobody asked."""
    longest = longest_time(guide)
    return longest is None or longest >= request.duration_minutes


def longest_time(guide: Guide) -> int | None:
    """Minutes of the guide's longest window, 0 where there is none; `None` where nobody asked."""
    if guide.weekly_times is None:
        return None
    return max((t.end - t.start for t in guide.weekly_times), default=0)


def is_free(slot: Slot, request: Request, guide: Guide, weights: Weights = DEFAULT_WEIGHTS) -> bool:
    """Whether the guide has nothing else at that time, the way from there included."""
    return not any(
        slot.overlaps(busy, gap=gap_minutes(request.spot, busy.place, weights))
        for busy in guide.busy
        if slot.same_day(busy)
    )


def _free_slots(request: Request, guide: Guide, weights: Weights) -> tuple[Slot, ...]:
    return tuple(
        slot for slot in _valid_slots(request, guide)
        if in_weekly_times(slot, guide) and is_free(slot, request, guide, weights)
    )  # fmt: skip


def _time_reason(guide: Guide, slots: tuple[Slot, ...], weights: Weights) -> Reason:
    first = slots[0] if slots else None
    if guide.weekly_times is None:
        return Reason(ReasonCode.TIMES_NOT_STATED, first, weights.times_not_stated)
    return Reason(ReasonCode.TIME, first) if slots else Reason(ReasonCode.TIME_TO_AGREE)


def _distance_reason(request: Request, guide: Guide, weights: Weights) -> Reason:
    if request.setting is not Setting.ON_SITE:
        return Reason(ReasonCode.REMOTE, request.setting)
    if request.place is None or guide.home is None:
        return Reason(
            ReasonCode.DISTANCE_UNKNOWN,
            weights.unknown_km,
            weights.unknown_km * weights.per_km,
        )
    km = distance_km(request.place, guide.home)
    return Reason(ReasonCode.DISTANCE, round(km, 1), round(km * weights.per_km))


def _topic_reason(request: Request, guide: Guide, weights: Weights) -> Reason | None:
    if request.topic is None:
        return None
    if request.topic in guide.topics:
        return Reason(ReasonCode.TOPIC_TRAINED, request.topic)
    if times := guide.experience.get(request.topic):
        return Reason(ReasonCode.TOPIC_EXPERIENCED, times, min(weights.experienced_topic, weights.untrained_topic))
    return Reason(ReasonCode.TOPIC_UNTRAINED, request.topic, weights.untrained_topic)


def _known_reason(request: Request, guide: Guide, weights: Weights) -> Reason | None:
    if not request.known_guides:
        return None
    if guide.key in request.known_guides:
        return Reason(ReasonCode.KNOWN)
    return Reason(ReasonCode.NOT_KNOWN, None, weights.not_the_known_guide)


def _gender_reason(request: Request, guide: Guide, weights: Weights) -> Reason | None:
    if request.gender_wish is None:
        return None
    if guide.gender == request.gender_wish:
        return Reason(ReasonCode.GENDER, request.gender_wish)
    if guide.gender is None:
        return Reason(ReasonCode.GENDER_UNKNOWN, request.gender_wish, weights.unknown_gender)
    return Reason(ReasonCode.GENDER_OTHER, request.gender_wish, weights.other_gender)


def _rest_reason(guide: Guide, weights: Weights) -> Reason:
    days = guide.last_assignment_days
    if days is None or days >= weights.rest_days:
        return Reason(ReasonCode.RESTED, days)
    missing = weights.rest_days - max(0, days)
    return Reason(ReasonCode.RECENTLY_ASKED, days, missing * weights.per_rested_week_missing // 7)


def _needed_reason(request: Request, guide: Guide, weights: Weights) -> Reason | None:
    """The hours this takes will be missing for others: as sure as their price comes near that of a request left alone."""
    if not guide.hour_prices:
        return None
    price = sum(guide.hour_prices.get(key, 0) for key in request.budgets)
    lost = price * request.minutes_in_all_with(guide.key) / (60 * max(1, weights.unserved))
    cost = round(weights.scarce_hours * min(1.0, lost))
    return Reason(ReasonCode.NEEDED_LATER, guide.needed_for, cost) if cost else None


def _week_reason(request: Request, guide: Guide, weights: Weights) -> Reason | None:
    if guide.minutes_left_week is None:
        return None
    minutes = request.minutes_with(guide.key)
    left = guide.minutes_left_week - minutes
    cost = load_cost(guide, [minutes], weights)
    if left < 0:
        return Reason(
            ReasonCode.OVER_WEEK,
            minutes - max(0, guide.minutes_left_week),
            cost,
        )
    return Reason(ReasonCode.HOURS_LEFT_WEEK, left, cost)
