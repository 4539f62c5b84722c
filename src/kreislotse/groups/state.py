"""What a meeting lets be done to it: asked with the row locked, before anything is written."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.groups.entries import Entry
from kreislotse.groups.models import Meeting


class MeetingIsCancelled(DomainError):
    message = _("Diese Sitzung ist abgesagt. Bitte planen Sie eine neue.")


class NotYetBegun(DomainError):
    message = _("Die Sitzung ist erst am %(day)s. Bis dahin geht das noch nicht.")


class MinutesNotOpen(DomainError):
    message = _(
        "Das Protokoll ist schon verschickt. Holen Sie es zuerst zurück in den Entwurf, dann lässt es sich ändern."
    )


class MinutesApproved(DomainError):
    message = _("Das Protokoll ist genehmigt und ändert sich nicht mehr. Bitte schreiben Sie eine Berichtigung; sie steht dann daneben.")  # fmt: skip


def _row(meeting: Meeting) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("body", "responsible")
    return rows.get(pk=meeting.pk)


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now, for whoever is about to change it. Raises `MeetingIsCancelled`."""
    meeting = _row(meeting)
    if meeting.is_cancelled:
        raise MeetingIsCancelled
    return meeting


def check_not_approved(meeting: Meeting) -> None:
    """What stands in approved minutes stays. Raises `MinutesApproved`; the meeting is locked, so that nobody approves
    them meanwhile.
    """
    if _row(meeting).has_approved_minutes:
        raise MinutesApproved


def with_open_minutes(meeting: Meeting) -> Meeting:
    """The meeting, locked, as long as its minutes are a draft. Raises `MinutesNotOpen`, `MinutesApproved`, `MeetingIsCancelled`."""
    meeting = locked(meeting)
    check_not_approved(meeting)
    if meeting.minutes_status != Meeting.Minutes.DRAFT:
        raise MinutesNotOpen
    return meeting


def take_place(meeting: Meeting, *, now: datetime, by) -> None:
    """Before anything is written of a meeting: its day has come, and from now on it was held. Raises `NotYetBegun`."""
    if timezone.localdate(meeting.starts_at) > timezone.localdate(now):
        raise NotYetBegun(day=date_format(meeting.day, "j. F Y"))
    if meeting.is_open:
        meeting.status = Meeting.Status.HELD
        meeting.save(update_fields=["status", "updated_at"])
        audit.record(Entry.MEETING_HELD, meeting, by=by)
