"""The formal appointment (Berufung): made, withdrawn, given back, and lapsed after a long time without work."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.audit import operations as audit
from kreislotse.core.dates import months_later
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import district_scope
from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.guides.entries import Entry
from kreislotse.guides.models import FormalAppointment, Guide, GuideRule, Role, StatusChange
from kreislotse.guides.operations import move
from kreislotse.guides.qualification import guide_rule, roles_of, rules_on, standings_of
from kreislotse.guides.steps import BEFORE_APPOINTMENT, ON_DUTY, S, last_activity
from kreislotse.jobs.worker import every_night

logger = logging.getLogger(__name__)
# A certificate of appointment is printed before the day on which it is handed over.
AHEAD_DAYS = 60
Ending = FormalAppointment.Ending


class NotThisRole(DomainError):
    message = gettext_lazy("„%(role)s“ ist bei %(name)s nicht eingetragen. Bitte ergänzen Sie zuerst die Aufgaben.")


class AppointedAlready(DomainError):
    message = gettext_lazy("%(name)s ist für „%(role)s“ schon seit dem %(day)s berufen.")


class AppointedTooEarly(DomainError):
    message = gettext_lazy("%(name)s kann am %(day)s noch nicht für „%(role)s“ berufen werden. %(obstacles)s")


class AppointedTooFarAhead(DomainError):
    message = gettext_lazy("Die Berufung kann höchstens %(days)d Tage im Voraus eingetragen werden.")


class NotToBeAppointed(DomainError):
    message = gettext_lazy("%(name)s ist %(status)s. Berufen wird erst nach einem Gespräch.")


class EndedAlready(DomainError):
    message = gettext_lazy("Diese Berufung ist schon seit dem %(day)s beendet.")


class EndsBeforeItBegins(DomainError):
    message = gettext_lazy("Die Berufung gilt seit dem %(day)s. Sie kann nicht vorher enden.")


class ReasonMissing(DomainError):
    message = gettext_lazy("Bitte geben Sie den Grund an. Er steht im Schreiben.")


@transaction.atomic
def appoint_guide(guide: Guide, *, role: str, on: date, today: date, by) -> FormalAppointment:
    """Appoint a guide for one role; the status becomes „berufen“ if it was not yet.

    Raises `AppointedTooEarly` with the sentences on what is missing, the base training above all.
    """
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    label = Role(role).label
    if guide.status in (S.INTERESTED, S.LEFT):
        raise NotToBeAppointed(name=str(guide), status=guide.get_status_display())
    if role not in roles_of(guide):
        raise NotThisRole(role=label, name=str(guide))
    if on > today + timedelta(days=AHEAD_DAYS):
        raise AppointedTooFarAhead(days=AHEAD_DAYS)
    if existing := guide.appointments.filter(role=role, ended_on=None).first():
        raise AppointedAlready(name=str(guide), role=label, day=f"{existing.appointed_on:%d.%m.%Y}")
    obstacles = standings_of([guide], on)[guide.pk][role].obstacles
    if missing := [one.sentence for one in obstacles if one.code not in ("not_active", "not_appointed")]:
        raise AppointedTooEarly(name=str(guide), role=label, day=f"{on:%d.%m.%Y}", obstacles=" ".join(missing))

    appointment = FormalAppointment(guide=guide, role=role, appointed_on=on)
    appointment.save()
    audit.record(Entry.GUIDE_APPOINTED, guide, by=by, role=role, on=on)
    if guide.status in BEFORE_APPOINTMENT:
        move(guide, status=S.APPOINTED, on=on, by=by, reason=_("Berufung für „%(role)s“") % {"role": label})
    return appointment


@transaction.atomic
def end_appointment(
    appointment: FormalAppointment, *, ending: str, on: date, today: date, reason: str = "", by
) -> FormalAppointment:
    """Withdraw an appointment, or end it because the guide wishes so; without any left the guide rests."""
    appointment = FormalAppointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if appointment.ended_on is not None:
        raise EndedAlready(day=f"{appointment.ended_on:%d.%m.%Y}")
    if on < appointment.appointed_on:
        raise EndsBeforeItBegins(day=f"{appointment.appointed_on:%d.%m.%Y}")
    if ending == Ending.WITHDRAWN and not reason.strip():
        raise ReasonMissing
    return _end(appointment, ending=ending, on=on, reason=reason.strip(), by=by)


def _end(appointment: FormalAppointment, *, ending: str, on: date, reason: str, by) -> FormalAppointment:
    appointment.ended_on, appointment.ending, appointment.reason = on, ending, reason
    appointment.save(update_fields=["ended_on", "ending", "reason"])
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=appointment.guide_id)
    audit.record(Entry.APPOINTMENT_ENDED, guide, by=by, role=appointment.role, ending=ending, on=on)
    if guide.status in ON_DUTY and not _may_go_on(guide, on):
        move(guide, status=S.RESTING, on=on, by=by, reason=str(Ending(ending).label))
    return appointment


def _may_go_on(guide: Guide, on: date) -> bool:
    """Whether one role is left that asks for no appointment, or has one."""
    required = rules_on(on).requirements
    appointed = set(guide.appointments.filter(ended_on=None).values_list("role", flat=True))
    return any(
        role in appointed or not (required.get(role) and required[role].needs_appointment) for role in roles_of(guide)
    )


class Idle(NamedTuple):
    """An open appointment with the day since when nothing happened, and the day it lapses if nothing does."""

    appointment: FormalAppointment
    since: date
    lapses_on: date


def idle_appointments(guides: Iterable[Guide] | None, *, today: date, rule: GuideRule) -> list[Idle]:
    """The open appointments of `guides` (`None`: of all), the one that lapses first in front; none without months."""
    months = rule.lapse_after_months
    if months is None:
        return []
    rows = FormalAppointment.objects.filter(ended_on=None).select_related("guide")
    if guides is not None:
        rows = rows.filter(guide__in=guides)
    rows = list(rows)
    keys = [row.guide_id for row in rows]
    worked = last_activity(keys, today)
    began = (
        StatusChange.objects.filter(guide__in=keys, after=S.ACTIVE).order_by().values("guide").annotate(on_=Max("on"))
    )
    active_since = {row["guide"]: row["on_"] for row in began}
    idle = []
    for row in rows:
        days = [row.appointed_on, worked.get(row.guide_id), active_since.get(row.guide_id)]
        since = max(day for day in days if day is not None)
        idle.append(Idle(row, since, months_later(since, months)))
    return sorted(idle, key=lambda one: (one.lapses_on, one.appointment.pk))


@transaction.atomic
def lapse_appointments(*, today: date) -> tuple[int, int]:
    """Warn those whose appointment will lapse, and let those lapse that were warned in time; returns both numbers."""
    rule = guide_rule(today)
    warning = timedelta(days=rule.lapse_warning_days)
    warned = lapsed = 0
    for row, since, lapses_on in idle_appointments(None, today=today, rule=rule):
        if row.warned_on is not None and row.warned_on < since:
            row.warned_on = None
            row.save(update_fields=["warned_on"])
        if today < lapses_on - warning:
            continue
        if row.warned_on is None:
            warned += _warn(row, on=max(lapses_on, today + warning), today=today)
        elif today >= lapses_on and today >= row.warned_on + warning:
            reason = _("seit %(months)d Monaten kein Einsatz") % {"months": rule.lapse_after_months}
            _end(row, ending=Ending.LAPSED, on=today, reason=reason, by=None)
            lapsed += 1
    return warned, lapsed


def _warn(row: FormalAppointment, *, on: date, today: date) -> int:
    """Tell the guide by mail; who has none is told by the office, and counts as warned all the same."""
    if row.guide.email:
        try:
            send_mail(_("Ihre Berufung endet bald"), warning_text(row, on), None, [row.guide.email])
        except OSError as error:
            logger.warning("warning of lapse not sent", extra={"pk": row.pk, "error": type(error).__name__})
            return 0
    row.warned_on = today
    row.save(update_fields=["warned_on"])
    audit.record(Entry.APPOINTMENT_WARNED, row.guide, role=row.role, on=on)
    return 1


def warning_text(row: FormalAppointment, on: date) -> str:
    district = current_district()
    return _(
        "Guten Tag %(name)s,\n\nwir haben lange nichts voneinander gehört. Ihre Berufung für „%(role)s“ endet deshalb am "
        "%(day)s von selbst, wenn bis dahin kein Einsatz stattfindet.\n\nMöchten Sie weitermachen oder eine Pause "
        "einlegen? Dann rufen Sie uns bitte an, wir finden eine Lösung.\n\n%(unit)s\n%(phone)s\n%(email)s\n"
    ) % {
        "name": row.guide, "role": row.get_role_display(), "day": f"{on:%d.%m.%Y}", "unit": district.term("unit"),
        "phone": district.phone, "email": district.email,
    }  # fmt: skip


@every_night
def lapse_in_every_district(today: date) -> None:
    """One district that fails keeps no other from its run; the failure rises in the end, so that it is tried again."""
    failures = []
    for district in District.objects.order_by("pk"):
        try:
            with district_scope(district):
                warned, lapsed = lapse_appointments(today=today)
        except Exception as error:
            logger.exception("lapse of appointments failed", extra={"district": district.pk})
            failures.append(error)
        else:
            logger.info("lapse of appointments", extra={"district": district.pk, "warned": warned, "lapsed": lapsed})
    if failures:
        raise failures[0]
