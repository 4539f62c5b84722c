"""Hide small counts so that they cannot be worked out again."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .optimizer import Need, Task, choose
from .system import REVISION_MARK, System
from .tables import SECRET, CellKey, InconsistentTables, Published, Table


class Zeros(StrEnum):
    """What happens to cells with nobody in them."""

    SHOWN = "shown"
    """Always published: nobody is identified by their absence."""
    MAY_HIDE = "may_hide"
    """Published unless needed to protect others; then a hidden cell may be zero."""
    SECRET = "secret"
    """As secret as one: where "nobody" already says something about those who are there."""


class Fewest(StrEnum):
    """What is kept small when further cells must be hidden."""

    CELLS = "cells"
    """The number of hidden cells, and among equals their sum: totals stay readable."""
    PERSONS = "persons"
    """The sum of the hidden counts."""


@dataclass(frozen=True)
class Release:
    """Something published earlier: the truth of that day and what the public was shown of it."""

    table: Table
    published: Published


@dataclass(frozen=True)
class Protection:
    """Tables ready to be published, and for the office alone what was hidden and why.

    `primary` are small cells, `secondary` those hidden to protect them; never publish which is which.
    `exact` says that no other safe choice hides less. `already_disclosed` are small cells that earlier
    publications give away; hiding them now cannot undo that.
    """

    tables: tuple[Published, ...]
    primary: frozenset[CellKey]
    secondary: frozenset[CellKey]
    exact: bool
    already_disclosed: frozenset[CellKey]

    @property
    def published(self) -> Published:
        return self.tables[0]


def protect(table: Table, *, threshold: int, **options) -> Protection:
    """Hide what is small in one table, and what would give it away. Options as in `protect_linked`."""
    return protect_linked([table], threshold=threshold, **options)


def protect_linked(
    tables: Iterable[Table],
    *,
    threshold: int,
    protection: int = 1,
    zeros: Zeros = Zeros.SHOWN,
    fewest: Fewest = Fewest.CELLS,
    exact_up_to: int = 600,
) -> Protection:
    """Protect several tables that share totals or categories together, as a reader sees them together.

    A count `n` with `0 < n < threshold` is hidden, in inner cells and totals alike. Further cells are hidden
    until a reader who knows all published numbers, all sums, and that counts are whole and not negative must
    reckon for each small cell with everything from 0 to `max(threshold, n + protection)`. Even one who knows
    that zeros are always shown cannot prove that the cell is below the threshold. If a table's own grand total
    is small, the whole table is hidden, zeros included. Published numbers are always the true ones.

    Beyond `exact_up_to` cells that might be hidden (a twentieth where tables are linked or have three
    dimensions), or when the search grows too long, the choice is safe but may hide a little more than needed.
    """
    return protect_series(
        [],
        tables,
        threshold=threshold,
        protection=protection,
        zeros=zeros,
        fewest=fewest,
        exact_up_to=exact_up_to,
    )


def protect_series(
    previous: Iterable[Release],
    new: Iterable[Table],
    *,
    threshold: int,
    protection: int = 1,
    zeros: Zeros = Zeros.SHOWN,
    fewest: Fewest = Fewest.CELLS,
    exact_up_to: int = 600,
) -> Protection:
    """Protect new tables so that neither they nor their difference to earlier ones give a small count away.

    `table.shape.periods` says which elementary periods a table adds up; a year's table together with those of
    its months, or January to April after January to March, are tied together cell by cell. The stretch
    between two releases is protected like a table of its own although nobody prints it. A corrected period is
    a new edition (`2026-01@2`), and the change it makes is protected too. What was published stays published,
    and what was hidden stays hidden. Earlier tables carry their truth, because what they hide must stay safe.
    """
    if threshold < 2 or protection < 1:
        raise ValueError("The threshold is at least 2 and the protection at least 1.")
    previous, new = list(previous), list(new)
    if not new:
        raise ValueError("There is nothing to protect.")
    previous = _connected(previous, new)
    truths = [release.table for release in previous] + new
    system = System.of(table.shape for table in truths)
    values = system.values(truths)

    small = {i for i, value in enumerate(values) if _is_small(value, threshold, zeros, i in system.virtual)}
    opened = _opened_before(previous, system, values)
    closed = [release.table for release in previous if set(release.published.cells.values()) == {SECRET}]
    blanket = _blanket(closed + new, system, small)
    asked = {system.index[table.shape.key(at)] for table in new for at in table.counts}
    hidden_before = {
        system.index[release.table.shape.key(at)]
        for release in previous
        for at, value in release.published.cells.items()
        if value == SECRET
    }
    always_shown = {i for i in asked if values[i] == 0} if zeros is Zeros.SHOWN else set()
    hidden = (small | blanket | hidden_before | system.virtual) - opened
    free = asked - hidden - opened - always_shown

    pattern = choose(
        Task(
            values=values,
            relations=system.relations,
            hidden=hidden,
            free=free,
            falls=[None if i in system.signed else value for i, value in enumerate(values)],
            careful_falls=[_careful_fall(system, i, value, blanket, zeros) for i, value in enumerate(values)],
            weights=_weights(system, values, free, fewest),
            needs=[_need(i, values[i], threshold, protection) for i in sorted(small - opened)],
            is_network=system.is_network,
        ),
        exact_up_to=exact_up_to,
    )
    concealed = pattern.hidden | small
    disclosed = {need.cell for need in pattern.hopeless} | (small & opened)
    return Protection(
        tables=tuple(_published(table, system, concealed) for table in new),
        primary=frozenset(system.keys[i] for i in small & asked),
        secondary=frozenset(system.keys[i] for i in (concealed & asked) - small),
        exact=pattern.exact,
        already_disclosed=frozenset(system.keys[i] for i in disclosed),
    )


def _connected(previous: list[Release], new: list[Table]) -> list[Release]:
    """Earlier releases that share people and time with the new tables, directly or through others."""
    reached = {mark for table in new for mark in _marks(table)}
    waiting, found = list(enumerate(previous)), []
    while near := [(i, r) for i, r in waiting if reached & _marks(r.table)]:
        found += near
        waiting = [entry for entry in waiting if entry not in near]
        reached |= {mark for _, release in near for mark in _marks(release.table)}
    return [release for _, release in sorted(found, key=lambda entry: entry[0])]


def _marks(table: Table) -> set[tuple[str, str]]:
    universe, periods = table.shape.universe, table.shape.periods or ("",)
    return {(universe, period.partition(REVISION_MARK)[0]) for period in periods}


def _is_small(value: int, threshold: int, zeros: Zeros, is_virtual: bool) -> bool:
    if value == 0:
        return zeros is Zeros.SECRET and not is_virtual
    return abs(value) < threshold


def _need(cell: int, value: int, threshold: int, protection: int) -> Need:
    far = max(threshold, abs(value) + protection) - abs(value)
    return Need(cell, up=far, down=value) if value >= 0 else Need(cell, up=-value, down=far)


def _careful_fall(system: System, i: int, value: int, blanket: set[int], zeros: Zeros) -> int | None:
    if i in system.signed:
        return None
    is_positive_for_readers = zeros is Zeros.SHOWN and i not in blanket and i not in system.virtual
    return max(0, value - 1) if is_positive_for_readers else value


def _blanket(tables: list[Table], system: System, small: set[int]) -> set[int]:
    """Cells of tables that are hidden as a whole, because everybody in them together is too few.

    Of earlier tables only those that hid everything: where one showed its zeros, readers know that the rest is not zero.
    """
    return {
        system.index[table.shape.key(at)]
        for table in tables
        if system.index[table.shape.key(table.shape.total)] in small
        for at in table.counts
    }


def _opened_before(previous: list[Release], system: System, values: list[int]) -> set[int]:
    opened = set()
    for release in previous:
        if release.published.shape != release.table.shape:
            raise InconsistentTables("A release's truth and its published form have different shapes.")
        for at, value in release.published.cells.items():
            if value == SECRET:
                continue
            i = system.index[release.table.shape.key(at)]
            if values[i] != value:
                raise InconsistentTables(f"{system.keys[i]} was published as {value}, but is {values[i]}.")
            opened.add(i)
    return opened


def _weights(system: System, values: list[int], free: set[int], fewest: Fewest) -> dict[int, float]:
    """What hiding each free cell costs. A grand total costs more than all other cells: it is the first number
    anybody reads, and goes only where nothing else protects."""
    total = 1 + sum(values[i] for i in free)
    if fewest is Fewest.CELLS:
        costs = {i: 1 + values[i] / total for i in free}
    else:
        costs = {i: values[i] + 1 / (len(free) + 1) for i in free}
    dearest = 1 + sum(costs.values())
    return {i: cost + dearest if not system.keys[i][2] else cost for i, cost in costs.items()}


def _published(table: Table, system: System, concealed: set[int]) -> Published:
    return Published(
        table.shape,
        {at: SECRET if system.index[table.shape.key(at)] in concealed else count for at, count in table.counts.items()},
    )
