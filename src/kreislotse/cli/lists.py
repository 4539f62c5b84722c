"""Reading a list in from the command line, with the columns as we understand them by ourselves."""

from __future__ import annotations

from pathlib import Path

from django.core.files import File
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.core.scope import district_scope
from kreislotse.districts.models import District
from kreislotse.imports import operations, queries
from kreislotse.imports.models import ImportBatch

SHOWN = 20


class NoSuchDistrict(DomainError):
    message = _("Einen Landkreis mit dem Schlüssel %(ags)s gibt es hier nicht.")


class NoSuchFile(DomainError):
    message = _("Die Datei %(name)s gibt es nicht, oder sie darf nicht gelesen werden.")


class ReadInBefore(DomainError):
    message = _("Diese Datei wurde am %(day)s schon eingelesen. Es wurde nichts geändert.")


def read_list_in(path: Path, *, target: str, ags: str, skip_broken: bool) -> tuple[list[str], bool]:
    """Read `path` into the district `ags`; returns the lines to print and whether anything was saved.

    Missing fields of known records are filled in, nothing is overwritten; the office can take the import back.
    Raises `NoSuchDistrict`, `NoSuchFile`, `ReadInBefore` and what reading a list raises.
    """
    district = District.objects.filter(ags=ags).first()
    if district is None:
        raise NoSuchDistrict(ags=ags)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise NoSuchFile(name=path) from error
    with stream, district_scope(district):
        batch = operations.upload_list(File(stream, name=path.name), target=target, by=None)
        if before := queries.earlier_imports(batch).filter(status=ImportBatch.Status.DONE).first():
            operations.discard_list(batch)
            raise ReadInBefore(day=f"{before.created_at:%d.%m.%Y}")
        on_error = operations.OnError.LEAVE_OUT if skip_broken else operations.OnError.NOTHING
        batch = operations.start_import(
            batch, on_error=on_error, on_duplicate=operations.OnDuplicate.UPDATE, may_wait=True
        )
        return _told(batch), batch.status == ImportBatch.Status.DONE


def _told(batch: ImportBatch) -> list[str]:
    report = batch.report
    lines = [report["failure"]] if report.get("failure") else []
    if batch.status == ImportBatch.Status.DONE:
        created = batch.rows.filter(created=True).count()
        changed = batch.rows.filter(created=False).count()
        lines.append(
            _("%(created)d Datensätze angelegt, %(changed)d ergänzt, %(broken)d Zeilen mit Fehler ausgelassen.")
            % {"created": created, "changed": changed, "broken": report.get("error_count", 0)}
        )
    for row in report.get("errors", [])[:SHOWN]:
        lines.append(_("Zeile %(row)s: %(sentences)s") % {"row": row["row"], "sentences": " ".join(row["sentences"])})
    return lines
