"""Keep the index as the public things are."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from django.db import transaction

from kreislotse.core.scope import current_district_id, district_scope
from kreislotse.search.analysis import index_tokens
from kreislotse.search.models import SearchDocument, scope_of
from kreislotse.search.registry import Document, all_indexed, indexed

BATCH = 500


@transaction.atomic
def index_rows(kind: str, rows: Iterable) -> int:
    """Bring the documents of `rows` up to date and return how many there are now; a row that is not public loses its own."""
    rows = list(rows)
    remove(kind, [row.pk for row in rows])
    return _store(kind, indexed(kind).documents(rows))


def remove(kind: str, pks: Iterable[int]) -> None:
    """Forget the documents of things that are gone or no longer public."""
    SearchDocument.objects.filter(district_key=current_district_id(), kind=kind, object_pk__in=list(pks)).delete()


def rebuild(district) -> int:
    """Index everything public of a district anew, in batches, and return the number of documents."""
    number = 0
    with district_scope(district):
        for one in all_indexed():
            SearchDocument.objects.filter(district_key=current_district_id(), kind=one.kind).delete()
            pks = iter(list(one.model.objects.order_by("pk").values_list("pk", flat=True)))
            while batch := list(islice(pks, BATCH)):
                number += index_rows(one.kind, one.model.objects.filter(pk__in=batch))
    return number


def _store(kind: str, documents: Iterable[Document]) -> int:
    district_key = current_district_id()
    rows = [
        SearchDocument(
            district_key=district_key,
            kind=kind,
            object_pk=document.object_pk,
            language=document.language,
            scope=scope_of(district_key, kind, document.language),
            name_tokens=index_tokens(document.name),
            body_tokens=index_tokens(document.body),
            importance=document.importance,
        )
        for document in documents
    ]
    SearchDocument.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)
