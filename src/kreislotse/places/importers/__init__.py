"""Places come in from the files their publishers give out, recognized by what is in them and not by their name.

`import_file` reads and saves, `preview_file` says what that would do. Either all of a file is saved or nothing.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kreislotse.documents.tables.limits import MEGABYTE
from kreislotse.places.importers.changes import looks_like_changes, read_changes, save_changes
from kreislotse.places.importers.errors import PlacesFileTooLarge, UnknownPlacesFile
from kreislotse.places.importers.gazetteer import save_edition
from kreislotse.places.importers.outlines import Outlines, read_outlines, save_outlines
from kreislotse.places.importers.report import Report
from kreislotse.places.importers.workbook import Edition, read_workbook

__all__ = ["Report", "import_file", "preview_file", "read_file"]

LIMIT = 20 * MEGABYTE


def import_file(stream, name: str, *, valid_on: date | None = None, now: datetime | None = None) -> Report:
    """Read a Gemeindeverzeichnis, boundaries or territorial changes and save them in one transaction.

    `valid_on` is the Gebietsstand of boundaries whose file does not name one. Raises `UnreadablePlaces`.
    """
    content = read_file(stream, name)
    with transaction.atomic():
        return _save(content, valid_on=valid_on, now=now or timezone.now())


def preview_file(stream, name: str, *, valid_on: date | None = None, now: datetime | None = None) -> Report:
    """What `import_file` would do. It is done for real and taken back, so the numbers cannot differ."""
    content = read_file(stream, name)
    with transaction.atomic():
        try:
            return _save(content, valid_on=valid_on, now=now or timezone.now())
        finally:
            transaction.set_rollback(True)


def read_file(stream, name: str) -> Edition | Outlines | list:
    """Recognize and read a file without touching the database."""
    stream.seek(0, 2)
    if stream.tell() > LIMIT:
        raise PlacesFileTooLarge(limit=LIMIT // MEGABYTE)
    stream.seek(0)
    start = stream.read(4)
    stream.seek(0)
    if start[:2] == b"PK":
        return read_workbook(stream)
    text = _text(stream.read(LIMIT + 1))
    if text.lstrip().startswith(("{", "[")):
        return read_outlines(text, name)
    if looks_like_changes(text):
        return read_changes(text)
    raise UnknownPlacesFile


def _text(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnknownPlacesFile


def _save(content, *, valid_on: date | None, now: datetime) -> Report:
    if isinstance(content, Edition):
        return save_edition(content, now=now)
    if isinstance(content, Outlines):
        return save_outlines(content, valid_on=valid_on)
    return save_changes(content)
