"""Values as they are read: the last one, and the series of one definition."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Max, QuerySet, Window
from django.db.models.functions import RowNumber

from kreislotse.indicators.models import Definition, Indicator, Observation


@dataclass(frozen=True)
class LastValue:
    """The last number of a definition for the whole of its level, and the last day it speaks of."""

    value: Decimal
    on: date


def last_values(definitions: Collection[int]) -> dict[int, LastValue]:
    """The last number per definition, by its key; symbols say nothing here. At most one query."""
    if not definitions:
        return {}
    place = Window(RowNumber(), partition_by=F("definition"), order_by=[F("period_until").desc(), F("pk").desc()])
    rows = Observation.objects.filter(
        definition__in=definitions, value__isnull=False, municipality=None, breakdown=None
    )
    found = rows.annotate(place=place).filter(place=1)
    return {key: LastValue(value, on) for key, value, on in found.values_list("definition", "value", "period_until")}


def indicators_in_order(*, with_retired: bool = False) -> QuerySet[Indicator]:
    """Indicators with `version` (the last one), `values` and `last_on`."""
    rows = Indicator.objects.all() if with_retired else Indicator.objects.filter(retired_on=None)
    return rows.select_related("field_of_action").annotate(
        version=Max("definitions__version"), values_number=Count("definitions__observations", distinct=True),
        last_on=Max("definitions__observations__period_until"),
    ).order_by(F("field_of_action__sort_order").asc(nulls_last=True), "name", "pk")  # fmt: skip


def current_definition(indicator: Indicator, day: date) -> Definition:
    """The version in force on a day; before the first one that one."""
    rows = list(indicator.definitions.order_by("version"))
    return next((one for one in reversed(rows) if one.valid_from <= day), rows[0])


def series_of(definition: Definition) -> list[Observation]:
    """The values of the whole level, oldest first."""
    rows = Observation.objects.filter(definition=definition, municipality=None, breakdown=None)
    return list(rows.select_related("source").order_by("period_until", "pk"))


def choosable_definitions(day: date) -> QuerySet[Definition]:
    """The last version of each indicator that is still read off."""
    newest = Definition.objects.filter(indicator__retired_on=None, valid_from__lte=day)
    place = Window(RowNumber(), partition_by=F("indicator"), order_by=F("version").desc())
    keys = [pk for pk, _p in newest.annotate(place=place).filter(place=1).values_list("pk", "place")]
    return Definition.objects.filter(pk__in=keys).select_related("indicator").order_by("indicator__name", "pk")


def values_of(indicator: Indicator) -> list[Observation]:
    """All values of all versions, oldest first. One query."""
    rows = Observation.objects.filter(definition__indicator=indicator)
    return list(rows.select_related("definition", "source", "municipality", "breakdown").order_by("period_until", "pk"))
