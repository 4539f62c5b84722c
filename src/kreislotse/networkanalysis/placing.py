"""A spot for every node: communities are laid out as wholes, then the nodes within each.

Springs between all nodes grow with the square of their number; between communities and inside each they do not,
and what belongs together lies together.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin, sqrt

import rustworkx as rx

from .measures import Analysis

STEPS, SEED = 60, 1
_GOLDEN = pi * (3 - sqrt(5))
Spots = list[tuple[float, float]]


def springs(number: int, links: Sequence[tuple[int, int, float]], *, steps: int = STEPS) -> Spots:
    """Fruchterman and Reingold's springs from a fixed start: the same spots each time, within two units."""
    if number < 2:
        return [(0.0, 0.0)] * number
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(number))
    graph.add_edges_from(list(links))
    start = {node: _sunflower(node) for node in range(number)}
    found = rx.spring_layout(graph, pos=start, k=1.0, num_iter=steps, seed=SEED, weight_fn=float)
    return [(float(found[node][0]), float(found[node][1])) for node in range(number)]


def place(analysis: Analysis) -> Spots:
    """A spot for each actor, about one apart; discs of communities do not overlap."""
    parts = analysis.communities
    number_of = {actor: number for number, part in enumerate(parts) for actor in part}
    between: dict[tuple[int, int], float] = {}
    inside: list[list[tuple[int, int, float]]] = [[] for _part in parts]
    position = {actor: place for part in parts for place, actor in enumerate(part)}
    for pair in analysis.pairs:
        one, other = number_of[pair.one], number_of[pair.other]
        if one == other:
            inside[one].append((position[pair.one], position[pair.other], pair.weight))
        else:
            key = (min(one, other), max(one, other))
            between[key] = between.get(key, 0.0) + pair.weight
    radii = [0.7 * sqrt(len(part)) + 0.5 for part in parts]
    alone = [number for number, part in enumerate(parts) if len(part) == 1]
    together = [number for number, part in enumerate(parts) if len(part) > 1]
    renumbered = {number: new for new, number in enumerate(together)}
    links = [
        (renumbered[a], renumbered[b], weight)
        for (a, b), weight in sorted(between.items()) if a in renumbered and b in renumbered
    ]  # fmt: skip
    centers = apart(springs(len(together), links), [radii[number] for number in together])
    spots: Spots = [(0.0, 0.0)] * len(analysis.network.actors)
    lowest = max((y + radii[number] for number, (_x, y) in zip(together, centers, strict=True)), default=0.0)
    width = max(4.0, sqrt(len(alone)) * 3)
    for number, center in zip(together, centers, strict=True):
        part = parts[number]
        inner = scaled(springs(len(part), inside[number]), radii[number])
        for actor, (x, y) in zip(part, inner, strict=True):
            spots[actor] = (center[0] + x, center[1] + y)
    for step, number in enumerate(alone):  # who stands alone stands below, in rows
        row, column = divmod(step, int(width))
        spots[parts[number][0]] = (column * 1.5 - width * 0.75, lowest + 1.5 + row * 1.5)
    return spots


def scaled(spots: Spots, radius: float) -> Spots:
    """The same picture around the origin, within a circle."""
    if not spots:
        return spots
    x0 = sum(x for x, _y in spots) / len(spots)
    y0 = sum(y for _x, y in spots) / len(spots)
    most = max((sqrt((x - x0) ** 2 + (y - y0) ** 2) for x, y in spots), default=0.0)
    factor = radius / most if most > 1e-9 else 0.0
    return [((x - x0) * factor, (y - y0) * factor) for x, y in spots]


def apart(centers: Spots, radii: Sequence[float]) -> Spots:
    """Widen the picture and push discs until none overlaps; the order of directions stays."""
    if len(centers) < 2:
        return centers
    need = sum(radii) / len(radii) * 2
    centers = scaled(centers, need * sqrt(len(centers)) * 0.6)
    while True:
        for _step in range(80):
            centers, is_free = _pushed(centers, radii)
            if is_free:
                return centers
        centers = [(x * 1.15, y * 1.15) for x, y in centers]


def _pushed(centers: Spots, radii: Sequence[float]) -> tuple[Spots, bool]:
    moved, is_free = [list(one) for one in centers], True
    for i in range(len(moved)):
        for j in range(i):
            dx, dy = moved[i][0] - moved[j][0], moved[i][1] - moved[j][1]
            need, distance = radii[i] + radii[j], sqrt(dx * dx + dy * dy)
            if distance >= need - 1e-6:
                continue
            is_free = False
            if distance < 1e-9:
                dx, dy = _sunflower(i)
                distance = sqrt(dx * dx + dy * dy) or 1.0
            push = (need - distance) / 2 + 1e-4
            for axis, delta in ((0, dx), (1, dy)):
                moved[i][axis] += delta / distance * push
                moved[j][axis] -= delta / distance * push
    return [(x, y) for x, y in moved], is_free


def _sunflower(number: int) -> tuple[float, float]:
    radius, angle = sqrt(number + 0.5), number * _GOLDEN
    return radius * cos(angle), radius * sin(angle)
