"""What an office does with its places."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kreislotse.accounts.models import User
from kreislotse.audit.operations import record
from kreislotse.districts.queries import current_district
from kreislotse.places.entries import Entry
from kreislotse.places.importers import Report, import_file


@transaction.atomic
def import_places(stream, name: str, *, valid_on: date | None, now: datetime, by: User) -> Report:
    """Read a file of places in for the whole installation, and note who did. Raises `UnreadablePlaces`."""
    report = import_file(stream, name, valid_on=valid_on, now=now)
    record(
        Entry.PLACES_IMPORTED, current_district(), by=by, title=report.title, created=report.created,
        changed=report.changed, ended=report.ended,
    )  # fmt: skip
    return report
