"""How often small counts can be worked out again, and how much each rule hides.

    PYTHONPATH=src python benchmarks/disclosure_attack.py

Three rules on the same random tables: hide only small cells, hide small cells and the two smallest of each row
and column that has just one hidden cell (the office rule), and `protect`. A small cell counts as found when the
attacker can prove that it is below the threshold. The first rule is the control: if it were never found out, the
attacker would be of no use. Exits with 1 if a cell protected by us is found, or if the control is safe.
"""

import random
import sys

from kreislotse.disclosure import SECRET, Dimension, Published, Table, attack, protect

TABLES = 40


def random_table(rng):
    topics = Dimension.flat("topic", [f"t{i}" for i in range(rng.randint(3, 8))])
    places = Dimension.flat("place", [f"p{i}" for i in range(rng.randint(3, 6))])
    mean = rng.choice([2, 4, 10])
    leaves = {(t, p): int(rng.expovariate(1 / mean)) for t in topics.leaves for p in places.leaves}
    return Table.from_leaves([topics, places], leaves)


def only_small(table, threshold):
    return {at for at, count in table.counts.items() if 0 < count < threshold}


def two_smallest(table, threshold):
    """Once through all sums: where exactly one part is hidden, hide the smallest other one too."""
    hidden = only_small(table, threshold)
    for _total, parts in table.shape.sums():
        if sum(at in hidden for at in parts) == 1:
            others = [at for at in parts if at not in hidden and table.counts[at] > 0]
            if others:
                hidden.add(min(others, key=lambda at: (table.counts[at], at)))
    return hidden


def ours(table, threshold):
    return set(protect(table, threshold=threshold).published.suppressed)


def found(table, hidden, threshold):
    cells = {at: SECRET if at in hidden else count for at, count in table.counts.items()}
    intervals = attack(Published(table.shape, cells))
    small = [at for at, count in table.counts.items() if 0 < count < threshold]
    limits = [intervals[table.shape.key(at)] for at in small]
    provably = sum(limit.high is not None and limit.high < threshold for limit in limits)
    return provably, sum(limit.is_exact for limit in limits), len(small)


def main():
    leaks, control = 0, 0
    for threshold in (3, 5, 10):
        print(f"threshold {threshold}, {TABLES} tables")
        hidden_by_office = None
        for rule in (only_small, two_smallest, ours):
            rng = random.Random(threshold)
            provably = exact = small = hidden = 0
            for _ in range(TABLES):
                table = random_table(rng)
                chosen = rule(table, threshold)
                hidden += len(chosen)
                p, e, s = found(table, chosen, threshold)
                provably, exact, small = provably + p, exact + e, small + s
            if rule is two_smallest:
                hidden_by_office = hidden
            ratio = f", {hidden / hidden_by_office:.2f} x the office rule" if rule is ours else ""
            print(
                f"  {rule.__name__:13} hides {hidden:5} ({small} small{ratio}); "
                f"shown to be small {provably / small:6.1%}, exactly known {exact / small:6.1%}"
            )
            leaks += provably if rule is ours else 0
            control += provably if rule is only_small else 0
    return 1 if leaks or not control else 0


if __name__ == "__main__":
    sys.exit(main())
