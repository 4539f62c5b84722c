"""What other systems call our records: it goes where the record goes."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db.models import Model

from kreislotse.imports.kinds import ModelKind
from kreislotse.imports.models import ExternalRecord


class ExternalKind(ModelKind):
    """What is remembered of a record stays as long as the record: an undo keeps it where that was changed by hand."""

    follows_others = True

    def in_use(self, keys: Iterable[int]) -> dict[int, str]:
        rows = list(self.model.objects.filter(pk__in=list(keys)).values_list("pk", "object_type", "object_pk"))
        there = {
            object_type: set(
                apps.get_model(object_type)
                .objects.filter(pk__in=[pk for _key, of, pk in rows if of == object_type])
                .values_list("pk", flat=True)
            )
            for object_type in {of for _key, of, _pk in rows}
        }
        return {key: object_type for key, object_type, pk in rows if pk in there[object_type]}


EXTERNAL_KIND = ExternalKind(
    ExternalRecord, fields=["source", "external_id", "object_type", "object_pk", "imported", "seen_at"]
)


def follow(record: Model, into: Model) -> None:
    """What other systems call `record` means `into` from now on, because one was made of two."""
    _of(type(record), [record.pk]).update(object_pk=into.pk)


def forget(model: type[Model], keys: Iterable[int]) -> None:
    """Forget what other systems said of records that are deleted."""
    _of(model, list(keys)).delete()


def _of(model: type[Model], keys: list[int]):
    return ExternalRecord.objects.filter(object_type=model._meta.label_lower, object_pk__in=keys)
