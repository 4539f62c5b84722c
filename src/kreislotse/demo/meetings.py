"""A year of meetings of a district: minutes, resolutions, tasks, and what its council was heard on.

Rows are written as they are left behind, not by the operations: nothing is mailed, and the past is the past. Only approved
minutes are kept by the same function as everywhere.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kreislotse.accounts.roles import Role as AccountRole
from kreislotse.demo import read_facts
from kreislotse.demo.chance import BERLIN, Chance
from kreislotse.demo.world import World
from kreislotse.directory.public_holidays import holiday_on
from kreislotse.groups import approved
from kreislotse.groups.models import (
    AgendaItem,
    Attendance,
    Body,
    Correction,
    Form,
    HearingCase,
    Meeting,
    MeetingGuest,
    MeetingMail,
    MeetingMove,
    Resolution,
    Seat,
    SeatHolder,
    StandingItem,
    Task,
    TaskAnswer,
)
from kreislotse.groups.models.bodies import VOTING
from kreislotse.network.models import Organization

State, Status, Minutes = Attendance.State, Meeting.Status, Meeting.Minutes
MEETING_HOUR = 14
READING_DAYS = 21


def build_meetings(world: World, bodies: dict[str, Body]) -> dict[str, Resolution]:
    """The resolutions that plan and needs refer to, by the keys of the facts.

    A chance of its own: what the other parts of the demo draw does not change.
    """
    facts = read_facts.meetings()
    builder = _Builder(world, bodies)
    for one in facts["standing"]:
        builder.standing(one)
    for one in facts["meetings"]:
        builder.meeting(one)
    for one in facts["hearings"]:
        builder.hearing(one)
    builder.chance = Chance(f"meetings-of-plan-{world.demo.ags}")
    for one in facts["of_plan"]:
        builder.meeting(one, day=builder.last_year(one["month"], one["day"]))
    return builder.resolutions


class _Builder:
    def __init__(self, world: World, bodies: dict[str, Body]):
        self.world, self.bodies = world, bodies
        self.chance = Chance(f"meetings-{world.demo.ags}")
        self.office = world.office.user(AccountRole.COORDINATOR)
        self.names = {
            "district": world.demo.short_name, "town": world.seat.name, "guides": world.district.term("guides"),
            "unit": world.district.term("unit"),
        }  # fmt: skip
        self.resolutions: dict[str, Resolution] = {}
        self.numbers: dict[tuple[int, int], int] = {}

    def text(self, facts: dict, name: str) -> str:
        return facts.get(name, "").format(**self.names)

    def actor(self, key: str | None) -> Organization | None:
        found = self.world.organizations.get(key or "", [])
        return found[0] if found else None

    def standing(self, facts: dict) -> None:
        for position, item in enumerate(facts["items"], start=1):
            StandingItem(
                body=self.bodies[facts["body"]], position=position, title=self.text(item, "title"), kind=item["kind"],
                minutes_planned=item["minutes"], rapporteur=self.actor(item.get("reports")),
            ).save()  # fmt: skip

    # ── one meeting ─────────────────────────────────────────────────────────────────────────────────

    def day(self, weeks: int, body: str) -> date:
        """A working day of that week; each body has its own."""
        monday = self.world.today - timedelta(days=self.world.today.weekday()) + timedelta(weeks=weeks)
        day = monday + timedelta(days=sorted(self.bodies).index(body) % 4)
        while holiday_on(day, ags=self.world.demo.ags):
            day += timedelta(days=1)
        return day

    def last_year(self, month: int, day: int) -> date:
        """That day of last year, or the working day after it."""
        on = date(self.world.today.year - 1, month, day)
        while on.weekday() > 4 or holiday_on(on, ags=self.world.demo.ags):
            on += timedelta(days=1)
        return on

    def span(self, day: date) -> dict:
        begins = datetime.combine(day, time(MEETING_HOUR), BERLIN)
        return {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}

    def meeting(self, facts: dict, *, day: date | None = None) -> None:
        body = self.bodies[facts["body"]]
        if day is None:
            day = self.day(facts["weeks"], facts["body"])
        if body.term_from and day < body.term_from:
            day = body.term_from + timedelta(days=7 + facts["weeks"] % 7)
        form = facts.get("form", Form.ON_SITE)
        meeting = Meeting(
            body=body, form=form, place="" if form == Form.ONLINE else self.text(facts, "place"),
            video_link="" if form == Form.ON_SITE else "https://video.example/sitzung", responsible=self.office,
            minutes_by=self.text(facts, "minutes_by"), **self.span(day),
        )  # fmt: skip
        is_past = day < self.world.today
        state = facts.get("state", "approved" if is_past else "planned")
        self._state(meeting, facts, state if is_past or state in ("planned", "invited") else "planned")
        meeting.save()
        self._moved(meeting, facts)
        seats = self._seats(meeting)
        if meeting.status == Status.HELD:
            votes = self._attendance(meeting, seats)
            if "guests" in facts:
                MeetingGuest.objects.create(meeting=meeting, **facts["guests"])
        else:
            votes = 0
        for position, item in enumerate(facts["items"], start=1):
            self._item(meeting, position, item, seats, votes)
        self._mails(meeting, seats)
        if meeting.has_approved_minutes:
            approved.keep(meeting, now=datetime.combine(meeting.minutes_approved_on, time(MEETING_HOUR), BERLIN))
            if "correction" in facts:
                self._correction(meeting, facts["correction"])

    def _state(self, meeting: Meeting, facts: dict, state: str) -> None:
        invited = meeting.starts_at - timedelta(days=18)
        if facts.get("status") == Status.CANCELLED:
            meeting.status, meeting.reason, meeting.invited_at = Status.CANCELLED, facts["reason"], invited
            meeting.sequence = 1
            return
        if state == "planned":
            return
        meeting.invited_at = min(invited, self.world.now)
        if state == "invited":
            meeting.status = Status.INVITED
            return
        meeting.status = Status.HELD
        if state == "draft":
            return
        meeting.minutes_sent_at = meeting.ends_at + timedelta(days=5)
        meeting.objections_until = meeting.day + timedelta(days=READING_DAYS)
        meeting.minutes_status = Minutes.SENT
        approved_on = meeting.objections_until + timedelta(days=1)
        if state == "approved" and approved_on <= self.world.today:
            meeting.minutes_status, meeting.minutes_approved_on = Minutes.APPROVED, approved_on

    def _moved(self, meeting: Meeting, facts: dict) -> None:
        if "moved_from_weeks" not in facts:
            return
        old = self.span(self.day(facts["moved_from_weeks"], facts["body"]))
        MeetingMove.objects.create(
            meeting=meeting, sequence=1, old_starts_at=old["starts_at"], old_ends_at=old["ends_at"],
            starts_at=meeting.starts_at, reason=facts["move_reason"], moved_at=old["starts_at"] - timedelta(days=9),
            by=self.office,
        )  # fmt: skip
        meeting.sequence = 1
        meeting.save()

    def _seats(self, meeting: Meeting) -> list[Seat]:
        rows = Seat.objects.filter(body=meeting.body).on(meeting.day).select_related("organization")
        return list(rows.order_by("pk"))

    def _attendance(self, meeting: Meeting, seats: list[Seat]) -> int:
        """Who came, mostly; returns how many votes there were."""
        substitutes = [seat for seat in seats if seat.role == Seat.Role.SUBSTITUTE]
        rows, votes = [], 0
        for seat in seats:
            if seat.role == Seat.Role.SUBSTITUTE:
                continue
            state = self._came(meeting)
            row = Attendance(meeting=meeting, seat=seat, state=state)
            if state == State.EXCUSED and substitutes and self.chance.happens(0.6):
                row.substitute = substitutes.pop()
            votes += row.is_filled and seat.role in VOTING
            rows.append(row)
        Attendance.objects.bulk_create(rows)
        return votes

    def _came(self, meeting: Meeting) -> str:
        if not self.chance.happens(0.78):
            return State.EXCUSED if self.chance.happens(0.7) else State.ABSENT
        if meeting.form == Form.ONLINE:
            return State.ONLINE
        return State.ONLINE if meeting.form == Form.HYBRID and self.chance.happens(0.3) else State.ON_SITE

    def _mails(self, meeting: Meeting, seats: list[Seat]) -> None:
        if not meeting.invited_at:
            return
        holders = SeatHolder.objects.on(meeting.day).filter(seat__in=seats)
        kinds = {MeetingMail.Kind.INVITATION: meeting.invited_at}
        if meeting.is_cancelled:
            kinds[MeetingMail.Kind.CANCELLATION] = meeting.invited_at + timedelta(days=16)
        if meeting.minutes_sent_at:
            kinds[MeetingMail.Kind.MINUTES] = meeting.minutes_sent_at
        sent, without = MeetingMail.Status.SENT, MeetingMail.Status.NO_ADDRESS
        MeetingMail.objects.bulk_create(
            MeetingMail(
                meeting=meeting, holder=holder, kind=kind, sequence=0, status=sent if holder.email else without,
                sent_at=at if holder.email else None,
            )
            for kind, at in kinds.items()
            for holder in holders
        )  # fmt: skip

    # ── what was said, decided and taken on ─────────────────────────────────────────────────────────

    def _item(self, meeting: Meeting, position: int, facts: dict, seats: list[Seat], votes: int) -> None:
        was_held = meeting.status == Status.HELD
        item = AgendaItem(
            meeting=meeting, position=position, title=self.text(facts, "title"), kind=facts["kind"],
            minutes_planned=facts.get("minutes"), rapporteur=self.actor(facts.get("reports")),
        )  # fmt: skip
        if was_held and "note" in facts:
            item.note, item.note_at, item.note_by = self.text(facts, "note"), meeting.ends_at, self.office
        item.save()
        if not was_held:
            return
        if "resolution" in facts:
            self._resolution(meeting, item, facts["resolution"], votes)
        if "task" in facts:
            self._task(meeting, item, facts["task"], seats)

    def _resolution(self, meeting: Meeting, item: AgendaItem, facts: dict, votes: int) -> None:
        year = meeting.day.year
        number = self.numbers[meeting.body_id, year] = self.numbers.get((meeting.body_id, year), 0) + 1
        against, abstained = facts.get("no", 0), facts.get("abstained", 0)
        in_favor = votes - against - abstained
        resolution = Resolution(
            body=meeting.body,
            item=item,
            year=year,
            number=number,
            decided_on=meeting.day,
            text=self.text(facts, "text"),
        )
        if facts.get("way") == Resolution.Way.CONSENSUS or in_favor <= against:
            resolution.way = Resolution.Way.CONSENSUS
        else:
            resolution.votes_yes, resolution.votes_no, resolution.votes_abstained = in_favor, against, abstained
        resolution.save()
        if "key" in facts:
            self.resolutions[facts["key"]] = resolution

    def _task(self, meeting: Meeting, item: AgendaItem, facts: dict, seats: list[Seat]) -> None:
        owner = self.actor(facts["owner"])
        seat = next((one for one in seats if owner and one.organization_id == owner.pk), None)
        due = meeting.day + timedelta(weeks=facts["due"])
        task = Task(
            body=meeting.body, item=item, text=self.text(facts, "text"), due_on=due, recorded_at=meeting.ends_at,
            seat=seat, responsible=None if seat else self.office,
        )  # fmt: skip
        later = timedelta(weeks=facts.get("later", 0))
        task.due_on += later
        if facts["done"] and task.due_on <= self.world.today:
            task.done_on = task.due_on - timedelta(days=2)
        task.save()
        if later:
            self._answer(task, TaskAnswer.Answer.LATER, due - timedelta(days=1), due, new_due_on=task.due_on)
        if task.done_on:
            self._answer(task, TaskAnswer.Answer.DONE, task.done_on, task.due_on, note=self.text(facts, "said"))

    def _answer(self, task: Task, answer: str, day: date, old: date, **more) -> None:  # noqa: PLR0913
        at = datetime.combine(day, time(10), BERLIN)
        if at < self.world.now:
            TaskAnswer.objects.create(task=task, answer=answer, answered_at=at, old_due_on=old, **more)

    def _correction(self, meeting: Meeting, facts: dict) -> None:
        Correction(
            meeting=meeting, item=meeting.items.get(position=facts["item"]), text=facts["text"], by=self.office,
            corrected_on=min(meeting.minutes_approved_on + timedelta(days=12), self.world.today),
        ).save()  # fmt: skip

    # ── hearings ────────────────────────────────────────────────────────────────────────────────────

    def hearing(self, facts: dict) -> None:
        days = {
            f"{name}_on": self.world.today + timedelta(weeks=facts[name])
            for name in ("informed", "offered", "due", "received", "decided")
            if name in facts
        }
        HearingCase(
            body=self.bodies["council"], matter=self.text(facts, "matter"), reference=facts["reference"],
            statement=self.text(facts, "statement"), decision=self.text(facts, "decision"),
            resolution=self.resolutions.get(facts.get("resolution", "")), **days,
        ).save()  # fmt: skip
