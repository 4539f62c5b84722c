"""Network of a Kreis and of a Land: measures and places for every organization, beside networkx in the same run.

Needs `requirements/benchmarks.txt` (networkx; SciPy speeds its springs up). Sizes of circles are drawn as in a Kreis:
working groups of 4 to 12, projects of 2 to 5. Both sides get the same graph, and must agree on what can be compared.
"""

import argparse
import random
import sys
import time

import networkx as nx

from kreislotse.networkanalysis import Actor, Circle, Network, analyse, as_graphml, place
from kreislotse.networkanalysis.communities import modularity

LIMIT_SECONDS, LIMIT_RATIO, LEAST_MODULARITY = 1.0, 10, 0.97


def made(number: int, seed: int = 1) -> Network:
    """Organizations in regions that mostly meet in their own; one in eight circles crosses."""
    chance = random.Random(seed)
    actors = [Actor(f"a{i:05}", f"Akteur {i}") for i in range(number)]
    region = [chance.randrange(max(1, number // 60)) for _one in actors]
    members = {}
    for position, where in enumerate(region):
        members.setdefault(where, []).append(position)
    circles = []
    for count, low, high, kind in ((number // 6, 4, 12, "body"), (number // 5, 2, 5, "project")):
        for _circle in range(count):
            pool = range(number) if chance.random() < 0.125 else members[chance.choice(sorted(members))]
            size = min(len(pool), chance.randint(low, high))
            keys = tuple(actors[one].key for one in chance.sample(list(pool), size))
            circles.append(Circle(f"c{len(circles):05}", f"Kreis {len(circles)}", kind, keys))
    return Network.of(actors, circles)


def timed(act, times: int = 1):
    best = None
    for _time in range(times):
        begun = time.perf_counter()
        result = act()
        spent = time.perf_counter() - begun
        best = spent if best is None else min(best, spent)
    return best, result


def measure(number: int, *, times: int) -> tuple[float, float]:
    network = made(number)
    ours_measures, analysis = timed(lambda: analyse(network), times)
    ours_places, spots = timed(lambda: place(analysis), times)
    export, xml = timed(lambda: as_graphml(analysis, spots), times)
    links = [(pair.one, pair.other, pair.weight) for pair in analysis.pairs]

    def build():
        graph = nx.Graph()
        graph.add_nodes_from(range(number))
        graph.add_weighted_edges_from(links)
        return graph

    theirs = {}
    theirs["graph"], graph = timed(build)
    theirs["components"], _parts = timed(lambda: list(nx.connected_components(graph)))
    theirs["articulation points"], points = timed(lambda: set(nx.articulation_points(graph)))
    theirs["betweenness"], between = timed(lambda: nx.betweenness_centrality(graph))
    theirs["Louvain"], parts = timed(lambda: nx.community.louvain_communities(graph, seed=1))
    theirs["springs, 50 steps"], _spots = timed(lambda: nx.spring_layout(graph, seed=1))

    assert {bridge.actor for bridge in analysis.bridges} == points, "articulation points differ"
    worst = max(abs(analysis.betweenness[node] - between[node]) for node in between)
    assert worst < 1e-8, f"betweenness differs by {worst}"
    assert spots == place(analyse(network)), "two runs place differently"
    own, other = modularity(number, links, analysis.communities), modularity(number, links, parts)
    ours, total = ours_measures + ours_places, sum(theirs.values())
    print(f"{number} organizations, {len(network.circles)} circles, {len(links)} pairs")
    print(
        f"  ours: measures {ours_measures:.3f} s, places {ours_places:.3f} s, together {ours:.3f} s; GraphML {export:.3f} s, {len(xml) // 1024} kB"
    )
    print(
        "  networkx: "
        + ", ".join(f"{name} {spent:.3f} s" for name, spent in theirs.items())
        + f", together {total:.3f} s"
    )
    print(
        f"  networkx / ours {total / ours:.1f}, without springs and places {(total - theirs['springs, 50 steps']) / ours_measures:.1f}"
    )
    print(
        f"  modularity ours {own:.4f} (networkx {other:.4f}), bridges {len(points)}, betweenness equal to {worst:.1e}"
    )
    assert own >= LEAST_MODULARITY * other, "communities are worse"
    return ours, total / ours


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kreis", type=int, default=300)
    parser.add_argument("--land", type=int, default=3000)
    given = parser.parse_args()
    seconds, _ratio = measure(given.kreis, times=3)
    _seconds, ratio = measure(given.land, times=1)
    print(
        f"limits: {given.kreis} under {LIMIT_SECONDS} s: {seconds:.3f} s; {given.land} at least {LIMIT_RATIO} times: {ratio:.1f}"
    )
    return 0 if seconds < LIMIT_SECONDS and ratio >= LIMIT_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
