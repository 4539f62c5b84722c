"""Imports go after their period: the file, what stood there before, and the report; the records stay."""

from datetime import date, timedelta

from kreislotse.imports import storage
from kreislotse.imports.models import ImportBatch
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.registry import Expiry


def due_batches(today: date, days: int):
    return ImportBatch.objects.filter(created_at__date__lte=today - timedelta(days=days)).exclude(
        status=ImportBatch.Status.RUNNING
    )


def erase_batches(batches) -> int:
    stored = list(batches.values_list("pk", "stored_as"))
    ImportBatch.objects.filter(pk__in=[pk for pk, _name in stored]).delete()
    for _pk, name in stored:
        storage.discard(name)
    return len(stored)


EXPIRY = Expiry(kind=RetentionRule.Kind.IMPORT, due=due_batches, erase=erase_batches)
