"""Rows with `valid_from` and `valid_to`: which of them hold on a day, and which one counts where several do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Model, Q, QuerySet


def in_force(rows: QuerySet, on: date) -> QuerySet:
    """Those of dated `rows` that hold on one day."""
    return rows.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


def in_force_between(rows: QuerySet, first: date, last: date) -> QuerySet:
    """Those of dated `rows` that hold on one of the days from `first` to `last`."""
    return rows.filter(valid_from__lte=last).filter(Q(valid_to=None) | Q(valid_to__gte=first))


def holds(row: Model, on: date) -> bool:
    """Whether one dated row holds on one day, for rows that were fetched for several."""
    return row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)


def youngest(rows: Iterable[Model]) -> Model | None:
    """Of rows that hold the one that counts: the youngest, of two from one day the one entered last. One query for a queryset."""
    if isinstance(rows, QuerySet):
        return rows.order_by("-valid_from", "-pk").first()
    return max(rows, key=lambda row: (row.valid_from, row.pk), default=None)


def rule_on(model: type[Model], on: date) -> Model:
    """The rule of the district in scope that counts on a day; without a row a new one with the model's usual values. One query."""
    return youngest(in_force(model.objects.all(), on)) or model(valid_from=on)
