"""A network: nodes as shapes with their names, lines between them. Where nodes lie is the caller's; here they are only drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from .svg import INK, QUIET, check_finite, document, element, series_class, shortened, text_width

LABEL, MOST_LABEL = 13, 180


@dataclass(frozen=True, slots=True)
class Node:
    """`shape`: circle, square or diamond, so that no color carries a meaning alone; `ring` marks what matters most.

    `label` is read aloud; `number` stands inside the shape; `series` colors it.
    """

    name: str
    x: float
    y: float
    radius: float
    label: str
    shape: str = "circle"
    series: int = 1
    url: str = ""
    number: int = 0
    ring: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Between two positions in the nodes. `weight` 0 to 1 makes it stronger; `is_dashed` tells a second kind."""

    one: int
    other: int
    weight: float = 0.0
    is_dashed: bool = False


def label_width(name: str) -> float:
    """How wide `network_chart` writes a name: callers keep that much room."""
    return min(MOST_LABEL, text_width(shortened(name, _room()), size=LABEL))


def _room() -> float:
    """`shortened` counts in the usual size; names here are written a little smaller."""
    return MOST_LABEL * 14 / LABEL


def network_chart(
    nodes: Sequence[Node], lines: Sequence[Line], *, width: float, height: float, title: str, description: str = ""
) -> str:
    """Lines first, then shapes, then names: a name is never crossed out. Each node with an address is a link of its own."""
    check_finite(value for node in nodes for value in (node.x, node.y, node.radius))
    drawn = [
        element(
            "line", x1=_short(nodes[line.one].x), y1=_short(nodes[line.one].y), x2=_short(nodes[line.other].x),
            y2=_short(nodes[line.other].y), stroke=QUIET, stroke_width=_short(1.2 + 5 * line.weight),
            stroke_dasharray="5 4" if line.is_dashed else None,
        )
        for line in lines
    ]  # fmt: skip
    content = element("g", "".join(drawn), class_="chart-ties", aria_hidden="true") if drawn else ""
    content += "".join(_node(node) for node in nodes)
    svg = document(content, width=round(width), height=round(height), title=title, description=description)
    if any(node.url for node in nodes):
        svg = svg.replace(' role="img"', ' role="group"', 1)
    return svg.replace(' class="chart"', ' class="chart chart-network"', 1)


def _node(node: Node) -> str:
    drawn = _shape(node, node.radius)
    if node.ring:
        drawn = _shape(node, node.radius + 4, is_ring=True) + drawn
    if node.number:
        drawn += element(
            "text", str(node.number), x=_short(node.x), y=_short(node.y + LABEL / 3), text_anchor="middle", font_size=LABEL,
            font_weight=600, fill="#ffffff", direction="ltr", class_="chart-point-number", aria_hidden="true",
        )  # fmt: skip
    drawn += element(
        "text", _escaped(shortened(node.name, _room())), x=_short(node.x), y=_short(node.y + node.radius + LABEL),
        text_anchor="middle", font_size=LABEL, fill=INK, direction="ltr", class_="chart-text chart-area-name", aria_hidden="true",
    )  # fmt: skip
    drawn = element("title", _escaped(node.label)) + drawn
    if not node.url:
        return element("g", drawn)
    return element("a", drawn, href=node.url, aria_label=node.label, class_="chart-node-link")


def _shape(node: Node, radius: float, *, is_ring: bool = False) -> str:
    style = (
        {"class_": "chart-ring", "fill": "none", "stroke": INK, "stroke_width": 2}
        if is_ring
        else series_class(node.series)
    )
    if not is_ring:
        style["class_"] += " chart-node"
    x, y = node.x, node.y
    if node.shape == "square":
        return element("rect", x=_short(x - radius), y=_short(y - radius), width=_short(2 * radius), height=_short(2 * radius), rx=2, **style)  # fmt: skip
    if node.shape == "diamond":
        r = radius * 1.25
        return element("path", d=f"M{_short(x)} {_short(y - r)}L{_short(x + r)} {_short(y)}L{_short(x)} {_short(y + r)}L{_short(x - r)} {_short(y)}Z", **style)  # fmt: skip
    return element("circle", cx=_short(x), cy=_short(y), r=_short(radius), **style)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _escaped(words: str) -> str:
    return escape(words) or " "
