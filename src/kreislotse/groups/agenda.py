"""Agendas: the standing items of a body, the items of one meeting, and the papers to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.documents.files import safe_filename
from kreislotse.groups.entries import Entry
from kreislotse.groups.models import AgendaItem, Body, ItemKind, Meeting, Paper, PaperContent, Seat, StandingItem
from kreislotse.groups.state import check_not_approved, with_open_minutes
from kreislotse.network.models import Organization

MOST_ITEMS = 60
LARGEST_PAPER = 15 * 1024 * 1024
# What a paper may be, told by its first bytes as well as by its name: nothing that a browser would run.
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
PAPER_TYPES = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ZIP),
    "odt": ("application/vnd.oasis.opendocument.text", ZIP),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", ZIP),
    "odp": ("application/vnd.oasis.opendocument.presentation", ZIP),
    "doc": ("application/msword", OLE),
    "xls": ("application/vnd.ms-excel", OLE),
    "ppt": ("application/vnd.ms-powerpoint", OLE),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "png": ("image/png", b"\x89PNG"),
}


class AgendaChangedMeanwhile(DomainError):
    message = _(
        "Die Tagesordnung konnte nicht gespeichert werden, weil sie in der Zwischenzeit jemand anderes geändert hat. "
        "Ihre Eingaben stehen noch hier. Bitte vergleichen Sie sie mit dem neuen Stand und speichern Sie dann noch einmal."
    )


class TooManyItems(DomainError):
    message = _(
        "Mehr als %(most)d Punkte schafft keine Sitzung. Bitte fassen Sie zusammen oder planen Sie eine zweite."
    )


class ItemInUse(DomainError):
    message = _("„%(item)s“ kann nicht weg: Dazu gibt es schon %(what)s. Sie können die Überschrift ändern.")


class PaperTooLarge(DomainError):
    message = _("„%(name)s“ ist größer als %(limit)d MB. Bitte verkleinern Sie die Datei, zum Beispiel als PDF ohne große Bilder.")  # fmt: skip


class PaperKindUnknown(DomainError):
    message = _("„%(name)s“ kann nicht angehängt werden. Möglich sind PDF, Dateien aus Textverarbeitung, Tabelle und Präsentation, und Bilder als JPEG oder PNG.")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of an agenda as it was written; `pk` of an item that is there already."""

    title: str
    kind: str = ItemKind.DISCUSSION
    minutes_planned: int | None = None
    rapporteur: Organization | None = None
    rapporteur_seat: Seat | None = None
    pk: int | None = None


def begin_with_standing_items(meeting: Meeting) -> None:
    """Copy what the body talks about every time; the copy is the meeting's own and can be changed."""
    for item in StandingItem.objects.filter(body=meeting.body_id).order_by("position", "pk"):
        AgendaItem(
            meeting=meeting, position=item.position, title=item.title, kind=item.kind, standing=item,
            minutes_planned=item.minutes_planned, rapporteur_id=item.rapporteur_id,
        ).save()  # fmt: skip


@transaction.atomic
def save_standing_items(body: Body, lines: Sequence[Line], *, by) -> None:
    """What every new agenda begins with, in this order; agendas that are there stay as they are. Raises `TooManyItems`."""
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    _save_lines(list(StandingItem.objects.filter(body=body)), lines, make=lambda: StandingItem(body=body))
    audit.record(Entry.STANDING_ITEMS_CHANGED, body, by=by, items=len(lines))


@transaction.atomic
def save_agenda(meeting: Meeting, lines: Sequence[Line], *, seen_at: datetime | None = None, by) -> Meeting:
    """Write the agenda of a meeting as a whole, in this order.

    Raises `AgendaChangedMeanwhile`, `TooManyItems`, `ItemInUse` for an item left out that has more to it than a title,
    and `MinutesNotOpen`.
    """
    meeting = with_open_minutes(meeting)
    if seen_at is not None and meeting.updated_at != seen_at:
        raise AgendaChangedMeanwhile
    _save_lines(list(meeting.items.all()), lines, make=lambda: AgendaItem(meeting=meeting))
    meeting.save(update_fields=["updated_at"])
    audit.record(Entry.AGENDA_CHANGED, meeting, by=by, items=len(lines))
    return meeting


def _save_lines(existing: list, lines: Sequence[Line], *, make) -> None:
    if len(lines) > MOST_ITEMS:
        raise TooManyItems(most=MOST_ITEMS)
    known = {row.pk: row for row in existing}
    kept = {line.pk for line in lines}
    for row in existing:
        if row.pk not in kept:
            _check_unused(row)
            row.delete()
    for position, line in enumerate(lines, start=1):
        row = known.get(line.pk) or make()
        row.position, row.title, row.kind = position, line.title.strip(), line.kind
        row.minutes_planned, row.rapporteur = line.minutes_planned, line.rapporteur
        if isinstance(row, AgendaItem):
            row.rapporteur_seat = line.rapporteur_seat
        row.save()


def _check_unused(row) -> None:
    if not isinstance(row, AgendaItem):
        return
    kept = (
        (row.note.strip(), _("einen Text im Protokoll")), (row.resolutions.exists(), _("einen Beschluss")),
        (row.tasks.exists(), _("eine Aufgabe")), (row.papers.exists(), _("Unterlagen")),
    )  # fmt: skip
    for is_there, what in kept:
        if is_there:
            raise ItemInUse(item=row.title, what=what)


# ── papers ──────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_paper(  # noqa: PLR0913
    item: AgendaItem, *, name: str, content: bytes, for_office_only: bool = False, now: datetime, by
) -> Paper:
    """Keep a file with an item. Its kind is told by its name and its first bytes. Raises `PaperTooLarge`, `PaperKindUnknown`,
    `MinutesApproved`.
    """
    check_not_approved(item.meeting)
    name = safe_filename(name)
    if len(content) > LARGEST_PAPER:
        raise PaperTooLarge(name=name, limit=LARGEST_PAPER // (1024 * 1024))
    content_type, head = PAPER_TYPES.get(name.rpartition(".")[2].lower(), ("", b"\0"))
    if not content_type or not content.startswith(head):
        raise PaperKindUnknown(name=name)
    paper = Paper(
        item=item, name=name, content_type=content_type, size_bytes=len(content), for_office_only=for_office_only,
        added_at=now, by=by,
    )  # fmt: skip
    paper.save()
    PaperContent(paper=paper, content=content).save()
    audit.record(Entry.PAPER_ADDED, item.meeting, by=by, paper=paper.pk)
    return paper


@transaction.atomic
def remove_paper(paper: Paper, *, by) -> None:
    """Take a paper away, also from a meeting that is called off. Raises `MinutesApproved`."""
    meeting = paper.item.meeting
    check_not_approved(meeting)
    audit.record(Entry.PAPER_REMOVED, meeting, by=by, paper=paper.pk)
    paper.delete()
