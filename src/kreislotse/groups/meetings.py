"""Planning meetings, moving them and calling them off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.words import moment_text
from kreislotse.directory.public_holidays import holiday_on
from kreislotse.districts.queries import current_district
from kreislotse.groups import inviting
from kreislotse.groups.agenda import begin_with_standing_items
from kreislotse.groups.entries import Entry
from kreislotse.groups.models import Body, Form, Meeting, MeetingMail, MeetingMove, MeetingSeries, Resolution
from kreislotse.groups.operations import BodyEnded
from kreislotse.groups.rhythm import days_of
from kreislotse.groups.state import check_not_approved, locked, take_place

BERLIN = ZoneInfo("Europe/Berlin")
MOST_IN_SERIES = 60
Status = Meeting.Status


class MeetingEndsBeforeItStarts(DomainError):
    message = _("Die Sitzung endet, bevor sie beginnt. Bitte prüfen Sie die Uhrzeiten.")


class MeetsThenAlready(DomainError):
    message = _("„%(body)s“ hat in dieser Zeit schon eine Sitzung: %(when)s. Bitte wählen Sie eine andere Zeit.")


class LinkMissing(DomainError):
    message = _("Wer online dabei sein soll, braucht einen Link zur Videokonferenz. Bitte tragen Sie ihn ein.")


class SeriesEndsBeforeItBegins(DomainError):
    message = _("Die Reihe endet, bevor sie beginnt. Bitte prüfen Sie die beiden Tage.")


class TooManyMeetings(DomainError):
    message = _("Das wären %(number)d Sitzungen. Mehr als %(most)d auf einmal plant Kreislotse nicht. Bitte wählen Sie ein früheres Ende.")  # fmt: skip


class NothingToPlan(DomainError):
    message = _("In dieser Zeit bleibt kein Tag übrig: Alle Tage sind Feiertage oder schon belegt.")


class MeetingIsOver(DomainError):
    message = _("Diese Sitzung hat schon stattgefunden. Sie kann nicht mehr verschoben oder abgesagt werden.")


class NotMoved(DomainError):
    message = _("Die Sitzung liegt schon auf diesem Termin. Bitte wählen Sie einen anderen.")


class MovedIntoThePast(DomainError):
    message = _("Der neue Termin liegt in der Vergangenheit. Bitte prüfen Sie das Datum.")


class ReasonMissing(DomainError):
    message = _(
        "Bitte schreiben Sie einen Satz, warum die Sitzung ausfällt. Er steht in der Mail an alle Eingeladenen."
    )


class HasResolutions(DomainError):
    message = _("In dieser Sitzung wurde schon etwas beschlossen: %(which)s. Eine Sitzung mit Beschlüssen kann nicht abgesagt werden.")  # fmt: skip


class MeetingChangedMeanwhile(DomainError):
    message = _(
        "Die Sitzung konnte nicht gespeichert werden, weil sie in der Zwischenzeit jemand anderes geändert hat. "
        "Ihre Eingaben stehen noch hier. Bitte vergleichen Sie sie mit dem neuen Stand und speichern Sie dann noch einmal."
    )


@dataclass(frozen=True)
class Frame:
    """What is said of a meeting beside its time."""

    title: str = ""
    form: str = Form.ON_SITE
    place: str = ""
    video_link: str = ""
    responsible: object | None = None
    minutes_by: str = ""

    def write_on(self, meeting: Meeting) -> None:
        meeting.title, meeting.form, meeting.place = self.title.strip(), self.form, self.place.strip()
        meeting.video_link, meeting.responsible = self.video_link.strip(), self.responsible
        meeting.minutes_by = self.minutes_by.strip()


# ── planning ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def plan_meeting(body: Body, *, starts_at: datetime, ends_at: datetime, frame: Frame, by, series=None) -> Meeting:
    """Plan one meeting; its agenda begins with the standing items.

    Raises `BodyEnded`, `MeetingEndsBeforeItStarts`, `MeetsThenAlready`, `LinkMissing`.
    """
    body = _locked_body(body)
    return _plan(body, starts_at, ends_at, frame, by, series)


def _plan(body: Body, starts_at: datetime, ends_at: datetime, frame: Frame, by, series=None) -> Meeting:
    meeting = Meeting(body=body, series=series, starts_at=starts_at, ends_at=ends_at)
    frame.write_on(meeting)
    _check_time(meeting)
    _check_link(meeting)
    meeting.save()
    begin_with_standing_items(meeting)
    audit.record(Entry.MEETING_PLANNED, meeting, by=by, body=body.pk)
    return meeting


@dataclass(frozen=True)
class PlannedSeries:
    """What became of a series: its meetings, and the days left out with the reason."""

    meetings: list[Meeting]
    left_out: list[tuple[date, str]]


@transaction.atomic
def plan_series(  # noqa: PLR0913
    body: Body, *, rhythm: str, first_on: date, last_on: date, from_time: time, to_time: time, frame: Frame, now: datetime, by,
) -> PlannedSeries:  # fmt: skip
    """Plan all meetings of a rhythm at once; holidays, and days on which the body meets already, are left out.

    Raises `SeriesEndsBeforeItBegins`, `TooManyMeetings`, `NothingToPlan`, and what `plan_meeting` raises.
    """
    body = _locked_body(body)
    if last_on < first_on:
        raise SeriesEndsBeforeItBegins
    days = days_of(rhythm, first_on, last_on)
    if len(days) > MOST_IN_SERIES:
        raise TooManyMeetings(number=len(days), most=MOST_IN_SERIES)
    series = MeetingSeries(body=body, rhythm=rhythm, first_on=first_on, last_on=last_on, planned_at=now)
    series.save()
    ags, meetings, left_out = current_district().ags, [], []
    for day in days:
        if holiday := holiday_on(day, ags=ags):
            left_out.append((day, holiday))
            continue
        try:
            meetings.append(_plan(body, at(day, from_time), at(day, to_time), frame, by, series))
        except MeetsThenAlready:
            left_out.append((day, str(_("schon eine Sitzung"))))
    if not meetings:
        raise NothingToPlan
    audit.record(Entry.SERIES_PLANNED, body, by=by, meetings=len(meetings), rhythm=rhythm)
    return PlannedSeries(meetings, left_out)


def at(day: date, clock: time) -> datetime:
    """A moment by the clock on the wall here."""
    return datetime.combine(day, clock, tzinfo=BERLIN)


@transaction.atomic
def change_meeting(meeting: Meeting, *, frame: Frame, seen_at: datetime | None = None, by) -> Meeting:
    """Change place, link, form and who looks after it; who is invited hears of a new place or link.

    Raises `MeetingIsCancelled`, `MinutesApproved`, `LinkMissing`, `MeetingChangedMeanwhile`.
    """
    meeting = locked(meeting)
    check_not_approved(meeting)
    if seen_at is not None and meeting.updated_at != seen_at:
        raise MeetingChangedMeanwhile
    before = (meeting.form, meeting.place, meeting.video_link)
    frame.write_on(meeting)
    _check_link(meeting)
    is_told = meeting.status == Status.INVITED and before != (meeting.form, meeting.place, meeting.video_link)
    meeting.sequence += is_told
    meeting.save()
    audit.record(Entry.MEETING_CHANGED, meeting, by=by)
    if is_told:
        inviting.tell(meeting, MeetingMail.Kind.UPDATE)
    return meeting


# ── moving, calling off, holding ────────────────────────────────────────────────────────────────────


@transaction.atomic
def move_meeting(meeting: Meeting, *, starts_at: datetime, ends_at: datetime, reason: str = "", now: datetime, by) -> Meeting:  # fmt: skip  # noqa: PLR0913
    """Move a meeting as often as it takes; each move is kept, and everybody invited gets one mail with the new date.

    Raises `MeetingIsOver`, `MeetingIsCancelled`, `NotMoved`, `MovedIntoThePast`, `MeetingEndsBeforeItStarts`,
    `MeetsThenAlready`.
    """
    meeting = locked(meeting)
    if not meeting.is_open:
        raise MeetingIsOver
    if (meeting.starts_at, meeting.ends_at) == (starts_at, ends_at):
        raise NotMoved
    if starts_at < now:
        raise MovedIntoThePast
    old = {"old_starts_at": meeting.starts_at, "old_ends_at": meeting.ends_at}
    meeting.starts_at, meeting.ends_at, meeting.sequence = starts_at, ends_at, meeting.sequence + 1
    _check_time(meeting)
    meeting.save()
    MeetingMove.objects.create(
        meeting=meeting,
        sequence=meeting.sequence,
        starts_at=starts_at,
        reason=reason.strip(),
        moved_at=now,
        by=by,
        **old,
    )
    audit.record(Entry.MEETING_MOVED, meeting, by=by, sequence=meeting.sequence)
    if meeting.status == Status.INVITED:
        inviting.tell(meeting, MeetingMail.Kind.UPDATE)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, by) -> Meeting:
    """Call a meeting off, with a reason that everybody invited reads. Raises `ReasonMissing`, `HasResolutions`, `MeetingIsOver`."""
    meeting = locked(meeting)
    if not reason.strip():
        raise ReasonMissing
    decided = [str(one) for one in Resolution.objects.filter(item__meeting=meeting).order_by("year", "number")]
    if decided:
        raise HasResolutions(which=", ".join(decided))
    if not meeting.is_open:
        raise MeetingIsOver
    was_invited = meeting.status == Status.INVITED
    meeting.status, meeting.reason, meeting.sequence = Status.CANCELLED, reason.strip(), meeting.sequence + 1
    meeting.save()
    audit.record(Entry.MEETING_CANCELLED, meeting, by=by)
    if was_invited:
        inviting.tell(meeting, MeetingMail.Kind.CANCELLATION)
    return meeting


def cancel_all_after(body: Body, *, on: date, by) -> None:
    """The body meets no more: whatever was planned after a day is called off, and who is invited hears of it."""
    after = Meeting.objects.filter(body=body, status__in=[Status.PLANNED, Status.INVITED], starts_at__date__gt=on)
    for meeting in after.order_by("starts_at", "pk"):
        cancel_meeting(meeting, reason=str(_("Das Gremium ist beendet.")), by=by)


@transaction.atomic
def hold_meeting(meeting: Meeting, *, now: datetime, by) -> Meeting:
    """Note that a meeting takes or took place. Raises `NotYetBegun`, `MeetingIsCancelled`."""
    meeting = locked(meeting)
    take_place(meeting, now=now, by=by)
    return meeting


def _locked_body(body: Body) -> Body:
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    if body.archived_on is not None:
        raise BodyEnded(body=body.name)
    return body


def _check_time(meeting: Meeting) -> None:
    if meeting.ends_at <= meeting.starts_at:
        raise MeetingEndsBeforeItStarts
    others: Iterable[Meeting] = Meeting.objects.filter(
        body=meeting.body, starts_at__lt=meeting.ends_at, ends_at__gt=meeting.starts_at
    ).exclude(pk=meeting.pk).exclude(status=Status.CANCELLED)  # fmt: skip
    for other in others:
        raise MeetsThenAlready(body=meeting.body.name, when=moment_text(other.starts_at))


def _check_link(meeting: Meeting) -> None:
    if meeting.form != Form.ON_SITE and not meeting.video_link:
        raise LinkMissing
