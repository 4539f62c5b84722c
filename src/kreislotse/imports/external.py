"""What other systems call our records: it goes where the record goes."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model

from kreislotse.imports.models import ExternalRecord


def follow(record: Model, into: Model) -> None:
    """What other systems call `record` means `into` from now on, because one was made of two."""
    _of(type(record), [record.pk]).update(object_pk=into.pk)


def forget(model: type[Model], keys: Iterable[int]) -> None:
    """Forget what other systems said of records that are deleted."""
    _of(model, list(keys)).delete()


def _of(model: type[Model], keys: list[int]):
    return ExternalRecord.objects.filter(object_type=model._meta.label_lower, object_pk__in=keys)
