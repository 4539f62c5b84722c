"""UUIDs that stay: of rows their own, of what hangs on them one that follows from the row and its place below it."""

from __future__ import annotations

from hashlib import sha1
from uuid import NAMESPACE_URL, UUID, uuid5

# Code lists are the same in every installation, so their terms have the same ids everywhere.
EVERYWHERE = uuid5(NAMESPACE_URL, "https://openreferral.org/#kreislotse")


def below(parent: UUID, name: str) -> str:
    """The text of `uuid5(parent, name)`, without making a `UUID`: a full page has some 1,700 of them."""
    digest = sha1(parent.bytes + name.encode(), usedforsecurity=False).digest()
    text = bytes((*digest[:6], digest[6] & 0x0F | 0x50, digest[7], digest[8] & 0x3F | 0x80, *digest[9:16])).hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def of_district(ags: str) -> UUID:
    """The namespace of what belongs to a district and has no UUID of its own: topics and target groups."""
    return uuid5(EVERYWHERE, ags)
