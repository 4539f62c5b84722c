"""What is known of requests and guides when they are brought together: keys and facts, no names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

NATIVE = 7
"""Level of a first language. 1 to 6 stand for A1 to C2 of the Common European Framework."""

MINUTES_PER_DAY = 24 * 60

Place = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""


class Setting(StrEnum):
    """How guide and seeker meet; only on site do distance and area matter."""

    ON_SITE = "on_site"
    PHONE = "phone"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, order=True)
class WeeklyTime:
    """Hours in which a guide can usually come. `weekday` 0 is Monday; minutes count from midnight."""

    weekday: int
    start: int
    end: int

    def __post_init__(self):
        _check_times(self.weekday, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Slot:
    """One possible or already taken time: on a date, or every week on a weekday when `on` is `None`.

    `place` is where a taken time is spent, for the way from there; unknown, or on the telephone: `None`.
    """

    start: int
    end: int
    on: date | None = None
    weekday: int | None = None
    place: Place | None = None

    def __post_init__(self):
        if self.on is not None and self.weekday is None:
            object.__setattr__(self, "weekday", self.on.weekday())
        if self.weekday is None:
            raise ValueError("A slot needs a date or a weekday.")
        if self.on is not None and self.on.weekday() != self.weekday:
            raise ValueError("Date and weekday of a slot differ.")
        _check_times(self.weekday, self.start, self.end)

    def same_day(self, other: "Slot") -> bool:
        """A weekly slot meets every date of its weekday."""
        if self.on is not None and other.on is not None:
            return self.on == other.on
        return self.weekday == other.weekday

    def overlaps(self, other: "Slot", *, gap: int = 0) -> bool:
        """Whether both cannot be kept by one person who needs `gap` minutes in between."""
        return self.same_day(other) and self.start < other.end + gap and other.start < self.end + gap

    @property
    def sort_key(self) -> tuple[str, int, int, int]:
        return (
            self.on.isoformat() if self.on else "",
            self.weekday,
            self.start,
            self.end,
        )


@dataclass(frozen=True, slots=True)
class LanguageNeed:
    """One language that would do. `code` names the variant (`kmr`, not "Kurdish").

    `direction` is a key like "from_german", where the words go only one way; `None` where they go to and fro.
    """

    code: str
    minimum_level: int = 1
    direction: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One wish for company or mediation.

    `languages` are alternatives, the preferred one first; none means that no language is asked for.
    `slots` are alternatives too; none means that any time can be agreed. Unknown place or area: `None`.
    `excluded_guides` are those who declined; `not_neutral` those who took this side before and may not translate.
    `known_guides` went along the last time in the same matter. `qualifications` must be valid on the day of the
    appointment, which is the date of the slot, else `on`. `budgets` are keys of hours that run out (a cap of one
    funding and year); a guide without an entry of that key has no such limit. `urgency` 1 is usual, more is before.
    `times` is how many appointments of a series count to the hours of the year; the week has the first of them.
    `pools` are what it takes of what all guides have together, `pools_by_guide` the same for guides with whom it is another
    amount; `once` what it takes of a pool only if the guide has not the mark already, and once for all requests of a guide with
    the same mark: (pool, mark, amount). See `pools`.
    `counted_ways` are minutes there and back by guide, where they count to the hours as the appointment does; they take no time
    of a slot.
    """

    key: str
    languages: tuple[LanguageNeed, ...] = ()
    slots: tuple[Slot, ...] = ()
    place: Place | None = None
    area: str | None = None
    topic: str | None = None
    topic_training_required: bool = False
    gender_wish: str | None = None
    gender_required: bool = False
    setting: Setting = Setting.ON_SITE
    persons: int = 1
    duration_minutes: int = 60
    waits_days: int = 0
    role: str | None = None
    excluded_guides: frozenset[str] = frozenset()
    not_neutral: frozenset[str] = frozenset()
    known_guides: frozenset[str] = frozenset()
    qualifications: frozenset[str] = frozenset()
    on: date | None = None
    budgets: tuple[str, ...] = ()
    urgency: int = 1
    times: int = 1
    pools: Mapping[str, int] = field(default_factory=dict, hash=False)
    pools_by_guide: Mapping[str, Mapping[str, int]] = field(default_factory=dict, hash=False)
    once: tuple[tuple[str, str, int], ...] = ()
    counted_ways: Mapping[str, int] = field(default_factory=dict, hash=False)

    def __post_init__(self):
        if self.times < 1 or self.duration_minutes <= 0 or self.persons < 1 or self.waits_days < 0 or self.urgency < 1:
            raise ValueError(f"Request {self.key!r}: duration, persons, waiting days or urgency out of range.")
        if min(self.counted_ways.values(), default=0) < 0:
            raise ValueError(f"Request {self.key!r}: a way takes no less than no time.")
        amounts = [amount for own in (self.pools, *self.pools_by_guide.values()) for amount in own.values()]
        if min((*amounts, *(amount for _pool, _mark, amount in self.once)), default=0) < 0:
            raise ValueError(f"Request {self.key!r}: a pool is not filled by a request.")

    @property
    def minutes_in_all(self) -> int:
        """What counts to the hours of a year and a funding whoever goes: all appointments of a series, without ways."""
        return self.duration_minutes * self.times

    def minutes_with(self, guide: str) -> int:
        """What one appointment takes of the hours of that guide."""
        return self.duration_minutes + self.counted_ways.get(guide, 0)

    def minutes_in_all_with(self, guide: str) -> int:
        """What counts to the hours of that guide in a year and under a funding: all appointments of a series."""
        return self.minutes_with(guide) * self.times

    def pools_with(self, guide: str) -> Mapping[str, int]:
        """What it takes of each pool if that guide goes, but for what counts once."""
        return self.pools_by_guide.get(guide, self.pools)

    @property
    def spot(self) -> Place | None:
        """Where the guide must be; `None` on the telephone or where nobody knows."""
        return self.place if self.setting is Setting.ON_SITE else None


