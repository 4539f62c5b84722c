"""Who works with whom: an affiliation network of organizations and the circles they meet in. Knows no Django, no persons.

`analyse` reads a `Network` and says what it finds; `place` gives every node a spot on the paper; `as_graphml` writes
it for Gephi and yEd. The same input gives the same answer, in whatever order it comes.
"""

from .coverage import Gap, coverage_gaps
from .drawing import Drawing, Spot, draw_circles, draw_communities
from .graphml import as_graphml
from .measures import Analysis, Bridge, Pair, analyse
from .network import LARGEST_CIRCLE, Actor, Circle, Network, Tie
from .placing import place

__all__ = [
    "LARGEST_CIRCLE",
    "Actor",
    "Analysis",
    "Bridge",
    "Circle",
    "Drawing",
    "Gap",
    "Network",
    "Pair",
    "Spot",
    "Tie",
    "analyse",
    "as_graphml",
    "coverage_gaps",
    "draw_circles",
    "draw_communities",
    "place",
]
