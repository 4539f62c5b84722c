"""Who may see which meetings, and what belongs to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.roles import Permission
from kreislotse.groups.models import (
    AgendaItem,
    Attendance,
    Body,
    Contribution,
    Correction,
    HearingCase,
    Meeting,
    Paper,
    Resolution,
    Seat,
    SeatHolder,
    Task,
)
from kreislotse.groups.models.bodies import VOTING
from kreislotse.groups.queries import ROLE_ORDER, own_bodies, visible_bodies
from kreislotse.network.queries import represented_organizations


def visible_meetings(*, to) -> QuerySet[Meeting]:
    """All for the office, else those of the bodies on which the own organization sits."""
    return Meeting.objects.filter(body__in=visible_bodies(to=to).values("pk"))


def led_bodies(user) -> QuerySet[Body]:
    """Bodies whose agenda and minutes an external lead keeps: the own organization leads them today."""
    if not grants_of(user).allows(Permission.OWN_BODIES_LEAD):
        return Body.objects.none()
    leading = Seat.objects.on(timezone.localdate()).filter(
        body=OuterRef("pk"), role__in=[Seat.Role.LEAD, Seat.Role.CO_LEAD],
        organization__in=represented_organizations(user).values("pk"),
    )  # fmt: skip
    return own_bodies(user).filter(Exists(leading))


def visible_tasks(*, to) -> QuerySet[Task]:
    return Task.objects.filter(body__in=visible_bodies(to=to).values("pk"))


def filtered_tasks(rows: QuerySet[Task], *, state: str, body: Body | None, owner, day: date) -> QuerySet[Task]:
    """Open tasks, or those of another state: „late“, „done“, „all“; the next one due first."""
    if state == "late":
        rows = rows.overdue(day)
    elif state == "done":
        rows = rows.exclude(done_on=None)
    elif state != "all":
        rows = rows.open()
    if body is not None:
        rows = rows.filter(body=body)
    if owner is not None:
        rows = rows.filter(responsible=owner)
    return rows.order_by("-done_on", "pk") if state == "done" else rows.order_by("due_on", "pk")


def visible_papers(*, to) -> QuerySet[Paper]:
    """Papers of the meetings one may see; those for the office only for the office."""
    rows = Paper.objects.filter(item__meeting__in=visible_meetings(to=to).values("pk"))
    return rows if grants_of(to).allows(Permission.BODY_VIEW) else rows.filter(for_office_only=False)


def with_numbers(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Adds how many items, resolutions and open tasks a meeting has."""
    return meetings.annotate(
        items_n=Count("items", distinct=True),
        resolutions_n=Count("items__resolutions", distinct=True),
        tasks_open_n=Count("items__tasks", filter=Q(items__tasks__done_on=None), distinct=True),
    )


def agenda_of(meeting: Meeting, *, for_office: bool = True) -> list[AgendaItem]:
    """The items of a meeting in their order, each with papers, resolutions, tasks and corrections. Five queries."""
    papers = Paper.objects.order_by("added_at", "pk")
    if not for_office:
        papers = papers.filter(for_office_only=False)
    items = AgendaItem.objects.filter(meeting=meeting).select_related(
        "rapporteur", "rapporteur_seat__organization", "note_by"
    )
    items = items.prefetch_related(
        Prefetch("papers", papers),
        Prefetch("resolutions", Resolution.objects.order_by("year", "number")),
        Prefetch("tasks", Task.objects.select_related("seat__organization", "responsible").order_by("due_on", "pk")),
        Prefetch("corrections", Correction.objects.order_by("corrected_on", "pk")),
    )
    return list(items.order_by("position", "pk"))


def contributions_on(meeting: Meeting, *, for_office: bool = True) -> list[Contribution]:
    """What organizations bring to the body on the day of a meeting; others than the office see only what is agreed. One query."""
    rows = Contribution.objects.filter(body=meeting.body_id, on=meeting.day).select_related("organization")
    if not for_office:
        rows = rows.exclude(status=Contribution.Status.OFFERED)
    return list(rows.order_by("organization__name", "pk"))


