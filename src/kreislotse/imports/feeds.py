"""Answers of another system on their way in: from files or from an address, with categories matched to our topics."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core import outbound
from kreislotse.core.errors import DomainError
from kreislotse.imports import answers, mapping, storage
from kreislotse.imports.models import ColumnMapping, ImportBatch
from kreislotse.imports.operations import STALLED_AFTER, ImportNotReady, OnDuplicate, OnError, start_import
from kreislotse.imports.targets import Feed, target_for
from kreislotse.jobs.tasks import enqueue_after_commit

logger = logging.getLogger(__name__)

SECONDS_PER_ANSWER = 30
SECONDS_IN_ALL = 600
MOST_RECORDS = 20_000
AT_ONCE_BYTES = 2 * 1024 * 1024  # larger uploads are read in the background
Status = ImportBatch.Status


class NothingInside(DomainError):
    message = _("In den Antworten steht kein Eintrag, den wir kennen. Bitte prüfen Sie, ob es die richtigen sind.")


class TooManyRecords(DomainError):
    message = _("Das sind mehr als %(limit)s Einträge. Bitte lesen Sie sie in Teilen ein.")


class AddressRefused(DomainError):
    message = _("Die Adresse %(url)s antwortet mit %(status)s. Bitte prüfen Sie, ob sie stimmt.")


class FetchingOff(DomainError):
    message = _("Die Systembetreuung hat das Abrufen von Adressen abgeschaltet. Bitte laden Sie die Antworten als Datei hoch.")  # fmt: skip


class NotAnAddress(DomainError):
    message = _("Bitte geben Sie eine Adresse an, die mit http:// oder https:// beginnt.")


class TakesTooLong(DomainError):
    message = _("Das andere System antwortet zu langsam. Es wurde nichts eingelesen. Bitte versuchen Sie es später noch einmal.")  # fmt: skip


def upload_answers(uploads: list, *, target: str, by) -> ImportBatch:
    """Keep answers that came as files, and say what is in them: at once, or by the worker where they are large.

    Raises `UnreadableAnswer`, `AnswersTooLarge`, `NothingInside`, `DiskFull` or `NotWritable`; then nothing is kept.
    Of large ones the batch says so later.
    """
    batch = ImportBatch(
        target=target,
        file_name=", ".join(upload.name for upload in uploads)[:200],
        status=Status.UPLOADED,
        created_at=timezone.now(),
        by=by,
    )
    size = sum(upload.size for upload in uploads)
    if size > answers.LIMIT:
        raise answers.AnswersTooLarge(limit=answers.LIMIT // answers.MEGABYTE)
    if size > AT_ONCE_BYTES:
        return _keep_for_later(batch, uploads)
    _keep(batch, ((upload.name, upload.read()) for upload in uploads))
    try:
        batch.save()
    except DatabaseError:
        storage.discard(batch.stored_as)
        raise
    return batch


def _keep_for_later(batch: ImportBatch, uploads: list) -> ImportBatch:
    with answers.bundle((upload.name, upload.read()) for upload in uploads) as file:
        batch.stored_as = storage.keep(file)
    batch.status, batch.progressed_at = Status.FETCHING, batch.created_at
    try:
        with transaction.atomic():
            batch.save()
            _enqueue(batch)
    except DatabaseError:
        storage.discard(batch.stored_as)
        raise
    batch.refresh_from_db()
    return batch


def start_fetch(address: str, *, target: str, by) -> ImportBatch:
    """Begin to fetch the answers behind an address; the worker does it. Raises `FetchingOff`, `NotAnAddress`."""
    if not settings.FEEDS_MAY_BE_FETCHED:
        raise FetchingOff
    try:
        parts = urlsplit(address.strip())
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_address = False
    if not is_address or len(address) > 300:
        raise NotAnAddress
    batch = ImportBatch(
        target=target,
        file_name=f"{parts.hostname}{parts.path}".rstrip("/")[:200],
        address=address.strip(),
        status=Status.FETCHING,
        created_at=timezone.now(),
        progressed_at=timezone.now(),
        by=by,
    )
    with transaction.atomic():
        batch.save()
        _enqueue(batch)
    batch.refresh_from_db()
    return batch


def fetch_again(batch: ImportBatch) -> None:
    """Fetch once more what stopped half way or failed. Raises `ImportNotReady` where that is not so."""
    now = timezone.now()
    failed = models.Q(status=Status.FAILED, stored_as="") & ~models.Q(address="")
    stalled = models.Q(status=Status.FETCHING, progressed_at__lt=now - STALLED_AFTER)
    stopped = ImportBatch.objects.filter(pk=batch.pk).filter(failed | stalled)
    with transaction.atomic():
        if not stopped.update(status=Status.FETCHING, progress=0, progressed_at=now, report={}):
            raise ImportNotReady
        _enqueue(batch)


def run_fetch(pk: int) -> None:
    """Fetch the answers of a batch, or read what was uploaded: all of them, or none and the reason. Safe to run twice."""
    batch = ImportBatch.objects.filter(pk=pk, status=Status.FETCHING).first()
    if batch is None:
        return
    uploaded = batch.stored_as
    try:
        if uploaded:
            _report_progress(batch, 30)
            with storage.opened(uploaded) as stream:
                _keep(batch, answers.unbundle(stream))
        elif not settings.FEEDS_MAY_BE_FETCHED:
            raise FetchingOff
        else:
            _keep(batch, _collected(batch, target_for(batch.target)))
    except DomainError as error:
        _failed(batch, str(error))
        storage.discard(uploaded)
        return
    except Exception:
        _failed(batch, str(DomainError()))
        storage.discard(uploaded)
        raise
    waiting = ImportBatch.objects.filter(pk=pk, status=Status.FETCHING)
    done = waiting.update(
        status=Status.UPLOADED,
        stored_as=batch.stored_as,
        file_digest=batch.file_digest,
        layout=batch.layout,
        mapping=batch.mapping,
        progress=0,
    )
    storage.discard(uploaded)
    if not done:  # thrown away meanwhile
        storage.discard(batch.stored_as)


def choose_topics(batch: ImportBatch, topics: dict[str, str]) -> ImportBatch:
    """Settle which category of the other system is which of our topics, and remember it for the next time."""
    if not ImportBatch.objects.filter(pk=batch.pk, status__in=(Status.UPLOADED, Status.FAILED)).update(mapping=topics):
        raise ImportNotReady
    batch.mapping = topics
    target = target_for(batch.target)
    known = _remembered(target)
    ColumnMapping.objects.update_or_create(
        target=target.code,
        header_digest=_digest(),
        defaults={"mapping": known | topics, "used_at": timezone.now()},
    )
    return batch


def start_feed(batch: ImportBatch) -> ImportBatch:
    """Read the answers in. What is there already is brought up to date, what the office changed stays as it is."""
    return start_import(batch, on_error=OnError.LEAVE_OUT, on_duplicate=OnDuplicate.UPDATE)


def _enqueue(batch: ImportBatch) -> None:
    from kreislotse.imports.tasks import fetch_answers

    enqueue_after_commit(fetch_answers, batch.pk)


def _keep(batch: ImportBatch, parts) -> None:
    """Store the answers of a batch and note what is in them; the batch itself is not saved."""
    target = target_for(batch.target)
    file, digest = answers.pack(parts)
    with file:
        rows = target.read(answers.read(file), {})
        if not rows:
            raise NothingInside
        if len(rows) > MOST_RECORDS:
            raise TooManyRecords(limit=MOST_RECORDS)
        categories = target.categories(rows)
        batch.layout = {
            "format": target.code,
            "row_count": len(rows),
            "answers": [{"name": answer.name} for answer in answers.read(file)][:50],
            "categories": [{"name": name, "number": number} for name, number in sorted(categories.items())],
        }
        known = _remembered(target)
        batch.layout["mapping_is_remembered"] = any(name in known for name in categories)
        batch.mapping = {name: known[name] for name in categories if name in known}
        batch.file_digest = digest
        batch.stored_as = storage.keep(file)


def _collected(batch: ImportBatch, target: Feed) -> Iterator[tuple[str, bytes]]:
    begun, left = time.monotonic(), answers.LIMIT

    def get(url: str) -> bytes | None:
        nonlocal left
        seconds = min(SECONDS_PER_ANSWER, SECONDS_IN_ALL - (time.monotonic() - begun))
        if seconds <= 0:
            raise TakesTooLong
        answer = outbound.safe_fetch(
            url, max_bytes=left, timeout=seconds, max_redirects=3, headers={"Accept": "application/json"}
        )
        _sign_of_life(batch, left)
        if answer.status in (404, 410):
            return None
        if answer.status != 200:
            raise AddressRefused(url=url, status=answer.status)
        left -= len(answer.body)
        return answer.body

    yield from target.collect(batch.address, get)


def _sign_of_life(batch: ImportBatch, left: int) -> None:
    _report_progress(batch, min(5 + 90 * (answers.LIMIT - left) // answers.LIMIT, 95))


def _report_progress(batch: ImportBatch, percent: int) -> None:
    ImportBatch.objects.filter(pk=batch.pk, status=Status.FETCHING).update(
        progress=percent, progressed_at=timezone.now()
    )


def _failed(batch: ImportBatch, sentence: str) -> None:
    ImportBatch.objects.filter(pk=batch.pk, status=Status.FETCHING).update(
        status=Status.FAILED, report={"failure": sentence}, finished_at=timezone.now(), stored_as=""
    )


def _digest() -> str:
    return mapping.header_digest(["categories"])


def _remembered(target: Feed) -> dict[str, str]:
    row = ColumnMapping.objects.filter(target=target.code, header_digest=_digest()).first()
    return dict(row.mapping) if row else {}
