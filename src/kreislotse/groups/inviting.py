"""Writing to the members of a body: whom a mail about a meeting goes to, and what already went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.groups.entries import Entry
from kreislotse.groups.models import Form, Meeting, MeetingMail, SeatHolder
from kreislotse.groups.state import locked
from kreislotse.jobs.tasks import enqueue_after_commit

Kind, Status = MeetingMail.Kind, MeetingMail.Status


class NobodyToInvite(DomainError):
    message = _("In diesem Gremium ist noch niemand benannt. Bitte nennen Sie zuerst, wer auf den Sitzen sitzt.")


class EverybodyInvited(DomainError):
    message = _("Alle sind schon eingeladen. Wer später dazukommt, wird mit demselben Knopf nachgeladen.")


class AgendaMissing(DomainError):
    message = _("Bitte schreiben Sie zuerst die Tagesordnung. Sie steht in der Einladung.")


class PlaceMissing(DomainError):
    message = _("Bitte tragen Sie zuerst ein, wo die Sitzung ist. Der Ort steht in der Einladung.")


class MeetingIsPast(DomainError):
    message = _("Diese Sitzung ist schon vorbei. Dazu wird niemand mehr eingeladen.")


@dataclass(frozen=True)
class Recipients:
    """Whom a mail would reach, and who has to be told another way."""

    with_mail: list[SeatHolder]
    without_mail: list[SeatHolder]

    @property
    def everybody(self) -> list[SeatHolder]:
        return self.with_mail + self.without_mail


def members_on(meeting: Meeting) -> list[SeatHolder]:
    """Who sits on the body on the day of a meeting, each once. One query."""
    rows = SeatHolder.objects.on(meeting.day).filter(seat__body=meeting.body_id)
    on_seat = Q(seat__until_on=None) | Q(seat__until_on__gte=meeting.day)
    rows = rows.filter(on_seat, seat__from_on__lte=meeting.day).select_related("seat__organization")
    return list(rows.order_by("name", "pk"))


def not_yet_invited(meeting: Meeting) -> Recipients:
    """Whom an invitation would go to now."""
    invited = set(meeting.mails.filter(kind=Kind.INVITATION).values_list("holder", flat=True))
    waiting = [one for one in members_on(meeting) if one.pk not in invited]
    return Recipients([one for one in waiting if one.email], [one for one in waiting if not one.email])


@transaction.atomic
def invite_to_meeting(meeting: Meeting, *, now: datetime, by) -> list[MeetingMail]:
    """Invite all members who are not invited yet, one mail each in the background, with agenda and calendar entry.

    Raises `MeetingIsPast`, `AgendaMissing`, `PlaceMissing`, `NobodyToInvite`, `EverybodyInvited`, `MeetingIsCancelled`.
    """
    meeting = locked(meeting)
    if not meeting.is_open or meeting.ends_at < now:
        raise MeetingIsPast
    if not meeting.items.exists():
        raise AgendaMissing
    if meeting.form != Form.ONLINE and not meeting.place:
        raise PlaceMissing
    if not members_on(meeting):
        raise NobodyToInvite
    waiting = not_yet_invited(meeting).everybody
    if not waiting:
        raise EverybodyInvited
    meeting.status, meeting.invited_at = Meeting.Status.INVITED, meeting.invited_at or now
    meeting.save()
    mails = _write(meeting, Kind.INVITATION, waiting)
    audit.record(Entry.MEETING_INVITED, meeting, by=by, people=len(waiting))
    return mails


def tell(meeting: Meeting, kind: str) -> list[MeetingMail]:
    """Tell everybody invited, once, how a meeting stands now; a mail that still waits with an older state is not sent."""
    mails = meeting.mails.filter(status=Status.WAITING)
    mails.filter(kind__in=[Kind.UPDATE, Kind.CANCELLATION], sequence__lt=meeting.sequence).delete()
    if kind == Kind.CANCELLATION:
        mails.filter(kind=Kind.INVITATION).delete()
    reading_soon = mails.filter(kind=Kind.INVITATION).values("holder")  # that mail says what holds now
    invited = meeting.mails.filter(kind=Kind.INVITATION).exclude(holder__in=reading_soon)
    holders = SeatHolder.objects.filter(pk__in=invited.values("holder"))
    return _write(meeting, kind, list(holders.order_by("pk")))


def send_minutes_to_members(meeting: Meeting) -> list[MeetingMail]:
    """The minutes to everybody who is on the body on the day of the meeting; each time they are sent, once."""
    rounds = meeting.mails.filter(kind=Kind.MINUTES).order_by("-sequence").values_list("sequence", flat=True)
    last = rounds.first()
    return _write(meeting, Kind.MINUTES, members_on(meeting), sequence=0 if last is None else last + 1)


def _write(meeting: Meeting, kind: str, holders: list[SeatHolder], *, sequence: int | None = None) -> list[MeetingMail]:
    from kreislotse.groups import tasks

    sequence = meeting.sequence if sequence is None else sequence
    mails = MeetingMail.objects.bulk_create(
        MeetingMail(
            meeting=meeting, holder=one, kind=kind, sequence=sequence,
            status=Status.WAITING if one.email else Status.NO_ADDRESS,
        )
        for one in holders
    )  # fmt: skip
    enqueue_after_commit(tasks.send_meeting_mails, meeting.pk)
    return mails


def mails_that_failed(now: datetime) -> QuerySet[Meeting]:
    """Meetings of which somebody has not heard: what is still to come, and minutes sent within the last two weeks."""
    failed = MeetingMail.objects.filter(status=Status.FAILED)
    coming = ~Q(kind=Kind.MINUTES) & Q(meeting__ends_at__gte=now)
    fresh = Q(kind=Kind.MINUTES, meeting__minutes_sent_at__gte=now - timedelta(days=14))
    return Meeting.objects.filter(pk__in=failed.filter(coming | fresh).values("meeting"))


@transaction.atomic
def repeat_failed(meeting: Meeting) -> int:
    """Try once more what did not go out; returns how many."""
    from kreislotse.groups import tasks

    number = meeting.mails.filter(status=Status.FAILED).update(status=Status.WAITING)
    if number:
        enqueue_after_commit(tasks.send_meeting_mails, meeting.pk)
    return number
