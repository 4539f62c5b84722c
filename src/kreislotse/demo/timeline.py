"""What happens to one request, from the first day to the last, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from kreislotse.core.dates import next_month
from kreislotse.demo.chance import Chance, previous_working_day, working_day
from kreislotse.demo.world import World
from kreislotse.intake.models import ClosingReason

REQUESTS = 600

# The kinds of open work of one district of usual size: kind, working days since receipt, does the guide with the
# login have it. The rest of the requests have ended.
OPEN_WORK = (
    ("new", 0, False), ("new", 0, False), ("new", 0, False), ("new", 1, False), ("new", 1, False), ("new", 2, False),
    ("new", 4, False), ("new", 5, False), ("new", 7, False), ("new", 9, False), ("new", 13, False),
    ("clarifying", 2, False), ("clarifying", 3, False), ("clarifying", 6, False), ("clarifying", 16, False),
    ("referred", 3, False), ("referred", 5, False), ("referred", 9, False), ("referred", 14, False),
    ("referred", 22, False), ("asked", 2, True), ("asked", 3, True), ("asked", 4, False), ("asked", 5, False),
    ("asked", 8, False), ("promised", 5, True), ("promised", 6, False), ("promised", 8, False), ("promised", 10, False),
    ("running", 18, True), ("running", 15, False), ("running", 20, False), ("running", 24, False), ("running", 30, False),
)  # fmt: skip

# Weights of the months by number: school begins, the year begins.
SEASON = {1: 12, 2: 10, 3: 10, 4: 9, 5: 9, 6: 8, 7: 7, 8: 11, 9: 13, 10: 11, 11: 10, 12: 6}

ADVICE_ENDS = {"referred": 60, "helped": 17, "no_offer": 6, "withdrawn": 6, "unreachable": 8, "duplicate": 3}
GUIDE_ENDS = {"helped": 77, "no_guide": 9, "not_admissible": 5, "withdrawn": 5, "unreachable": 4}


@dataclass
class Meeting:
    """One appointment: when, and what is written down about it."""

    on: date
    outcome: str
    counted_in: date | None
    recorded_on: date


@dataclass
class Story:
    """The course of one request: the days of its steps, without the people."""

    kind: str
    received_on: date
    needs_guide: bool
    is_for_login: bool = False
    status: str = "closed"
    answered_on: date | None = None
    closed_on: date | None = None
    closing_reason: str = ""
    was_referred: bool = False
    asked_on: date | None = None
    refusals: int = 0
    promised_on: date | None = None
    meetings: list[Meeting] = field(default_factory=list)

    @property
    def has_assignment(self) -> bool:
        return self.promised_on is not None

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


def stories(world: World) -> Iterator[Story]:
    """All requests of the district, the earliest first."""
    open_work = [entry for _copy in range(world.scale) for entry in OPEN_WORK]
    ended = REQUESTS * world.scale - len(open_work)
    days = sorted(
        [(day, None) for day in _days_of_receipt(world, ended)]
        + [
            (
                previous_working_day(world.today, back) if back else world.today,
                (kind, login and position < len(OPEN_WORK)),
            )
            for position, (kind, back, login) in enumerate(open_work)
        ],
        key=lambda entry: entry[0],
    )
    for received_on, open_entry in days:
        if open_entry is None:
            yield _ended(world, received_on)
        else:
            kind, is_for_login = open_entry
            yield _open(world, kind, received_on, is_for_login)


def _days_of_receipt(world: World, number: int) -> list[date]:
    """Days between the beginning and four days ago, more of them lately and in the busy months."""
    chance = world.chance
    last = world.today - timedelta(days=4)
    days, weights = [], []
    day, position = world.begins_on, 0
    while day <= last:
        weekday = 1.0 if day.weekday() < 5 else 0.12
        days.append(day)
        weights.append(SEASON[day.month] * weekday * (1 + position / 900))
        day, position = day + timedelta(days=1), position + 1
    return chance.random.choices(days, weights, k=number)


def _needs_guide(world: World) -> bool:
    return world.chance.happens(0.45)


def _ended(world: World, received_on: date) -> Story:
    chance = world.chance
    story = Story("ended", received_on, _needs_guide(world))
    story.closing_reason = chance.weighted(GUIDE_ENDS if story.needs_guide else ADVICE_ENDS)
    longest = (world.today - received_on).days
    wait = min(_wait(chance), longest)
    story.answered_on = received_on + timedelta(days=wait)
    if story.closing_reason in (ClosingReason.WITHDRAWN, ClosingReason.UNREACHABLE) and chance.happens(0.4):  # fmt: skip
        story.answered_on = None
    rest = longest - wait
    duration = min(_duration(chance, story), rest)
    story.closed_on = received_on + timedelta(days=wait + duration)
    if story.closed_on.weekday() > 4:
        story.closed_on = min(working_day(story.closed_on), world.today)
    if story.closing_reason == ClosingReason.WITHDRAWN and chance.happens(0.5):
        story.status = "cancelled"
    if story.closing_reason == ClosingReason.NOT_ADMISSIBLE:
        story.answered_on = story.closed_on = received_on
    if story.closing_reason == ClosingReason.REFERRED:
        story.was_referred = True
    if story.needs_guide and story.closing_reason == ClosingReason.HELPED:
        _accompany(world, story)
    elif story.closing_reason == ClosingReason.NO_GUIDE:
        story.asked_on, story.refusals = story.answered_on, chance.between(1, 3)
    return story


def _wait(chance: Chance) -> int:
    """Days from receipt to the first answer."""
    return chance.weighted({0: 20, 1: 26, 2: 16, 3: 10, 4: 7, 5: 5, 6: 4, 7: 3, 10: 4, 14: 2, 20: 2, 33: 1})  # fmt: skip


def _duration(chance: Chance, story: Story) -> int:
    """Days from the first answer to the end."""
    if story.needs_guide and story.closing_reason == ClosingReason.HELPED:
        return chance.between(4, 45)
    if story.closing_reason == ClosingReason.DUPLICATE:
        return 0
    return chance.between(1, 24)


def _accompany(world: World, story: Story) -> None:
    """Asked, promised, met and finished between the first answer and the end."""
    chance = world.chance
    begin, end = story.answered_on, story.closed_on
    days = (end - begin).days
    story.asked_on = begin
    story.refusals = chance.weighted({0: 6, 1: 3, 2: 1})
    story.promised_on = begin + timedelta(days=min(days // 3, 4))
    number = chance.weighted({1: 6, 2: 3, 3: 2, 5: 1}) if days > 10 else 1
    span = max((end - story.promised_on).days, 0)
    for position in range(number):
        share = (position + 1) / number
        on = story.promised_on + timedelta(days=round(span * share * 0.9))
        outcome = chance.weighted({"took_place": 90, "cancelled": 6, "no_show": 4})
        if position == number - 1:
            outcome = "took_place"
        story.meetings.append(_meeting(world, working_day(on), outcome, latest=end))


def _meeting(world: World, on: date, outcome: str, *, latest: date) -> Meeting:
    """A meeting that is over; now and then it is recorded after its month was closed."""
    on = min(on, latest)
    month = on.replace(day=1)
    recorded_on = min(on + timedelta(days=world.chance.between(0, 3)), world.today)
    late = next_month(next_month(month))
    if world.chance.happens(0.03) and late <= world.today:
        return Meeting(on, outcome, late, late + timedelta(days=2))
    return Meeting(on, outcome, month, recorded_on)


def _open(world: World, kind: str, received_on: date, is_for_login: bool) -> Story:
    chance = world.chance
    needs_guide = kind in ("asked", "promised", "running") or (kind in ("new", "clarifying") and _needs_guide(world))
    status = {"new": "received", "clarifying": "in_clarification"}.get(kind, kind)
    story = Story(kind, received_on, needs_guide, is_for_login, status=status)
    if kind == "new":
        return story
    longest = (world.today - received_on).days
    story.answered_on = received_on + timedelta(days=chance.between(0, min(3, longest)))
    if kind == "referred":
        story.was_referred = True
    if kind in ("asked", "promised", "running"):
        story.asked_on = story.answered_on
        story.refusals = chance.weighted({0: 6, 1: 3, 2: 1})
    if kind in ("promised", "running"):
        story.promised_on = min(story.asked_on + timedelta(days=chance.between(1, 3)), world.today)
    if kind == "promised":
        day = world.today + timedelta(days=chance.one([0, 1, 2, 4, 7]))
        story.meetings.append(Meeting(working_day(day), "planned", None, story.promised_on))  # fmt: skip
    if kind == "running":
        _run(world, story)
    return story


def _run(world: World, story: Story) -> None:
    """Some meetings are over, one is not yet written down, and one is still to come."""
    chance = world.chance
    days = (world.today - story.promised_on).days
    for share in (0.2, 0.5):
        on = working_day(story.promised_on + timedelta(days=round(days * share)))
        story.meetings.append(_meeting(world, on, "took_place", latest=world.today))
    planned = [working_day(world.today + timedelta(days=chance.one([0, 1, 3, 6])))]
    if chance.happens(0.5):
        planned.append(previous_working_day(world.today, 2))
    story.meetings += [Meeting(day, "planned", None, story.promised_on) for day in planned]
