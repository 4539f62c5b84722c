"""Whose turn it is: who has not been asked for long, who is asked too often, who may need a call.

Help for the coordination, no supervision of people: rows stand in the order of the wait, never of answers or hours, and
nothing here is exported (domain.md 9, Personalrat).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q
from django.utils import timezone

from kreislotse.coordination.models import CoordinationRule
from kreislotse.coordination.rules import coordination_rule
from kreislotse.guides.models import Guide
from kreislotse.guides.queries import visible_guides
from kreislotse.matching.models import Assignment, MatchProposal

UNANSWERED_IN_A_ROW = 3
LOOKING_BACK_DAYS = 182
Status = MatchProposal.Status


@dataclass(frozen=True)
class Turn:
    """One guide: when last asked or booked, how often lately, and how many questions in a row stayed without an answer."""

    guide: Guide
    last_on: date | None
    asked_lately: int
    unanswered: int
    is_long_ago: bool
    is_often: bool

    @property
    def may_need_a_call(self) -> bool:
        return self.unanswered >= UNANSWERED_IN_A_ROW


@dataclass(frozen=True)
class Answers:
    """How questions of the last half year were answered, of the pool as a whole."""

    asked: int
    answered: int
    accepted: int
    hours_to_answer: float | None

    @property
    def share(self) -> int | None:
        return round(100 * self.answered / self.asked) if self.asked else None


@dataclass(frozen=True)
class PlanTurns:
    """How a plan treats those whose turn it is: each with the number of new requests."""

    now_asked: list[tuple[Turn, int]]
    still_waiting: list[Turn]
    again_often: list[tuple[Turn, int]]


def turns_in_plan(everybody: Iterable[Turn], loads: Mapping[int, int]) -> PlanTurns:
    """Whom a plan asks of those not asked for long, who waits on, and who is asked again although it was often lately.

    `loads` are the new requests of a plan by guide.
    """
    asked = [(turn, loads.get(turn.guide.pk, 0)) for turn in everybody]
    return PlanTurns(
        [(turn, number) for turn, number in asked if turn.is_long_ago and number],
        [turn for turn, number in asked if turn.is_long_ago and not number],
        [(turn, number) for turn, number in asked if turn.is_often and number],
    )


def turns(*, to, now: datetime) -> tuple[list[Turn], CoordinationRule]:
    """The visible active guides, whose turn is due first; never asked comes before long ago. A fixed number of queries."""
    today = timezone.localdate(now)
    rule = coordination_rule(today)
    guides = list(
        visible_guides(to=to).available().select_related("organization").order_by("last_name", "first_name", "pk")
    )
    keys = [guide.pk for guide in guides]
    lately = now - timedelta(weeks=rule.often_weeks)
    asked = {
        row["guide"]: row
        for row in MatchProposal.objects.filter(guide__in=keys).order_by().values("guide").annotate(
            last=Max("asked_at"), lately=Count("pk", filter=Q(asked_at__gte=lately))
        )
    }  # fmt: skip
    booked = dict(
        Assignment.objects.filter(guide__in=keys)
        .order_by()
        .values("guide")
        .annotate(last=Max("agreed_on"))
        .values_list("guide", "last")
    )
    unanswered = _unanswered(keys, now)
    found = []
    for guide in guides:
        row = asked.get(guide.pk)
        days = [timezone.localdate(row["last"])] if row else []
        days += [booked[guide.pk]] if guide.pk in booked else []
        last = max(days, default=None)
        is_long = last is None or (today - last).days >= rule.weeks_unasked * 7
        number = row["lately"] if row else 0
        found.append(Turn(guide, last, number, unanswered[guide.pk], is_long, number > rule.often_number))
    return sorted(found, key=lambda turn: (turn.last_on or date.min, turn.guide.last_name, turn.guide.pk)), rule


def _unanswered(keys: list[int], now: datetime) -> dict[int, int]:
    """How many of each guide's last questions ran out without an answer, up to the last that got one."""
    rows = MatchProposal.objects.filter(
        guide__in=keys, asked_at__gte=now - timedelta(days=LOOKING_BACK_DAYS),
        status__in=(Status.EXPIRED, Status.ACCEPTED, Status.DECLINED),
    ).order_by("-asked_at", "-pk")  # fmt: skip
    number, over = defaultdict(int), set()
    for guide, status in rows.values_list("guide", "status"):
        if status != Status.EXPIRED:
            over.add(guide)
        elif guide not in over:
            number[guide] += 1
    return number


def answers_of_the_pool(*, to, now: datetime) -> Answers:
    """Questions of the last half year to visible guides that are answered or ran out. Two queries."""
    rows = MatchProposal.objects.filter(
        guide__in=visible_guides(to=to), asked_at__gte=now - timedelta(days=LOOKING_BACK_DAYS),
        status__in=(Status.EXPIRED, Status.ACCEPTED, Status.DECLINED),
    )  # fmt: skip
    waits, accepted, asked = [], 0, 0
    for status, asked_at, answered_at in rows.values_list("status", "asked_at", "answered_at"):
        asked += 1
        if status != Status.EXPIRED and answered_at:
            waits.append((answered_at - asked_at).total_seconds() / 3600)
        accepted += status == Status.ACCEPTED
    middle = sorted(waits)[len(waits) // 2] if waits else None
    return Answers(asked, len(waits), accepted, middle)
