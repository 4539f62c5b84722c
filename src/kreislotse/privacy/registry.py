"""Deletion by declaration: each package says what of its kind is due and how it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import PROTECT, RESTRICT, QuerySet


@dataclass(frozen=True)
class Expiry:
    """`due(today, days)` gives the rows whose period is over; `erase(rows)` takes them away and returns how many.

    With `is_offered` the rows have a key `archive_offer` and go only after the archive was asked (`privacy.archive`).
    """

    kind: str
    due: Callable
    erase: Callable
    is_offered: bool = False


def unheld(rows: QuerySet) -> QuerySet:
    """Those of `rows` that no record of any kind protects, also over a relation without a name for the way back.

    What protects is found in the models, so that a later step that keeps a key to these rows is seen without a word here.
    """
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if relation.auto_created and getattr(relation, "on_delete", None) in (PROTECT, RESTRICT):
            holders = relation.related_model.objects.exclude(**{relation.field.name: None})
            rows = rows.exclude(pk__in=holders.order_by().values(relation.field.name))
    return rows


_expiries: list[Expiry] = []


def register(expiry: Expiry) -> None:
    if expiry not in _expiries:
        _expiries.append(expiry)


def expiries() -> list[Expiry]:
    return list(_expiries)
