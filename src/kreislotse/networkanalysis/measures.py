"""What the network says: who works with whom and by what, who holds parts together, who stands alone, who belongs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import rustworkx as rx

from .communities import communities
from .network import Actor, Circle, Network, Tie

_SERIAL = 2**62
"""Sums of several threads end in other last digits; one thread gives the same number each time."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors that work together, by which circles and counts. `weight`: 1/(size - 1) for each circle (Newman 2001)."""

    one: int
    other: int
    weight: float
    circles: tuple[int, ...]
    ties: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """An actor without whom its part of the network falls apart, into `sides` (the largest first)."""

    actor: int
    sides: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """All numbers are positions in `network.actors`.

    `betweenness` is the share of shortest ways between two others that lead over an actor (Freeman 1977), 0 to 1.
    """

    network: Network
    pairs: Sequence[Pair]
    neighbors: Sequence[frozenset[int]]
    components: Sequence[tuple[int, ...]]
    isolated: tuple[int, ...]
    bridges: Sequence[Bridge]
    betweenness: Sequence[float]
    communities: Sequence[tuple[int, ...]]

    def actor(self, position: int) -> Actor:
        return self.network.actors[position]

    def by_what(self, pair: Pair) -> list[Circle | Tie]:
        return [self.network.circles[i] for i in pair.circles] + [self.network.ties[i] for i in pair.ties]

    def most_connected(self, members: Sequence[int]) -> int:
        """The one of them with the most partners; of equals the one whose name comes first."""
        return min(members, key=lambda one: (-len(self.neighbors[one]), self.actor(one).name, one))


def analyse(network: Network) -> Analysis:
    pairs = _pairs(network)
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(network.actors)))
    graph.add_edges_from([(pair.one, pair.other, pair.weight) for pair in pairs])
    neighbors: list[set[int]] = [set() for _actor in network.actors]
    for pair in pairs:
        neighbors[pair.one].add(pair.other)
        neighbors[pair.other].add(pair.one)
    components = sorted(
        (tuple(sorted(part)) for part in rx.connected_components(graph)), key=lambda part: (-len(part), part)
    )
    between = rx.betweenness_centrality(graph, normalized=True, parallel_threshold=_SERIAL)
    links = [(pair.one, pair.other, pair.weight) for pair in pairs]
    return Analysis(
        network=network,
        pairs=pairs,
        neighbors=[frozenset(one) for one in neighbors],
        components=components,
        isolated=tuple(part[0] for part in components if len(part) == 1),
        bridges=_bridges(graph, components, between),
        betweenness=[round(between[position], 9) for position in range(len(network.actors))],
        communities=communities(len(network.actors), links),
    )


def _pairs(network: Network) -> list[Pair]:
    """Actors that share a circle or have a tie, in order; each circle gives a pair 1/(size - 1)."""
    position = {actor.key: number for number, actor in enumerate(network.actors)}
    weights: dict[tuple[int, int], float] = defaultdict(float)
    circles: dict[tuple[int, int], list[int]] = defaultdict(list)
    ties: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, circle in enumerate(network.circles):
        share = 1 / (len(circle.members) - 1)
        for pair in combinations(sorted(position[key] for key in circle.members), 2):
            weights[pair] += share
            circles[pair].append(number)
    for number, tie in enumerate(network.ties):
        pair = tuple(sorted((position[tie.one], position[tie.other])))
        weights[pair] += 1
        ties[pair].append(number)
    return [Pair(*pair, weights[pair], tuple(circles[pair]), tuple(ties[pair])) for pair in sorted(weights)]


def _bridges(graph: rx.PyGraph, components: Sequence[tuple[int, ...]], between) -> list[Bridge]:
    """Articulation points, those first that part the most pairs of others."""
    part_of = {position: part for part in components for position in part}
    found = []
    for position in sorted(rx.articulation_points(graph)):
        rest = graph.subgraph([one for one in part_of[position] if one != position])
        sides = [tuple(sorted(rest[node] for node in side)) for side in rx.connected_components(rest)]
        found.append(Bridge(position, tuple(sorted(sides, key=lambda side: (-len(side), side)))))
    return sorted(found, key=lambda bridge: (-round(between[bridge.actor], 9), bridge.actor))
