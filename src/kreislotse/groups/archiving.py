"""What the archive gets of meetings and hearings before they are deleted: the documents, and a list of them with checksums."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain
from typing import BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.districts.models import District
from kreislotse.documents.files import safe_filename
from kreislotse.documents.sheets import write_csv
from kreislotse.groups.approved import MinutesDoNotFit, kept_minutes, minutes_document
from kreislotse.groups.models import HearingCase, Meeting, Paper, PaperContent
from kreislotse.groups.printouts import agenda_pdf, minutes_state
from kreislotse.privacy.models import ArchiveOffer


@dataclass(frozen=True)
class Entry:
    """One file of the package; `checksum` is its SHA-256, `size_bytes` its length."""

    path: str
    body: str
    day: date
    meeting: str
    kind: str
    state: str
    size_bytes: int
    checksum: str


ENTRY_COLUMNS = ("Datei", "Gremium", "Tag", "Sitzung", "Art", "Stand", "Bytes", "SHA-256")
HEARING_FIELDS = (
    "reference", "informed_on", "offered_on", "due_on", "received_on", "waived_on", "statement", "decided_on", "decision",
)  # fmt: skip


def meetings_in(offer: ArchiveOffer) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(archive_offer=offer).select_related("body")
    return rows.order_by("starts_at", "pk")


def hearings_in(offer: ArchiveOffer) -> QuerySet[HearingCase]:
    rows = HearingCase.objects.filter(archive_offer=offer).select_related("body")
    return rows.order_by("informed_on", "pk")


def write_package(offer: ArchiveOffer, target: BinaryIO, *, district: District, today: date) -> list[Meeting]:
    """Write all that was offered as one ZIP: a folder per meeting, `verzeichnis.csv` and `verzeichnis.json`.

    Returns the meetings whose approved minutes somebody changed behind our back: those minutes are left out, which the
    list says under `missing`; the papers are there. Raises `DocumentNotMade`.
    """
    entries: list[Entry] = []
    unfit: list[Meeting] = []
    with override("de"), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for meeting in meetings_in(offer):
            folder, state = _folder(meeting), minutes_state(meeting)
            try:
                files = _documents(meeting, district, today)
            except MinutesDoNotFit:
                files = []
                unfit.append(meeting)
            for name, kind, content in chain(files, _papers(meeting)):
                path = f"{folder}/{name}"
                package.writestr(path, content)
                checksum = hashlib.sha256(content).hexdigest()
                about = (meeting.body.name, meeting.day, meeting.title or meeting.body.name, kind, state)
                entries.append(Entry(path, *about, len(content), checksum))
        hearings = list(hearings_in(offer))
        package.writestr("verzeichnis.csv", write_csv(ENTRY_COLUMNS, [tuple(asdict(one).values()) for one in entries]))
        if hearings:
            package.writestr("anhoerungen.csv", _hearings_csv(hearings))
        manifest = {
            "district": district.name, "offered_on": offer.offered_on, "reference": offer.reference,
            "files": [asdict(one) for one in entries], "missing": [_missing(one) for one in unfit],
            "hearings": [_hearing(one) for one in hearings],
        }  # fmt: skip
        text = json.dumps(manifest, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        package.writestr("verzeichnis.json", text)
    return unfit


def _missing(meeting: Meeting) -> dict:
    reason = _("Das Protokoll fehlt: Seine Prüfsumme passt nicht zu dem, was genehmigt wurde.")
    return {"body": meeting.body.name, "day": meeting.day, "folder": _folder(meeting), "reason": reason}


def _folder(meeting: Meeting) -> str:
    name = (meeting.body.short_name or meeting.body.name).replace("/", "-")
    return safe_filename(f"{meeting.day:%Y-%m-%d} {name} {meeting.pk}").replace(".", "")


def _documents(meeting: Meeting, district: District, today: date) -> list[tuple[str, str, bytes]]:
    """Name, kind and content of minutes or agenda. Raises `MinutesDoNotFit`."""
    if meeting.status != Meeting.Status.HELD:
        return [("Tagesordnung.pdf", _("Tagesordnung"), agenda_pdf(meeting, district=district, today=today))]
    files = [("Protokoll.pdf", _("Protokoll"), minutes_document(meeting, district=district, today=today))]
    if kept_minutes(meeting) is not None and meeting.corrections.exists():
        corrected = minutes_document(meeting, district=district, today=today, with_corrections=True)
        files.append(("Protokoll mit Berichtigungen.pdf", _("Protokoll mit Berichtigungen"), corrected))
    return files


def _papers(meeting: Meeting) -> Iterator[tuple[str, str, bytes]]:
    papers = Paper.objects.filter(item__meeting=meeting).order_by("item__position", "added_at", "pk")
    for number, paper in enumerate(papers, start=1):
        content = bytes(PaperContent.objects.get(paper=paper).content)
        yield safe_filename(f"Unterlage {number:02d} {paper.name}"), _("Unterlage"), content


def _hearing(case: HearingCase) -> dict:
    return {"body": case.body.name, "matter": case.matter} | {name: getattr(case, name) for name in HEARING_FIELDS}


def _hearings_csv(hearings: list[HearingCase]) -> bytes:
    labels = [str(HearingCase._meta.get_field(name).verbose_name) for name in ("body", "matter", *HEARING_FIELDS)]
    return write_csv(labels, [tuple(_hearing(one).values()) for one in hearings])
