"""From an uploaded list to records and back: keep, map, read in, take back."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import DatabaseError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.districts.models import District
from kreislotse.documents.tables import read_table
from kreislotse.imports import kinds, mapping, reading, storage
from kreislotse.imports.entries import Entry
from kreislotse.imports.models import ImportBatch, ImportedRow
from kreislotse.imports.targets import CHUNK, Saved, target_for
from kreislotse.jobs.tasks import enqueue_after_commit

logger = logging.getLogger(__name__)

BACKGROUND_FROM = 500
STALLED_AFTER = timedelta(minutes=5)
KEPT_SENTENCES = 200
Status = ImportBatch.Status


class OnError(models.TextChoices):
    """What happens to a list in which some rows cannot be taken."""

    NOTHING = "nothing", gettext_lazy("Alles oder nichts: Erst einlesen, wenn jede Zeile stimmt")
    LEAVE_OUT = "leave_out", gettext_lazy("Fehlerhafte Zeilen auslassen und den Rest einlesen")


class OnDuplicate(models.TextChoices):
    """What happens to a row that is there already."""

    UPDATE = "update", gettext_lazy("Fehlende Angaben ergänzen, nichts überschreiben")
    SKIP = "skip", gettext_lazy("Auslassen")
    CREATE = "create", gettext_lazy("Trotzdem neu anlegen")


class ImportNotReady(DomainError):
    message = gettext_lazy("Diese Liste ist schon eingelesen oder wird gerade eingelesen.")


class ImportNotUndoable(DomainError):
    message = gettext_lazy(
        "Dieser Import kann nicht zurückgenommen werden, weil er nicht eingelesen oder schon zurückgenommen ist."
    )


class NothingMapped(DomainError):
    message = gettext_lazy("Bitte ordnen Sie eine Spalte zu für: %(fields)s.")


def upload_list(upload, *, target: str, by) -> ImportBatch:
    """Keep an uploaded list and say how it is understood.

    Raises `UnreadableTable`, `DiskFull` or `NotWritable`; then nothing is kept. The same file sent twice by a double
    click is one import.
    """
    digest = storage.digest_of(upload)
    again = ImportBatch.objects.filter(target=target, file_digest=digest, by=by, status=Status.UPLOADED)
    if found := again.filter(created_at__gte=timezone.now() - timedelta(minutes=10)).first():
        return found
    with read_table(upload, upload.name) as table:
        layout = reading.describe(table)
    stored_as = storage.keep(upload)
    columns = [column["name"] for column in layout["columns"]]
    known = mapping.remembered(target_for(target), columns)
    batch = ImportBatch(
        target=target,
        file_name=upload.name[:200],
        file_digest=digest,
        stored_as=stored_as,
        layout=layout | {"mapping_is_remembered": known is not None},
        mapping=mapping.suggest(target_for(target), layout["columns"]) if known is None else known,
        created_at=timezone.now(),
        by=by,
    )
    try:
        batch.save()
    except DatabaseError:
        storage.discard(stored_as)
        raise
    return batch


def choose_layout(batch: ImportBatch, *, sheet: str, header_rows: list[int] | None) -> ImportBatch:
    """Read another sheet of the file, or take other rows for the header; the columns are matched anew."""
    batch.layout |= {"chosen_sheet": sheet or None, "chosen_header_rows": header_rows}
    with reading.open_table(batch) as table:
        batch.layout = reading.describe(table) | {"chosen_sheet": sheet or None, "chosen_header_rows": header_rows}
    columns = batch.layout["columns"]
    known = mapping.remembered(target_for(batch.target), [column["name"] for column in columns])
    batch.layout["mapping_is_remembered"] = known is not None
    batch.mapping = mapping.suggest(target_for(batch.target), columns) if known is None else known
    _save_if_waiting(batch, layout=batch.layout, mapping=batch.mapping)
    return batch


def map_columns(batch: ImportBatch, columns: dict[str, str]) -> ImportBatch:
    """Settle which column means what and remember it for the next list with the same header."""
    target = target_for(batch.target)
    missing = [str(field.label) for field in target.fields if field.is_required and field.name not in columns.values()]
    if missing:
        raise NothingMapped(fields=", ".join(missing))
    batch.mapping = columns
    _save_if_waiting(batch, mapping=columns)
    mapping.remember(target, [column["name"] for column in batch.layout["columns"]], columns)
    return batch


def discard_list(batch: ImportBatch) -> None:
    """Throw an uploaded list away that was never read in."""
    deleted, _rows = ImportBatch.objects.filter(pk=batch.pk, status__in=(Status.UPLOADED, Status.FAILED)).delete()
    if not deleted:
        raise ImportNotReady
    storage.discard(batch.stored_as)


def start_import(batch: ImportBatch, *, on_error: str, on_duplicate: str, may_wait: bool = False) -> ImportBatch:
    """Begin to read a list in: at once when it is short or the caller may wait, in the background when it is long.

    Only one of two clicks begins; the other raises `ImportNotReady`.
    """
    now = timezone.now()
    report = {"on_error": str(on_error), "on_duplicate": str(on_duplicate)}
    waiting = ImportBatch.objects.filter(pk=batch.pk).filter(
        models.Q(status__in=(Status.UPLOADED, Status.FAILED))
        | models.Q(status=Status.RUNNING, progressed_at__lt=now - STALLED_AFTER)
    )
    with transaction.atomic():
        if not waiting.update(status=Status.RUNNING, report=report, progress=0, progressed_at=now, finished_at=None):
            raise ImportNotReady
        is_long = batch.layout.get("row_count", 0) > BACKGROUND_FROM and not may_wait
        if is_long:
            from kreislotse.imports.tasks import read_list_in

            enqueue_after_commit(read_list_in, batch.pk)
    if not is_long:
        run_import(batch.pk)
    batch.refresh_from_db()
    return batch


def run_import(pk: int) -> None:
    """Read a list in that was begun: everything in one transaction, or nothing and the reason.

    Safe to run twice: a list that is not under way is left alone.
    """
    batch = ImportBatch.objects.select_related("by").filter(pk=pk, status=Status.RUNNING).first()
    if batch is None:
        return
    try:
        _sign_of_life(batch, 10)
        plan = reading.make_plan(batch)
        _sign_of_life(batch, 60)
        if plan.broken and batch.report["on_error"] == OnError.NOTHING:
            n = len(plan.broken)
            sentence = ngettext(
                "Es wurde nichts eingelesen, weil %(n)d Zeile einen Fehler hat.",
                "Es wurde nichts eingelesen, weil %(n)d Zeilen einen Fehler haben.",
                n,
            )
            _fail(batch, sentence % {"n": n}, plan)
            return
        _save_plan(batch, plan)
    except DomainError as error:
        _fail(batch, str(error))
    except (DatabaseError, OSError):
        logger.exception("import failed", extra={"pk": pk})
        _fail(
            batch,
            _(
                "Die Liste konnte nicht gespeichert werden. Es wurde nichts geändert. Bitte versuchen Sie es noch einmal und sagen Sie sonst der Systembetreuung Bescheid."
            ),
        )
    except Exception:
        _fail(
            batch,
            _(
                "Beim Einlesen ist ein Fehler im Programm aufgetreten. Es wurde nichts geändert. Bitte sagen Sie der Systembetreuung Bescheid."
            ),
        )
        raise


def undo_import(batch: ImportBatch, *, by) -> ImportBatch:
    """Take a whole import back. Records changed by hand since then, or used elsewhere, stay and are named."""
    with transaction.atomic():
        taken = ImportBatch.objects.filter(pk=batch.pk, status=Status.DONE)
        if not taken.update(status=Status.UNDONE, undone_at=timezone.now()):
            raise ImportNotUndoable
        batch.refresh_from_db()
        removed = restored = 0
        kept: list[dict] = []
        rows = list(batch.rows.order_by("-pk"))
        types = dict.fromkeys(row.object_type for row in rows)
        for object_type in sorted(types, key=lambda one: kinds.kind_of(one).follows_others):
            of_type = [row for row in rows if row.object_type == object_type]
            for start in range(0, len(of_type), CHUNK):
                kind = kinds.kind_of(object_type)
                gone, back, stayed = _take_back(kind, of_type[start : start + CHUNK])
                if kind.follows_others:
                    continue
                removed, restored = removed + gone, restored + back
                kept += stayed
        batch.report |= {"undo": {"removed": removed, "restored": restored, "kept": kept}}
        batch.save(update_fields=["report"])
        audit.record(Entry.IMPORT_UNDONE, batch, by=by, removed=removed, restored=restored, kept=len(kept))
    return batch


def _take_back(kind: kinds.ModelKind, rows: list[ImportedRow]) -> tuple[int, int, list[dict]]:
    keys = {row.object_pk for row in rows}
    now, in_use, labels = kind.snapshots(keys), kind.in_use(keys), kind.labels(keys)
    removed, restored, kept = [], 0, []
    for row in rows:
        pk = row.object_pk
        if pk not in now:
            continue
        sentence = ""
        if kinds.digest(now[pk]) != row.after_digest:
            sentence = _("Der Eintrag wurde seither von Hand geändert.")
        elif row.created:
            sentence = in_use.get(pk, "")
        if sentence:
            kept.append({"pk": pk, "type": kind.object_type, "label": labels[pk], "sentence": str(sentence)})
        elif row.created:
            removed.append(pk)
        else:
            kind.restore(pk, row.before)
            restored += 1
    kind.delete(removed)
    return len(removed), restored, kept


def _save_plan(batch: ImportBatch, plan: reading.Plan) -> None:
    choice = batch.report["on_duplicate"]
    merged = _merge_repeats(plan) if choice == OnDuplicate.UPDATE else 0
    repeated = set() if choice == OnDuplicate.CREATE else set(plan.repeats)
    rows = [row for row in plan.usable if row.number not in repeated]
    created = updated = 0
    touched: set[int] = set()
    with transaction.atomic():
        _wait_for_other_imports()
        matches = {} if choice == OnDuplicate.CREATE else plan.target.find(rows)
        if choice == OnDuplicate.SKIP:
            rows = [row for row in rows if row.number not in matches]
        for start in range(0, len(rows), CHUNK):
            pairs = [(row, matches.get(row.number)) for row in rows[start : start + CHUNK]]
            saved = plan.target.save(pairs, by=batch.by)
            _note_saved(batch, saved)
            counted = [one for one in saved if one.is_counted]
            touched |= {one.source_row for one in counted}
            created += sum(1 for one in counted if one.created)
            updated += sum(1 for one in counted if not one.created)
        batch.report |= {
            "created": created,
            "updated": updated,
            "rows": len(plan.rows),
            "unchanged": len(rows) - len(touched),
            "skipped": len(plan.usable) - len(rows) - len(repeated),
            "merged": merged,
            "repeated": len(repeated) - merged,
            **_sentences(plan),
        }
        running = ImportBatch.objects.filter(pk=batch.pk, status=Status.RUNNING)
        if not running.update(status=Status.DONE, progress=100, report=batch.report, finished_at=timezone.now()):
            raise ImportNotReady
        audit.record(Entry.LIST_IMPORTED, batch, by=batch.by, target=batch.target, created=created, updated=updated)


def _wait_for_other_imports() -> None:
    """One import at a time saves in a district, so that two lists with the same organization make one of it."""
    District.objects.select_for_update(no_key=True).get(pk=current_district_id())


def _merge_repeats(plan: reading.Plan) -> int:
    """Put what a repeated row knows more into the first row of its kind."""
    by_number = {row.number: row for row in plan.usable}
    for number, earlier in plan.repeats.items():
        first = by_number[earlier]
        for name, value in by_number[number].values.items():
            first.values.setdefault(name, value)
    return len(plan.repeats)


def _note_saved(batch: ImportBatch, saved: list[Saved]) -> None:
    """Write down what every record looks like now, so that a change by hand is seen before an undo."""
    digests: dict[tuple[str, int], str] = {}
    noted = {
        (row.object_type, row.object_pk): row
        for row in batch.rows.filter(object_pk__in={one.record.pk for one in saved})
    }
    for object_type in {one.record._meta.label_lower for one in saved}:
        keys = [one.record.pk for one in saved if one.record._meta.label_lower == object_type]
        for pk, snapshot in kinds.kind_of(object_type).snapshots(keys).items():
            digests[object_type, pk] = kinds.digest(snapshot)
    new = {}
    for one in saved:
        key = (one.record._meta.label_lower, one.record.pk)
        if key in noted:
            noted[key].after_digest = digests[key]
            noted[key].save(update_fields=["after_digest"])
        else:
            new.setdefault(key, one)
    ImportedRow.objects.bulk_create(
        ImportedRow(
            batch=batch,
            source_row=one.source_row,
            object_type=key[0],
            object_pk=key[1],
            created=one.created,
            before=one.before,
            after_digest=digests[key],
        )
        for key, one in new.items()
    )


def _sentences(plan: reading.Plan) -> dict:
    return {
        "error_count": len(plan.broken),
        "errors": [
            {"row": row.number, "label": plan.target.row_label(row), "sentences": [str(c) for c in row.complaints]}
            for row in plan.broken[:KEPT_SENTENCES]
        ],
        "remark_count": len(plan.remarked),
        "remarks": [
            {"row": row.number, "label": plan.target.row_label(row), "sentences": row.remarks}
            for row in plan.remarked[:KEPT_SENTENCES]
        ],
    }


def _sign_of_life(batch: ImportBatch, percent: int) -> None:
    ImportBatch.objects.filter(pk=batch.pk, status=Status.RUNNING).update(
        progress=percent, progressed_at=timezone.now()
    )


def _fail(batch: ImportBatch, sentence: str, plan: reading.Plan | None = None) -> None:
    report = batch.report | {"failure": sentence} | (_sentences(plan) if plan else {})
    ImportBatch.objects.filter(pk=batch.pk, status=Status.RUNNING).update(
        status=Status.FAILED, report=report, progress=0, finished_at=timezone.now()
    )


def _save_if_waiting(batch: ImportBatch, **values) -> None:
    if not ImportBatch.objects.filter(pk=batch.pk, status__in=(Status.UPLOADED, Status.FAILED)).update(**values):
        raise ImportNotReady
