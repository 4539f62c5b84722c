"""Agenda and minutes as PDF: one place that knows what stands in them."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.core.words import day_text
from kreislotse.districts.letterhead import letterhead
from kreislotse.districts.models import District
from kreislotse.documents.pdf import render_pdf
from kreislotse.groups.follow_up import holders_of
from kreislotse.groups.letters import span_text
from kreislotse.groups.meeting_queries import SeatLine, agenda_of, how_full, seat_lines
from kreislotse.groups.models import AgendaItem, Attendance, Form, Meeting, Resolution
from kreislotse.groups.wording import decided_text, owner_name, rapporteur_name


def agenda_pdf(meeting: Meeting, *, district: District, today: date) -> bytes:
    """What goes out with the invitation."""
    items = agenda_of(meeting, for_office=False)
    planned = sum(item.minutes_planned or 0 for item in items)
    data = {
        "office": letterhead(district),
        "created_on": today,
        "when": span_text(meeting),
        "facts": _where(meeting),
        "items": [
            {
                "number": item.position, "title": item.title, "kind": item.get_kind_display(),
                "rapporteur": rapporteur_name(item), "time": item.minutes_planned or "–",
                "papers": [paper.name for paper in item.papers.all()],
            }
            for item in items
        ],
        "total": _("Geplant sind %(planned)d von %(all)d Minuten.") % {"planned": planned, "all": meeting.minutes_planned} if planned else "",
        "note": _("Können Sie nicht kommen? Bitte sagen Sie kurz Bescheid, und geben Sie Ihrer Vertretung die Einladung weiter."),
    }  # fmt: skip
    return render_pdf("agenda", data, title=_("Einladung: %(title)s") % {"title": meeting.title or meeting.body.name})


def minutes_pdf(meeting: Meeting, *, district: District, today: date) -> bytes:
    """The minutes as they stand, with their corrections beside."""
    lines, items = seat_lines(meeting), agenda_of(meeting)
    full = how_full(lines)
    seats = [task.seat_id for item in items for task in item.tasks.all() if task.seat_id]
    holders = holders_of(seats, today)
    data = {
        "office": letterhead(district),
        "created_on": today,
        "when": span_text(meeting),
        "state": minutes_state(meeting),
        "facts": [*_where(meeting), [_("Protokoll"), meeting.minutes_by]],
        "present": [_present(line) for line in lines if line.is_filled],
        "excused": [_named(line) for line in lines if _is(line, Attendance.State.EXCUSED)],
        "absent": [_named(line) for line in lines if _is(line, Attendance.State.ABSENT)],
        "guests": [_guests(one) for one in meeting.guests.select_related("organization").order_by("pk")],
        "votes": ngettext(
            "%(n)d stimmberechtigter Platz ist besetzt.", "%(n)d stimmberechtigte Plätze sind besetzt.", full.votes
        ) % {"n": full.votes} if meeting.attendance.exists() else "",
        "items": [_item(item, holders) for item in items],
        "corrections": [
            {"day": date_format(one.corrected_on, "j. F Y"), "text": one.text}
            for one in meeting.corrections.filter(item=None).order_by("corrected_on", "pk")
        ],
        "signers": [] if meeting.has_approved_minutes else [_("Leitung"), _("Protokoll")],
    }  # fmt: skip
    return render_pdf("minutes", data, title=_("Protokoll: %(title)s") % {"title": meeting.title or meeting.body.name})


def minutes_state(meeting: Meeting) -> str:
    """One sentence on how far the minutes are."""
    if meeting.has_approved_minutes:
        day = date_format(meeting.minutes_approved_on, "j. F Y")
        return _("Genehmigt am %(day)s.") % {"day": day}
    if meeting.minutes_status == Meeting.Minutes.SENT:
        if meeting.objections_until:
            return _("Noch nicht genehmigt. Einwände bitte bis %(day)s.") % {"day": day_text(meeting.objections_until)}
        return _("Noch nicht genehmigt.")
    return _("Entwurf.")


def _where(meeting: Meeting) -> list[list]:
    facts = [[_("Gremium"), meeting.body.name], [_("Form"), meeting.get_form_display()]]
    if meeting.form != Form.ONLINE:
        facts.append([_("Ort"), meeting.place])
    if meeting.form != Form.ON_SITE:
        facts.append([_("Online"), meeting.video_link, "website"])
    return facts


def _is(line: SeatLine, state: str) -> bool:
    return bool(line.attendance and line.attendance.state == state and not line.sitting_in)


def _named(line: SeatLine) -> str:
    organization = line.seat.organization
    if line.holder and organization:
        return f"{line.holder.name} ({organization.short_name or organization.name})"
    return line.name or str(line.seat)


def _present(line: SeatLine) -> str:
    if line.sitting_in:
        return _("%(who)s für %(member)s") % {"who": line.sitting_in.name, "member": _named(line)}
    online = line.attendance.state == Attendance.State.ONLINE
    return f"{_named(line)}, {_('online')}" if online else _named(line)


def _guests(guests) -> str:
    who = str(guests.organization or guests.description)
    return who if guests.number == 1 else f"{who} ({guests.number})"


def _item(item: AgendaItem, holders: dict) -> dict:
    reports = rapporteur_name(item)
    return {
        "number": item.position,
        "title": item.title,
        "rapporteur": _("Es berichtet: %(who)s") % {"who": reports} if reports else "",
        "text": item.note,
        "resolutions": [_resolution(one) for one in item.resolutions.all()],
        "tasks": [[one.text, owner_name(one, holders), one.due_on] for one in item.tasks.all()],
        "corrections": [
            {"day": date_format(one.corrected_on, "j. F Y"), "text": one.text} for one in item.corrections.all()
        ],
    }


def _resolution(resolution: Resolution) -> dict:
    return {"number": resolution.reference, "text": resolution.text, "result": decided_text(resolution)}
