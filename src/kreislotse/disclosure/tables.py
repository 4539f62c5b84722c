"""Frequency tables with totals, and what of them is published."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

SECRET = "."
"""DIN 55301: a value is unknown or to be kept secret. It never says why, nor whether it is small."""

Coordinates = tuple[str, ...]
"""One code per dimension of a table, in the order of its dimensions."""

CellKey = tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]
"""What a cell counts, whichever table it stands in: universe, elementary periods, (dimension, code) pairs
without those at their total."""


class InconsistentTables(ValueError):
    """Two tables state different numbers for what is the same cell."""


@dataclass(frozen=True)
class Dimension:
    """A classification with its total: `parents` leads from each code to the code it is added up in.

    Linked tables share a dimension by its name; equal codes then mean the same category.
    """

    name: str
    parents: Mapping[str, str]
    total: str = "total"

    def __post_init__(self):
        if self.total in self.parents:
            raise ValueError(f"The total of {self.name!r} cannot be part of something else.")
        for code in self.parents:
            list(self.ancestors(code))

    @classmethod
    def flat(cls, name: str, codes: Iterable[str], *, total: str = "total") -> "Dimension":
        """Categories that add up to one total, without groups between."""
        return cls(name, dict.fromkeys(codes, total), total)

    @property
    def codes(self) -> list[str]:
        """All codes, total first, groups before their parts, otherwise in the given order."""
        known = [*self.parents, *dict.fromkeys(self.parents.values())]
        codes, waiting = [self.total], [self.total]
        while waiting:
            parent = waiting.pop(0)
            children = [code for code in dict.fromkeys(known) if self.parents.get(code) == parent]
            codes += children
            waiting += children
        return codes

    @property
    def leaves(self) -> list[str]:
        parents = set(self.parents.values())
        return [code for code in self.codes if code not in parents]

    def children(self, parent: str) -> list[str]:
        return [code for code, above in self.parents.items() if above == parent]

    def ancestors(self, code: str) -> Iterator[str]:
        """The code itself and everything it is added up in, up to the total."""
        seen = set()
        while code != self.total:
            if code in seen or code not in self.parents:
                raise ValueError(f"{code!r} does not lead to the total of {self.name!r}.")
            seen.add(code)
            yield code
            code = self.parents[code]
        yield self.total

    @property
    def is_flat(self) -> bool:
        return set(self.parents.values()) <= {self.total}


@dataclass(frozen=True)
class Shape:
    """What both a true table and its published form know: dimensions, population and period.

    `universe` names the population counted ("requests closed", "registrations"); tables of different
    populations share no cells. `periods` are the elementary periods added up, such as one month or twelve.
    """

    dimensions: tuple[Dimension, ...]
    universe: str = ""
    periods: tuple[str, ...] = ()

    @property
    def coordinates(self) -> list[Coordinates]:
        return list(product(*(dimension.codes for dimension in self.dimensions)))

    @property
    def total(self) -> Coordinates:
        return tuple(dimension.total for dimension in self.dimensions)

    def key(self, at: Coordinates) -> CellKey:
        pairs = sorted(
            (dimension.name, code)
            for dimension, code in zip(self.dimensions, at, strict=True)
            if code != dimension.total
        )
        return (self.universe, tuple(sorted(self.periods)), tuple(pairs))

    def sums(self) -> Iterator[tuple[Coordinates, list[Coordinates]]]:
        """Each total or subtotal with the cells of one dimension it adds up."""
        codes = [dimension.codes for dimension in self.dimensions]
        for axis, dimension in enumerate(self.dimensions):
            for parent in dimension.codes:
                children = dimension.children(parent)
                if not children:
                    continue
                for rest in product(*(c if i != axis else [parent] for i, c in enumerate(codes))):
                    yield (
                        rest,
                        [(*rest[:axis], child, *rest[axis + 1 :]) for child in children],
                    )


@dataclass(frozen=True)
class Table:
    """A true frequency table: numbers of persons or cases (≥ 0) for every cell, totals included."""

    shape: Shape
    counts: Mapping[Coordinates, int]

    @classmethod
    def from_leaves(
        cls,
        dimensions: Iterable[Dimension],
        leaves: Mapping[Coordinates, int],
        *,
        universe: str = "",
        periods: Iterable[str] = (),
    ) -> "Table":
        """Add up the finest cells to all totals; combinations not named are zero."""
        shape = Shape(tuple(dimensions), universe, tuple(sorted(periods)))
        counts = dict.fromkeys(shape.coordinates, 0)
        finest = set(product(*(dimension.leaves for dimension in shape.dimensions)))
        for at, count in leaves.items():
            if at not in finest:
                raise ValueError(f"{at!r} is not one of the finest cells.")
            if isinstance(count, bool) or not isinstance(count, int) or count < 0:
                raise ValueError(f"{at!r}: a count is a whole number and not negative.")
            for above in product(*(d.ancestors(c) for d, c in zip(shape.dimensions, at, strict=True))):
                counts[above] += count
        return cls(shape, counts)

    @classmethod
    def from_counts(
        cls,
        name: str,
        counts: Mapping[str, int],
        *,
        total: str = "total",
        universe: str = "",
        periods: Iterable[str] = (),
    ) -> "Table":
        """A list of categories with its total."""
        return cls.from_leaves(
            [Dimension.flat(name, counts, total=total)],
            {(code,): count for code, count in counts.items()},
            universe=universe,
            periods=periods,
        )


@dataclass(frozen=True)
class Published:
    """A table as the public sees it: each cell a number or `SECRET`. Holds nothing that is secret."""

    shape: Shape
    cells: Mapping[Coordinates, int | str] = field(default_factory=dict)

    def __getitem__(self, at: Coordinates | str) -> int | str:
        return self.cells[(at,) if isinstance(at, str) else at]

    @property
    def suppressed(self) -> list[Coordinates]:
        return [at for at, value in self.cells.items() if value == SECRET]
