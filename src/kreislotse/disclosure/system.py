"""All cells of several tables, and the sums that tie them together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .tables import CellKey, InconsistentTables, Shape, Table

REVISION_MARK = "@"
"""`2026-01@2` is the second, corrected edition of the elementary period `2026-01`."""

CHANGE = "change"

Periods = tuple[str, ...]


class MissingPeriods(ValueError):
    """The numbers of a stretch of time cannot be worked out from the tables handed in."""


@dataclass
class System:
    """Cells in a fixed order, and relations `sum(factor * cell) = 0` between them.

    `virtual` cells stand in no table: what lies between two releases, and what a correction changed.
    `signed` cells may be negative. `is_network` is true where every corner of the attacker's polyhedron is
    whole-numbered anyway (one table, at most two dimensions, at most one of them with groups).
    """

    keys: list[CellKey] = field(default_factory=list)
    relations: list[dict[int, int]] = field(default_factory=list)
    virtual: set[int] = field(default_factory=set)
    signed: set[int] = field(default_factory=set)
    is_network: bool = False
    index: dict[CellKey, int] = field(default_factory=dict)

    @classmethod
    def of(cls, shapes: Iterable[Shape]) -> "System":
        shapes = _distinct(shapes)
        real, patterns = set(), set()
        for shape in shapes:
            real |= {shape.key(at) for at in shape.coordinates}
            for parent, children in shape.sums():
                patterns.add((shape.universe, shape.key(parent)[2], tuple(shape.key(c)[2] for c in children)))

        keys, time_relations, signed = _through_time(real)
        system = cls(keys=sorted(keys))
        system.index = {key: i for i, key in enumerate(system.keys)}
        system.virtual = {system.index[key] for key in keys - real}
        system.signed = {system.index[key] for key in signed}
        system.is_network = len(shapes) == 1 and _is_network(shapes[0])
        system._add_sums(patterns)
        for relation in time_relations:
            system.relations.append({system.index[key]: factor for key, factor in relation.items()})
        system.relations.sort(key=lambda relation: sorted(relation.items()))
        return system

    def values(self, tables: Iterable[Table]) -> list[int]:
        """The true number of each cell, virtual ones worked out; the sums are checked on the way."""
        known: dict[int, int] = {}
        for table in tables:
            for at, count in table.counts.items():
                i = self.index[table.shape.key(at)]
                if known.setdefault(i, count) != count:
                    raise InconsistentTables(f"{self.keys[i]} is both {known[i]} and {count}.")
        progress = True
        while progress and len(known) < len(self.keys):
            progress = False
            for relation in self.relations:
                missing = [i for i in relation if i not in known]
                if len(missing) == 1:
                    rest = sum(factor * known[i] for i, factor in relation.items() if i in known)
                    known[missing[0]] = -rest * relation[missing[0]]
                    progress = True
        if len(known) < len(self.keys):
            unknown = next(key for i, key in enumerate(self.keys) if i not in known)
            raise MissingPeriods(f"No table tells {unknown}.")
        for i, value in known.items():
            if value < 0 and i not in self.signed:
                raise InconsistentTables(f"{self.keys[i]} would be {value}.")
        for relation in self.relations:
            if sum(factor * known[i] for i, factor in relation.items()):
                raise InconsistentTables(f"A sum does not hold: {[self.keys[i] for i in relation]}.")
        return [known[i] for i in range(len(self.keys))]

    def _add_sums(self, patterns):
        by_universe: Mapping[str, set[Periods]] = defaultdict(set)
        for universe, periods, _pairs in self.keys:
            by_universe[universe].add(periods)
        seen = set()
        for universe, parent, children in patterns:
            for periods in by_universe[universe]:
                keys = [(universe, periods, pairs) for pairs in (parent, *children)]
                if all(key in self.index for key in keys):
                    relation = dict.fromkeys((self.index[key] for key in keys[1:]), -1)
                    relation[self.index[keys[0]]] = 1
                    if (mark := tuple(sorted(relation.items()))) not in seen:
                        seen.add(mark)
                        self.relations.append(relation)


def _distinct(shapes: Iterable[Shape]) -> list[Shape]:
    """Drop repeated shapes; dimensions hold mappings and cannot be hashed."""
    found = []
    for shape in shapes:
        if shape not in found:
            found.append(shape)
    return found


def _is_network(shape: Shape) -> bool:
    return len(shape.dimensions) <= 2 and sum(not d.is_flat for d in shape.dimensions) <= 1


def _through_time(real: set[CellKey]):
    """Tie the same cell of different stretches of time together by the stretches between them."""
    families: dict[tuple, set[Periods]] = defaultdict(set)
    for universe, periods, pairs in real:
        families[universe, pairs].add(periods)
    keys, relations, signed = set(real), [], set()
    for (universe, pairs), stretches in families.items():
        if len(stretches) < 2:
            continue
        atoms = _atoms(stretches)
        for stretch in sorted(stretches):
            parts = [atom for atom in atoms if set(atom) <= set(stretch)]
            if parts != [stretch]:
                relation = {(universe, part, pairs): -1 for part in parts}
                relation[universe, stretch, pairs] = 1
                relations.append(relation)
                keys |= set(relation)
        for old, new in _corrections(stretches | set(atoms)):
            change = (universe, (CHANGE, *new), pairs)
            keys.add(change)
            signed.add(change)
            relations.append({(universe, new, pairs): 1, (universe, old, pairs): -1, change: -1})
    return keys, relations, signed


def _atoms(stretches: set[Periods]) -> list[Periods]:
    """The coarsest pieces of which every stretch is made."""
    where = defaultdict(list)
    ordered = sorted(stretches)
    for period in sorted({period for stretch in ordered for period in stretch}):
        where[tuple(period in stretch for stretch in ordered)].append(period)
    return sorted(tuple(periods) for periods in where.values())


def _corrections(stretches: set[Periods]):
    """Pairs of stretches that differ only in the edition of one elementary period."""
    for new in sorted(stretches):
        for old in sorted(stretches):
            gone, come = set(old) - set(new), set(new) - set(old)
            if len(gone) == len(come) == 1 and _edition(*come) == _next_edition(*gone):
                yield old, new


def _edition(period: str) -> tuple[str, int]:
    name, _, number = period.partition(REVISION_MARK)
    return name, int(number or 1)


def _next_edition(period: str) -> tuple[str, int]:
    name, number = _edition(period)
    return name, number + 1
