"""Who belongs together: the Louvain method (Blondel and others 2008), always with the same answer.

Nodes are visited in their order instead of by chance, and of equal gains the smallest community wins. rustworkx has no
method for this; igraph's are under the GPL; networkit and scikit-network bring SciPy, 160 MB for these eighty lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

LEAST_GAIN = 1e-9
MOST_ROUNDS = 50


def communities(number: int, links: Iterable[tuple[int, int, float]]) -> list[tuple[int, ...]]:
    """Parts of `range(number)` that are more linked inside than out, the largest first; who has no link is a part alone."""
    near: list[dict[int, float]] = [{} for _node in range(number)]
    for one, other, weight in links:
        near[one][other] = near[one].get(other, 0.0) + weight
        near[other][one] = near[other].get(one, 0.0) + weight
    own = [0.0] * number  # weight of links inside a node that is itself a community, twice
    member_of = list(range(number))
    while True:
        home = _moved(near, own)
        names = {old: new for new, old in enumerate(sorted(set(home)))}
        if len(names) == len(near):
            break
        home = [names[one] for one in home]
        member_of = [home[one] for one in member_of]
        near, own = _folded(near, own, home, len(names))
    found: dict[int, list[int]] = defaultdict(list)
    for node, part in enumerate(member_of):
        found[part].append(node)
    return sorted((tuple(part) for part in found.values()), key=lambda part: (-len(part), part))


def modularity(number: int, links: Sequence[tuple[int, int, float]], parts: Iterable[Sequence[int]]) -> float:
    """How much more weight lies inside the parts than chance would put there (Newman and Girvan 2004), below 1."""
    part_of = {node: position for position, part in enumerate(parts) for node in part}
    total = sum(weight for _one, _other, weight in links)
    if not total:
        return 0.0
    degree, inside = [0.0] * number, 0.0
    for one, other, weight in links:
        degree[one] += weight
        degree[other] += weight
        inside += weight if part_of[one] == part_of[other] else 0
    sums: dict[int, float] = defaultdict(float)
    for node in range(number):
        sums[part_of[node]] += degree[node]
    return inside / total - sum((value / (2 * total)) ** 2 for value in sums.values())


def _moved(near: list[dict[int, float]], own: list[float]) -> list[int]:
    """For each node the community it ends in, when no move gains anything any more."""
    degree = [sum(links.values()) + own[node] for node, links in enumerate(near)]
    total = sum(degree)
    home = list(range(len(near)))
    if not total:
        return home
    held = list(degree)
    for _round in range(MOST_ROUNDS):
        changed = False
        for node, links in enumerate(near):
            mine = home[node]
            held[mine] -= degree[node]
            to: dict[int, float] = {mine: 0.0}
            for other, weight in links.items():
                to[home[other]] = to.get(home[other], 0.0) + weight
            share = degree[node] / total
            best, most = mine, to[mine] - held[mine] * share
            for part in sorted(to):
                gain = to[part] - held[part] * share
                if gain > most + LEAST_GAIN:
                    best, most = part, gain
            held[best] += degree[node]
            if best != mine:
                home[node], changed = best, True
        if not changed:
            break
    return home


def _folded(near, own, home: list[int], number: int) -> tuple[list[dict[int, float]], list[float]]:
    """Each community becomes one node."""
    folded: list[dict[int, float]] = [{} for _part in range(number)]
    inside = [0.0] * number
    for node, links in enumerate(near):
        part = home[node]
        inside[part] += own[node]
        for other, weight in links.items():
            if home[other] == part:
                inside[part] += weight
            else:
                folded[part][home[other]] = folded[part].get(home[other], 0.0) + weight
    return folded, inside
