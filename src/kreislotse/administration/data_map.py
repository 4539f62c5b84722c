"""What is stored where and for how long: read off every model's `Privacy` class and the periods in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.utils.translation import gettext as _

from kreislotse.accounts.models import User
from kreislotse.administration.rules import not_over
from kreislotse.privacy.models import RetentionRule


@dataclass(frozen=True)
class Store:
    """One table: what it holds about people, and what of it may reveal more than it says."""

    name: str
    personal: list[str]
    sensitive: list[str]


@dataclass
class Kind:
    """One kind of data with its period; `rule` is `None` where nothing is deleted by a period."""

    code: str
    label: str
    rule: RetentionRule | None
    stores: list[Store] = field(default_factory=list)

    @property
    def holds_people(self) -> bool:
        return any(store.personal or store.sensitive for store in self.stores)


def data_map(*, today: date) -> list[Kind]:
    """Every kind of data with its tables, those about people first. One query."""
    rules = not_over(RetentionRule.objects.filter(valid_from__lte=today), today).order_by("valid_from")
    in_force = {rule.kind: rule for rule in rules}
    kinds = {code: Kind(code, str(label), in_force.get(code)) for code, label in RetentionRule.Kind.choices}
    for model in apps.get_models():
        privacy = getattr(model, "Privacy", None)
        if privacy is None or not model.__module__.startswith("kreislotse."):
            continue
        store = Store(
            name=str(model._meta.verbose_name_plural),
            personal=_labels(model, getattr(privacy, "personal", [])),
            sensitive=_labels(model, getattr(privacy, "sensitive", [])),
        )
        kinds[str(privacy.retention)].stores.append(store)
    return sorted(
        (kind for kind in kinds.values() if kind.stores), key=lambda kind: (not kind.holds_people, kind.label)
    )


def _labels(model, names) -> list[str]:
    return [_label(model._meta.get_field(name)) for name in names]


def _label(field) -> str:
    """The field's German name; a key to a colleague that has none says what it is."""
    if field.related_model is User and str(field.verbose_name) == field.name.replace("_", " "):
        return _("wer es eingetragen hat")
    return str(field.verbose_name)
