"""Agenda and minutes as PDF: one place that knows what stands in them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.core.words import day_text
from kreislotse.districts.letterhead import letterhead
from kreislotse.districts.models import District
from kreislotse.documents.pdf import render_pdf
from kreislotse.groups.follow_up import holders_of
from kreislotse.groups.letters import span_text
from kreislotse.groups.meeting_queries import SeatLine, agenda_of, contributions_on, how_full, seat_lines
from kreislotse.groups.models import AgendaItem, Attendance, Correction, Form, Meeting, Resolution
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
        "contributions": [
            [str(one.organization), f"{one.get_kind_display()}: {one.text}"] for one in contributions_on(meeting, for_office=False)
        ],
        "total": _("Geplant sind %(planned)d von %(all)d Minuten.") % {"planned": planned, "all": meeting.minutes_planned} if planned else "",
        "note": _("Können Sie nicht kommen? Bitte sagen Sie kurz Bescheid, und geben Sie Ihrer Vertretung die Einladung weiter."),
    }  # fmt: skip
    return render_pdf("agenda", data, title=_("Einladung: %(title)s") % {"title": meeting.title or meeting.body.name})


FORMAT = 1  # of the content below; kept minutes say by which they were made


def minutes_pdf(meeting: Meeting, *, district: District, today: date) -> bytes:
    """The minutes as they stand, with their corrections beside."""
    content = minutes_content(meeting, district=district, today=today)
    return print_minutes(content, corrections=meeting.corrections.all())


def minutes_content(meeting: Meeting, *, district: District, today: date) -> dict:
    """All that stands in the minutes, as plain JSON data: days as ISO 8601, names as they are `today`.

    `pk` of items, resolutions and tasks lead back to their rows, so that a page can say beside what became of them.
    """
    lines, items = seat_lines(meeting), agenda_of(meeting)
    full = how_full(lines)
    holders = holders_of([task.seat_id for item in items for task in item.tasks.all() if task.seat_id], today)
    content = {
        "format": FORMAT,
        "office": letterhead(district),
        "created_on": today,
        "heading": meeting.title or meeting.body.name,
        "when": span_text(meeting),
        "state": minutes_state(meeting),
        "facts": [*_where(meeting), [_("Protokoll"), meeting.minutes_by]],
        "present": [_present(line) for line in lines if line.is_filled],
        "excused": [_named(line) for line in lines if _is(line, Attendance.State.EXCUSED)],
        "absent": [_named(line) for line in lines if _is(line, Attendance.State.ABSENT)],
        "guests": guests_shown(meeting),
        "full": asdict(full),
        "votes": ngettext(
            "%(n)d stimmberechtigter Platz ist besetzt.", "%(n)d stimmberechtigte Plätze sind besetzt.", full.votes
        ) % {"n": full.votes} if meeting.attendance.exists() else "",
        "items": [_item(item, holders) for item in items],
        "signers": [] if meeting.has_approved_minutes else [_("Leitung"), _("Protokoll")],
    }  # fmt: skip
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def print_minutes(
    content: dict, *, corrections: Iterable[Correction] = (), created_at: datetime | None = None
) -> bytes:
    """Set what `minutes_content` gave. The same content, corrections and `created_at` give the same bytes."""
    beside: dict[int | None, list[dict]] = defaultdict(list)
    for one in sorted(corrections, key=lambda one: (one.corrected_on, one.pk)):
        beside[one.item_id].append({"day": date_format(one.corrected_on, "j. F Y"), "text": one.text})
    data = content | {
        "created_on": date.fromisoformat(content["created_on"]),
        "items": [_printed(item, beside[item["pk"]]) for item in content["items"]],
        "corrections": beside[None],
    }
    return render_pdf(
        "minutes", data, title=_("Protokoll: %(title)s") % {"title": content["heading"]}, created_at=created_at
    )


def _printed(item: dict, corrections: list[dict]) -> dict:
    reports = item["reports"]
    return item | {
        "rapporteur": _("Es berichtet: %(who)s") % {"who": reports} if reports else "",
        "tasks": [[one["text"], one["owner"], date.fromisoformat(one["due_on"])] for one in item["tasks"]],
        "corrections": corrections,
    }


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


def guests_shown(meeting: Meeting) -> list[str]:
    """„Kreissportbund“, „Presse (3)“. One query."""
    return [_guests(one) for one in meeting.guests.select_related("organization").order_by("pk")]


def _guests(guests) -> str:
    who = str(guests.organization or guests.description)
    return who if guests.number == 1 else f"{who} ({guests.number})"


def _item(item: AgendaItem, holders: dict) -> dict:
    return {
        "pk": item.pk,
        "number": item.position,
        "title": item.title,
        "reports": rapporteur_name(item),
        "text": item.note,
        "resolutions": [_resolution(one) for one in item.resolutions.all()],
        "tasks": [
            {"pk": one.pk, "text": one.text, "owner": owner_name(one, holders), "due_on": one.due_on}
            for one in item.tasks.all()
        ],
    }


def _resolution(resolution: Resolution) -> dict:
    return {
        "pk": resolution.pk, "number": resolution.reference, "text": resolution.text, "result": decided_text(resolution),
    }  # fmt: skip