@dataclass
class SeatLine:
    """A seat on the day of a meeting: who sits there, how it was filled, and who may stand in."""

    seat: Seat
    holder: SeatHolder | None
    attendance: Attendance | None = None
    substitutes: tuple[SeatLine, ...] = ()
    sitting_in: SeatLine | None = None

    @property
    def name(self) -> str:
        return self.holder.name if self.holder else str(self.seat.organization or "")

    @property
    def votes(self) -> bool:
        return self.seat.role in VOTING

    @property
    def is_filled(self) -> bool:
        return bool(self.attendance and self.attendance.is_filled)


def seat_lines(meeting: Meeting) -> list[SeatLine]:
    """Everybody with a seat on the day of a meeting, leading ones first; substitutes are with those they stand for. Three queries."""
    seats = list(Seat.objects.filter(body=meeting.body_id).on(meeting.day).select_related("organization"))
    holders = SeatHolder.objects.on(meeting.day).filter(seat__in=seats).order_by("from_on", "pk")
    by_seat = {one.seat_id: one for one in holders}
    attended = {one.seat_id: one for one in meeting.attendance.all()}
    lines = {seat.pk: SeatLine(seat, by_seat.get(seat.pk), attended.get(seat.pk)) for seat in seats}
    standing_in = [line for line in lines.values() if line.seat.role == Seat.Role.SUBSTITUTE]
    shown = [line for line in lines.values() if line.seat.role != Seat.Role.SUBSTITUTE]
    for line in shown:
        line.substitutes = tuple(one for one in standing_in if one.seat.stands_for_id in (None, line.seat.pk))
        if line.attendance and line.attendance.substitute_id:
            line.sitting_in = lines.get(line.attendance.substitute_id)
    return sorted(shown, key=lambda one: (ROLE_ORDER.index(one.seat.role), one.seat.organization.name if one.seat.organization else one.name, one.seat.pk))  # fmt: skip


@dataclass(frozen=True)
class Filled:
    """How full a meeting was, in seats."""

    filled: int
    seats: int
    votes: int


def how_full(lines: list[SeatLine]) -> Filled:
    filled = [line for line in lines if line.is_filled]
    return Filled(len(filled), len(lines), sum(line.votes for line in filled))


def mails_of(meeting: Meeting) -> dict[str, dict[str, int]]:
    """How many mails of each kind stand where: `{"invitation": {"sent": 12}}`. One query."""
    found: dict[str, dict[str, int]] = {}
    rows = meeting.mails.order_by().values_list("kind", "status").annotate(n=Count("pk"))
    for kind, status, number in rows:
        found.setdefault(kind, {})[status] = number
    return found


def not_invited(now: datetime, *, within_days: int) -> QuerySet[Meeting]:
    """Meetings close at hand to which nobody was invited yet; other people's bodies invite themselves."""
    ours = Meeting.objects.filter(body__our_role__in=[Body.OurRole.LEAD, Body.OurRole.CO_MODERATION])
    planned = ours.filter(status=Meeting.Status.PLANNED, starts_at__gte=now)
    return planned.filter(starts_at__lt=now + timedelta(days=within_days))


def without_minutes(today: date, *, after_days: int) -> QuerySet[Meeting]:
    """Meetings whose day is past for a while, and whose minutes are still a draft; for a year, then it is history."""
    ours = Meeting.objects.filter(body__our_role__in=[Body.OurRole.LEAD, Body.OurRole.CO_MODERATION])
    past = ours.filter(minutes_status=Meeting.Minutes.DRAFT).exclude(status=Meeting.Status.CANCELLED)
    last, first = today - timedelta(days=after_days), today - timedelta(days=365)
    return past.filter(ends_at__lt=start_of(last), ends_at__gte=start_of(first))


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def hearings_due(today: date, *, within_days: int) -> QuerySet[HearingCase]:
    """Councils whose statement is awaited within so many days, or was due before today (-1)."""
    return HearingCase.objects.waiting().filter(due_on__lte=today + timedelta(days=within_days))
