"""Publishing month after month: what earlier releases say must not betray the new one, nor it them."""

from collections.abc import Iterable, Sequence

from .protect import Protection, Release, protect_series
from .tables import Table

__all__ = ["Release", "protect_in_turn", "protect_series"]


def protect_in_turn(steps: Iterable[Sequence[Table]], *, threshold: int, **options) -> list[Protection]:
    """Protect a sequence of publications as they would have come out, each knowing all before it."""
    previous: list[Release] = []
    protections = []
    for tables in steps:
        protection = protect_series(previous, tables, threshold=threshold, **options)
        protections.append(protection)
        previous += [Release(table, published) for table, published in zip(tables, protection.tables, strict=True)]
    return protections
