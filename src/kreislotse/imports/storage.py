"""Where an uploaded list waits: kept whole or not at all."""

import errno
import hashlib
import logging

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.core.tokens import new_secret
from kreislotse.documents.files import DiskFull, NotWritable, free_space_guard

logger = logging.getLogger(__name__)


class ListGone(DomainError):
    message = _("Die Datei dieser Liste ist nicht mehr da. Bitte laden Sie die Liste noch einmal hoch.")


def digest_of(upload) -> str:
    found = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        found.update(chunk)
    upload.seek(0)
    return found.hexdigest()


def keep(upload) -> str:
    """Store an uploaded list under a name nobody can guess. Raises `DiskFull` or `NotWritable` and leaves nothing."""
    name = f"{current_district_id()}/importe/{new_secret()}"
    location = getattr(default_storage, "location", None)
    if location:
        try:
            free_space_guard(location, upload.size)
        except OSError as error:
            raise NotWritable from error
    try:
        upload.seek(0)
        return default_storage.save(name, upload)
    except OSError as error:
        logger.warning("import file not stored: %s", errno.errorcode.get(error.errno, error.errno))
        discard(name)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(missing=-(-upload.size // (1024 * 1024)) or 1) from error
        raise NotWritable from error


def opened(name: str):
    try:
        return default_storage.open(name, "rb")
    except OSError as error:
        raise ListGone from error


def discard(name: str) -> None:
    """Delete a stored list; one that is gone already is fine."""
    try:
        if name:
            default_storage.delete(name)
    except OSError:
        logger.warning("import file could not be deleted")
