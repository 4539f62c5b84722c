from django.db.models import QuerySet

from kreislotse.audit.models import AuditEntry


def trail_of(row) -> QuerySet[AuditEntry]:
    """What happened to one record, newest first."""
    entries = AuditEntry.objects.filter(object_type=row._meta.label_lower, object_pk=row.pk)
    return entries.select_related("by").order_by("-at", "-pk")


def entries_matching(*, person=None, entry: str = "", since=None, until=None) -> QuerySet[AuditEntry]:
    """The trail of the district, newest first, narrowed by person, kind of entry and days (both included)."""
    rows = AuditEntry.objects.select_related("by")
    if person is not None:
        rows = rows.filter(by=person)
    if entry:
        rows = rows.filter(entry=entry)
    if since is not None:
        rows = rows.filter(at__date__gte=since)
    if until is not None:
        rows = rows.filter(at__date__lte=until)
    return rows.order_by("-at", "-pk")
