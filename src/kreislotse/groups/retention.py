"""What goes when a seat has long ended: the people. That an organization sat there stays; it is history, not a person.

What a meeting leaves behind (agenda, minutes, resolutions, tasks) is kept much longer and then goes as a whole, after the
archive was asked; approved minutes keep the names of those who were there as long as they stay themselves (ADR 0022).
Wishes, offers and contributions go some time after their end, with what was written in them.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from kreislotse.groups.models import (
    Attendance,
    BodyJoining,
    Contribution,
    HearingCase,
    MarketItem,
    Meeting,
    MeetingMail,
    Resolution,
    SeatHolder,
    Task,
)
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.registry import Expiry, unheld


def holders_over(today: date, days: int) -> QuerySet[SeatHolder]:
    return SeatHolder.objects.filter(until_on__lt=today - timedelta(days=days))


def joinings_over(today: date, days: int) -> QuerySet[BodyJoining]:
    """Decided long ago, or asked so long ago that nobody will decide any more."""
    limit = today - timedelta(days=days)
    return BodyJoining.objects.filter(Q(decided_on__lt=limit) | Q(decided_on=None, asked_at__date__lt=limit))


def market_over(today: date, days: int) -> QuerySet[MarketItem]:
    """Closed or run out long ago; the answers go with them."""
    limit = today - timedelta(days=days)
    return MarketItem.objects.filter(Q(closed_on__lt=limit) | Q(closed_on=None, valid_until__lt=limit))


def contributions_over(today: date, days: int) -> QuerySet[Contribution]:
    """Long past their day, or untouched for as long."""
    limit = today - timedelta(days=days)
    return Contribution.objects.filter(Q(on__lt=limit) | Q(on=None, updated_at__date__lt=limit))


def erase(rows: QuerySet) -> int:
    return rows.delete()[0]


def attendance_over(today: date, days: int) -> QuerySet[Attendance]:
    """Whether one person was there, on a seat of their own that has long ended; an organization's seat stays history."""
    limit = today - timedelta(days=days)
    return Attendance.objects.filter(seat__organization=None, seat__until_on__lt=limit)


def mails_over(today: date, days: int) -> QuerySet[MeetingMail]:
    return MeetingMail.objects.filter(meeting__ends_at__date__lt=today - timedelta(days=days))


def meetings_over(today: date, days: int) -> QuerySet[Meeting]:
    return Meeting.objects.filter(ends_at__date__lt=today - timedelta(days=days))


def erase_meetings(rows: QuerySet[Meeting]) -> int:
    """Meetings with all that belongs to them; one whose resolution a later record still rests on stays."""
    resolutions = Resolution.objects.filter(item__meeting__in=rows.values("pk"))
    free = unheld(resolutions).values("pk")
    held = resolutions.exclude(pk__in=free).values("item__meeting")
    gone = list(rows.exclude(pk__in=held).values_list("pk", flat=True))
    Task.objects.filter(item__meeting__in=gone).delete()
    Resolution.objects.filter(item__meeting__in=gone).delete()
    Meeting.objects.filter(pk__in=gone).delete()
    return len(gone)


def tasks_over(today: date, days: int) -> QuerySet[Task]:
    """Done long ago and of no meeting; those of a meeting go with it."""
    return Task.objects.filter(item=None, done_on__lt=today - timedelta(days=days))


def hearings_over(today: date, days: int) -> QuerySet[HearingCase]:
    return HearingCase.objects.filter(decided_on__lt=today - timedelta(days=days))


HOLDERS = Expiry(RetentionRule.Kind.BODY, holders_over, erase)
JOININGS = Expiry(RetentionRule.Kind.BODY, joinings_over, erase)
ATTENDANCE = Expiry(RetentionRule.Kind.BODY, attendance_over, erase)
MEETING_MAILS = Expiry(RetentionRule.Kind.BODY, mails_over, erase)
MEETINGS = Expiry(RetentionRule.Kind.MEETING, meetings_over, erase_meetings, is_offered=True)
TASKS = Expiry(RetentionRule.Kind.MEETING, tasks_over, erase)
HEARINGS = Expiry(RetentionRule.Kind.MEETING, hearings_over, erase, is_offered=True)
MARKET = Expiry(RetentionRule.Kind.MARKET, market_over, erase)
CONTRIBUTIONS = Expiry(RetentionRule.Kind.MARKET, contributions_over, erase)
ALL = (HOLDERS, JOININGS, ATTENDANCE, MEETING_MAILS, MEETINGS, TASKS, HEARINGS, MARKET, CONTRIBUTIONS)
