"""What a kind of rule with dates is: declared in a few lines, it has a form, a list and words.

`valid_from`, and `source` where the model knows it, belong to every rule and are not named again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.guides.models import FundingSource

NOTHING = "–"


class RuleForm(DistrictModelForm):
    """A row with dates. Fields in `may_be_left_out` mean what is usual when nothing is said."""

    valid_from = DayField(label=_("Ab wann gilt das?"))
    may_be_left_out: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.may_be_left_out:
            self.fields[name].required = False
        if "funding_source" in self.fields:
            self.fields["funding_source"].queryset = FundingSource.objects.order_by("name", "pk")
            self.fields["funding_source"].label = _("Finanzierung")

    def clean(self):
        cleaned = super().clean()
        for name in self.may_be_left_out:
            if cleaned.get(name) is None and name not in self.errors:
                cleaned[name] = self._meta.model._meta.get_field(name).get_default()
        return cleaned

    @classmethod
    def initial_of(cls, rule) -> dict:
        """What the form of a new version begins with."""
        return {name: getattr(rule, name) for name in cls._meta.fields}


Show = str | Callable
"""How a cell comes from a row: the name of a field, or a function of the row."""


@dataclass(frozen=True)
class Kind:
    """One kind of rule. `can_be_replaced` is false where the rule is a name that others hang on: it begins and ends.

    `fields` are asked in this order; `columns` pairs the head of a column with what stands in it.
    """

    slug: str
    model: type[models.Model]
    title: str
    text: str
    new: str
    fields: tuple[str, ...]
    columns: tuple[tuple[str, Show], ...]
    order: tuple[str, ...] = ()
    base: type[RuleForm] = RuleForm
    can_be_replaced: bool = True

    @property
    def has_source(self) -> bool:
        return any(field.name == "source" for field in self.model._meta.fields)

    @cached_property
    def form(self) -> type[RuleForm]:
        asked = [*self.fields, *(["source"] if self.has_source and "source" not in self.fields else [])]
        decimals = [name for name in asked if isinstance(self.model._meta.get_field(name), models.DecimalField)]
        return forms.modelform_factory(
            self.model, form=self.base, fields=[*asked, *([] if "valid_from" in asked else ["valid_from"])],
            localized_fields=decimals,
        )  # fmt: skip

    @property
    def heads(self) -> list[str]:
        return [head for head, _show in self.shown]

    @property
    def shown(self) -> tuple[tuple[str, Show], ...]:
        return (*self.columns, (_("Grundlage"), "source")) if self.has_source else self.columns

    def cells(self, row) -> list:
        return [show(row) if callable(show) else value_of(row, show) for _head, show in self.shown]

    def rows(self):
        keys = [f.name for f in self.model._meta.fields if isinstance(f, models.ForeignKey) and f.name != "district"]
        return self.model.objects.select_related(*keys).order_by(*self.order, "valid_from", "pk")


# ── what stands in a cell ───────────────────────────────────────────────────────────────────────────


def value_of(row, name: str):
    """A field as people read it: its choice, yes or no, a short date, and a dash for nothing."""
    value = getattr(row, name)
    if hasattr(row, f"get_{name}_display"):
        value = getattr(row, f"get_{name}_display")()
    if isinstance(value, bool):
        return _now("ja") if value else _now("nein")
    if isinstance(row._meta.get_field(name), models.DateField) and value:
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    return NOTHING if value in (None, "") else value


def euro(value) -> str:
    return NOTHING if value is None else f"{formats.number_format(value, 2)} €"


def in_euros(name: str) -> Show:
    return lambda row: euro(getattr(row, name))


def sentence(text: str, *names: str, empty: str = NOTHING) -> Show:
    """A text with gaps named after fields; `empty` where the first of them says nothing."""

    def show(row):
        values = {name: getattr(row, name) for name in names}
        return text % values if values[names[0]] else empty

    return show


def either(name: str, yes: str, no: str) -> Show:
    return lambda row: yes if getattr(row, name) else no


def listed(parts: Iterable, separator: str = ", ") -> str:
    return separator.join(str(part) for part in parts if part)
