"""Keep the index as the public things are."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from kreislotse.core.scope import current_district_id, district_scope
from kreislotse.search.analysis import index_tokens, written_tokens
from kreislotse.search.models import SearchChange, SearchDocument, SearchState, SearchTerm
from kreislotse.search.registry import Document, all_indexed, indexed

BATCH = 500


# What the documents look like. Another number makes every installation index anew when it starts the new version.
FORM = 1
_KEPT_CHANGES = 1000
_MOST_KEYS = 500  # of one change; more are said as "everything"
_SHORTEST_TERM = 3


@transaction.atomic
def index_rows(kind: str, rows: Iterable) -> int:
    """Bring the documents of `rows` up to date and return how many there are now; a row that is not public loses its own."""
    rows = list(rows)
    keys = [row.pk for row in rows]
    _documents(kind, keys).delete()
    number = _store(kind, indexed(kind).documents(rows))
    indexed(kind).changed(keys)
    touch(kind, keys)
    return number


@transaction.atomic
def remove(kind: str, pks: Iterable[int]) -> None:
    """Forget the documents of things that are gone or no longer public."""
    keys = list(pks)
    _documents(kind, keys).delete()
    indexed(kind).changed(keys)
    touch(kind, keys)


def _documents(kind: str, keys: list[int]):
    return SearchDocument.objects.filter(district_key=current_district_id(), kind=kind, object_pk__in=keys)


@transaction.atomic
def touch(kind: str, keys: list[int] | None = None) -> None:
    """Say that these things, or everything there is to know about a kind, are no longer what they were.

    On PostgreSQL the row of the state is locked until the transaction ends, so that changes are numbered in the order in
    which others see them.
    """
    here = {"district_key": current_district_id(), "kind": kind}
    stamp = uuid4().hex
    if not SearchState.objects.filter(**here).update(number=F("number") + 1, stamp=stamp):
        SearchState.objects.get_or_create(**here, defaults={"number": 0, "stamp": stamp})
        SearchState.objects.filter(**here).update(number=F("number") + 1, stamp=stamp)
    number = SearchState.objects.values_list("number", flat=True).get(**here)
    listed = keys if keys is not None and len(keys) <= _MOST_KEYS else None
    SearchChange.objects.create(**here, number=number, stamp=stamp, keys=listed)
    if number % _KEPT_CHANGES == 0:
        SearchChange.objects.filter(**here, number__lte=number - _KEPT_CHANGES).delete()


def rebuild(district) -> int:
    """Index everything public of a district anew, in batches, and return the number of documents.

    Each batch is a transaction of its own: searches go on with what they have in memory until the last one is through, and
    a rebuild that was broken off is begun again at the next start.
    """
    number = 0
    with district_scope(district):
        SearchTerm.objects.filter(district_key=current_district_id()).delete()
        known: set[str] = set()  # words already stored; most of a batch are
        for one in all_indexed():
            pks = list(one.model.objects.order_by("pk").values_list("pk", flat=True))
            here = SearchDocument.objects.filter(district_key=current_district_id(), kind=one.kind)
            here.exclude(object_pk__gte=pks[0], object_pk__lte=pks[-1]).delete() if pks else here.delete()
            for begin in range(0, len(pks), BATCH):
                batch = pks[begin : begin + BATCH]
                with transaction.atomic():
                    here.filter(object_pk__gte=batch[0], object_pk__lte=batch[-1]).delete()
                    number += _store(one.kind, one.documents(list(one.model.objects.filter(pk__in=batch))), known)
            touch(one.kind)
        SearchState.objects.filter(district_key=current_district_id()).update(form=FORM)
    return number


def rebuild_outdated(districts: Iterable) -> int:
    """Index those districts anew whose index another version of this program made; returns their number."""
    current = set(SearchState.objects.filter(form=FORM).values_list("district_key", flat=True))
    outdated = [district for district in districts if district.pk not in current]
    for district in outdated:
        rebuild(district)
    return len(outdated)


def _store(kind: str, documents: Iterable[Document], known: set[str] | None = None) -> int:
    district_key = current_district_id()
    rows, terms = [], {}
    for document in documents:
        rows.append(
            SearchDocument(
                district_key=district_key,
                kind=kind,
                object_pk=document.object_pk,
                language=document.language,
                name_tokens=index_tokens(document.name),
                body_tokens=index_tokens(document.body),
            )
        )
        for token, written in written_tokens(f"{document.name} {document.body}").items():
            terms.setdefault(token, written)
    SearchDocument.objects.bulk_create(rows, batch_size=BATCH)
    known = set() if known is None else known
    new = [
        SearchTerm(district_key=district_key, token=token, written=written[:60])
        for token, written in terms.items()
        if token not in known and len(token) >= _SHORTEST_TERM and not token.isdigit()
    ]
    SearchTerm.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    known.update(terms)
    return len(rows)
