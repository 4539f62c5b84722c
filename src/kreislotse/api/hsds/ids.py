"""UUIDs that stay: of rows their own, of what hangs on them one that follows from the row and its place below it."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

# Code lists are the same in every installation, so their terms have the same ids everywhere.
EVERYWHERE = uuid5(NAMESPACE_URL, "https://openreferral.org/#kreislotse")


def below(parent: UUID, name: str) -> str:
    return str(uuid5(parent, name))


def of_district(ags: str) -> UUID:
    """The namespace of what belongs to a district and has no UUID of its own: topics and target groups."""
    return uuid5(EVERYWHERE, ags)
