"""What can fail around us and heals by somebody else's hand: the disk is full, locked for writing, the database away."""

import errno
from enum import StrEnum


class Outage(StrEnum):
    FULL = "full"
    READ_ONLY = "read_only"
    UNREACHABLE = "unreachable"
    BUSY = "busy"


_FULL = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_SENTENCES = {
    Outage.FULL: ("database or disk is full", "no space left on device"),
    Outage.READ_ONLY: ("readonly database", "read-only", "unable to open database", "disk i/o error"),
    Outage.UNREACHABLE: (
        "connection refused",
        "could not connect",
        "connection failed",
        "server closed the connection",
    ),
    Outage.BUSY: ("database is locked",),
}


def outage_behind(error: BaseException | None) -> Outage | None:
    """The outage an error of the system or a database speaks of; `None` for anything else.

    Databases tell a full disk only in words, so their words are read; SQLite and PostgreSQL have the same in every
    language of the house.
    """
    code = getattr(error, "errno", None)
    if isinstance(error, OSError) and code in _FULL:
        return Outage.FULL
    if isinstance(error, OSError) and code in _READ_ONLY:
        return Outage.READ_ONLY
    text = str(error).lower()
    for outage, phrases in _SENTENCES.items():
        if any(phrase in text for phrase in phrases):
            return outage
    return None
