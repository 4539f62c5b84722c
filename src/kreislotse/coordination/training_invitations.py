"""Inviting guides to a training: one mail each with a link of their own, answered without a login.

The link of a guide works until it was answered with yes or no, the training is over or the day named has passed; „weiß es
noch nicht“ leaves it open. A yes puts the guide on the list of the training, or on its waiting list.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kreislotse.audit import operations as audit
from kreislotse.coordination.entries import Entry
from kreislotse.coordination.mailings import send_mailing
from kreislotse.coordination.models import Mailing, OfficeText, TrainingInvitation
from kreislotse.coordination.texts import Words
from kreislotse.core.errors import DomainError
from kreislotse.core.tokens import digest
from kreislotse.districts.models import District
from kreislotse.guides.models import (
    Guide,
    RecognizedTraining,
    TrainingAttendance,
    TrainingModule,
    TrainingParticipant,
    TrainingRun,
)
from kreislotse.guides.queries import visible_guides
from kreislotse.guides.training import RegisteredAlready, register_for_training, withdraw_from_training

Answer = TrainingInvitation.Answer
USED = (Answer.YES, Answer.NO)
LINK_DAYS = 14
"""How long an answer is awaited where the training names no last day to register; it never reaches beyond its first date."""


class TrainingNotComing(DomainError):
    message = _("Zu „%(title)s“ kann niemand mehr eingeladen werden: Die Schulung hat begonnen oder ist abgesagt.")


class EverybodyInvited(DomainError):
    message = _("Die gewählten Personen sind schon eingeladen oder angemeldet.")


class NobodyToRemind(DomainError):
    message = _("Niemand muss erinnert werden: Alle haben geantwortet oder wurden heute schon erinnert.")


class LinkUsed(DomainError):
    message = _("Sie haben schon geantwortet. Möchten Sie etwas ändern? Bitte rufen Sie uns an.")


class LinkOver(DomainError):
    message = _("Dieser Link gilt nicht mehr. Bitte rufen Sie uns an, wenn Sie noch dabei sein möchten.")


class AnswerUnknown(DomainError):
    message = _("Bitte antworten Sie mit Ja, Nein oder „Ich weiß es noch nicht“.")


# ── whom to invite ──────────────────────────────────────────────────────────────────────────────────


def without_module(guides: QuerySet[Guide], module: TrainingModule) -> QuerySet[Guide]:
    """Guides who were at no date of a module and bring none along."""
    there = TrainingAttendance.objects.filter(participant__guide=OuterRef("pk"), date__run__module=module)
    brought = RecognizedTraining.objects.filter(guide=OuterRef("pk"), module=module)
    return guides.exclude(Exists(there)).exclude(Exists(brought))


def not_yet_asked(guides: QuerySet[Guide], run: TrainingRun) -> QuerySet[Guide]:
    """Guides who are neither invited to a training nor on its list."""
    invited = TrainingInvitation.objects.filter(run=run, guide=OuterRef("pk"))
    listed = TrainingParticipant.objects.filter(run=run, guide=OuterRef("pk")).exclude(
        status=TrainingParticipant.Status.WITHDRAWN
    )
    return guides.exclude(Exists(invited)).exclude(Exists(listed))


def coming_runs(rows: QuerySet[TrainingRun], *, today: date) -> QuerySet[TrainingRun]:
    """Trainings one can still be invited to, the next one first, with how many are on the list and were asked."""
    registered = Count("participants", filter=Q(participants__status="registered"), distinct=True)
    rows = rows.filter(finished_on=None, cancelled_on=None).annotate(begins_on=Min("dates__on"), registered=registered)
    return rows.filter(begins_on__gt=today).select_related("module", "organization").order_by("begins_on", "pk")


# ── inviting ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def invite_to_training(
    run: TrainingRun,
    *,
    words: dict[str, Words],
    guides: Iterable[Guide],
    text: OfficeText | None = None,
    now: datetime,
    by,
) -> Mailing:
    """Invite guides, each with a link of their own; who is invited or on the list already is left out."""
    today = timezone.localdate(now)
    run = TrainingRun.objects.select_for_update(of=("self",)).select_related("module").get(pk=run.pk)
    until = last_day_to_answer(run, today)
    if run.is_over or until is None:
        raise TrainingNotComing(title=str(run.module))
    asked = {guide.pk for guide in guides}
    chosen = list(not_yet_asked(Guide.objects.filter(pk__in=asked), run).order_by("pk"))
    if asked and not chosen:
        raise EverybodyInvited
    mailing = send_mailing(
        words=words, guides=chosen, purpose=OfficeText.Purpose.TRAINING, text=text, run=run, now=now, by=by
    )
    for guide in chosen:
        TrainingInvitation.objects.create(run=run, guide=guide, invited_at=now, expires_on=until, by=by)
        audit.record(Entry.TRAINING_INVITED, guide, by=by, run=run.pk)
    return mailing


def last_day_to_answer(run: TrainingRun, today: date) -> date | None:
    """The last day to register, else two weeks, never after the day before the first date; `None` once it has begun."""
    begins = run.dates.aggregate(first=Min("on"))["first"]
    if begins is None or begins <= today:
        return None
    return max(today, min(run.register_until or today + timedelta(days=LINK_DAYS), begins - timedelta(days=1)))


@transaction.atomic
def remind_invited(run: TrainingRun, *, words: dict[str, Words], to, now: datetime, by) -> Mailing:
    """Write once more to those among the guides of `to` who have not answered yes or no; at most once a day."""
    today = timezone.localdate(now)
    run = TrainingRun.objects.select_for_update(of=("self",)).select_related("module").get(pk=run.pk)
    if run.is_over:
        raise TrainingNotComing(title=str(run.module))
    waiting = TrainingInvitation.objects.filter(
        run=run, guide__in=visible_guides(to=to), answer__in=(Answer.OPEN, Answer.LATER), expires_on__gte=today
    )
    rows = [one for one in waiting.select_related("guide") if _last_written(one) < today]
    if not rows:
        raise NobodyToRemind
    mailing = send_mailing(
        words=words, guides=[one.guide for one in rows], purpose=OfficeText.Purpose.TRAINING, run=run, now=now, by=by
    )
    TrainingInvitation.objects.filter(pk__in=[one.pk for one in rows]).update(reminded_at=now)
    audit.record(Entry.INVITED_REMINDED, run, by=by, people=len(rows))
    return mailing


def _last_written(invitation: TrainingInvitation) -> date:
    return timezone.localdate(invitation.reminded_at or invitation.invited_at)


def gaps_of_training(run: TrainingRun, guides: Iterable[Guide], *, district: District) -> dict[int, dict[str, str]]:
    """What fills title, dates and link of an invitation, per guide; without an invitation there is no link yet."""
    invitations = {one.guide_id: one for one in TrainingInvitation.objects.filter(run=run)}
    dates = list(run.dates.order_by("on", "starts_at"))
    found = {}
    for guide in guides:
        with override(guide.interface_language or "de"):
            lines = [
                f"{date_format(one.on, 'DATE_FORMAT')}, {time_format(one.starts_at, 'H:i')}–{time_format(one.ends_at, 'H:i')}"
                for one in dates
            ]
        lines += [run.place] if run.place else []
        invitation = invitations.get(guide.pk)
        found[guide.pk] = {
            "schulung": run.module.title, "termine": "\n".join(lines),
            "link": link_of(invitation, district) if invitation else f"{district.base_url}/unterwegs/schulung/…/",
        }  # fmt: skip
    return found


def link_of(invitation: TrainingInvitation, district: District) -> str:
    return district.base_url + reverse("guides:answer_training", args=[invitation.secret])


# ── answering ───────────────────────────────────────────────────────────────────────────────────────


def invitation_behind(secret: str) -> TrainingInvitation | None:
    rows = TrainingInvitation.objects.select_related("run__module", "run__organization", "guide")
    return rows.filter(secret_digest=digest(secret)).first()


def check_usable(invitation: TrainingInvitation, *, today: date) -> None:
    if invitation.answer in USED:
        raise LinkUsed
    if invitation.expires_on < today or invitation.run.is_over:
        raise LinkOver


@transaction.atomic
def answer_invitation(invitation: TrainingInvitation, *, answer: str, now: datetime) -> TrainingInvitation:
    """Take an answer from the link. Of two answers at the same moment the first counts, the other hears `LinkUsed`.

    A yes registers the guide; whatever the training refuses (the wrong role, too early) is said and the link stays open.
    """
    if answer not in (Answer.YES, Answer.NO, Answer.LATER):
        raise AnswerUnknown
    TrainingRun.objects.select_for_update(of=("self",)).get(pk=invitation.run_id)
    invitation = TrainingInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    check_usable(invitation, today=timezone.localdate(now))
    if answer == Answer.YES:
        with contextlib.suppress(RegisteredAlready):  # by telephone in the meantime: the answer is the same
            register_for_training(invitation.run, invitation.guide, now=now, by=None)
    elif answer == Answer.NO and (listed := participation_of(invitation)):
        withdraw_from_training(listed, by=None)
    invitation.answer, invitation.answered_at = answer, now
    invitation.save(update_fields=["answer", "answered_at"])
    audit.record(Entry.INVITATION_ANSWERED, invitation.guide, run=invitation.run_id, answer=answer)
    return invitation


def participation_of(invitation: TrainingInvitation) -> TrainingParticipant | None:
    """Where the guide stands on the list of the training, if at all."""
    rows = TrainingParticipant.objects.filter(run=invitation.run_id, guide=invitation.guide_id)
    return rows.exclude(status=TrainingParticipant.Status.WITHDRAWN).first()


def invitations_of(run: TrainingRun, *, guides: QuerySet[Guide]) -> list[TrainingInvitation]:
    """The invitations to a training among `guides`, those without an answer first."""
    rows = TrainingInvitation.objects.filter(run=run, guide__in=guides).select_related("guide")
    order = {Answer.OPEN: 0, Answer.LATER: 1, Answer.YES: 2, Answer.NO: 3}
    return sorted(rows, key=lambda one: (order[one.answer], one.guide.last_name, one.guide.first_name, one.pk))
