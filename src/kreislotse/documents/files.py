"""Names and places of files, small and without a model."""

import os
import re
import shutil
import tempfile
import unicodedata
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError

RESERVE_BYTES = 50 * 1024 * 1024
NAME_BYTES = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')
_WINDOWS_DEVICES = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


class DiskFull(DomainError):
    message = _(
        "Die Datei konnte nicht gespeichert werden, weil auf dem Server kein Platz mehr ist. Es wurde nichts geändert. "
        "Bitte sagen Sie der Systembetreuung Bescheid: Es fehlen etwa %(missing)s MB."
    )


class NotWritable(DomainError):
    message = _(
        "Die Datei konnte nicht gespeichert werden, weil das Datenverzeichnis schreibgeschützt ist. "
        "Bitte sagen Sie der Systembetreuung Bescheid."
    )


def safe_filename(name: str, *, default: str = "dokument") -> str:
    """A file name that every system accepts: letters of all scripts stay, paths and control characters go."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = re.sub(r"\s+", " ", _UNSAFE.sub(" ", name)).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, dot, suffix = name, "", ""
    while len(stem.encode()) > NAME_BYTES:
        stem = stem[:-1]
    stem = stem.strip(" .") or default
    if _WINDOWS_DEVICES.match(stem):
        stem = f"{default} {stem}"
    return f"{stem}{dot}{suffix}"


def free_space_guard(path: Path | str, needed: int) -> None:
    """Refuse to write `needed` bytes below `path` if that would not leave a reserve for the database."""
    folder = Path(path)
    while not folder.exists():
        folder = folder.parent
    missing = needed + RESERVE_BYTES - shutil.disk_usage(folder).free
    if missing > 0:
        raise DiskFull(missing=-(-missing // (1024 * 1024)))


def atomic_write(path: Path | str, content: bytes) -> None:
    """Write a file so that readers see either the old or the whole new content."""
    target = Path(path)
    free_space_guard(target.parent, len(content))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    except (PermissionError, OSError) as error:
        raise NotWritable from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        raise DiskFull(missing=-(-len(content) // (1024 * 1024))) from error
    finally:
        Path(temporary).unlink(missing_ok=True)
