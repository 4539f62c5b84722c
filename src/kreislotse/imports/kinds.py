"""How records that came from a list are compared and taken back: one `ModelKind` per model, registered by its package."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils.translation import gettext as _


class ModelKind:
    """What belongs to a record as an import sees it.

    `fields` are plain fields and keys by name, `relations` many-to-many fields, `children` maps the accessor of rows
    that belong to the record (`contacts`) to their fields. A record whose snapshot is still the one the import left
    behind has not been touched by hand. Anything else that points to a record keeps an undo from deleting it.
    """

    # Taken back after all others: it goes where they go, and is not named.
    follows_others = False

    def __init__(
        self, model: type[Model], *, fields: Iterable[str], relations: Iterable[str] = (), children: dict | None = None
    ):
        self.model = model
        self.object_type = model._meta.label_lower
        self.fields = [model._meta.get_field(name).attname for name in fields]
        self.relations = list(relations)
        self.children = {accessor: list(names) for accessor, names in (children or {}).items()}

    def snapshots(self, keys: Iterable[int]) -> dict[int, dict]:
        """What the records look like now, as plain JSON values, by key; the number of queries does not grow."""
        keys = list(keys)
        found = {row.pop("pk"): row for row in self.model.objects.filter(pk__in=keys).values("pk", *self.fields)}
        for name in self.relations:
            related = defaultdict(list)
            through = getattr(self.model, name).through
            source = self.model._meta.get_field(name).m2m_column_name()
            other = self.model._meta.get_field(name).m2m_reverse_name()
            for pk, value in through._base_manager.filter(**{f"{source}__in": found}).values_list(source, other):
                related[pk].append(value)
            for pk, snapshot in found.items():
                snapshot[name] = sorted(related[pk])
        for accessor, names in self.children.items():
            relation = self._child_relation(accessor)
            related = defaultdict(list)
            owner = relation.field.attname
            rows = relation.related_model.objects.filter(**{f"{owner}__in": found}).order_by("pk")
            for row in rows.values("pk", owner, *names):
                related[row.pop(owner)].append(row)
            for pk, snapshot in found.items():
                snapshot[accessor] = related[pk]
        return {pk: _plain(snapshot) for pk, snapshot in found.items()}

    def restore(self, pk: int, before: dict) -> None:
        """Give a record the values of `before`; children the import added go, those it changed or took come back."""
        record = self.model.objects.get(pk=pk)
        for field in self.model._meta.concrete_fields:
            if field.attname in self.fields and field.attname in before:
                setattr(record, field.attname, field.to_python(before[field.attname]))
        record.save()
        for name in self.relations:
            getattr(record, name).set(before.get(name, []))
        for accessor in self.children:
            self._restore_children(record, accessor, before.get(accessor, []))

    def _restore_children(self, record: Model, accessor: str, wanted: list[dict]) -> None:
        relation = self._child_relation(accessor)
        model, owner = relation.related_model, relation.field.attname
        getattr(record, accessor).exclude(pk__in=[row["pk"] for row in wanted]).delete()
        stored = {row.pk: row for row in getattr(record, accessor).all()}
        names = {field.name: field for field in model._meta.concrete_fields}
        for values in wanted:
            child = stored.get(values["pk"]) or model(pk=values["pk"], **{owner: record.pk})
            fields = [names[name] for name in self.children[accessor] if name in values]
            if child.pk in stored and all(
                _plain(getattr(child, field.attname)) == values[field.name] for field in fields
            ):
                continue
            for field in fields:
                target = field.target_field if field.is_relation else field
                setattr(child, field.attname, target.to_python(values[field.name]))
            child.save()

    def in_use(self, keys: Iterable[int]) -> dict[int, str]:
        """Records something else points to, with a sentence that says what."""
        keys = list(keys)
        own = {*self.children}
        reasons: dict[int, str] = {}
        for relation in self.model._meta.get_fields(include_hidden=True):
            if not relation.auto_created or relation.concrete or relation.many_to_many:
                continue
            other = relation.related_model
            if other._meta.auto_created is self.model or relation.get_accessor_name() in own:
                continue
            name = relation.field.attname
            for pk in set(other._base_manager.filter(**{f"{name}__in": keys}).values_list(name, flat=True)):
                reasons.setdefault(
                    pk,
                    _("Der Eintrag wird inzwischen verwendet (%(what)s).") % {"what": other._meta.verbose_name_plural},
                )
        return reasons

    def delete(self, keys: Iterable[int]) -> None:
        self.model.objects.filter(pk__in=list(keys)).delete()

    def labels(self, keys: Iterable[int]) -> dict[int, str]:
        return {record.pk: str(record) for record in self.model.objects.filter(pk__in=list(keys))}

    def _child_relation(self, accessor: str):
        return next(
            relation
            for relation in self.model._meta.related_objects
            if relation.one_to_many and relation.get_accessor_name() == accessor
        )


def _plain(value):
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def digest(snapshot: dict) -> str:
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


_kinds: dict[str, ModelKind] = {}


def register(kind: ModelKind) -> None:
    _kinds[kind.object_type] = kind


def kind_of(object_type: str) -> ModelKind:
    return _kinds[object_type]
