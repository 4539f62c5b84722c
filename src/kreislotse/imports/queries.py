from django.db.models import QuerySet

from kreislotse.imports.models import ImportBatch


def import_batches() -> QuerySet[ImportBatch]:
    """All imports of the district, the latest first."""
    return ImportBatch.objects.select_related("by").order_by("-created_at", "-pk")


def earlier_imports(batch: ImportBatch) -> QuerySet[ImportBatch]:
    """Imports of the very same file that are in force."""
    same = import_batches().filter(target=batch.target, file_digest=batch.file_digest, status=ImportBatch.Status.DONE)
    return same.exclude(pk=batch.pk)
