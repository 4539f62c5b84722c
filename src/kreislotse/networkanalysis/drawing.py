"""What is drawn: up to some dozens of organizations with their circles, or communities as wholes. No label lies on another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from .measures import Analysis
from .placing import Spots, springs

MOST_DRAWN = 70
GAP = 8
ROOM, WIDER = 2.6, 2.0
"""How much more room than labels alone need a part gets, and how much wider than high it is."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A node on the paper, in pixels: its middle, the size of its shape, and the room of its label below."""

    key: str
    name: str
    kind: str
    x: float
    y: float
    radius: float
    label_width: float
    community: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Spots, and lines between their positions with a weight and a kind."""

    spots: Sequence[Spot]
    lines: Sequence[tuple[int, int, float, str]]
    width: float
    height: float


def draw_circles(analysis: Analysis, *, width: float, label_width: Callable[[str], float], line: float = 16) -> Drawing:
    """Organizations and the circles they meet in, each a node; who has no circle stands in rows below.

    `label_width` says how wide a name is on the paper, `line` how high.
    """
    network, bridges = analysis.network, {bridge.actor for bridge in analysis.bridges}
    community = {actor: number for number, part in enumerate(analysis.communities, start=1) for actor in part}
    position = {actor.key: number for number, actor in enumerate(network.actors)}
    nodes = [
        (one.key, one.name, "bridge" if number in bridges else "actor", 8.0, community[number])
        for number, one in enumerate(network.actors)
    ]
    nodes += [(one.key, one.name, one.kind, 7.0, 0) for one in network.circles]
    lines = [
        (position[key], len(network.actors) + number, 1.0, circle.kind)
        for number, circle in enumerate(network.circles) for key in circle.members
    ]  # fmt: skip
    lines += [(position[tie.one], position[tie.other], float(tie.number), tie.kind) for tie in network.ties]
    return _drawing(nodes, lines, width=width, label_width=label_width, line=line)


def draw_communities(
    analysis: Analysis, *, names: Sequence[str], width: float, label_width: Callable[[str], float], line: float = 16
) -> Drawing:
    """Communities as circles as large as they are, lines as strong as what binds them; `names` in their order."""
    parts = [part for part in analysis.communities if len(part) > 1]
    number_of = {actor: number for number, part in enumerate(parts) for actor in part}
    most = max((len(part) for part in parts), default=1)
    nodes = [
        (analysis.actor(analysis.most_connected(part)).key, names[number], "community", 12 + 26 * sqrt(len(part) / most), number + 1)
        for number, part in enumerate(parts)
    ]  # fmt: skip
    between: dict[tuple[int, int], float] = {}
    for pair in analysis.pairs:
        one, other = sorted((number_of.get(pair.one, -1), number_of.get(pair.other, -1)))
        if one not in (other, -1):
            between[one, other] = between.get((one, other), 0.0) + pair.weight
    lines = [(one, other, weight, "between") for (one, other), weight in sorted(between.items())]
    numbers = [len(part) for part in parts]
    return _drawing(nodes, lines, width=width, label_width=label_width, line=line, numbers=numbers)


def _drawing(nodes, lines, *, width, label_width, line, numbers: Sequence[int] = ()) -> Drawing:  # noqa: PLR0913
    """Each part that hangs together gets a rectangle, the rectangles stand in rows; who stands alone fills the last ones."""
    boxes = [
        (max(2 * radius, label_width(name)) + GAP, 2 * radius + line + GAP)
        for _key, name, _kind, radius, _part in nodes
    ]
    width = max([width, *(box[0] + 2 * GAP for box in boxes)])
    spots: Spots = [(0.0, 0.0)] * len(nodes)
    rows: list[list[_Tile]] = []
    used = width
    for part in _parts(len(nodes), lines):
        local = {node: number for number, node in enumerate(part)}
        links = [(local[one], local[other], 1.0) for one, other, _weight, _kind in lines if one in local]
        tile = _tile(part, links, [boxes[node] for node in part], width - 2 * GAP)
        if used + tile.width + 2 * GAP > width:
            rows.append([])
            used = 2 * GAP
        rows[-1].append(tile)
        used += tile.width + GAP
    y = float(GAP)
    for row in rows:
        x = (width - sum(tile.width for tile in row) - GAP * (len(row) - 1)) / 2
        for tile in row:
            for node, (left, top) in zip(tile.nodes, tile.spots, strict=True):
                spots[node] = (x + left, y + top)
            x += tile.width + GAP
        y += max(tile.height for tile in row) + GAP
    found = [
        Spot(key, name, kind, *spots[number], radius, label_width(name), part, numbers[number] if numbers else 0)
        for number, (key, name, kind, radius, part) in enumerate(nodes)
    ]
    return Drawing(found, lines, width, y)


@dataclass(frozen=True, slots=True)
class _Tile:
    nodes: Sequence[int]
    spots: Spots
    width: float
    height: float


def _tile(part: Sequence[int], links, boxes: Sequence[tuple[float, float]], most: float) -> _Tile:
    """A part within `most` in width, wider than high, and as high as its labels need."""
    need = ROOM * sum(wide * high for wide, high in boxes)
    width = min(most, max(sqrt(need * WIDER), *(wide for wide, _high in boxes), 1.0)) if len(boxes) > 1 else boxes[0][0]
    spots = without_overlap(_stretched(springs(len(part), links), width, need / width), boxes, width)
    left = min(x - box[0] / 2 for (x, _y), box in zip(spots, boxes, strict=True))
    top = min(y - box[1] / 2 for (_x, y), box in zip(spots, boxes, strict=True))
    right = max(x + box[0] / 2 for (x, _y), box in zip(spots, boxes, strict=True))
    low = max(y + box[1] / 2 for (_x, y), box in zip(spots, boxes, strict=True))
    return _Tile(part, [(x - left, y - top) for x, y in spots], right - left, low - top)


def _stretched(spots: Spots, width: float, height: float) -> Spots:
    """The same picture in a rectangle."""
    xs, ys = [x for x, _y in spots], [y for _x, y in spots]
    wide, high = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
    return [((x - min(xs)) / wide * width, (y - min(ys)) / high * height) for x, y in spots]


def without_overlap(spots: Spots, boxes: Sequence[tuple[float, float]], width: float) -> Spots:
    """Push boxes apart along the shorter way, within the width; where that is not enough the picture grows downwards."""
    order = sorted(range(len(spots)), key=lambda number: (spots[number], number))
    while True:
        moved = [[_within(x, box[0], width), y] for (x, y), box in zip(spots, boxes, strict=True)]
        for _step in range(60):
            is_free = True
            for at, i in enumerate(order):
                for j in order[:at]:
                    dx, dy = moved[i][0] - moved[j][0], moved[i][1] - moved[j][1]
                    over_x = (boxes[i][0] + boxes[j][0]) / 2 - abs(dx)
                    over_y = (boxes[i][1] + boxes[j][1]) / 2 - abs(dy)
                    if over_x <= 0 or over_y <= 0:
                        continue
                    is_free = False
                    axis, push = (1, over_y) if over_y <= over_x else (0, over_x)
                    sign = 1 if (dx, dy)[axis] >= 0 else -1
                    moved[i][axis] += sign * (push / 2 + 0.01)
                    moved[j][axis] -= sign * (push / 2 + 0.01)
                    if axis == 0:
                        moved[i][0] = _within(moved[i][0], boxes[i][0], width)
                        moved[j][0] = _within(moved[j][0], boxes[j][0], width)
            if is_free:
                return [(x, y) for x, y in moved]
        spots = [(x, y * 1.12 + number) for number, (x, y) in enumerate(spots)]


def _within(x: float, wide: float, width: float) -> float:
    return min(max(x, wide / 2), max(width - wide / 2, wide / 2))


def _parts(number: int, lines) -> list[list[int]]:
    """Nodes that hang together, the largest part first."""
    near: list[list[int]] = [[] for _node in range(number)]
    for one, other, _weight, _kind in lines:
        near[one].append(other)
        near[other].append(one)
    seen, found = [False] * number, []
    for start in range(number):
        if seen[start]:
            continue
        seen[start], part, waiting = True, [], [start]
        while waiting:
            node = waiting.pop()
            part.append(node)
            for other in near[node]:
                if not seen[other]:
                    seen[other] = True
                    waiting.append(other)
        found.append(sorted(part))
    return sorted(found, key=lambda part: (-len(part), part))
