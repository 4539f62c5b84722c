"""Resolutions: numbered within a body and a year, and never with more votes than there were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.groups.entries import Entry
from kreislotse.groups.minutes import voting_seats_filled
from kreislotse.groups.models import AgendaItem, Body, Meeting, Resolution
from kreislotse.groups.state import take_place, with_open_minutes

Way, Result = Resolution.Way, Resolution.Result


class ResolutionEmpty(DomainError):
    message = _("Bitte schreiben Sie, was beschlossen wurde.")


class VotesMissing(DomainError):
    message = _("Zu einer Abstimmung gehören Ja, Nein und Enthaltung. Gab es keine, tragen Sie 0 ein.")


class AttendanceMissing(DomainError):
    message = _("Bitte tragen Sie zuerst ein, wer da ist. Dann prüft Kreislotse, ob die Stimmen aufgehen.")


class TooManyVotes(DomainError):
    message = _("Das sind %(votes)d Stimmen, aber nur %(seats)d stimmberechtigte Plätze sind besetzt. Eine Vertretung stimmt nur mit, wenn das Mitglied fehlt. Bitte prüfen Sie die Zahlen oder die Anwesenheit.")  # fmt: skip


class NoMajority(DomainError):
    message = _("Angenommen ist ein Beschluss nur mit mehr Ja- als Nein-Stimmen. Bitte prüfen Sie das Ergebnis.")


@dataclass(frozen=True)
class Decision:
    """What was decided, and how."""

    text: str
    way: str = Way.COUNTED
    votes_yes: int | None = None
    votes_no: int | None = None
    votes_abstained: int | None = None
    result: str = Result.ADOPTED

    @property
    def counts(self) -> tuple:
        return (self.votes_yes, self.votes_no, self.votes_abstained)


@transaction.atomic
def record_resolution(item: AgendaItem, decision: Decision, *, now: datetime, by) -> Resolution:
    """Write down a resolution; its number is the next of the body in the year of the meeting.

    Raises `ResolutionEmpty`, `VotesMissing`, `AttendanceMissing`, `TooManyVotes`, `NoMajority`, and what an open
    meeting asks for.
    """
    meeting = with_open_minutes(item.meeting)
    take_place(meeting, now=now, by=by)
    _check(decision, meeting)
    day = timezone.localdate(meeting.starts_at)
    resolution = Resolution(
        body_id=meeting.body_id, item=item, year=day.year, number=next_number(meeting.body_id, day.year), decided_on=day
    )
    _fill(resolution, decision)
    audit.record(Entry.RESOLUTION_RECORDED, meeting, by=by, resolution=resolution.pk)
    return resolution


def next_number(body_id: int, year: int) -> int:
    """The next free number; the body is locked until it is written, so that two do not take the same."""
    Body.objects.select_for_update(of=("self",)).get(pk=body_id)
    last = Resolution.objects.filter(body=body_id, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def change_resolution(resolution: Resolution, decision: Decision, *, by) -> Resolution:
    """Change what stands in a draft of the minutes; the number stays. Raises what `record_resolution` raises."""
    meeting = with_open_minutes(resolution.item.meeting)
    _check(decision, meeting)
    resolution = Resolution.objects.select_for_update(of=("self",)).get(pk=resolution.pk)
    _fill(resolution, decision)
    audit.record(Entry.RESOLUTION_CHANGED, meeting, by=by, resolution=resolution.pk)
    return resolution


def _fill(resolution: Resolution, decision: Decision) -> None:
    resolution.text, resolution.way, resolution.result = decision.text.strip(), decision.way, decision.result
    counts = decision.counts if decision.way == Way.COUNTED else (None, None, None)
    resolution.votes_yes, resolution.votes_no, resolution.votes_abstained = counts
    resolution.save()


def _check(decision: Decision, meeting: Meeting) -> None:
    if not decision.text.strip():
        raise ResolutionEmpty
    if decision.way != Way.COUNTED:
        return
    if None in decision.counts:
        raise VotesMissing
    if not meeting.attendance.exists():
        raise AttendanceMissing
    votes, seats = sum(decision.counts), voting_seats_filled(meeting)
    if votes > seats:
        raise TooManyVotes(votes=votes, seats=seats)
    if decision.result == Result.ADOPTED and decision.votes_yes <= decision.votes_no:
        raise NoMajority
