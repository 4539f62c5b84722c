"""What the mails of a body say: invitation, new date, cancellation, minutes, and the reminder of tasks. All in German."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.core.words import day_text, moment_text
from kreislotse.districts.models import District
from kreislotse.documents.calendar import appointment_ics
from kreislotse.groups.models import Form, Meeting, MeetingMail

Kind = MeetingMail.Kind


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str


def where_lines(meeting: Meeting) -> list[str]:
    lines = [_("Wann: %(when)s") % {"when": span_text(meeting)}]
    if meeting.form != Form.ONLINE:
        lines.append(_("Wo: %(place)s") % {"place": meeting.place or _("wird noch bekannt gegeben")})
    if meeting.form != Form.ON_SITE:
        lines.append(_("Online: %(link)s") % {"link": meeting.video_link})
    return lines


def span_text(meeting: Meeting) -> str:
    """„Di., 3. März 2026, 14:30 bis 16:00 Uhr“"""
    from django.utils import timezone

    ends = timezone.localtime(meeting.ends_at)
    start = moment_text(meeting.starts_at).removesuffix(" Uhr")
    end = f"{ends:%H:%M}" if ends.date() == meeting.day else moment_text(ends).removesuffix(" Uhr")
    return _("%(start)s bis %(end)s Uhr") % {"start": start, "end": end}


def meeting_letter(meeting: Meeting, kind: str, *, name: str, district: District) -> Letter:
    """The mail of one kind to one person."""
    title = meeting.title or meeting.body.name
    day = date_format(meeting.day, "j. F Y")
    names = {"title": title, "day": day, "body": meeting.body.name}
    subject, lead, more = _WORDS[kind](meeting, names)
    lines = where_lines(meeting) if kind in (Kind.INVITATION, Kind.UPDATE) else []
    parts = [_("Guten Tag %(name)s,") % {"name": name}, lead, "\n".join(lines), more, signature(meeting, district)]
    return Letter(subject, "\n\n".join(part for part in parts if part) + "\n")


def _invitation(meeting: Meeting, names: dict) -> tuple[str, str, str]:
    return (
        _("Einladung: %(title)s am %(day)s") % names,
        _("wir laden Sie herzlich zur Sitzung ein: %(title)s.") % names,
        _("Die Tagesordnung hängt an, dazu ein Eintrag für Ihren Kalender. Können Sie nicht kommen? Dann antworten Sie bitte kurz auf diese Mail und sagen Sie Ihrer Vertretung Bescheid."),
    )  # fmt: skip


def _update(meeting: Meeting, names: dict) -> tuple[str, str, str]:
    move = meeting.moves.filter(sequence=meeting.sequence).first()
    if move is None:
        lead = _("zur Sitzung „%(title)s“ gibt es eine Änderung. Jetzt gilt:") % names
    else:
        lead = _("die Sitzung „%(title)s“ ist verschoben. Sie war geplant für: %(old)s. Jetzt gilt:") % (
            names | {"old": moment_text(move.old_starts_at)}
        )
    more = _("Grund: %(reason)s") % {"reason": move.reason} if move and move.reason else ""
    entry = _("Öffnen Sie den angehängten Eintrag, dann ändert sich der Termin in Ihrem Kalender.")
    return _("Neuer Stand: %(title)s am %(day)s") % names, lead, f"{more}\n\n{entry}".strip()


def _cancellation(meeting: Meeting, names: dict) -> tuple[str, str, str]:
    return (
        _("Abgesagt: %(title)s am %(day)s") % names,
        _("die Sitzung „%(title)s“ am %(day)s fällt aus.") % names,
        _("Grund: %(reason)s\n\nDer angehängte Eintrag nimmt den Termin aus Ihrem Kalender.")
        % {"reason": meeting.reason},
    )


def _minutes(meeting: Meeting, names: dict) -> tuple[str, str, str]:
    more = ""
    if meeting.objections_until:
        more = _("Haben Sie Einwände? Dann antworten Sie bitte bis %(day)s auf diese Mail.") % {
            "day": day_text(meeting.objections_until)
        }
    return (
        _("Protokoll: %(title)s vom %(day)s") % names,
        _("das Protokoll der Sitzung „%(title)s“ vom %(day)s hängt an.") % names,
        more,
    )


_WORDS = {
    Kind.INVITATION: _invitation, Kind.UPDATE: _update, Kind.CANCELLATION: _cancellation, Kind.MINUTES: _minutes,
}  # fmt: skip


def signature(meeting: Meeting | None, district: District) -> str:
    who = [str(meeting.responsible)] if meeting and meeting.responsible else []
    lines = [_("Freundliche Grüße"), *who, district.term("unit"), district.name, district.phone, district.email]
    return "\n".join(line for line in lines if line)


def calendar_entry(meeting: Meeting, *, district: District) -> bytes:
    """The meeting for a calendar; the same entry again with a higher sequence moves it or takes it away."""
    description = [_("Online: %(link)s") % {"link": meeting.video_link}] if meeting.video_link else []
    return appointment_ics(
        uid=f"{meeting.uuid}@{district.host}", start=meeting.starts_at, end=meeting.ends_at,
        summary=meeting.title or meeting.body.name, location=meeting.place or meeting.video_link,
        description="\n".join(description), url=meeting.video_link,
        organizer=(district.term("unit"), district.email) if district.email else None,
        sequence=meeting.sequence, is_cancelled=meeting.is_cancelled, stamped_at=meeting.updated_at,
    )  # fmt: skip


def task_reminder(name: str, lines: Sequence[tuple[str, str]], *, district: District) -> Letter:
    """One mail with all tasks of one person; `lines` are what is to be done, and the link to say how far it is."""
    n = len(lines)
    subject = ngettext("Eine Aufgabe wartet", "%(n)d Aufgaben warten", n) % {"n": n}
    lead = ngettext(
        "in einer Sitzung haben Sie diese Aufgabe übernommen:", "in Sitzungen haben Sie diese Aufgaben übernommen:", n
    )
    answer = _("Mit einem Klick sagen Sie, ob es erledigt ist oder länger dauert. Eine Anmeldung brauchen Sie nicht.")
    parts = [_("Guten Tag %(name)s,") % {"name": name}, lead, *[f"{what}\n{link}" for what, link in lines], answer]
    return Letter(subject, "\n\n".join([*parts, signature(None, district)]) + "\n")


def as_message(
    letter: Letter, to: str, *, district: District, files: Sequence[tuple[str, bytes, str]] = ()
) -> EmailMessage:
    headers = {"Reply-To": district.email} if district.email else {}
    message = EmailMessage(letter.subject, letter.body, to=[to], headers=headers)
    for name, content, content_type in files:
        message.attach(name, content, content_type)
    return message
