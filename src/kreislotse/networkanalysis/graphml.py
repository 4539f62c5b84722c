"""GraphML 1.0 as Gephi and yEd read it: organizations, the circles they meet in, and who sits where."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from .measures import Analysis

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
STEP = 60  # pixels for one unit of `place`
# name, what it belongs to, type
_ATTRIBUTES = (
    ("label", "node", "string"),
    ("kind", "node", "string"),
    ("community", "node", "int"),
    ("betweenness", "node", "double"),
    ("partners", "node", "int"),
    ("is_bridge", "node", "boolean"),
    ("x", "node", "double"),
    ("y", "node", "double"),
    ("kind", "edge", "string"),
    ("label", "edge", "string"),
    ("weight", "edge", "double"),
)


def as_graphml(analysis: Analysis, spots: Sequence[tuple[float, float]]) -> bytes:
    """Two kinds of nodes, so that nothing is lost: whoever wants the ties alone projects the circles away."""
    root = Element("graphml", {"xmlns": NAMESPACE})
    for name, owner, kind in _ATTRIBUTES:
        SubElement(root, "key", {"id": f"{owner[0]}_{name}", "for": owner, "attr.name": name, "attr.type": kind})
    graph = SubElement(root, "graph", {"id": "network", "edgedefault": "undirected"})
    community = {actor: number for number, part in enumerate(analysis.communities, start=1) for actor in part}
    bridges = {bridge.actor for bridge in analysis.bridges}
    places = {}
    for position, actor in enumerate(analysis.network.actors):
        places[actor.key] = (spots[position][0] * STEP, spots[position][1] * STEP)
        _node(
            graph, actor.key, label=actor.name, kind=actor.kind, community=community[position],
            betweenness=analysis.betweenness[position], partners=len(analysis.neighbors[position]),
            is_bridge="true" if position in bridges else "false", x=places[actor.key][0], y=places[actor.key][1],
        )  # fmt: skip
    number = 0
    for circle in analysis.network.circles:
        xs, ys = zip(*(places[key] for key in circle.members), strict=True)
        _node(graph, circle.key, label=circle.name, kind=circle.kind, x=sum(xs) / len(xs), y=sum(ys) / len(ys))
        for key in circle.members:
            number += 1
            _edge(graph, number, key, circle.key, kind=circle.kind, weight=1)
    for tie in analysis.network.ties:
        number += 1
        _edge(graph, number, tie.one, tie.other, kind=tie.kind, label=tie.name, weight=tie.number)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _node(graph: Element, key: str, **values) -> None:
    _data(SubElement(graph, "node", {"id": key}), "n", values)


def _edge(graph: Element, number: int, one: str, other: str, **values) -> None:
    _data(SubElement(graph, "edge", {"id": f"e{number}", "source": one, "target": other}), "e", values)


def _data(element: Element, prefix: str, values: dict) -> None:
    for name, value in values.items():
        text = f"{value:.6f}" if isinstance(value, float) else str(value)
        SubElement(element, "data", {"key": f"{prefix}_{name}"}).text = _printable(text)


def _printable(text: str) -> str:
    """Without the control characters XML 1.0 does not know."""
    return "".join(one for one in text if one in "\t\n\r" or one >= " " and one not in "\ufffe\uffff")
