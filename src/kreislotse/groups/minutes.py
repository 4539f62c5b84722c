"""Minutes: who was there, what was said to each item, and the way to their approval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.dated import rule_on
from kreislotse.core.errors import DomainError
from kreislotse.core.tokens import digest
from kreislotse.groups import approved, inviting
from kreislotse.groups.entries import Entry
from kreislotse.groups.models import (
    AgendaItem,
    Attendance,
    Correction,
    Meeting,
    MeetingGuest,
    MeetingRule,
    Resolution,
    Seat,
)
from kreislotse.groups.models.bodies import VOTING
from kreislotse.groups.models.minutes import PRESENT
from kreislotse.groups.state import check_not_approved, locked, take_place, with_open_minutes
from kreislotse.network.models import Organization

Minutes = Meeting.Minutes


class MemberIsThere(DomainError):
    message = _("%(who)s ist selbst da. Vertreten wird nur, wer entschuldigt ist oder fehlt.")


class SubstituteTwice(DomainError):
    message = _("%(who)s kann nur einen Platz einnehmen. Bitte wählen Sie für den zweiten jemand anderes.")


class NotASubstitute(DomainError):
    message = _("%(who)s hat in diesem Gremium keinen Sitz als Vertretung dafür.")


class SeatNotOfThisBody(DomainError):
    message = _("Ein Sitz gehört nicht zu diesem Gremium oder war an diesem Tag nicht vergeben. Bitte laden Sie die Seite neu.")  # fmt: skip


class FewerThanVoted(DomainError):
    message = _("Beschluss %(which)s hat %(votes)d Stimmen. So viele stimmberechtigte Plätze wären dann nicht mehr besetzt. Bitte prüfen Sie beides.")  # fmt: skip


class NothingToSend(DomainError):
    message = _("Im Protokoll steht noch nichts. Bitte schreiben Sie zuerst, was besprochen wurde.")


class NotSentYet(DomainError):
    message = _(
        "Das Protokoll ist noch nicht verschickt. Bitte schicken Sie es zuerst an alle, damit sie es prüfen können."
    )


class ApprovedTooEarly(DomainError):
    message = _("Ein Protokoll kann nicht vor seiner Sitzung genehmigt werden. Die war am %(day)s.")


class ApprovedElsewhere(DomainError):
    message = _(
        "Genehmigt wird ein Protokoll in einer späteren Sitzung desselben Gremiums. Bitte wählen Sie eine solche."
    )


class NotApprovedYet(DomainError):
    message = _("Berichtigt wird nur, was genehmigt ist. Dieses Protokoll können Sie noch ändern.")


class CorrectionEmpty(DomainError):
    message = _("Bitte schreiben Sie, wie es richtig heißen muss.")


# ── attendance ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Presence:
    """How one seat was filled."""

    seat: Seat
    state: str
    substitute: Seat | None = None


@dataclass(frozen=True)
class Guests:
    number: int
    organization: Organization | None = None
    description: str = ""


@transaction.atomic
def record_attendance(
    meeting: Meeting, presences: Sequence[Presence], guests: Iterable[Guests] = (), *, now: datetime, by
) -> Meeting:
    """Write down who was there; what was written before is replaced.

    Raises `MemberIsThere` (a substitute sits only in place of somebody who is not there), `SubstituteTwice`,
    `NotASubstitute`, `FewerThanVoted`, and what an open meeting asks for.
    """
    meeting = with_open_minutes(meeting)
    take_place(meeting, now=now, by=by)
    known = set(Seat.objects.filter(body=meeting.body_id).on(meeting.day).values_list("pk", flat=True))
    _check_presences(presences, known)
    meeting.attendance.all().delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, seat=one.seat, state=one.state, substitute=one.substitute) for one in presences
    )
    meeting.guests.all().delete()
    MeetingGuest.objects.bulk_create(
        MeetingGuest(
            meeting=meeting, organization=one.organization, description=one.description.strip(), number=one.number
        )
        for one in guests
    )
    filled = voting_seats_filled(meeting)
    for resolution in Resolution.objects.filter(item__meeting=meeting, way=Resolution.Way.COUNTED):
        if resolution.votes > filled:
            raise FewerThanVoted(which=resolution.reference, votes=resolution.votes)
    audit.record(Entry.ATTENDANCE_RECORDED, meeting, by=by, seats=len(presences))
    return meeting


def _check_presences(presences: Sequence[Presence], known: set[int]) -> None:
    sitting: set[int] = set()
    for one in presences:
        if one.seat.pk not in known or (one.substitute and one.substitute.pk not in known):
            raise SeatNotOfThisBody
        if one.substitute is None:
            continue
        if one.state in PRESENT:
            raise MemberIsThere(who=one.seat)
        if one.substitute.role != Seat.Role.SUBSTITUTE or one.substitute.stands_for_id not in (None, one.seat.pk):
            raise NotASubstitute(who=one.substitute)
        if one.substitute.pk in sitting:
            raise SubstituteTwice(who=one.substitute)
        sitting.add(one.substitute.pk)


def voting_seats_filled(meeting: Meeting) -> int:
    """How many votes there can be: seats that vote and are filled, by the member or in their place."""
    rows = Attendance.objects.filter(meeting=meeting, seat__role__in=VOTING)
    return sum(one.is_filled for one in rows)


# ── the text ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Note:
    """What was written about one item on one page; `seen` is `text_seen` of the text the page began with."""

    item: AgendaItem
    text: str
    seen: str


@dataclass
class NotesWritten:
    """What became of the notes of one page: kept, or not because somebody else has written meanwhile."""

    kept: list[AgendaItem] = field(default_factory=list)
    conflicts: list[tuple[AgendaItem, str]] = field(
        default_factory=list
    )  # the item as it is now, and the text not kept


def text_seen(text: str) -> str:
    """A mark of a text, for a page that wants to know later whether it is still the same."""
    return digest(_clean(text))[:16]


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


@transaction.atomic
def write_notes(
    meeting: Meeting, notes: Sequence[Note], *, page: str, now: datetime, by, leaves: bool = False
) -> NotesWritten:
    """Keep what was written about the items. No word is lost: where somebody else wrote meanwhile, nothing is kept and
    both texts come back.

    `page` is a mark of the open page, so that a page that saves twice in a row is not in its own way. A page
    that `leaves` with this save gives up its mark: a save of it that was still on its way then counts as somebody else's.
    Raises what an open meeting asks for.
    """
    meeting = with_open_minutes(meeting)
    written = NotesWritten()
    items = {one.pk: one for one in AgendaItem.objects.select_for_update(of=("self",)).filter(meeting=meeting)}
    for note in notes:
        item, text = items.get(note.item.pk), _clean(note.text)
        if item is None or text_seen(text) == note.seen or text == item.note:
            continue
        if text_seen(item.note) != note.seen and (not page or item.note_page != page):
            written.conflicts.append((item, text))
            continue
        item.note, item.note_at, item.note_by, item.note_page = text, now, by, "" if leaves else page[:40]
        item.save(update_fields=["note", "note_at", "note_by", "note_page"])
        written.kept.append(item)
    if written.kept:
        take_place(meeting, now=now, by=by)
    return written


# ── the way to the approval ─────────────────────────────────────────────────────────────────────────


@transaction.atomic
def send_minutes(meeting: Meeting, *, objections_until: date | None, now: datetime, by) -> Meeting:
    """Send the minutes to all members for approval; until they are taken back nobody changes them.

    Raises `NothingToSend`, and what an open meeting asks for.
    """
    meeting = with_open_minutes(meeting)
    take_place(meeting, now=now, by=by)
    has_text = meeting.items.exclude(note="").exists()
    if not has_text and not Resolution.objects.filter(item__meeting=meeting).exists():
        raise NothingToSend
    meeting.minutes_status, meeting.minutes_sent_at = Minutes.SENT, now
    meeting.objections_until = objections_until
    meeting.save()
    audit.record(Entry.MINUTES_SENT, meeting, by=by)
    inviting.send_minutes_to_members(meeting)
    return meeting


def objections_until(today: date) -> date:
    """The day that is offered, by the rule of that day; two weeks to read are usual. One query."""
    return today + timedelta(days=rule_on(MeetingRule, today).objection_days)


@transaction.atomic
def take_minutes_back(meeting: Meeting, *, by) -> Meeting:
    """Somebody objects: the minutes become a draft again, to be changed and sent once more. Raises `NotSentYet`, `MinutesApproved`."""
    meeting = _sent(meeting)
    meeting.minutes_status = Minutes.DRAFT
    meeting.save()
    audit.record(Entry.MINUTES_TAKEN_BACK, meeting, by=by)
    return meeting


@transaction.atomic
def approve_minutes(meeting: Meeting, *, on: date, in_meeting: Meeting | None = None, now: datetime, by) -> Meeting:
    """The minutes hold from now on, and are kept as the document they are at this moment.

    Raises `NotSentYet`, `MinutesApproved`, `ApprovedTooEarly`, `ApprovedElsewhere`, `DocumentNotMade`.
    """
    meeting = _sent(meeting)
    if on < meeting.day:
        raise ApprovedTooEarly(day=date_format(meeting.day, "j. F Y"))
    if in_meeting is not None and (
        in_meeting.body_id != meeting.body_id or in_meeting.starts_at <= meeting.starts_at or in_meeting.is_cancelled
    ):
        raise ApprovedElsewhere
    meeting.minutes_status, meeting.minutes_approved_on, meeting.approved_in = Minutes.APPROVED, on, in_meeting
    meeting.save()
    kept = approved.keep(meeting, now=now)
    audit.record(Entry.MINUTES_APPROVED, meeting, by=by, on=on, checksum=kept.checksum)
    return meeting


def _sent(meeting: Meeting) -> Meeting:
    meeting = locked(meeting)
    check_not_approved(meeting)
    if meeting.minutes_status != Minutes.SENT:
        raise NotSentYet
    return meeting


@transaction.atomic
def correct_minutes(meeting: Meeting, *, text: str, item: AgendaItem | None = None, today: date, by) -> Correction:
    """Say beside approved minutes what they should have said. Raises `NotApprovedYet`, `CorrectionEmpty`."""
    meeting = locked(meeting)
    if not meeting.has_approved_minutes:
        raise NotApprovedYet
    if not text.strip():
        raise CorrectionEmpty
    correction = Correction(meeting=meeting, item=item, text=text.strip(), corrected_on=today, by=by)
    correction.save()
    audit.record(Entry.MINUTES_CORRECTED, meeting, by=by, correction=correction.pk)
    return correction
