"""The hand-over with its trail: what moves, for the eyes of who may see it, and the report on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from kreislotse.accounts import handover
from kreislotse.accounts.access import grants_of
from kreislotse.accounts.models import HandOver, User
from kreislotse.accounts.roles import Permission
from kreislotse.administration.entries import Entry
from kreislotse.audit import operations as audit

# Who hands over sees how many; the rows themselves only with the permission of their part of the house.
_ROWS_NEED = {
    "help_requests": Permission.HELP_REQUEST_VIEW,
    "guides": Permission.GUIDE_VIEW,
    "organizations": Permission.NETWORK_VIEW,
    "agreements": Permission.NETWORK_VIEW,
}


@dataclass(frozen=True)
class Part:
    """One kind of thing in a hand-over. `rows` is `None` where the reader may not look; `gone` left since it moved."""

    code: str
    label: str
    columns: list[str]
    number: int
    rows: list[list[str]] | None
    gone: int = 0


def preview(from_user: User, *, to: User) -> list[Part]:
    """What `from_user` is responsible for, for the eyes of `to`. One query per kind."""
    return [_part(section.responsibility, section.rows, to=to) for section in handover.preview(from_user)]


def parts_of(done: HandOver, *, to: User) -> list[Part]:
    """What moved in a hand-over and is still where it went (or, after the undo, where it came from)."""
    holder = done.from_user if done.undone_at else done.to_user
    keys: dict[str, set[int]] = {}
    for code, pk in done.items.values_list("responsibility", "object_pk"):
        keys.setdefault(code, set()).add(pk)
    parts = []
    for responsibility in handover.responsibilities():
        moved = keys.get(responsibility.code)
        if moved:
            rows = [row for row in responsibility.held_by(holder) if row.pk in moved]
            parts.append(_part(responsibility, rows, to=to, number=len(moved)))
    return parts


def _part(responsibility, rows: list, *, to: User, number: int | None = None) -> Part:
    needed = _ROWS_NEED.get(responsibility.code)
    may_look = needed is None or grants_of(to).allows(needed)
    number = len(rows) if number is None else number
    return Part(
        code=responsibility.code,
        label=str(responsibility.label),
        columns=[str(column) for column in responsibility.columns],
        number=number,
        rows=[[str(cell) for cell in responsibility.describe(row)] for row in rows] if may_look else None,
        gone=number - len(rows),
    )


@transaction.atomic
def hand_over(from_user: User, to_user: User, *, by: User, now: datetime, note: str = "") -> HandOver:
    """Move everything to the successor. Raises what `accounts.handover.hand_over` raises."""
    done = handover.hand_over(from_user, to_user, by=by, now=now, note=note)
    audit.record(Entry.HANDED_OVER, done, by=by, moved=done.items.count())
    return done


@transaction.atomic
def undo(done: HandOver, *, by: User, now: datetime) -> int:
    """Give back what the successor still holds; returns how much. Raises `UndoTooLate`."""
    was_open = done.undone_at is None
    returned = handover.undo_hand_over(done, now=now)
    if was_open:
        audit.record(Entry.HAND_OVER_UNDONE, done, by=by, returned=returned)
    return returned


def hand_overs() -> QuerySet[HandOver]:
    """All hand-overs of the district, newest first, each with `moved`."""
    rows = HandOver.objects.select_related("from_user", "to_user", "by").annotate(moved=Count("items"))
    return rows.order_by("-at", "-pk")
