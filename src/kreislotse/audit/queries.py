from django.db.models import QuerySet

from kreislotse.audit.models import AuditEntry


def trail_of(row) -> QuerySet[AuditEntry]:
    """What happened to one record, newest first."""
    entries = AuditEntry.objects.filter(
        object_type=row._meta.label_lower, object_pk=row.pk
    )
    return entries.select_related("by").order_by("-at", "-pk")
