"""A value from its numerator and denominator, in the unit of its definition. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

FACTORS = {"percent": 100, "per_1000": 1000, "index": 100}
"""What a unit multiplies a quotient with; other units are plain quotients."""


def ratio(numerator: Decimal, denominator: Decimal, *, unit: str, decimals: int) -> Decimal:
    """The quotient as the unit reads it, rounded half up as official tables are. `denominator` is greater than zero."""
    exact = numerator * FACTORS.get(unit, 1) / denominator
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def differs(value: Decimal, computed: Decimal, *, decimals: int) -> bool:
    """Whether a published value is another than the one its parts give, beyond one step of rounding."""
    return abs(value - computed) > Decimal(1).scaleb(-decimals)
