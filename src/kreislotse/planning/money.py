"""Sums of money as people here write them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format


def euros(cents: int | None) -> str:
    """Whole euros where there are no cents: „12 000 €“; empty for nothing known."""
    if cents is None:
        return ""
    return f"{number_format(Decimal(cents) / 100, 0 if cents % 100 == 0 else 2, force_grouping=True)}\u00a0€"
