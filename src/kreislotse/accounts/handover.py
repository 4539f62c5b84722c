"""The hand-over: each package registers what a person can be responsible for; one step moves all of it to a successor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.models import HandOver, HandOverItem, Membership, User
from kreislotse.core.errors import DomainError

UNDO_DAYS = 14


@dataclass(frozen=True)
class Responsibility:
    """One kind of thing with a responsible person.

    `held_by(user)` gives the open rows (a queryset of the district in scope), `field` names the key to the user on them,
    `describe(row)` gives the columns of the hand-over report as a list of texts, headed by `columns`.
    """

    code: str
    label: str
    field: str
    held_by: Callable
    columns: tuple
    describe: Callable


_registered: dict[str, Responsibility] = {}


def register(responsibility: Responsibility) -> None:
    _registered[responsibility.code] = responsibility


def responsibilities() -> list[Responsibility]:
    return list(_registered.values())


class HandOverRefused(DomainError):
    message = _("Die Übergabe ist nicht möglich.")


class NothingToHandOver(HandOverRefused):
    message = _("%(name)s ist zurzeit für nichts zuständig. Es gibt nichts zu übergeben.")


class SuccessorCannotWork(HandOverRefused):
    message = _(
        "%(name)s hat in diesem Kreis keine Rolle im Büro und könnte das Übernommene nicht sehen. "
        "Bitte laden Sie die Person zuerst ein."
    )


class SamePerson(HandOverRefused):
    message = _("Bitte wählen Sie eine andere Person: Übergebende und übernehmende Person sind dieselbe.")


class UndoTooLate(HandOverRefused):
    message = _(
        "Die Übergabe kann nur 14 Tage lang zurückgenommen werden. Bitte übergeben Sie stattdessen noch einmal."
    )


@dataclass(frozen=True)
class Section:
    """What of one kind would move: for the preview and the report."""

    responsibility: Responsibility
    rows: list

    @property
    def table(self) -> list[list[str]]:
        return [[str(cell) for cell in self.responsibility.describe(row)] for row in self.rows]


def preview(from_user: User) -> list[Section]:
    """Everything `from_user` is responsible for in the district in scope, kind by kind, empty kinds included."""
    return [Section(responsibility, list(responsibility.held_by(from_user))) for responsibility in responsibilities()]


@transaction.atomic
def hand_over(from_user: User, to_user: User, *, by: User, now: datetime, note: str = "") -> HandOver:
    """Move everything from one person to another, in one step, and remember each thing for the undo.

    Raises `SamePerson`, `SuccessorCannotWork` or `NothingToHandOver`.
    """
    if from_user.pk == to_user.pk:
        raise SamePerson
    office = ("head_of_office", "coordinator", "caseworker", "district_admin")
    if not Membership.objects.filter(user=to_user, role__in=office).valid_on(now.date()).exists():
        raise SuccessorCannotWork(name=str(to_user))
    sections = [section for section in preview(from_user) if section.rows]
    if not sections:
        raise NothingToHandOver(name=str(from_user))
    done = HandOver.objects.create(
        from_user=from_user, to_user=to_user, by=by, at=now, note=note, undo_until=now + timedelta(days=UNDO_DAYS)
    )
    for section in sections:
        model = type(section.rows[0])
        keys = [row.pk for row in section.rows]
        HandOverItem.objects.bulk_create(
            HandOverItem(hand_over=done, responsibility=section.responsibility.code, object_pk=key) for key in keys
        )
        field = section.responsibility.field
        for chunk in _chunks(keys):
            model.objects.filter(pk__in=chunk, **{field: from_user}).update(**{field: to_user})
    return done


@transaction.atomic
def undo_hand_over(done: HandOver, *, now: datetime) -> int:
    """Give everything back that the successor still holds; returns how much that was. Raises `UndoTooLate`."""
    if now > done.undo_until:
        raise UndoTooLate
    if not HandOver.objects.filter(pk=done.pk, undone_at=None).update(undone_at=now):
        return 0
    returned = 0
    for responsibility in responsibilities():
        keys = list(done.items.filter(responsibility=responsibility.code).values_list("object_pk", flat=True))
        rows = responsibility.held_by(done.to_user)
        for chunk in _chunks(keys):
            still_held = rows.filter(pk__in=chunk)
            model = still_held.model
            pks = list(still_held.values_list("pk", flat=True))
            returned += model.objects.filter(pk__in=pks).update(**{responsibility.field: done.from_user})
    return returned


def _chunks(keys: list[int], size: int = 500):
    return (keys[start : start + size] for start in range(0, len(keys), size))
