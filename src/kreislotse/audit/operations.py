from django.utils import timezone

from kreislotse.audit.models import AuditEntry


def record(entry, row, *, by=None, **details) -> AuditEntry:
    """Note that `by` did `entry` to `row`. `details` are plain values without personal data (codes, keys, dates)."""
    return AuditEntry.objects.create(
        at=timezone.now(),
        by=by if getattr(by, "pk", None) else None,
        entry=getattr(entry, "value", entry),
        object_type=row._meta.label_lower,
        object_pk=row.pk,
        details={
            key: value if isinstance(value, (int, bool, type(None))) else str(value) for key, value in details.items()
        },
    )


def record_many(entry, rows, *, by=None) -> None:
    """Note the same change to many records, in one query per five hundred."""
    now = timezone.now()
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(
                at=now,
                by=by if getattr(by, "pk", None) else None,
                entry=getattr(entry, "value", entry),
                object_type=row._meta.label_lower,
                object_pk=row.pk,
            )
            for row in rows
        ),
        batch_size=500,
    )
