"""Rows of one district: a query for them runs inside that district's scope or not at all."""

from __future__ import annotations

from django.db import models
from django.db.models import F
from django.db.models.expressions import Func

from kreislotse.core.scope import ALL, current_district_id, scope_key


class InDistrictScope(Func):
    """The condition `district_id = <district in scope>`, which asks for the scope when SQL is made.

    So a query built at import (a form's choices) means the district of the request that runs it.
    """

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, column="district_id", **extra):
        super().__init__(column if hasattr(column, "resolve_expression") else F(column), **extra)

    def as_sql(self, compiler, connection, **_context):
        key = scope_key()
        if key == ALL:
            return "1 = 1", []
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} = %s", [*params, key]


class DistrictQuerySet(models.QuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for row in objs:
            if row.district_id is None:
                row.district_id = current_district_id()
        return super().bulk_create(objs, *args, **kwargs)


class DistrictManager(models.Manager.from_queryset(DistrictQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(InDistrictScope())
