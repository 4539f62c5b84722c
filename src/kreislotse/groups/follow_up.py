"""Tasks from meetings: who does what until when, the mail that asks, and the answer by its link."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kreislotse.audit import operations as audit
from kreislotse.core.dated import rule_on
from kreislotse.core.errors import DomainError
from kreislotse.core.tokens import digest
from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.groups.entries import Entry
from kreislotse.groups.letters import as_message, task_reminder
from kreislotse.groups.models import AgendaItem, Body, MeetingRule, Resolution, Seat, SeatHolder, Task, TaskAnswer
from kreislotse.groups.models.follow_up import new_nonce
from kreislotse.groups.state import with_open_minutes

logger = logging.getLogger(__name__)
LONGEST_POSTPONEMENT = 366


class TaskEmpty(DomainError):
    message = _("Bitte schreiben Sie, was zu tun ist.")


class OwnerMissing(DomainError):
    message = _("Bitte wählen Sie, wer die Aufgabe übernimmt: einen Sitz oder jemanden im Büro, nicht beides.")


class OwnerOfAnotherBody(DomainError):
    message = _("Dieser Sitz gehört zu einem anderen Gremium. Bitte wählen Sie jemanden, der dabei ist.")


class DoneAlready(DomainError):
    message = _("Diese Aufgabe ist schon erledigt. Danke!")


class NotDone(DomainError):
    message = _("Diese Aufgabe ist noch offen.")


class NewDayMissing(DomainError):
    message = _("Bitte nennen Sie einen Tag nach heute, bis zu dem Sie es schaffen, höchstens ein Jahr voraus.")


@transaction.atomic
def set_task(  # noqa: PLR0913
    body: Body, *, text: str, due_on: date, seat: Seat | None = None, responsible=None, item: AgendaItem | None = None,
    resolution: Resolution | None = None, now: datetime, by,
) -> Task:  # fmt: skip
    """Give a task to a seat or to a colleague. Raises `TaskEmpty`, `OwnerMissing`, `OwnerOfAnotherBody`."""
    if item is not None:
        with_open_minutes(item.meeting)
    task = Task(body=body, item=item, resolution=resolution, recorded_at=now)
    _fill(task, text, due_on, seat, responsible)
    audit.record(Entry.TASK_SET, body, by=by, task=task.pk)
    return task


@transaction.atomic
def change_task(task: Task, *, text: str, due_on: date, seat: Seat | None = None, responsible=None, by) -> Task:  # noqa: PLR0913
    """Change an open task; a new owner gets a link of their own, the old one ends. Raises what `set_task` raises, `DoneAlready`."""
    task = _locked(task)
    if task.done_on is not None:
        raise DoneAlready
    if (task.seat, task.responsible) != (seat, responsible):
        task.nonce, task.reminded_on = new_nonce(), None
    _fill(task, text, due_on, seat, responsible)
    audit.record(Entry.TASK_CHANGED, task.body, by=by, task=task.pk)
    return task


def _fill(task: Task, text: str, due_on: date, seat: Seat | None, responsible) -> None:
    if not text.strip():
        raise TaskEmpty
    if (seat is None) == (responsible is None):
        raise OwnerMissing
    if seat is not None and seat.body_id != task.body_id:
        raise OwnerOfAnotherBody
    task.text, task.due_on, task.seat, task.responsible = text.strip(), due_on, seat, responsible
    task.save()


@transaction.atomic
def finish_task(task: Task, *, now: datetime, note: str = "", by=None) -> Task:
    """Done; `by` is nobody when the link said so. Raises `DoneAlready`."""
    task = _locked(task)
    if task.done_on is not None:
        raise DoneAlready
    task.done_on = timezone.localdate(now)
    task.save()
    _answer(task, TaskAnswer.Answer.DONE, now, note, by)
    audit.record(Entry.TASK_DONE, task.body, by=by, task=task.pk, by_link=by is None)
    return task


@transaction.atomic
def postpone_task(task: Task, *, until: date, now: datetime, note: str = "", by=None) -> Task:
    """It takes longer; the day before is kept. Raises `DoneAlready`, `NewDayMissing`."""
    task, today = _locked(task), timezone.localdate(now)
    if task.done_on is not None:
        raise DoneAlready
    if not today < until <= today + timedelta(days=LONGEST_POSTPONEMENT):
        raise NewDayMissing
    _answer(task, TaskAnswer.Answer.LATER, now, note, by, new_due_on=until)
    task.due_on, task.reminded_on = until, None
    task.save()
    audit.record(Entry.TASK_POSTPONED, task.body, by=by, task=task.pk, by_link=by is None)
    return task


@transaction.atomic
def reopen_task(task: Task, *, by) -> Task:
    """It was not done after all. Raises `NotDone`."""
    task = _locked(task)
    if task.done_on is None:
        raise NotDone
    task.done_on = None
    task.save()
    audit.record(Entry.TASK_REOPENED, task.body, by=by, task=task.pk)
    return task


def _answer(task: Task, answer: str, now: datetime, note: str, by, new_due_on: date | None = None) -> None:  # noqa: PLR0913
    TaskAnswer.objects.create(
        task=task, answer=answer, answered_at=now, old_due_on=task.due_on, new_due_on=new_due_on, note=note.strip()[:300],
        by=by,
    )  # fmt: skip


def _locked(task: Task) -> Task:
    rows = Task.objects.select_for_update(of=("self",)).select_related("body", "seat__organization", "responsible")
    return rows.get(pk=task.pk)


def task_behind(secret: str) -> Task | None:
    rows = Task.objects.select_related("body", "seat__organization", "responsible", "item__meeting")
    return rows.filter(secret_digest=digest(secret)).first()


def link_of(task: Task, district: District) -> str:
    return district.base_url + reverse("partners:answer_task", args=[task.secret])


# ── the mail that asks ──────────────────────────────────────────────────────────────────────────────


def tasks_to_remind(today: date):
    """Open tasks that are due soon or over, and of which nobody was told for as long; a week is usual."""
    span = timedelta(days=rule_on(MeetingRule, today).task_days)
    untold = Q(reminded_on=None) | Q(reminded_on__lte=today - span)
    due = Task.objects.open().filter(untold, due_on__lte=today + span, body__archived_on=None)
    return due.select_related("body", "responsible").order_by("due_on", "pk")


def send_task_reminders(*, today: date) -> int:
    """One mail per person with all that waits; returns how many mails went. Each task is claimed before its mail goes."""
    tasks = list(tasks_to_remind(today))
    holders = holders_of([task.seat_id for task in tasks if task.seat_id], today)
    by_person: dict[tuple[str, str], list[Task]] = defaultdict(list)
    for task in tasks:
        name, email = _owner(task, holders)
        if email and Task.objects.filter(pk=task.pk, reminded_on=task.reminded_on).update(reminded_on=today):
            by_person[name, email].append(task)
    district, sent = current_district(), 0
    with override("de"):
        for (name, email), own in by_person.items():
            lines = [(_line(task, today), link_of(task, district)) for task in own]
            try:
                as_message(task_reminder(name, lines, district=district), email, district=district).send()
            except OSError as error:
                for task in own:
                    Task.objects.filter(pk=task.pk).update(reminded_on=task.reminded_on)
                logger.warning("reminder not sent", extra={"key": own[0].pk, "error": type(error).__name__})
                continue
            sent += 1
            audit.record_many(Entry.TASKS_REMINDED, [task.body for task in own])
    return sent


def _owner(task: Task, holders: dict[int, SeatHolder]) -> tuple[str, str]:
    if task.responsible is not None:
        return str(task.responsible), task.responsible.email
    holder = holders.get(task.seat_id)
    return (holder.name, holder.email) if holder else ("", "")


def _line(task: Task, today: date) -> str:
    when = date_format(task.due_on, "j. F Y")
    late = _("seit dem %(day)s überfällig") if task.due_on < today else _("fällig am %(day)s")
    return f"{task.text} ({task.body.name}, {late % {'day': when}})"


def holders_of(seat_ids, day: date) -> dict[int, SeatHolder]:
    """Who sits on the seats on a day, by seat. One query."""
    rows = SeatHolder.objects.on(day).filter(seat__in=list(seat_ids)).order_by("from_on", "pk")
    return {one.seat_id: one for one in rows}
