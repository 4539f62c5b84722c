"""Rows of several small tables in one query: what a page must know of many tables need not cost a query for each."""

from __future__ import annotations

from django.db import models
from django.db.models import Aggregate, CharField, Count, F, QuerySet, Value
from django.db.models.functions import JSONObject

UNREADABLE = (models.DateTimeField, models.JSONField, models.BinaryField)
"""What comes out of JSON differently from one database to the other."""


def fetch_together(*querysets: QuerySet) -> list[list]:
    """The rows of each queryset, oldest key first, all in one query.

    For whole rows of plain tables: without `select_related`, without moments and without JSON fields.
    """
    parts = []
    for number, rows in enumerate(querysets):
        fields = rows.model._meta.concrete_fields
        if unreadable := [field.name for field in fields if isinstance(field, UNREADABLE)]:
            raise TypeError(f"{rows.model.__name__} cannot be fetched together: {', '.join(unreadable)}")
        row = JSONObject(**{field.attname: F(field.attname) for field in fields})
        parts.append(rows.order_by().annotate(together_of=Value(number), together_row=row))
    found = [part.values_list("together_of", "together_row") for part in parts]
    rows = found[0].union(*found[1:], all=True) if len(found) > 1 else found[0]
    fetched: list[list] = [[] for _part in parts]
    for number, values in rows:
        fetched[number].append(_instance(querysets[number], values))
    for instances in fetched:
        instances.sort(key=lambda one: one.pk)
    return fetched


def count_together(**querysets: QuerySet | tuple[QuerySet, Aggregate]) -> dict[str, int]:
    """How many rows each queryset has, by its name, all in one query.

    Beside a queryset another whole number of it may be asked for, as `(rows, Min("body_id"))`: 0 where there are no rows.
    """
    asked = {
        name: one if isinstance(one, tuple) else (one, Count("pk", distinct=True)) for name, one in querysets.items()
    }
    parts = [
        rows.order_by()
        .annotate(together_of=Value(name, output_field=CharField()))
        .values("together_of")
        .annotate(together_n=number)
        .values_list("together_of", "together_n")
        for name, (rows, number) in asked.items()
    ]
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return dict.fromkeys(querysets, 0) | {name: number or 0 for name, number in found}


def _instance(rows: QuerySet, values: dict):
    fields = rows.model._meta.concrete_fields
    read = [None if values[field.attname] is None else field.to_python(values[field.attname]) for field in fields]
    return rows.model.from_db(rows.db, [field.attname for field in fields], read)