@dataclass(frozen=True, slots=True)
class Guide:
    """One person who can go along.

    `languages` maps a variant to a level (1 to 6 for A1 to C2, 7 for a first language). `areas` and `roles`
    left empty mean "everywhere" and "every role". `weekly_times` is `None` where nobody asked yet; an empty
    tuple means "at no time". `minutes_left_…` and `max_km` are `None` where there is no limit.
    `last_assignment_days` counts days since the last assignment, `None` for never.
    `capacity` is the number of new requests the guide can take in this round.
    `directions` names for a language the ways the guide translates (no entry: all). `experience` counts assignments
    by topic. `qualifications` maps a key to the days from and until which it is valid (`None`: open).
    `budgets` are minutes left by key, see `Request.budgets`; `hour_prices` says by the same key what an hour will be worth
    to others later in the year, in points, and `needed_for` in which language the most. `marks` is what counted once for the
    guide already, see `Request.once`.
    """

    key: str
    languages: Mapping[str, int] = field(default_factory=dict)
    areas: frozenset[str] = frozenset()
    home: Place | None = None
    weekly_times: tuple[WeeklyTime, ...] | None = None
    topics: frozenset[str] = frozenset()
    gender: str | None = None
    minutes_left_week: int | None = None
    minutes_left_year: int | None = None
    max_km: float | None = None
    last_assignment_days: int | None = None
    busy: tuple[Slot, ...] = ()
    roles: frozenset[str] = frozenset()
    capacity: int = 1
    max_persons: int | None = None
    available: bool = True
    directions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    experience: Mapping[str, int] = field(default_factory=dict)
    qualifications: Mapping[str, tuple[date | None, date | None]] = field(default_factory=dict)
    budgets: Mapping[str, int] = field(default_factory=dict)
    hour_prices: Mapping[str, int] = field(default_factory=dict)
    needed_for: str | None = None
    marks: frozenset[str] = frozenset()

    def __post_init__(self):
        if self.capacity < 0:
            raise ValueError(f"Guide {self.key!r}: capacity is negative.")

    def minutes_left_for(self, request: Request) -> int | None:
        """What the hard caps leave for a request of this kind; `None` without a cap."""
        limits = [self.budgets[key] for key in request.budgets if key in self.budgets]
        limits += [] if self.minutes_left_year is None else [self.minutes_left_year]
        return min(limits, default=None)

    def is_qualified(self, request: Request, on: date | None) -> bool:
        """Whether everything the request asks for is valid on a day; without a day it must be there at all."""
        return all(self.has_valid(key, on) for key in request.qualifications)

    def has_valid(self, key: str, on: date | None) -> bool:
        """Whether one paper or training is valid on a day."""
        if key not in self.qualifications:
            return False
        since, until = self.qualifications[key]
        return on is None or ((since is None or since <= on) and (until is None or on <= until))


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks how strongly against a pair, in whole points; one point is about one kilometer's way.

    Whole numbers keep sums exact, so that equal is equal and two runs agree.
    """

    per_km: int = 1
    """A kilometer as the crow flies: time and fare of somebody who is not paid for the way."""
    unknown_km: int = 20
    """Kilometers assumed when a position is missing: half across a Landkreis, neither reward nor exclusion."""
    per_level_below_native: int = 2
    """Each level below a first language: a wish only; what is indispensable is the request's minimum level."""
    per_later_language: int = 10
    """Each place down the request's list of languages: the first one named is the one people think in."""
    per_fallback_point: int = 1
    """Multiplies the penalty the office gave an accepted neighboring variant (Dari for Farsi)."""
    untrained_topic: int = 15
    """A guide without training in the topic can help, but a trained one is worth fifteen kilometers' way."""
    experienced_topic: int = 5
    """Without training, but went along in this topic before: nearly as good."""
    not_the_known_guide: int = 25
    """Somebody else went the last time: whoever asks again should not have to begin again."""
    other_gender: int = 60
    """A wish for a woman or a man weighs more than any usual distance; make it required where it must hold."""
    unknown_gender: int = 30
    """Nobody asked the guide: half of a wish not met."""
    rest_days: int = 60
    """After two months without an assignment a guide counts as fully rested."""
    per_rested_week_missing: int = 3
    """Each week short of `rest_days`: fair distribution, so that not always the same five are asked."""
    per_further_in_round: int = 12
    """The second request to one guide in a round costs this, the third twice this: spread before piling up."""
    per_quarter_over_week: int = 5
    """Each started quarter hour beyond the week's usual limit: allowed (the year's cap is the hard one), but an
    hour over is as bad as twenty kilometers' way."""
    scarce_hours: int = 60
    """Hours that will surely be missing for somebody else later in the year; less where that is less sure."""
    times_not_stated: int = 10
    """Nobody asked for the guide's hours: a call more for the office."""
    travel_minutes: int = 15
    """Minutes between two appointments of one guide at the least, for a breath. A rule, not a cost."""
    km_per_hour: int = 30
    """How fast a guide gets on as the crow flies, by bus or car; from it the way between two places. A rule."""
    unserved: int = 1_000
    """A request left alone: above every sum of wishes, so that nobody stays alone for comfort's sake."""
    unserved_per_waiting_day: int = 10
    """When guides are short, those who have waited longest come first."""
    waiting_days_counted: int = 90
    """Beyond a quarter of a year every request is equally urgent."""
    unserved_per_urgency: int = 500
    """Each class of urgency above the usual one."""
    per_change: int = 15
    """Each proposal that differs from the plan before: a plan people have read should not turn for a trifle."""


def _check_times(weekday: int, start: int, end: int):
    if not 0 <= weekday <= 6 or not 0 <= start < end <= MINUTES_PER_DAY:
        raise ValueError("Weekday must be 0 to 6 and 0 <= start < end <= 1440.")
