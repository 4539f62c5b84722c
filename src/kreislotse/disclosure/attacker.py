"""What a reader with pencil, paper and a solver can work out from published tables."""

from collections.abc import Iterable
from dataclasses import dataclass

from ._highs import INFINITY, OPTIMAL, UNBOUNDED, Program
from .system import System
from .tables import SECRET, CellKey, InconsistentTables, Published

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Interval:
    """The smallest and largest whole number a cell can have; `None` is "no limit"."""

    low: int | None
    high: int | None

    @property
    def is_exact(self) -> bool:
        return self.low is not None and self.low == self.high

    def covers(self, low: int, high: int) -> bool:
        return (self.low is None or self.low <= low) and (self.high is None or self.high >= high)


def attack(
    published: Iterable[Published] | Published, *, knows_zeros_are_shown: bool = False
) -> dict[CellKey, Interval]:
    """Find the interval of every cell that is not published, from all tables and releases together.

    The attacker knows the published numbers, all sums within tables, between tables and over time, that counts
    are whole and not negative, and, if `knows_zeros_are_shown`, that a hidden cell cannot be zero (unless its
    table hides everything). The result also holds cells that stand in no table but can be worked out: the
    stretch between two releases, and the change by a correction. This is the attacker's problem of secondary
    cell suppression (Fischetti and Salazar 2000), one minimum and one maximum per cell, solved over the
    integers where the linear program alone could be too wide.
    """
    tables = [published] if isinstance(published, Published) else list(published)
    system = System.of(table.shape for table in tables)
    known = _known(tables, system)
    blanket = {
        system.index[table.shape.key(at)]
        for table in tables
        if all(value == SECRET for value in table.cells.values())
        for at in table.cells
    }
    unknown = [i for i in range(len(system.keys)) if i not in known]
    if not unknown:
        return {}

    column = {i: c for c, i in enumerate(unknown)}
    rows = []
    for relation in system.relations:
        hidden = [i for i in relation if i in column]
        if hidden:
            rest = -sum(factor * known[i] for i, factor in relation.items() if i in known)
            rows.append((rest, rest, [column[i] for i in hidden], [float(relation[i]) for i in hidden]))
    lowers = []
    for i in unknown:
        if i in system.signed:
            lowers.append(-INFINITY)
        else:
            at_least_one = knows_zeros_are_shown and i not in system.virtual and i not in blanket
            lowers.append(1.0 if at_least_one else 0.0)
    question = _Question(
        Program(
            costs=[0.0] * len(unknown),
            lowers=lowers,
            uppers=[INFINITY] * len(unknown),
            rows=rows,
        ),
        is_network=system.is_network,
    )
    return {system.keys[i]: question.interval(column[i]) for i in unknown}


class _Question:
    def __init__(self, program: Program, *, is_network: bool):
        self.program, self.is_network = program, is_network

    def interval(self, column: int) -> Interval:
        high = self._extreme(column, -1.0)
        return Interval(self._extreme(column, 1.0), None if high is None else -high)

    def _extreme(self, column: int, sign: float) -> int | None:
        self.program.set_cost(column, sign)
        try:
            if self.program.require(self.program.solve(), OPTIMAL, UNBOUNDED) == UNBOUNDED:
                return None
            values = self.program.values
            if not self.is_network and abs(values - values.round()).max() > TOLERANCE:
                self.program.set_integer(True)
                try:
                    self.program.require(self.program.solve(), OPTIMAL)
                    values = self.program.values
                finally:
                    self.program.set_integer(False)
            return round(sign * values[column])
        finally:
            self.program.set_cost(column, 0.0)


def _known(tables: list[Published], system: System) -> dict[int, int]:
    known: dict[int, int] = {}
    for table in tables:
        for at, value in table.cells.items():
            if value == SECRET:
                continue
            i = system.index[table.shape.key(at)]
            if known.setdefault(i, value) != value:
                raise InconsistentTables(f"{system.keys[i]} was published as {known[i]} and as {value}.")
    return known
