"""Photographs of papers: only JPEG and PNG, and of these only the picture itself.

What cameras write beside it (place, time, device, a preview) is left out before anything is stored; of the EXIF block
only the direction in which the picture is held comes along. Nothing is decoded here, so nothing can burst.
"""

from __future__ import annotations

import struct

from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError

JPEG, PNG = "image/jpeg", "image/png"
LARGEST_BYTES = 6 * 1024 * 1024
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
# What is needed to show the picture: header, palette, pixels, transparency, color space.
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"sBIT"}
_APP0, _APP1, _APP15, _COM = 0xE0, 0xE1, 0xEF, 0xFE
_SOS, _EOI = 0xDA, 0xD9
_ADOBE = 0xEE  # tells how the colors are stored
_ORIENTATION = 0x0112


class PictureTooLarge(DomainError):
    message = _("Das Foto ist größer als %(limit)d MB. Bitte fotografieren Sie den Beleg mit kleinerer Auflösung.")


class NotAPicture(DomainError):
    message = _("Diese Datei ist kein Foto. Bitte nehmen Sie ein Bild als JPEG oder PNG.")


def clean_picture(content: bytes) -> tuple[bytes, str]:
    """The picture without anything that tells where, when or with what it was taken, and its media type.

    Raises `PictureTooLarge` or `NotAPicture`.
    """
    if len(content) > LARGEST_BYTES:
        raise PictureTooLarge(limit=LARGEST_BYTES // (1024 * 1024))
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return _clean_jpeg(content), JPEG
        if content.startswith(_PNG_HEAD):
            return _clean_png(content), PNG
    except (struct.error, IndexError) as error:
        raise NotAPicture from error
    raise NotAPicture


def _clean_jpeg(content: bytes) -> bytes:
    """The segments of ISO/IEC 10918-1 that hold the picture, up to its end: what comes after it is left out, too."""
    kept, direction, at = [], 1, 2
    while True:
        marker, length = _segment(content, at)
        if marker == _EOI:
            break
        segment = content[at : at + 2 + length]
        at += 2 + length
        if marker == _APP1:
            direction = _direction(segment[4:]) or direction
        if (_APP0 < marker <= _APP15 and marker != _ADOBE) or marker == _COM:
            continue
        kept.append(segment)
        if marker == _SOS:
            end = _end_of_scan(content, at)
            kept.append(content[at:end])
            at = end
    if not any(segment[1] == _SOS for segment in kept):
        raise NotAPicture
    head = b"\xff\xd8" + (_turned(direction) if direction != 1 else b"")
    return head + b"".join(kept) + b"\xff\xd9"


def _segment(content: bytes, at: int) -> tuple[int, int]:
    if content[at] != 0xFF:
        raise NotAPicture
    marker = content[at + 1]
    if marker == _EOI:
        return marker, 0
    length = struct.unpack(">H", content[at + 2 : at + 4])[0]
    if length < 2 or at + 2 + length > len(content):
        raise NotAPicture
    return marker, length


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the compressed pixels end: at the next marker that is neither a stuffed zero nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise NotAPicture
        follows = content[at + 1]
        if follows not in (0x00, 0xFF) and not 0xD0 <= follows <= 0xD7:
            return at
        at += 1 if follows == 0xFF else 2


def _direction(exif: bytes) -> int | None:
    """The orientation (1 to 8) of an EXIF block, or `None`."""
    if not exif.startswith(b"Exif\x00\x00"):
        return None
    tiff = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        first = struct.unpack(f"{order}I", tiff[4:8])[0]
        entries = struct.unpack(f"{order}H", tiff[first : first + 2])[0]
        for number in range(min(entries, 200)):
            entry = tiff[first + 2 + 12 * number : first + 14 + 12 * number]
            if struct.unpack(f"{order}H", entry[:2])[0] == _ORIENTATION:
                value = struct.unpack(f"{order}H", entry[8:10])[0]
                return value if 1 <= value <= 8 else None
    except struct.error:
        return None
    return None


def _turned(direction: int) -> bytes:
    """An EXIF block that says nothing but how the picture is held."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, direction, 0)
    body = b"Exif\x00\x00MM\x00*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _clean_png(content: bytes) -> bytes:
    kept, at = [_PNG_HEAD], len(_PNG_HEAD)
    while True:
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        end = at + 12 + length
        if end > len(content):
            raise NotAPicture
        if kind in _PNG_KEPT:
            kept.append(content[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
