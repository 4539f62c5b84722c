"""Trainings: planned, filled, held, finished. Who was there on which date makes the qualification."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import partial
from typing import NamedTuple

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from kreislotse.audit import operations as audit
from kreislotse.core.dates import months_later
from kreislotse.core.errors import DomainError
from kreislotse.districts.queries import current_district
from kreislotse.guides.entries import Entry
from kreislotse.guides.models import (
    Guide,
    RecognizedTraining,
    Role,
    TrainingAttendance,
    TrainingDate,
    TrainingModule,
    TrainingParticipant,
    TrainingRun,
)
from kreislotse.guides.operations import move
from kreislotse.guides.papers import DayNotYetThere
from kreislotse.guides.qualification import guide_rule, roles_of
from kreislotse.guides.queries import represented_organizations, sees_only_own_organization
from kreislotse.guides.steps import S

logger = logging.getLogger(__name__)
Status = TrainingParticipant.Status
Result = TrainingParticipant.Result


class When(NamedTuple):
    """One date of a training as the form gives it; `key` is that of the row it changes, if any."""

    on: date
    starts_at: time
    ends_at: time
    units: int
    topic: str = ""
    key: int | None = None


class NoDates(DomainError):
    message = gettext_lazy("Bitte tragen Sie mindestens einen Termin ein.")


class DateTwice(DomainError):
    message = gettext_lazy("Der %(day)s um %(time)s Uhr steht zweimal da. Bitte löschen Sie eine der beiden Zeilen.")


class DateHasAttendance(DomainError):
    message = gettext_lazy(
        "Am %(day)s ist die Anwesenheit schon eingetragen. Dieser Termin bleibt, wie er ist, damit die Bescheinigungen stimmen."
    )


class NotYourTraining(DomainError):
    message = gettext_lazy("Sie können nur Schulungen Ihres eigenen Trägers planen. Bitte wählen Sie Ihren Träger aus.")


class TrainingOver(DomainError):
    message = gettext_lazy("„%(title)s“ ist abgeschlossen oder abgesagt.")


class RegisteredAlready(DomainError):
    message = gettext_lazy("%(name)s steht schon auf der Liste.")
    own_message = gettext_lazy("Sie stehen schon auf der Liste. Sie müssen nichts mehr tun.")


class RegistrationClosed(DomainError):
    message = gettext_lazy("Die Anmeldung zu „%(title)s“ ist seit dem %(day)s geschlossen. Bitte rufen Sie im Büro an.")


class OnlyThroughOffice(DomainError):
    message = gettext_lazy("Zu dieser Schulung meldet das Büro an. Bitte rufen Sie dort an.")


class NotForThisRole(DomainError):
    message = gettext_lazy("„%(title)s“ ist für „%(role)s“; diese Aufgabe ist bei %(name)s nicht eingetragen.")
    own_message = gettext_lazy(
        "„%(title)s“ ist für „%(role)s“. Diese Aufgabe ist bei Ihnen nicht eingetragen. Möchten Sie sie übernehmen? Rufen Sie uns bitte an."
    )


class TooEarlyToSpecialize(DomainError):
    message = gettext_lazy(
        "Eine Spezialisierung ist erst nach %(months)d Monaten aktiver Zeit möglich. %(name)s %(since)s."
    )
    own_message = gettext_lazy(
        "Eine Spezialisierung ist erst nach %(months)d Monaten aktiver Zeit möglich. Haben Sie Fragen, rufen Sie uns bitte an."
    )


class HasGone(DomainError):
    message = gettext_lazy("%(name)s ist ausgeschieden und kann nicht angemeldet werden.")
    own_message = gettext_lazy("Ihre Mitarbeit ist beendet. Möchten Sie wieder mitmachen? Rufen Sie uns bitte an.")


class WasThere(DomainError):
    message = gettext_lazy("%(name)s war schon an einem Termin dabei und bleibt deshalb auf der Liste.")
    own_message = gettext_lazy(
        "Sie waren schon an einem Termin dabei und bleiben deshalb auf der Liste. Können Sie nicht weitermachen? Rufen Sie uns bitte an."
    )


class AttendanceMissing(DomainError):
    message = gettext_lazy("Bitte tragen Sie zuerst die Anwesenheit ein: %(days)s.")


class NotOver(DomainError):
    message = gettext_lazy("„%(title)s“ ist noch offen.")


class ModuleInUse(DomainError):
    message = gettext_lazy(
        "Zu „%(title)s“ gibt es schon Teilnahmen. Art, Aufgabe und Gültigkeit bleiben deshalb, wie sie sind. "
        "Legen Sie für die neue Fassung ein neues Modul an."
    )


@transaction.atomic
def save_module(module: TrainingModule, *, by) -> TrainingModule:
    """Save a new or changed module. What decides on qualifications stays once somebody has attended it."""
    if module.pk:
        old = TrainingModule.objects.select_for_update(of=("self",)).get(pk=module.pk)
        decisive = ("kind", "role", "validity_months")
        is_changed = any(getattr(old, name) != getattr(module, name) for name in decisive)
        if is_changed and (
            TrainingAttendance.objects.filter(date__run__module=old).exists()
            or RecognizedTraining.objects.filter(module=old).exists()
        ):
            raise ModuleInUse(title=old.title)
    module.save()
    audit.record(Entry.MODULE_SAVED, module, by=by)
    return module


@transaction.atomic
def plan_training(run: TrainingRun | None, *, dates: Iterable[When], by, **facts) -> TrainingRun:
    """Plan a training (`None`) or change one, with its dates; a date with attendance stays as it is."""
    is_new = run is None
    run = TrainingRun() if is_new else _locked(run)
    if run.is_over:
        raise TrainingOver(title=str(run.module))
    for name, value in facts.items():
        setattr(run, name, value)
    if (
        sees_only_own_organization(by)
        and not represented_organizations(by).filter(organization_id=run.organization_id).exists()
    ):
        raise NotYourTraining
    run.save()
    _set_dates(run, list(dates))
    _move_up(run)
    audit.record(Entry.TRAINING_PLANNED if is_new else Entry.TRAINING_CHANGED, run, by=by)
    return run


def _set_dates(run: TrainingRun, dates: list[When]) -> None:
    if not dates:
        raise NoDates
    seen = set()
    for when in dates:
        if (when.on, when.starts_at) in seen:
            raise DateTwice(day=f"{when.on:%d.%m.%Y}", time=f"{when.starts_at:%H:%M}")
        seen.add((when.on, when.starts_at))
    existing = {row.pk: row for row in run.dates.all()}
    kept = {when.key for when in dates if when.key in existing}
    for key, row in existing.items():
        if key not in kept:
            if row.attendance_recorded_on:
                raise DateHasAttendance(day=f"{row.on:%d.%m.%Y}")
            row.delete()
    for when in dates:
        row = existing.get(when.key) or TrainingDate(run=run)
        values = {name: getattr(when, name) for name in ("on", "starts_at", "ends_at", "units", "topic")}
        is_changed = any(getattr(row, name) != value for name, value in values.items() if name != "topic")
        if is_changed and row.attendance_recorded_on:
            raise DateHasAttendance(day=f"{row.on:%d.%m.%Y}")
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


@transaction.atomic
def register_for_training(
    run: TrainingRun, guide: Guide, *, now: datetime, by, is_self: bool = False
) -> TrainingParticipant:
    """Put a guide on the list, or on the waiting list when it is full (`status` says which).

    `is_self` is the guide on the phone: then the office must allow it and the deadline holds.
    """
    run = _locked(run)
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    today = timezone.localdate(now)
    begins = min((row.on for row in run.dates.all()), default=today)
    _check_place(run, guide, begins)
    if is_self:
        _check_self(run, begins, today)
    row = TrainingParticipant.objects.filter(run=run, guide=guide).first() or TrainingParticipant(run=run, guide=guide)
    if row.pk and row.status != Status.WITHDRAWN:
        raise RegisteredAlready(name=str(guide))
    taken = run.participants.filter(status=Status.REGISTERED).count()
    row.name, row.registered_at, row.is_self_registered = str(guide), now, is_self
    row.status = Status.WAITING if run.places is not None and taken >= run.places else Status.REGISTERED
    row.save()
    audit.record(Entry.TRAINING_REGISTERED, guide, by=by, run=run.pk)
    if guide.status == S.IN_CONVERSATION and run.module.kind == TrainingModule.Kind.BASIC:
        move(guide, status=S.IN_TRAINING, on=today, by=by, reason=str(run.module))
    return row


def _check_place(run: TrainingRun, guide: Guide, begins: date) -> None:
    if run.is_over:
        raise TrainingOver(title=str(run.module))
    if guide.status == S.LEFT:
        raise HasGone(name=str(guide))
    module = run.module
    if module.role and module.role not in roles_of(guide):
        raise NotForThisRole(title=module.title, role=Role(module.role).label, name=str(guide))
    if module.kind == TrainingModule.Kind.SPECIAL:
        months = guide_rule(begins).specialization_after_months
        if guide.started_on is None or months_later(guide.started_on, months) > begins:
            since = (
                _("ist aktiv seit dem %(day)s") % {"day": f"{guide.started_on:%d.%m.%Y}"}
                if guide.started_on
                else _("war noch nicht aktiv")
            )
            raise TooEarlyToSpecialize(months=months, name=str(guide), since=since)


def _check_self(run: TrainingRun, begins: date, today: date) -> None:
    if not run.is_open or not guide_rule(today).guides_may_register:
        raise OnlyThroughOffice
    until = run.register_until or begins
    if today > until:
        raise RegistrationClosed(title=str(run.module), day=f"{until:%d.%m.%Y}")


@transaction.atomic
def withdraw_from_training(participant: TrainingParticipant, *, by) -> TrainingParticipant:
    """Take somebody off the list; who waits longest moves up and is told."""
    run = _locked(participant.run)
    participant = TrainingParticipant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    if run.is_over:
        raise TrainingOver(title=str(run.module))
    if participant.attended.exists():
        raise WasThere(name=participant.name)
    if participant.status != Status.WITHDRAWN:
        participant.status = Status.WITHDRAWN
        participant.save(update_fields=["status"])
        if participant.guide is not None:
            audit.record(Entry.TRAINING_WITHDRAWN, participant.guide, by=by, run=run.pk)
        _move_up(run)
    return participant


def _move_up(run: TrainingRun) -> None:
    """Give free places to those who have waited longest."""
    waiting = list(
        run.participants.filter(status=Status.WAITING).select_related("guide").order_by("registered_at", "pk")
    )
    taken = run.participants.filter(status=Status.REGISTERED).count()
    free = len(waiting) if run.places is None else max(0, run.places - taken)
    for row in waiting[:free]:
        row.status = Status.REGISTERED
        row.save(update_fields=["status"])
        text = gettext_lazy(
            "Guten Tag %(name)s,\n\nin der Schulung „%(title)s“ ist ein Platz frei geworden. Sie sind dabei.\n\n%(dates)s\n"
        )
        _write_to(row, run, gettext_lazy("Sie haben einen Platz: %(title)s"), text)


@transaction.atomic
def record_attendance(when: TrainingDate, *, present: Iterable[int], today: date, by) -> TrainingDate:
    """Note who was there on one date; `present` are keys of participants. Can be corrected until the training is finished."""
    run = _locked(when.run)
    when = TrainingDate.objects.select_for_update(of=("self",)).get(pk=when.pk)
    if run.is_over:
        raise TrainingOver(title=str(run.module))
    if when.on > today:
        raise DayNotYetThere
    rows = run.participants.filter(pk__in=list(present), status=Status.REGISTERED)
    there = set(rows.values_list("pk", flat=True))
    when.attendances.exclude(participant_id__in=there).delete()
    known = set(when.attendances.values_list("participant_id", flat=True))
    TrainingAttendance.objects.bulk_create(
        TrainingAttendance(participant_id=key, date=when) for key in sorted(there - known)
    )
    when.attendance_recorded_on = today
    when.save(update_fields=["attendance_recorded_on"])
    audit.record(Entry.ATTENDANCE_RECORDED, run, by=by, on=when.on, present=len(there))
    return when


@transaction.atomic
def finish_training(run: TrainingRun, *, today: date, by) -> TrainingRun:
    """Close the list: who sat through enough of it (a dated share) gets a certificate."""
    run = _locked(run)
    if run.is_over:
        raise TrainingOver(title=str(run.module))
    dates = list(run.dates.order_by("on", "starts_at"))
    if missing := [f"{row.on:%d.%m.%Y}" for row in dates if row.attendance_recorded_on is None]:
        raise AttendanceMissing(days=", ".join(missing))
    needed = sum(row.units for row in dates) * guide_rule(today).certificate_share_percent / 100
    run.finished_on = today
    run.save(update_fields=["finished_on"])
    units = attended_units(run)
    for row in run.participants.filter(status=Status.REGISTERED):
        row.result = Result.PASSED if units.get(row.pk, 0) >= needed else Result.NOT_PASSED
        row.certificate_on = today if row.result == Result.PASSED else None
        row.save(update_fields=["result", "certificate_on"])
    run.participants.filter(status=Status.WAITING).update(status=Status.WITHDRAWN)
    audit.record(Entry.TRAINING_FINISHED, run, by=by)
    return run


@transaction.atomic
def reopen_training(run: TrainingRun, *, by) -> TrainingRun:
    """Take the closing back, so that attendance can be corrected; certificates come anew with the next closing."""
    run = _locked(run)
    if run.finished_on is None:
        raise NotOver(title=str(run.module))
    run.finished_on = None
    run.save(update_fields=["finished_on"])
    run.participants.update(result=Result.OPEN, certificate_on=None)
    audit.record(Entry.TRAINING_REOPENED, run, by=by)
    return run


@transaction.atomic
def cancel_training(run: TrainingRun, *, today: date, by) -> TrainingRun:
    """Call a training off and tell those on the list. What was attended counts no more."""
    run = _locked(run)
    if run.is_over:
        raise TrainingOver(title=str(run.module))
    run.cancelled_on = today
    run.save(update_fields=["cancelled_on"])
    text = gettext_lazy("Guten Tag %(name)s,\n\nleider fällt die Schulung „%(title)s“ aus.\n\n%(dates)s\n")
    for row in run.participants.exclude(status=Status.WITHDRAWN).select_related("guide"):
        _write_to(row, run, gettext_lazy("Abgesagt: %(title)s"), text)
    audit.record(Entry.TRAINING_CANCELLED, run, by=by)
    return run


@transaction.atomic
def recognize_training(  # noqa: PLR0913
    guide: Guide, *, module: TrainingModule, units: int, completed_on: date, where: str, today: date, by
) -> RecognizedTraining:
    """Let a training from elsewhere count."""
    if completed_on > today:
        raise DayNotYetThere
    row = RecognizedTraining(guide=guide, module=module, units=units, completed_on=completed_on, where=where)
    row.validate_constraints()
    row.save()
    audit.record(Entry.TRAINING_RECOGNIZED, guide, by=by)
    return row


def attended_units(run: TrainingRun) -> dict[int, int]:
    """Units by key of the participant."""
    rows = TrainingAttendance.objects.filter(date__run=run).values_list("participant_id", "date__units")
    units: dict[int, int] = {}
    for key, number in rows:
        units[key] = units.get(key, 0) + number
    return units


def _locked(run: TrainingRun) -> TrainingRun:
    return TrainingRun.objects.select_for_update(of=("self",)).select_related("module").get(pk=run.pk)


def _write_to(row: TrainingParticipant, run: TrainingRun, subject: str, text: str) -> None:
    """Tell one participant by mail after the commit; who has no address is told by the office."""
    if row.guide is None or not row.guide.email:
        return
    district = current_district()
    with override(row.guide.mail_language):  # whoever withdrew may read another language
        dates = "\n".join(
            _("%(day)s, %(from)s bis %(to)s Uhr")
            % {"day": f"{one.on:%d.%m.%Y}", "from": f"{one.starts_at:%H:%M}", "to": f"{one.ends_at:%H:%M}"}
            for one in run.dates.order_by("on", "starts_at")
        )
        values = {"name": row.name, "title": run.module.title, "dates": dates}
        body = "\n".join([str(text) % values, run.place, "", str(district.term("unit")), district.phone])
        transaction.on_commit(partial(_send, str(subject) % values, body.strip() + "\n", row.guide.email))


def _send(subject: str, body: str, to: str) -> None:
    try:
        send_mail(subject, body, None, [to])
    except OSError as error:  # its text may hold the address
        logger.warning("letter on a training not sent", extra={"error": type(error).__name__})
