"""Agenda, attendance and minutes on the screen: the same pages for the office and for an external lead of a body.

Each function takes the meeting the reader may write on, and the `Area` in which they stand; who may do what is asked in
the views of the areas.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import wants_fragment
from kreislotse.core.words import day_text
from kreislotse.documents.responses import file_response, ics_response, pdf_response
from kreislotse.groups import agenda, approved, follow_up, minutes, resolutions
from kreislotse.groups.agenda import AgendaChangedMeanwhile
from kreislotse.groups.letters import calendar_entry
from kreislotse.groups.meeting_queries import agenda_of, how_full, seat_lines
from kreislotse.groups.minutes import Note, text_seen
from kreislotse.groups.models import AgendaItem, ApprovedMinutes, Meeting, Paper, Resolution, Task
from kreislotse.groups.printouts import agenda_pdf, guests_shown
from kreislotse.groups.wording import decided_text, owner_name, rapporteur_name
from kreislotse.web.meeting_forms import (
    AgendaLines,
    AttendanceLine,
    CorrectionForm,
    GuestLines,
    PaperForm,
    ResolutionForm,
    Seen,
    TaskForm,
)


@dataclass(frozen=True)
class Area:
    """Where the pages stand: the frame around them, and the names of their addresses."""

    space: str
    layout: str

    def url(self, name: str, pk: int) -> str:
        return reverse(f"{self.space}:{name}", args=[pk])

    def context(self, meeting: Meeting) -> dict:
        return {
            "area": self, "layout": self.layout, "meeting": meeting, "body": meeting.body, "space": self.space,
            "list_url": reverse(f"{self.space}:body_list"), "body_url": self.url("body_detail", meeting.body_id),
            "meeting_url": self.url("meeting_detail", meeting.pk), "meeting_label": day_text(meeting.day),
        }  # fmt: skip


OFFICE = Area("office", "layouts/office.html")
PARTNERS = Area("partners", "layouts/partner.html")


def to_minutes(area: Area, item: AgendaItem):
    return redirect(f"{area.url('write_minutes', item.meeting_id)}#top-{item.pk}")


# ── agenda and papers ───────────────────────────────────────────────────────────────────────────────


def edit_agenda(request, meeting: Meeting, area: Area):
    items = list(meeting.items.order_by("position", "pk"))
    seen = Seen(request.POST or None, initial={"seen": meeting.updated_at.isoformat()})
    lines = AgendaLines(request.POST or None, items=items, body=meeting.body)
    problem = ""
    if lines.is_bound and lines.is_valid() and seen.is_valid():
        try:
            agenda.save_agenda(meeting, lines.lines, seen_at=seen.seen_at, by=request.user)
        except AgendaChangedMeanwhile as error:
            problem = str(error)
            seen = Seen({"seen": Meeting.objects.get(pk=meeting.pk).updated_at.isoformat()})
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(request, _("Die Tagesordnung ist gespeichert."))
            name = "edit_agenda" if "more" in request.POST else "meeting_detail"
            return redirect(area.url(name, meeting.pk))
    context = area.context(meeting) | {"lines": lines, "seen": seen, "problem": problem, "items": items}
    is_wrong = problem or (lines.is_bound and lines.total_error_count())
    return render(request, "office/meetings/agenda.html", context, status=422 if is_wrong else 200)


def add_paper(request, item: AgendaItem, area: Area):
    form = PaperForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            paper = agenda.add_paper(
                item, name=upload.name, content=upload.read(), for_office_only=form.cleaned_data["for_office_only"],
                now=timezone.now(), by=request.user,
            )  # fmt: skip
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("„%(name)s“ hängt jetzt an Punkt %(n)d.") % {"name": paper, "n": item.position})
            return redirect(area.url("meeting_detail", item.meeting_id))
    context = area.context(item.meeting) | {"form": form, "item": item}
    return render(request, "office/meetings/paper.html", context, status=422 if form.errors else 200)


def send_paper(paper: Paper):
    return file_response(
        bytes(paper.file.content), filename=paper.name, content_type=paper.content_type,
        inline=paper.content_type == "application/pdf",
    )  # fmt: skip


def send_agenda_pdf(request, meeting: Meeting):
    content = agenda_pdf(meeting, district=request.district, today=timezone.localdate())
    return pdf_response(content, filename=_("Tagesordnung %(meeting)s.pdf") % {"meeting": meeting}, inline=True)


def send_minutes_pdf(request, meeting: Meeting, area: Area):
    """The approved document byte for byte; with `?berichtigt` once more, with the corrections beside."""
    is_corrected = "berichtigt" in request.GET
    try:
        content = approved.minutes_document(
            meeting, district=request.district, today=timezone.localdate(), with_corrections=is_corrected
        )
    except approved.MinutesDoNotFit as error:
        messages.error(request, str(error))
        return redirect(area.url("meeting_detail", meeting.pk))
    name = _("Protokoll %(meeting)s, berichtigt.pdf") if is_corrected else _("Protokoll %(meeting)s.pdf")
    return pdf_response(content, filename=name % {"meeting": meeting}, inline=True)


def send_calendar(request, meeting: Meeting):
    return ics_response(calendar_entry(meeting, district=request.district), filename=f"{meeting}.ics")


# ── what stands in a meeting ────────────────────────────────────────────────────────────────────────


def frame_shown(meeting: Meeting, kept: ApprovedMinutes | None) -> dict:
    """What a page says above the agenda; of kept minutes what they said on the day they were kept."""
    if kept is not None:
        content = kept.content
        return {"kept": kept, "heading": content["heading"], "full": content["full"], "guests": content["guests"]}
    return {
        "heading": meeting.title or meeting.body.name, "full": how_full(seat_lines(meeting)), "guests": guests_shown(meeting),
    }  # fmt: skip


def items_shown(meeting: Meeting, *, for_office: bool = True, kept: ApprovedMinutes | None = None) -> list[AgendaItem]:
    """The items with all a page says of them; `reports` and `seen` stand beside each. Of kept minutes the words are those
    that were approved; `now` beside a task says what has become of it since.
    """
    items = agenda_of(meeting, for_office=for_office)
    today = timezone.localdate()
    holders = follow_up.holders_of([task.seat_id for item in items for task in item.tasks.all() if task.seat_id], today)
    for item in items:
        item.reports, item.seen = rapporteur_name(item), text_seen(item.note)
        for resolution in item.resolutions.all():
            resolution.said = decided_text(resolution)
        for task in item.tasks.all():
            task.owner = owner_name(task, holders)
    if kept is not None:
        _lay_over(items, kept.content)
    return items


def _lay_over(items: list[AgendaItem], content: dict) -> None:
    """Put the words of the kept document in the place of those the tables have today; of what it does not know, these stay."""
    approved_items = {one["pk"]: one for one in content["items"]}
    for item in items:
        said = approved_items.get(item.pk)
        if said is None:
            continue
        item.title, item.reports, item.note = said["title"], said["reports"], said["text"]
        decided = {one["pk"]: one for one in said["resolutions"]}
        for resolution in item.resolutions.all():
            if words := decided.get(resolution.pk):
                resolution.text, resolution.said = words["text"], words["result"]
        tasks = {one["pk"]: one for one in said["tasks"]}
        for task in item.tasks.all():
            words = tasks.get(task.pk)
            if words is None:
                continue
            due_on = date.fromisoformat(words["due_on"])
            task.now = _since_then(task, words, due_on)
            task.text, task.owner, task.due_on = words["text"], words["owner"], due_on


def _since_then(task: Task, words: dict, due_on: date) -> str:
    """„heute: erledigt am 3. Mai 2026“; nothing where all is as it was."""
    if task.done_on is not None:
        return _("heute: erledigt am %(day)s") % {"day": day_text(task.done_on)}
    since = []
    if task.due_on != due_on:
        since.append(_("bis %(day)s") % {"day": day_text(task.due_on)})
    if task.owner != words["owner"]:
        since.append(_("bei %(who)s") % {"who": task.owner})
    if task.text != words["text"]:
        since.append(f"„{task.text}“")
    return _("heute: %(what)s") % {"what": ", ".join(since)} if since else ""


# ── attendance ──────────────────────────────────────────────────────────────────────────────────────


def record_attendance(request, meeting: Meeting, area: Area):
    seats = seat_lines(meeting)
    data = request.POST or None
    forms = [AttendanceLine(data, line=line) for line in seats]
    guests = GuestLines(data, meeting=meeting)
    problem = ""
    if data is not None and all([*(form.is_valid() for form in forms), guests.is_valid()]):
        presences = [form.presence for form in forms if form.presence]
        try:
            minutes.record_attendance(meeting, presences, guests.guests, now=timezone.now(), by=request.user)
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(request, _("Die Anwesenheit ist gespeichert."))
            return redirect(area.url("write_minutes", meeting.pk))
    is_wrong = problem or any(form.errors for form in forms) or (guests.is_bound and guests.total_error_count())
    context = area.context(meeting) | {
        "forms": forms, "guests": guests, "problem": problem, "full": how_full(seats), "is_wrong": is_wrong,
    }  # fmt: skip
    return render(request, "office/meetings/attendance.html", context, status=422 if is_wrong else 200)


# ── minutes ─────────────────────────────────────────────────────────────────────────────────────────


def write_minutes(request, meeting: Meeting, area: Area):
    """All items on one page; it saves itself while somebody types, and with a button where there is no script."""
    conflicts, problem, kept = {}, "", []
    if request.method == "POST":
        page = request.POST.get("page", "")[:40]
        try:
            written = minutes.write_notes(
                meeting, _notes(request, meeting), page=page, now=timezone.now(), by=request.user,
                leaves=not wants_fragment(request),
            )  # fmt: skip
        except DomainError as error:
            problem = str(error)
        else:
            kept, conflicts = written.kept, {item.pk: text for item, text in written.conflicts}
            if not conflicts and not wants_fragment(request):
                messages.success(request, _("Das Protokoll ist gespeichert."))
                return redirect(area.url("write_minutes", meeting.pk))
    items = items_shown(meeting, for_office=area is OFFICE)
    for item in items:
        item.is_contested = item.pk in conflicts
        item.typed = request.POST.get(f"note-{item.pk}", item.note)
        if item.is_contested or problem:
            item.seen = request.POST.get(f"seen-{item.pk}", item.seen)
    status = 409 if conflicts else 422 if problem else 200
    context = area.context(meeting) | {"items": items, "problem": problem, "now": timezone.now()}
    if wants_fragment(request):
        touched = {item.pk for item in kept} | set(conflicts)
        context |= {"items": [item for item in items if item.pk in touched], "is_contested": bool(conflicts)}
        return render(request, "office/meetings/_saved.html", context, status=status)
    seats = seat_lines(meeting)
    context |= {"full": how_full(seats), "page": uuid4().hex, "is_attended": any(line.attendance for line in seats)}
    return render(request, "office/meetings/minutes.html", context, status=status)


def _notes(request, meeting: Meeting) -> list[Note]:
    """What the page sends of each item. Of two texts in conflict the reader has seen both, and says which one holds: „mine“,
    or „both“ one below the other.
    """
    notes = []
    for item in meeting.items.all():
        text, seen = request.POST.get(f"note-{item.pk}"), request.POST.get(f"seen-{item.pk}", "")
        if text is None:
            continue
        if request.POST.get("both") == str(item.pk):
            text, seen = f"{item.note}\n\n{text}".strip(), text_seen(item.note)
        if request.POST.get("mine") == str(item.pk):
            seen = text_seen(item.note)
        notes.append(Note(item, text, seen))
    return notes


def record_resolution(request, item: AgendaItem, area: Area, resolution: Resolution | None = None):
    form = ResolutionForm(request.POST or None, resolution=resolution, auto_id=f"id_{item.pk}_%s")
    if form.is_bound and form.is_valid():
        try:
            if resolution is None:
                made = resolutions.record_resolution(item, form.decision, now=timezone.now(), by=request.user)
            else:
                made = resolutions.change_resolution(resolution, form.decision, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Beschluss %(number)s ist aufgeschrieben.") % {"number": made})
            return to_minutes(area, item)
    seats = how_full(seat_lines(item.meeting))
    context = area.context(item.meeting) | {"form": form, "item": item, "resolution": resolution, "full": seats}
    template = "_resolution.html" if wants_fragment(request) else "resolution.html"
    return render(request, f"office/meetings/{template}", context, status=422 if form.errors else 200)


def set_task(request, item: AgendaItem, area: Area):
    form = TaskForm(request.POST or None, body=item.meeting.body, auto_id=f"id_{item.pk}_%s")
    if form.is_bound and form.is_valid():
        try:
            follow_up.set_task(item.meeting.body, **form.arguments(), item=item, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Die Aufgabe ist vergeben. Wer sie übernimmt, wird rechtzeitig erinnert."))
            return to_minutes(area, item)
    context = area.context(item.meeting) | {"form": form, "item": item}
    template = "_task.html" if wants_fragment(request) else "task.html"
    return render(request, f"office/meetings/{template}", context, status=422 if form.errors else 200)


def correct_minutes(request, meeting: Meeting, area: Area):
    form = CorrectionForm(request.POST or None, meeting=meeting)
    if form.is_bound and form.is_valid():
        try:
            minutes.correct_minutes(meeting, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Die Berichtigung steht jetzt neben dem Protokoll."))
            return redirect(area.url("meeting_detail", meeting.pk))
    return render(
        request, "office/meetings/small.html",
        area.context(meeting) | {
            "form": form, "title": _("Protokoll berichtigen"), "label": _("Berichtigung aufschreiben"),
            "lead": _("Das genehmigte Protokoll bleibt, wie es ist. Die Berichtigung steht mit ihrem Tag daneben, auch im PDF."),
        },
        status=422 if form.errors else 200,
    )  # fmt: skip
