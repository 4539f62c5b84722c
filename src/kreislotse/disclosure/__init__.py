"""Statistical disclosure control for small tables: suppression that an attacker cannot undo.

    table = Table.from_counts("topic", {"housing": 12, "school": 2, "work": 9})
    protection = protect(table, threshold=3)
    protection.published["school"]           "."
    attack(protection.published)             what a reader can still work out, cell by cell

`protect_linked` for tables that share totals, `protect_series` for what follows earlier releases.

Sources: M. Fischetti, J. J. Salazar-González, "Models and algorithms for optimizing cell suppression in tabular
data with linear constraints", JASA 95 (2000), and "Solving the cell suppression problem on tabular data with
linear constraints", Management Science 47 (2001); A. Hundepool et al., "Statistical Disclosure Control" (2012),
chapter 4; symbols after DIN 55301.
"""

from ._highs import SolverFailed
from .attacker import Interval, attack
from .protect import Fewest, Protection, Release, Zeros, protect, protect_linked, protect_series
from .releases import protect_in_turn
from .system import MissingPeriods
from .tables import SECRET, CellKey, Dimension, InconsistentTables, Published, Shape, Table

__all__ = [
    "SECRET",
    "CellKey",
    "Dimension",
    "Fewest",
    "InconsistentTables",
    "Interval",
    "MissingPeriods",
    "Protection",
    "Published",
    "Release",
    "Shape",
    "SolverFailed",
    "Table",
    "Zeros",
    "attack",
    "protect",
    "protect_in_turn",
    "protect_linked",
    "protect_series",
]
