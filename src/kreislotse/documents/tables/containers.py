"""Look into ZIP containers (XLSX, ODS) before anything in them is trusted."""

import re
import zipfile
import zlib

from kreislotse.documents.tables.errors import BrokenFile, PasswordProtected, UnpacksTooLarge
from kreislotse.documents.tables.limits import Limits

CHUNK = 1024 * 256
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def open_container(stream, limits: Limits) -> zipfile.ZipFile:
    """Open a ZIP container whose directory promises a reasonable size.

    Raises `UnpacksTooLarge` for a bomb, `PasswordProtected` and `BrokenFile`. The directory may lie, therefore
    the members are counted again while they are read (`chunks`).
    """
    try:
        container = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BrokenFile from error
    members = container.infolist()
    if len(members) > limits.members:
        raise UnpacksTooLarge
    if any(member.flag_bits & 1 for member in members):
        raise PasswordProtected
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > limits.unpacked_bytes:
        raise UnpacksTooLarge
    if unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * max(packed, 1):
        raise UnpacksTooLarge
    if len({member.filename for member in members}) != len(members):
        raise BrokenFile
    return container


def chunks(container: zipfile.ZipFile, name: str, limits: Limits):
    """The bytes of one member, piece by piece, counted while they come out."""
    seen = 0
    try:
        with container.open(name) as member:
            while piece := member.read(CHUNK):
                seen += len(piece)
                if seen > limits.unpacked_bytes:
                    raise UnpacksTooLarge
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError, RuntimeError) as error:
        raise BrokenFile from error


def verify(container: zipfile.ZipFile, limits: Limits) -> None:
    """Unpack every part once without keeping it: real sizes, checksums, no document type declarations.

    Pictures may declare one (SVG does); nothing here ever parses them.
    """
    total = 0
    for member in container.infolist():
        is_picture = "media/" in member.filename or member.filename.startswith(("Pictures/", "Thumbnails/"))
        tail = b""
        for piece in chunks(container, member.filename, limits):
            total += len(piece)
            if total > limits.unpacked_bytes:
                raise UnpacksTooLarge
            if not is_picture and _ENTITIES.search(tail + piece):
                raise BrokenFile
            tail = piece[-16:]


class CountingReader:
    """A readable stream over one member for XML parsers, which read in pieces of their own."""

    def __init__(self, container: zipfile.ZipFile, name: str, limits: Limits):
        self._pieces = chunks(container, name, limits)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._rest += piece
        if size < 0:
            size = len(self._rest)
        data, self._rest = self._rest[:size], self._rest[size:]
        return data
